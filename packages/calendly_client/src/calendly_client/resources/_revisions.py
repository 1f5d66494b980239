"""Subscriptions that replace each other: the address as asked for, and its revisions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from api_client_core.secrets import Secret
from api_client_core.wire import UNSET, QueryValue

from ..errors import InvalidArgument
from ..models import DeliveryGap, WebhookState, WebhookSubscription

_REVISION: Final = re.compile(r"([0-9]{1,9})-([0-9a-f]+)", re.ASCII)
_PARAMETER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.~-]*", re.ASCII)
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Wish:
    """A subscription as it shall be.

    Attributes:
        url: Where deliveries go, without a revision.
        events: What it hears of.
        parameter: The query parameter that takes the revision.
        fingerprint: Of the key, and of whose subscription it is; None if the URL is fixed, which
            has no place for it.
    """

    url: str
    events: frozenset[str]
    parameter: str
    fingerprint: str | None

    @property
    def fixed(self) -> bool:
        """Whether deliveries must go to this very URL."""
        return self.fingerprint is None

    def is_at(self, subscription: WebhookSubscription) -> bool:
        """Tell whether a subscription has this very URL."""
        return _address(subscription.callback_url) == _address(self.url)

    def is_met_by(self, subscription: WebhookSubscription) -> bool:
        """Tell whether a subscription is as it shall be, as far as can be seen."""
        if subscription.state != WebhookState.ACTIVE:
            return False
        if frozenset(str(event) for event in subscription.events) != self.events:
            return False
        return (
            self.is_at(subscription)
            if self.fixed
            else self._revision(subscription)[1] == self.fingerprint
        )

    def order(self, subscription: WebhookSubscription) -> tuple[bool, int, datetime, str]:
        """Give what sorts subscriptions, the one that counts last; alike for all processes."""
        first = self.fixed and self.is_at(subscription)
        made = subscription.created_at or _LONG_AGO
        return first, self.number(subscription), made, subscription.uri

    def number(self, subscription: WebhookSubscription) -> int:
        """Give the number of a subscription's revision; 0 if it has none."""
        return self._revision(subscription)[0]

    def revised(self, number: int) -> str:
        """Give the URL of a revision."""
        if self.fixed:
            return self.url
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}{self.parameter}={number}-{self.fingerprint}"

    def _revision(self, subscription: WebhookSubscription) -> tuple[int, str | None]:
        for name, value in parse_qsl(urlsplit(subscription.callback_url).query):
            if name == self.parameter and (found := _REVISION.fullmatch(value)):
                return int(found[1]), found[2]
        return 0, None


def fingerprint(signing_key: str | Secret | None, url: str, owner: Mapping[str, QueryValue]) -> str:
    """Give what tells keys and owners apart. It takes time, on purpose.

    Calendly never gives a key back: that it has changed is told by the URL alone. Whoever sees the
    URL can try guesses at the key, at the same cost for each; a random key cannot be guessed.
    """
    key = b"" if signing_key is None else Secret(signing_key).reveal().encode()
    told = [url, *(f"{name}={value}" for name, value in owner.items() if value is not UNSET)]
    return hashlib.scrypt(key, salt="\n".join(told).encode(), n=2**14, r=8, p=1, dklen=5).hex()


def revisable(url: str, parameter: str) -> None:
    """Check that a revision can be added to a URL.

    Raises:
        InvalidArgument: It has one already, or a fragment; or the parameter's name is none.
    """
    if not _PARAMETER.fullmatch(parameter):
        raise InvalidArgument("parameter", "must be a name, such as revision")
    if "#" in url:
        raise InvalidArgument("url", "has a fragment, which is never sent")
    if parameter in dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)):
        raise InvalidArgument(
            "url", f"has a parameter {parameter}: leave it out, or choose another parameter=..."
        )


def is_about(subscription: WebhookSubscription, url: str, parameter: str) -> bool:
    """Tell whether a subscription is for an address, in whatever revision."""
    given = subscription.callback_url
    return _address(url) in {_address(given), _address(given, parameter)}


def gap_of(
    replaced: Sequence[WebhookSubscription], deleted_at: datetime | None, until: datetime
) -> DeliveryGap | None:
    """Tell when deliveries may be missing.

    Those of a subscription that failed are lost with it, since it first failed: that Calendly drops
    what it still meant to try again is assumed.

    Args:
        replaced: The subscriptions that were replaced.
        deleted_at: From when on nobody was subscribed, if that was so.
        until: When somebody was again.
    """
    starts = [] if deleted_at is None else [deleted_at]
    for old in replaced:
        failed = old.retry_started_at
        if failed is None and old.state == WebhookState.DISABLED:
            failed = old.updated_at or old.created_at
        if failed is not None:
            starts.append(failed)
    return DeliveryGap(since=min(starts), until=until) if starts else None


def _address(url: str, parameter: str | None = None) -> tuple[str, ...]:
    """Give what tells addresses apart: case does not matter in scheme and host."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_revision(pair, parameter)]
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", "&".join(kept)


def _is_revision(pair: str, parameter: str | None) -> bool:
    """Tell whether a part of a query is one that we add, and not somebody else's of that name."""
    name, _, value = pair.partition("=")
    return name == parameter and _REVISION.fullmatch(value) is not None

"""One run of `WebhookSubscriptions.ensure`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from attrs import define, field

from api_client_core.pages import Page, every
from api_client_core.steps import Call, utc, wait

from ..errors import AmbiguousDelivery, CallFailed, HookExists, NotFound, SubscriptionContested
from ..models import Ensured, WebhookSubscription
from ._revisions import Wish, gap_of, is_about

_ROUNDS: Final = 6


class Make(Protocol):
    """Describes the call that subscribes a URL."""

    def __call__(self, *, url: str) -> Call[WebhookSubscription]:
        """Give the call."""
        ...


@define
class Ensuring:
    """Looks, subscribes, looks again, and deletes what is old, until all is as wished.

    What is there is always looked up anew: replies get lost, and other processes do the same. Only
    what is older than the one that counts is deleted, so two runs never delete each other's.
    """

    wish: Wish
    listed: Call[Page[WebhookSubscription]]
    make: Make
    delete: Callable[[str], Call[None]]
    renew: bool
    found: frozenset[str] | None = None
    made: WebhookSubscription | None = None
    replaced: list[WebhookSubscription] = field(factory=list[WebhookSubscription])
    deleted_at: datetime | None = None
    refused: CallFailed | None = None
    number: int = 0

    async def run(self) -> Ensured:
        """Do it.

        Raises:
            CallFailed: A call failed; a note tells if nobody is subscribed meanwhile.
            SubscriptionContested: Another process did otherwise at the same time.
        """
        try:
            for count in range(_ROUNDS):
                if isinstance(self.refused, AmbiguousDelivery):
                    await wait(2.0 ** (count - 2))
                if (ensured := await self._round()) is not None:
                    return ensured
            raise self.refused or SubscriptionContested("other processes kept changing it")
        except CallFailed as error:
            if self.deleted_at is not None and self.made is None:
                error.add_note(
                    "The old subscription was deleted before: nothing is delivered since "
                    f"{self.deleted_at:%Y-%m-%d %H:%M:%S} UTC."
                )
            raise

    async def _round(self) -> Ensured | None:
        ours = await self._ours()
        last = ours[-1] if ours else None
        if self.found is None:
            self.found = frozenset(subscription.uri for subscription in ours)
        if last is not None and self._is_done(last):
            return await self._settled(last, ours[:-1])
        if self.made is not None:
            await self._remove(self.made)
            raise SubscriptionContested(
                "another process subscribed the same address later, to other events or with "
                "another key; this one's subscription was withdrawn"
            )
        if self.wish.fixed:
            await self._make_room(last)
        self.number = max(self.number, self.wish.number(last) if last else 0) + 1
        try:
            self.made = await self.make(url=self.wish.revised(self.number))
            self.refused = None
        except (HookExists, AmbiguousDelivery) as error:
            self.refused = error  # the next look tells whose it is, or what became of it
        return None

    async def _ours(self) -> list[WebhookSubscription]:
        """Fetch the subscriptions of this address, the one that counts last."""
        ours = {
            subscription.uri: subscription
            for subscription in await every(self.listed)
            if is_about(subscription, self.wish.url, self.wish.parameter)
        }
        if self.made is not None:
            ours.setdefault(self.made.uri, self.made)  # lists may lag behind
        return sorted(ours.values(), key=self.wish.order)

    def _is_done(self, last: WebhookSubscription) -> bool:
        new = last.uri not in (self.found or ())
        return self.wish.is_met_by(last) and (new or not self.renew)

    async def _settled(
        self, last: WebhookSubscription, stale: list[WebhookSubscription]
    ) -> Ensured:
        for old in stale:
            await self._remove(old)
            self.replaced.append(old)
        return Ensured(
            subscription=last,
            created=last.uri not in (self.found or ()),
            replaced=tuple(self.replaced),
            gap=gap_of(self.replaced, self.deleted_at, await utc()),
        )

    async def _make_room(self, last: WebhookSubscription | None) -> None:
        """Delete the one that has the URL, since nothing else can have it meanwhile."""
        if last is not None and self.wish.is_at(last):
            self.deleted_at = self.deleted_at or await utc()
            await self._remove(last)
            self.replaced.append(last)
        elif isinstance(self.refused, HookExists):
            raise self.refused  # whoever has the URL is not of this scope

    async def _remove(self, subscription: WebhookSubscription) -> None:
        try:
            await self.delete(subscription.uri)
        except NotFound:
            return  # gone already

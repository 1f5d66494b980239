"""What the OAuth server gives out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Self, TypeAlias, cast

import attrs
from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum
from api_client_core.secrets import Secret

UnixTime: TypeAlias = Annotated[datetime, "seconds since 1970"]
"""A time that JSON has as a whole number."""


class RefreshState(OpenStrEnum):
    """Where a refresh token stands. `OAuth` keeps count of it; nothing else has to."""

    READY = "ready"
    SENT = "sent"
    REFUSED = "refused"
    LOST = "lost"


def _secret(value: str | Secret) -> Secret:
    return Secret(value)


def _secret_or_none(value: str | Secret | None) -> Secret | None:
    return Secret(value) if value else None


@frozen(kw_only=True)
class Token:
    """An access token, and the refresh token that gets the next one. Neither shows in a repr.

    A refresh token is good for one use: its answer brings another. Keep the token in a store, as
    `to_json` writes it, and let `OAuth` refresh it.

    Attributes:
        access_token: What calls are sent with. Its form is Calendly's business.
        refresh_token: What gets the next token, once.
        token_type: Always ``Bearer``, so far.
        scope: What it is good for, as Calendly says it: names with blanks between, or ``default``.
        expires_in: Seconds that the access token is good for, from ``created_at``.
        created_at: When it was made; after a refresh by `OAuth`, when that was asked for, by this
            machine's clock.
        owner: The URI of the user who agreed.
        organization: The URI of that user's organization.
        refresh_state: Whether the refresh token was used. `OAuth` sets it.
    """

    access_token: Secret = field(converter=_secret)
    refresh_token: Secret | None = field(default=None, converter=_secret_or_none)
    token_type: str | None = None
    scope: str | None = None
    expires_in: int | None = None
    created_at: UnixTime | None = None
    owner: str | None = None
    organization: str | None = None
    refresh_state: RefreshState = RefreshState.READY

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it is good for; ``("default",)``: everything, as older applications have it."""
        return tuple((self.scope or "").split())

    @property
    def expires_at(self) -> datetime | None:
        """When the access token ends; None if Calendly did not say."""
        if self.created_at is None or self.expires_in is None:
            return None
        return self.created_at + timedelta(seconds=self.expires_in)

    def is_good(self, at: datetime, spare: timedelta = timedelta()) -> bool:
        """Tell whether the access token is still good at a time.

        Args:
            at: An aware datetime.
            spare: How long it must be good beyond.
        """
        return self.expires_at is None or at + spare < self.expires_at

    def to_json(self) -> str:
        """Write it down, secrets included, for a store that is guarded as a password is."""
        data = {
            name: value.reveal() if isinstance(value, Secret) else value
            for name, value in attrs.asdict(self, recurse=False).items()
            if value is not None and value is not RefreshState.READY
        }
        if self.created_at is not None:
            data["created_at"] = self.created_at.timestamp()
        return json.dumps(data)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what `to_json` wrote, or what Calendly answered.

        Args:
            text: JSON; keys that are not known are left out.

        Raises:
            ValueError: It is none of both; what it holds is not told.
        """
        given = _object(text)
        with suppress(TypeError, ValueError, OverflowError, OSError):
            return cls(
                access_token=_present(given.get("access_token")),
                refresh_state=RefreshState(given.get("refresh_state", RefreshState.READY)),
                expires_in=_checked(given.get("expires_in"), int),
                created_at=_moment(_checked(given.get("created_at"), int, float)),
                **{name: _checked(given.get(name), str) for name in _TEXTS},
            )
        raise ValueError("holds no token")


@frozen(kw_only=True)
class Introspection:
    """What the OAuth server knows of a token. All but ``active`` is told of active ones only.

    Attributes:
        active: Whether the token is good.
        scope: What it is good for: names with blanks between, or ``default``.
        client_id: The application it was made for.
        token_type: Always ``Bearer``, so far.
        issued_at: When it was made.
        expires_at: When it ends.
        owner: The URI of the user who agreed.
        organization: The URI of that user's organization.
    """

    active: bool
    scope: str | None = None
    client_id: str | None = None
    token_type: str | None = None
    issued_at: UnixTime | None = None
    expires_at: UnixTime | None = None
    owner: str | None = None
    organization: str | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it is good for; ``("default",)``: everything, as older applications have it."""
        return tuple((self.scope or "").split())


@frozen(kw_only=True)
class Authorization:
    """A user's way through Calendly's page of consent, to be kept in the user's session meanwhile.

    Attributes:
        url: Where to send the user.
        state: What comes back along with the code; it shows that the answer belongs to this user.
        code_verifier: What proves, when the code is exchanged, that the same application asked.
        redirect_uri: Where Calendly sends the user back to.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: Secret = field(converter=_secret)
    redirect_uri: str

    def to_json(self) -> str:
        """Write it down, for a session that the user cannot read."""
        return json.dumps({**attrs.asdict(self), "code_verifier": self.code_verifier.reveal()})

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what `to_json` wrote.

        Args:
            text: JSON.

        Raises:
            ValueError: It is something else.
        """
        given = _object(text)
        names = tuple(attrs.fields_dict(cls))
        if not all(isinstance(given.get(name), str) for name in names):
            raise ValueError("holds no authorization")
        return cls(**{name: given[name] for name in names})


_TEXTS: Final = ("refresh_token", "token_type", "scope", "owner", "organization")


def _checked(value: Any, *kinds: type) -> Any:
    if value is None or type(value) in kinds:
        return value
    raise TypeError


def _present(text: Any) -> str:
    if isinstance(text, str) and text:
        return text
    raise TypeError


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        data: Any = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        # Raised outside the handler: the decoder's error holds the text.
        raise ValueError("is no JSON object")
    return cast("dict[str, Any]", data)

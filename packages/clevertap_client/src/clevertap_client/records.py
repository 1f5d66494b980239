"""What is uploaded: checked when it is made, and then exactly what is sent."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from attrs import field, frozen

from . import limits as facts
from ._charged import charged
from ._stored import bare, get, head, kind_of, person
from .errors import InvalidArgument
from .limits import PUBLISHED, Limits
from .properties import (
    EventProperty,
    ProfileProperty,
    Scalar,
    check_event_name,
    event_properties,
    frozen_value,
    profile_properties,
    thawed,
)
from .tokens import TokenRecord
from .users import User, checked_user
from .values import seconds


class LimitWarning(UserWarning):
    """Something is allowed, but may not do what it seems to."""


def _user(user: User) -> User:
    return checked_user(user)


def _moment(given: datetime | int | None) -> datetime | None:
    """Read when a record happened, in whole seconds: all that CleverTap stores."""
    at: object = cast("object", given)
    if at is None:
        return None
    if isinstance(at, datetime):
        epoch = seconds("at", at)
    elif isinstance(at, int) and not isinstance(at, bool):
        epoch = at
    else:
        raise InvalidArgument("at", f"must be an aware datetime, not {type(at).__name__}")
    if epoch > facts.LATEST_SECOND.value:
        raise InvalidArgument("at", "looks like milliseconds; CleverTap counts seconds")
    if epoch <= 0:
        raise InvalidArgument("at", "must be after 1970-01-01; leave it out to say now")
    return datetime.fromtimestamp(epoch, UTC)


@frozen(repr=False)
class EventRecord:
    """Something that happened to somebody.

    All arguments are checked here, so that no upload fails for them, and kept as they are sent:
    times as ``$D_`` and epoch seconds. Two records made alike are equal; a record never changes.

    CleverTap does not de-duplicate: an event that is uploaded twice is stored twice.

    Args:
        name: At most 120 bytes. CleverTap ignores case and spaces in it when it is written, and
            minds them when it is read.
        user: Whom it happened to: an identity (own id, e-mail, phone), or an `ObjectId`, `Fbid` or
            `Gpid`. An unknown one makes a new profile.
        properties: At most 256; more than 100 warn, since accounts allow that many by default.
            Names of at most 120 bytes; values are texts of at most 512 bytes, numbers, flags, and
            aware datetimes. Only ``Charged`` may have ``Items``, a list of flat objects: see
            `charged`.
            Accounts with CleverTap's beta of them may send `Nested` objects.
        at: When it happened; an aware datetime, or epoch seconds. Without it, CleverTap takes the
            time of arrival. Live campaigns look only at events of the last two hours.
        limits: What the account allows, if that differs: such as ``limits=clevertap.limits``.

    Raises:
        InvalidArgument: It names the argument or the property, never a value.

    See https://developer.clevertap.com/docs/upload-events-api
    """

    name: str
    user: User = field(converter=_user)
    properties: Mapping[str, EventProperty] = field(factory=dict[str, EventProperty], hash=False)
    at: datetime | None = field(default=None, kw_only=True, converter=_moment)

    limits: Limits = field(default=PUBLISHED, kw_only=True, eq=False)

    def __attrs_post_init__(self) -> None:
        limits = self.limits
        name = check_event_name(self.name, limits=limits)
        buys = name[0] in "Cc " and facts.folded(name) == _CHARGED
        checked = event_properties(self.properties, charged=buys, limits=limits)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "properties", checked)
        if len(checked) > (most := limits.event_properties_by_default):
            _warn(f"{len(checked)} properties: an account takes {most} unless it was given more")
        for key in _SYSTEM:
            if key in checked:
                _warn(f"{key!r} is CleverTap's own too: a Live campaign may not fire on it")

    @classmethod
    def charged(
        cls,
        user: User,
        amount: float,
        items: Sequence[Mapping[str, Scalar]] = (),
        properties: Mapping[str, EventProperty] = MappingProxyType({}),
        *,
        charged_id: str | int | None = None,
        currency: str | None = None,
        at: datetime | None = None,
        limits: Limits = PUBLISHED,
    ) -> EventRecord:
        """Make the event ``Charged``: somebody bought something.

        Args:
            user: Who did.
            amount: What all of it cost: a number, no text.
            items: What it was: at most 256 objects with plain values, such as a price.
            properties: What else is to be said.
            charged_id: Your own number of the purchase.
            currency: What the amount is in, such as ``"EUR"``.
            at: When it was, as for any event.
            limits: What the account allows, as for any event.

        Raises:
            InvalidArgument: It names the argument, the property or the item, never a value.

        See https://developer.clevertap.com/docs/upload-events-api
        """
        told = charged(amount, charged_id, currency, items, properties)
        return cls(facts.CHARGED.value, user, told, at=at, limits=limits)

    @property
    def repeatable(self) -> bool:
        """Whether uploading it twice does no more than uploading it once: never."""
        return False

    def fires_live_campaign(self, now: datetime) -> bool:
        """Tell whether a Live campaign would look at it if it arrived at a given time.

        Events from two hours ago to two minutes ahead count. Others are stored all the same, and
        CleverTap's answer says nothing about it.

        Args:
            now: When it arrives; an aware datetime.
        """
        seconds("now", now)
        age = now - (self.at or now)
        return -facts.LIVE_AHEAD.value <= age <= facts.LIVE_PAST.value

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data, always in the same order."""
        return {
            **head("event", self.user, self.at),
            "evtName": self.name,
            "evtData": thawed(self.properties),
        }

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> EventRecord:
        """Take up what `to_wire` gave, after JSON and back.

        Names, lengths and values are not checked again: what was once fit to be sent stays so, and
        is sent as the same bytes.

        Raises:
            InvalidArgument: It is no event record.
        """
        known = person(data, "event")
        properties = frozen_value(get(data, "evtData", Mapping))
        return bare(
            cls, name=get(data, "evtName"), properties=properties, limits=PUBLISHED, **known
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_wire, (self.to_wire(),)

    def __repr__(self) -> str:
        return f"<EventRecord {self.name!r} of {', '.join(self.properties) or 'no properties'}>"


@frozen(repr=False)
class ProfileRecord:
    """What is known about somebody.

    Args:
        user: Whom it is about, as for an `EventRecord`. An unknown one makes a new profile.
        properties: At most 256. Keys of CleverTap's are checked: ``Email``, ``Phone`` (E.164),
            ``Gender`` (M, F), ``DOB``, ``Age``, ``MSG-email`` and the like. A list of texts
            replaces a multi-value property; `Add`, `Remove`, `Increment`, `Decrement` and `Delete`
            change one. ``identity`` gives the profile another identity.
        at: When this was so; an aware datetime, or epoch seconds. Without it, now.
        limits: What the account allows, if that differs: such as ``limits=clevertap.limits``.

    Raises:
        InvalidArgument: It names the argument or the property, never a value.

    See https://developer.clevertap.com/docs/upload-user-profiles-api
    """

    user: User = field(converter=_user)
    properties: Mapping[str, ProfileProperty] = field(
        factory=dict[str, ProfileProperty], hash=False
    )
    at: datetime | None = field(default=None, kw_only=True, converter=_moment)
    limits: Limits = field(default=PUBLISHED, kw_only=True, eq=False)

    def __attrs_post_init__(self) -> None:
        checked = profile_properties(self.properties, self.limits)
        object.__setattr__(self, "properties", checked)
        for key in checked:
            if (meant := _meant(key)) != key:
                _warn(f"the profile key {key!r} is your own property; CleverTap's is {meant!r}")

    @property
    def repeatable(self) -> bool:
        """Whether uploading it twice does no more than uploading it once; not with $incr, $decr."""
        values = cast("Mapping[str, Any]", self.properties).values()
        return not any(isinstance(v, Mapping) and ("$incr" in v or "$decr" in v) for v in values)

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data, always in the same order."""
        return {**head("profile", self.user, self.at), "profileData": thawed(self.properties)}

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> ProfileRecord:
        """Take up what `to_wire` gave, after JSON and back, without checking it again.

        Raises:
            InvalidArgument: It is no profile record.
        """
        known = person(data, "profile")
        properties = frozen_value(get(data, "profileData", Mapping))
        return bare(cls, properties=properties, limits=PUBLISHED, **known)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_wire, (self.to_wire(),)

    def __repr__(self) -> str:
        return f"<ProfileRecord of {', '.join(self.properties)}>"


Record: TypeAlias = EventRecord | ProfileRecord | TokenRecord
"""What `uploads.send` takes."""


def record_from_wire(data: Mapping[str, Any]) -> Record:
    """Take up a stored record of any kind; see `EventRecord.from_wire`.

    Raises:
        InvalidArgument: It is none.
    """
    if (kind := kind_of(data)) == "event":
        return EventRecord.from_wire(data)
    if kind == "profile":
        return ProfileRecord.from_wire(data)
    if kind == "token":
        return TokenRecord.from_wire(data)
    raise InvalidArgument("type", "must be event, profile or token")


_SYSTEM: Final = facts.SYSTEM_PROPERTIES.value
_CHARGED: Final = facts.folded(facts.CHARGED.value)


def _warn(text: str) -> None:
    # Four up: past the check, and the constructor that attrs wrote.
    warnings.warn(text, LimitWarning, stacklevel=4)


def _loose(key: str) -> str:
    return key.casefold().replace("_", "-").replace(" ", "-")


_MEANT: Final = {_loose(key): key for key in facts.PREDEFINED_PROFILE_KEYS.value}


@lru_cache(4096)  # the same few keys come again and again
def _meant(key: str) -> str:
    return _MEANT.get(_loose(key), key)

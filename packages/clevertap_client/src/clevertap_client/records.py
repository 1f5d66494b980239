"""What is uploaded: checked when it is made, and then exactly what is sent."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast

from attrs import field, frozen

from . import limits
from .errors import InvalidArgument
from .properties import (
    EventProperty,
    ProfileProperty,
    check_event_name,
    event_properties,
    frozen_value,
    profile_properties,
    seconds,
    thawed,
)
from .users import User, checked_user, key_of, user_of

R = TypeVar("R")
_JSON: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


class LimitWarning(UserWarning):
    """Something is allowed, but may not do what it seems to."""


def _name(name: str) -> str:
    return check_event_name(name)


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
    if epoch > limits.LATEST_SECOND.value:
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
            aware datetimes. Only ``Charged`` may have ``Items``, a list of flat objects.
        at: When it happened; an aware datetime, or epoch seconds. Without it, CleverTap takes the
            time of arrival. Live campaigns look only at events of the last two hours.

    Raises:
        InvalidArgument: It names the argument or the property, never a value.

    See https://developer.clevertap.com/docs/upload-events-api
    """

    name: str = field(converter=_name)
    user: User = field(converter=_user)
    properties: Mapping[str, EventProperty] = field(factory=dict[str, EventProperty], hash=False)
    at: datetime | None = field(default=None, kw_only=True, converter=_moment)

    def __attrs_post_init__(self) -> None:
        charged = limits.folded(self.name) == limits.folded(limits.CHARGED.value)
        checked = event_properties(self.properties, charged=charged)
        if len(checked) > limits.EVENT_PROPERTIES_BY_DEFAULT.value:
            most = limits.EVENT_PROPERTIES_BY_DEFAULT.value
            warnings.warn(
                f"{len(checked)} properties: an account takes {most} unless it was given more",
                LimitWarning,
                stacklevel=3,
            )
        object.__setattr__(self, "properties", checked)

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
        return -limits.LIVE_AHEAD.value <= age <= limits.LIVE_PAST.value

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data, always in the same order."""
        return {
            **_head("event", self.user, self.at),
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
        return _bare(cls, name=_get(data, "evtName"), **_tail(data, "event", "evtData"))

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
            replaces a multi-value property; ``{"$add": [...]}``, ``{"$remove": [...]}``,
            ``{"$incr": 1}``, ``{"$decr": 1}`` and ``{"$delete": 1}`` change one.
        at: When this was so; an aware datetime, or epoch seconds. Without it, now.

    Raises:
        InvalidArgument: It names the argument or the property, never a value.

    See https://developer.clevertap.com/docs/upload-user-profiles-api
    """

    user: User = field(converter=_user)
    properties: Mapping[str, ProfileProperty] = field(
        factory=dict[str, ProfileProperty], converter=profile_properties, hash=False
    )
    at: datetime | None = field(default=None, kw_only=True, converter=_moment)

    def __attrs_post_init__(self) -> None:
        for key in self.properties:
            meant = _MEANT.get(_loose(key), key)
            if meant != key:
                warnings.warn(
                    f"the profile key {key!r} is your own property; CleverTap's is {meant!r}",
                    LimitWarning,
                    stacklevel=3,
                )

    @property
    def repeatable(self) -> bool:
        """Whether uploading it twice does no more than uploading it once; not with $incr, $decr."""
        values = cast("Mapping[str, Any]", self.properties).values()
        return not any(isinstance(v, Mapping) and ("$incr" in v or "$decr" in v) for v in values)

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data, always in the same order."""
        return {**_head("profile", self.user, self.at), "profileData": thawed(self.properties)}

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> ProfileRecord:
        """Take up what `to_wire` gave, after JSON and back, without checking it again.

        Raises:
            InvalidArgument: It is no profile record.
        """
        return _bare(cls, **_tail(data, "profile", "profileData"))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_wire, (self.to_wire(),)

    def __repr__(self) -> str:
        return f"<ProfileRecord of {', '.join(self.properties)}>"


Record: TypeAlias = EventRecord | ProfileRecord
"""What `uploads.send` takes."""


def record_from_wire(data: Mapping[str, Any]) -> Record:
    """Take up a stored record of either kind; see `EventRecord.from_wire`.

    Raises:
        InvalidArgument: It is neither.
    """
    kind = EventRecord if data.get("type") == "event" else ProfileRecord
    return kind.from_wire(data)


def encoded(record: Record) -> bytes:
    """Give the bytes of a record as they are sent: compact JSON, pure ASCII."""
    return _JSON.encode(record.to_wire()).encode()


def _loose(key: str) -> str:
    return key.casefold().replace("_", "-").replace(" ", "-")


_MEANT: Final = {_loose(key): key for key in limits.PREDEFINED_PROFILE_KEYS.value}


def _head(kind: Literal["event", "profile"], user: User, at: datetime | None) -> dict[str, Any]:
    key, value = key_of(user)
    head: dict[str, Any] = {"type": kind, key: value}
    if at is not None:
        head["ts"] = int(at.timestamp())
    return head


def _tail(data: Mapping[str, Any], kind: str, properties: str) -> dict[str, Any]:
    if data.get("type") != kind:
        raise InvalidArgument("type", f"is not {kind!r}")
    keys = [key for key in ("identity", "objectId", "FBID", "GPID") if key in data]
    if len(keys) != 1:
        raise InvalidArgument("identity", "must be given once: identity, objectId, FBID or GPID")
    ts = data.get("ts")
    return {
        "user": user_of(keys[0], _get(data, keys[0])),
        "properties": frozen_value(_get(data, properties, Mapping)),
        "at": None if ts is None else datetime.fromtimestamp(_get(data, "ts", int), UTC),
    }


def _get(data: Mapping[str, Any], key: str, kind: type[Any] = str) -> Any:
    value = data.get(key)
    if not isinstance(value, kind):
        raise InvalidArgument(key, f"is missing or of the wrong type in a {data.get('type')}")
    return value


def _bare(cls: type[R], **fields: Any) -> R:
    """Make a frozen object without running its checks."""
    made = cls.__new__(cls)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made

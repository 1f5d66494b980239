"""What the sandbox remembers: people, and what they did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isfinite
from typing import Any, Final, cast

from attrs import define, field

from .. import limits
from .objects import as_list

UNSUBSCRIBED: Final = "category-unsubscribe"
"""The groups of e-mails that somebody wants no more."""
_GROUPS: Final = frozenset({UNSUBSCRIBED, "category-resubscribe"})
_ID_KEYS: Final = ("identity", "objectId", "FBID", "GPID")
PLATFORMS: Final[Mapping[str, str]] = {
    "fcm": "Android",
    "gcm": "Android",
    "apns": "iOS",
    "wns": "Windows",
    "mpns": "Windows",
    "chrome": "Web",
}
"""What a device runs, by the type of its token."""
folded: Final = lru_cache(maxsize=1024)(limits.folded)
"""`limits.folded`, which every event asks several times."""


@define(eq=False)
class StoredProfile:
    """A person.

    Attributes:
        object_id: CleverTap's id.
        ids: What else they are known by: pairs of key and text.
        properties: As uploaded, CleverTap's own keys included.
        tokens: Their devices' push tokens.
        devices: Which device a token is of: its object id, by the token's id.
        facts: What apps and browsers tell of them, which cannot be uploaded: ``Make``,
            ``Platform``, ``country`` and the like. Queries and reports look here; fill it yourself.
        events: What they did.
        became: Whom they were merged into; None: nobody.
        deleted: Whether they are gone.
    """

    object_id: str
    ids: set[tuple[str, str]] = field(factory=set[tuple[str, str]])
    properties: dict[str, Any] = field(factory=dict[str, Any])
    tokens: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    devices: dict[str, str] = field(factory=dict[str, str])
    facts: dict[str, Any] = field(factory=dict[str, Any])
    events: list[StoredEvent] = field(factory=list["StoredEvent"], repr=False)
    became: StoredProfile | None = field(default=None, repr=False)
    deleted: bool = False

    @property
    def identity(self) -> str | None:
        """Their identity; the first, if they have several."""
        return min((text for key, text in self.ids if key == "identity"), default=None)

    @property
    def current(self) -> StoredProfile | None:
        """Who they are by now, also if they were merged; None if they are deleted."""
        profile = self
        while profile.became is not None:
            profile = profile.became
        return None if profile.deleted else profile

    def apply(self, changes: Mapping[str, Any]) -> None:
        """Set properties, and carry out operators."""
        for key, value in changes.items():
            if key == "identity" or len(key.encode()) > limits.KEY_BYTES.value:
                continue
            several = as_list(value)
            if several is not None and key in _GROUPS:
                self._subscribe(key, several)
            elif several is not None:
                self.properties[key] = _several(several)
            elif isinstance(value, dict) and len(cast("dict[str, Any]", value)) == 1:
                self._operate(key, *next(iter(cast("dict[str, Any]", value).items())))
            else:
                self.properties[key] = kept(value)

    def _subscribe(self, key: str, groups: list[Any]) -> None:
        """Leave groups of e-mails, or come back; each is in one of the two lists."""
        (other,) = _GROUPS - {key}
        self.properties[key] = _several([*(as_list(self.properties.get(key)) or []), *groups])
        left = as_list(self.properties.get(other))
        if left is not None:
            self.properties[other] = [group for group in left if group not in groups]

    def _operate(self, key: str, operator: str, argument: Any) -> None:
        old: Any = self.properties.get(key)
        several = cast("list[object]", old) if isinstance(old, list) else [old]
        several = [item for item in several if item is not None]
        match operator:
            case "$add":
                self.properties[key] = _several([*several, *argument])
            case "$remove":
                left = [item for item in several if item not in argument]
                self.properties[key] = left
                if not left:
                    del self.properties[key]
            case "$incr" | "$decr":
                by = argument if operator == "$incr" else -argument
                new = by + (old if is_number(cast("object", old)) else 0)
                self.properties[key] = new if isfinite(new) else old
            case "$delete":
                self.properties.pop(key, None)
            case _:
                self.properties[key] = {operator: argument}


@define(eq=False)
class StoredEvent:
    """Something that somebody did.

    Attributes:
        name: As it was spelt when it came first.
        profile: Whose it is; after a merge, the merged person.
        ts: When it happened, in epoch seconds.
        properties: As uploaded, cut to length.
        session: Facts about the session, which cannot be uploaded; fill it yourself.
    """

    name: str
    profile: StoredProfile = field(repr=False)
    ts: int
    properties: Mapping[str, Any]
    session: dict[str, Any] = field(factory=dict[str, Any])

    @property
    def identity(self) -> str | None:
        """The identity of whose it is."""
        return self.profile.identity


@define(eq=False)
class Store:
    """All of it."""

    profiles: list[StoredProfile] = field(factory=list[StoredProfile])
    events: list[StoredEvent] = field(factory=list[StoredEvent])
    spellings: dict[str, str] = field(factory=dict[str, str])
    made: int = 0
    _by_id: dict[tuple[str, str], StoredProfile] = field(
        factory=dict[tuple[str, str], StoredProfile], init=False
    )

    def find(self, key: str, text: str) -> StoredProfile | None:
        """Find a person by one of their ids, or by the key ``email``."""
        if key != "email":
            return self._by_id.get((key, text))
        having = (p for p in self.profiles if p.properties.get("Email") == text)
        return next(having, None)

    def person(self, record: Mapping[str, Any]) -> StoredProfile:
        """Find whom a record is about, or make them up."""
        key = next(key for key in _ID_KEYS if key in record)
        text = str(record[key])
        profile = self.find(key, text)
        if profile is None:
            profile = self._new(text if key == "objectId" else None)
            if key != "objectId":
                self._know(profile, key, text)
        return profile

    def _new(self, object_id: str | None) -> StoredProfile:
        """Make somebody up."""
        self.made += 1
        while self.find("objectId", f"sandbox-{self.made:04}") is not None:
            self.made += 1
        profile = StoredProfile(object_id or f"sandbox-{self.made:04}")
        self._by_id["objectId", profile.object_id] = profile
        self.profiles.append(profile)
        return profile

    def split(self, identity: str) -> None:
        """Make a person of an identity that somebody has besides others."""
        profile = self.find("identity", identity)
        if profile is not None and len(profile.ids) > 1:
            self.release(identity)
            self._know(self._new(None), "identity", identity)

    def add_profile(self, record: Mapping[str, Any]) -> StoredProfile:
        """Carry out what a profile record says."""
        profile, changes = self.person(record), record["profileData"]
        profile.apply(changes)
        second = changes.get("identity")
        if is_number(second) or (isinstance(second, str) and second.strip()):
            self._know(profile, "identity", str(second))
        return profile

    def add_token(self, record: Mapping[str, Any]) -> None:
        """Keep a device's token; one that is known already is kept once."""
        profile, token = self.person(record), record["tokenData"]
        profile.devices[str(token["id"])] = str(record["objectId"])
        if token not in profile.tokens:
            profile.tokens.append(token)

    def runs(self, object_id: str) -> set[str]:
        """Tell what a device runs, by the tokens that it has."""
        profile = self.find("objectId", object_id)
        tokens = profile.tokens if profile is not None else []
        devices = profile.devices if profile is not None else {}
        return {PLATFORMS[t["type"]] for t in tokens if devices.get(str(t["id"])) == object_id}

    def _know(self, profile: StoredProfile, key: str, text: str) -> None:
        """Let a person be known by an id; whoever was known by it is the same person."""
        other = self._by_id.get((key, text))
        if other is not None and other is not profile:
            self._merge(profile, other)
        profile.ids.add((key, text))
        self._by_id[key, text] = profile

    def _merge(self, profile: StoredProfile, other: StoredProfile) -> None:
        self.profiles.remove(other)
        other.became = profile
        profile.ids |= other.ids
        profile.properties = {**other.properties, **profile.properties}
        profile.facts = {**other.facts, **profile.facts}
        profile.tokens += [token for token in other.tokens if token not in profile.tokens]
        profile.devices = {**other.devices, **profile.devices}
        for event in other.events:
            event.profile = profile
        profile.events = [event for event in self.events if event.profile is profile]
        # Not its present ids alone: it may have been a merged person itself.
        self._by_id = {pair: profile if p is other else p for pair, p in self._by_id.items()}

    def forget(self, profile: StoredProfile) -> None:
        """Delete a person, and what they did."""
        self.profiles.remove(profile)
        profile.deleted = True
        self.events = [event for event in self.events if event.profile is not profile]
        self._by_id = {pair: p for pair, p in self._by_id.items() if p is not profile}

    def release(self, identity: str) -> bool:
        """Take an identity from whoever has it; tell whether somebody had."""
        profile = self._by_id.pop(("identity", identity), None)
        if profile is not None:
            profile.ids.discard(("identity", identity))
        return profile is not None

    def add_event(self, record: Mapping[str, Any], now: int) -> StoredEvent:
        """Keep an event, under the first spelling of its name."""
        name = self.spellings.setdefault(folded(record["evtName"]), record["evtName"])
        data = cast("dict[str, Any]", record.get("evtData", {}))
        most = limits.KEY_BYTES.value
        properties = {k: kept(v) for k, v in data.items() if len(k.encode()) <= most}
        return self.raise_event(name, self.person(record), record.get("ts", now), properties)

    def raise_event(
        self, name: str, profile: StoredProfile, ts: int, properties: Mapping[str, Any]
    ) -> StoredEvent:
        """Keep an event of CleverTap's own, or one that was judged."""
        self.spellings.setdefault(folded(name), name)
        event = StoredEvent(name, profile, ts, properties)
        self.events.append(event)
        profile.events.append(event)
        return event


def is_number(value: object) -> bool:
    """Tell whether a value is a number; truth is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def kept(value: Any) -> Any:
    """Cut a text as the service does, at a character."""
    if isinstance(value, str):
        return value.encode()[: limits.VALUE_BYTES.value].decode(errors="ignore")
    return value


def _several(values: Iterable[Any]) -> list[Any]:
    """Give the values that a property with several keeps: different ones, the last of them."""
    found: list[Any] = []
    for value in map(kept, values):
        if value not in found:
            found.append(value)
    return found[-limits.VALUES_PER_PROPERTY.value :]

"""What the demo shows, as plain data: printed by `calendly_clevertap.demo._screen`, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self, TypeAlias

from attrs import asdict, frozen

from clevertap_client.testing import Mail, StoredEvent

from ..preview import Line, Target
from ..wording import MOMENT, moment_text


@frozen
class Check:
    """Something that must be true of what is shown, and whether it is."""

    says: str
    ok: bool


@frozen
class Card:
    """A few facts about one thing."""

    title: str
    facts: Mapping[str, str]


@frozen
class Row:
    """A property: what CleverTap gets, its type there, and where it is from or what it means."""

    name: str
    value: str | float | bool | None
    type: str
    about: str = ""

    @classmethod
    def held(cls, name: str, value: Any) -> Self:
        """Show a property that CleverTap holds; a date also in words."""
        kind = Line(name, "", value).type
        words = ""
        if kind == "date":
            at = datetime.fromtimestamp(int(str(value).removeprefix("$D_")), UTC)
            words = moment_text(at, UTC, MOMENT)
        return cls(name, value, kind, words)


@frozen
class Planned:
    """What a preview says of one target."""

    event: str
    user: str
    rows: tuple[Row, ...]
    profile: Mapping[str, Any]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, target: Target) -> Self:
        """Show a target of a preview."""
        rows = (Row(line.name, line.value, line.type, line.expression) for line in target.event)
        profile = {line.name: line.value for line in target.profile}
        user = target.user or target.problem or ""
        return cls(target.name, user, tuple(rows), profile, target.remarks)


@frozen
class Profiles:
    """The people whom CleverTap knows, with their properties."""

    rows: Mapping[str, Mapping[str, Any]]


@frozen
class Event:
    """An event that CleverTap holds."""

    name: str
    profile: str
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, event: StoredEvent) -> Self:
        """Show an event of the sandbox."""
        rows = (Row.held(*pair) for pair in event.properties.items())
        return cls(event.name, event.identity or "", tuple(rows))


@frozen
class Arrival:
    """A delivery that reached the intake, and what that answered."""

    event: str
    status: int
    answer: str


@frozen
class Arrivals:
    """Deliveries in a row."""

    rows: tuple[Arrival, ...]
    notes: tuple[str, ...] = ()


@frozen
class Letter:
    """A mail as it was rendered."""

    to: str
    subject: str
    body: str

    @classmethod
    def of(cls, mail: Mail) -> Self:
        """Show a mail of the sandbox's outbox."""
        return cls(mail.to, mail.subject, mail.body)


Shown: TypeAlias = Card | Planned | Profiles | Event | Arrivals | Letter


@frozen(kw_only=True)
class Scene:
    """One step of the demo: what happens, what there is to see, and whether it is true."""

    title: str
    told: str
    shown: tuple[Shown, ...] = ()
    checks: tuple[Check, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        shown = [{"kind": type(part).__name__.lower(), **asdict(part)} for part in self.shown]
        return {**asdict(self), "shown": shown}

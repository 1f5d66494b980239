"""Which mapping serves which booking."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, Self, TypedDict, Unpack

from attrs import evolve, field, fields_dict, frozen

from clevertap_client import folded

from .booking import Booking, Happened
from .errors import InvalidArgument
from .expressions import Flag
from .mapping import BookingMapping, loaded
from .preview import Preview, Target
from .stored import from_data, list_of, object_of, to_data

LOOKED_UP: Final = frozenset({"host.timezone", "host.scheduling_url", "host.calendly_user_since"})
"""What deliveries never say of a host. ``GET /users`` does."""


@frozen(kw_only=True)
class Mappings:
    """One mapping for each thing that can happen, as far as there is one."""

    booked: BookingMapping | None = None
    rescheduled: BookingMapping | None = None
    canceled: BookingMapping | None = None

    def __iter__(self) -> Iterator[BookingMapping]:
        return (m for m in (self.booked, self.rescheduled, self.canceled) if m is not None)

    def given(self, happened: Happened) -> BookingMapping | None:
        """Give the mapping for what happened."""
        found: BookingMapping | None = getattr(self, happened, None)
        return found


class Served(TypedDict, total=False):
    """Mappings by what happened."""

    booked: BookingMapping
    rescheduled: BookingMapping
    canceled: BookingMapping


def _flag(_: object, __: object, value: Any) -> None:
    if not isinstance(value, Flag):
        raise InvalidArgument("condition", "must be a flag, such as fields.x.equals('y')")


@frozen
class Rule:
    """Mappings that replace the plan's own where a condition holds."""

    condition: Flag = field(validator=_flag)
    mappings: Mappings


@frozen(kw_only=True)
class Plan:
    """Says which mapping serves which booking.

    Frozen; every call gives a new plan::

        plan = (
            Plan()
            .booked(booked)
            .canceled(canceled)
            .when(fields.meeting.name.equals("15 Minute Meeting"), booked=short)
            .also(for_the_invitee)
        )

    A reschedule is one fact. It runs ``rescheduled``, or ``booked`` where there is none; it never
    runs ``canceled``.

    Raises:
        InvalidArgument: Two event names differ in case and spaces only, which CleverTap takes for
            one event; or two targets would send the same event to the same user.
    """

    main: Mappings = Mappings()
    rules: tuple[Rule, ...] = ()
    more: tuple[Mappings, ...] = ()

    def __attrs_post_init__(self) -> None:
        spelled: dict[str, str] = {}
        for mapping in self.mappings:
            name = mapping.event_name
            other = spelled.setdefault(folded(name), name)
            if other != name:
                raise InvalidArgument(
                    "event_name", f"{name!r} and {other!r} are one event to CleverTap: spell alike"
                )
        for happened in Happened:
            self._no_target_twice(happened)

    def _no_target_twice(self, happened: Happened) -> None:
        every = [self.main, *(rule.mappings for rule in self.rules)]
        added = [_serving(mappings, happened) for mappings in self.more]
        for own in [_serving(mappings, happened) for mappings in every]:
            seen = [(m.event_name, m.user) for m in (own, *added) if m is not None]
            if len(set(seen)) < len(seen):
                raise InvalidArgument("also", "sends an event of the same name to the same user")

    def booked(self, mapping: BookingMapping) -> Self:
        """Serve new bookings with a mapping."""
        return evolve(self, main=evolve(self.main, booked=mapping))

    def rescheduled(self, mapping: BookingMapping) -> Self:
        """Serve bookings that were moved with a mapping, in place of that for new ones."""
        return evolve(self, main=evolve(self.main, rescheduled=mapping))

    def canceled(self, mapping: BookingMapping) -> Self:
        """Serve cancellations with a mapping; not those that belong to a reschedule."""
        return evolve(self, main=evolve(self.main, canceled=mapping))

    def when(self, condition: Flag, **mappings: Unpack[Served]) -> Self:
        """Serve some bookings differently. The first condition that holds decides.

        What it has no mapping for is left to the plan's own; for a booking that was moved, these
        are asked in turn: its ``rescheduled``, the plan's, its ``booked``, the plan's. Without
        mappings of its own the plan serves these bookings only.

        Args:
            condition: Which bookings, such as ``fields.meeting.name.equals("Demo")``.
            mappings: As for the plan itself: ``booked=``, ``rescheduled=``, ``canceled=``.

        Raises:
            InvalidArgument: The condition is no flag.
        """
        return evolve(self, rules=(*self.rules, Rule(condition, Mappings(**mappings))))

    def also(
        self,
        booked: BookingMapping | None = None,
        *,
        rescheduled: BookingMapping | None = None,
        canceled: BookingMapping | None = None,
    ) -> Self:
        """Send more events for the same booking: to the invitee, say, or to a team's lead.

        Args:
            booked: Serves new bookings, and moved ones if ``rescheduled`` is not given.
            rescheduled: Serves those that were moved.
            canceled: Serves cancellations.
        """
        mappings = Mappings(booked=booked, rescheduled=rescheduled, canceled=canceled)
        return evolve(self, more=(*self.more, mappings))

    @property
    def mappings(self) -> tuple[BookingMapping, ...]:
        """All mappings."""
        return tuple(mapping for mappings in self._every for mapping in mappings)

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that no delivery carries, so that they are looked up: ``host.timezone``."""
        reads = (self.reads(happened) for happened in Happened)
        return tuple(sorted(LOOKED_UP & frozenset[str]().union(*reads)))

    def handles(self, happened: Happened) -> bool:
        """Tell whether any mapping may serve what happened."""
        return any(_serving(mappings, happened) is not None for mappings in self._every)

    def reads(self, happened: Happened) -> frozenset[str]:
        """List the fields that are looked at when something happens, conditions included."""
        serving = (_serving(mappings, happened) for mappings in self._every)
        found = [mapping.reads() for mapping in serving if mapping is not None]
        return frozenset[str]().union(*found, *(rule.condition.reads() for rule in self.rules))

    @property
    def _every(self) -> tuple[Mappings, ...]:
        return (self.main, *(rule.mappings for rule in self.rules), *self.more)

    def targets(self, booking: Booking) -> tuple[Target, ...]:
        """Fill in the mappings that serve a booking; none, if the plan is not about it."""
        rules = (rule.mappings for rule in self.rules if rule.condition.read(booking))
        main = _first([*islice(rules, 1), self.main], booking.happened)
        every = (main, *(_serving(mappings, booking.happened) for mappings in self.more))
        return tuple(
            t for mapping in every if mapping is not None for t in mapping.targets(booking)
        )

    def preview(self, booking: Booking) -> Preview:
        """Show what would be sent for a booking, and explain every property. Sends nothing."""
        targets = self.targets(booking)
        return Preview(happened=booking.happened, targets=targets, needs=self.needs)

    def to_json(self) -> str:
        """Give it as JSON text; `from_json` makes an equal one of it."""
        rules = [{"when": to_data(r.condition), **_data(r.mappings)} for r in self.rules]
        more = [_data(mappings) for mappings in self.more]
        return json.dumps({**_data(self.main), "rules": rules, "also": more}, indent=2)

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Self:
        """Make it of JSON text, or of what that decodes to.

        Raises:
            InvalidArgument: It is no JSON, or not what a plan can be; says where.
        """
        data = loaded(text, "plan")
        rules = [object_of(rule, "rules") for rule in list_of(data.pop("rules", []), "rules")]
        more = [_mappings(given, "also") for given in list_of(data.pop("also", []), "also")]
        plan = cls(main=_mappings(data, "plan"), more=tuple(more))
        for rule in rules:
            condition: Any = from_data(rule.pop("when", None), "when")
            made = Rule(condition, _mappings(rule, "rules"))
            plan = evolve(plan, rules=(*plan.rules, made))
        return plan


def _first(candidates: list[Mappings], happened: Happened) -> BookingMapping | None:
    """Take the first mapping for what happened; only then, for moved ones, that for new ones."""
    kinds = [happened, Happened.BOOKED] if happened is Happened.RESCHEDULED else [happened]
    given = (mappings.given(kind) for kind in kinds for mappings in candidates)
    return next((mapping for mapping in given if mapping is not None), None)


def _serving(mappings: Mappings, happened: Happened) -> BookingMapping | None:
    return _first([mappings], happened)


def _data(mappings: Mappings) -> dict[str, Any]:
    found = {name: getattr(mappings, name) for name in fields_dict(Mappings)}
    return {name: mapping.to_data() for name, mapping in found.items() if mapping is not None}


def _mappings(data: object, where: str) -> Mappings:
    given = object_of(data, where)
    if unknown := set(given) - set(fields_dict(Mappings)):
        raise InvalidArgument(where, f"has unknown keys: {', '.join(sorted(unknown))}")
    return Mappings(**{name: BookingMapping.from_json(mapping) for name, mapping in given.items()})

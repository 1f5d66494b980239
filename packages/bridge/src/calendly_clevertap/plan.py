"""Which mapping serves which booking."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, Self, TypedDict, Unpack, cast

from attrs import Attribute, evolve, field, fields_dict, frozen

from calendly_client.models import WebhookEvent
from clevertap_client import folded

from .booking import Booking, Happened
from .errors import InvalidArgument
from .expressions import Flag
from .mapping import BookingMapping
from .needs import LOOKED_UP, Needs, knows
from .notifiers import EmailMapping, TriggerMapping
from .preview import Preview, Target
from .serving import AnyMapping, loaded
from .stored import from_data, list_of, object_of, to_data

_TOLD_BY: Final[Mapping[Happened, WebhookEvent]] = {
    Happened.BOOKED: WebhookEvent.INVITEE_CREATED,
    Happened.RESCHEDULED: WebhookEvent.INVITEE_CREATED,
    Happened.CANCELED: WebhookEvent.INVITEE_CANCELED,
    Happened.NO_SHOW: WebhookEvent.INVITEE_NO_SHOW_CREATED,
    Happened.NO_SHOW_UNDONE: WebhookEvent.INVITEE_NO_SHOW_DELETED,
}
_SHAPES: Final[Mapping[str, type[AnyMapping]]] = {
    "event_name": BookingMapping,
    "campaign_id": TriggerMapping,
    "subject": EmailMapping,
}


def _mapped(_: object, attribute: Attribute[Any], value: object) -> None:
    if value is not None and not isinstance(value, AnyMapping):
        raise InvalidArgument(attribute.name, "must be a mapping, such as BookingMapping.on(...)")


@frozen(kw_only=True)
class Mappings:
    """One mapping for each thing that can happen, as far as there is one."""

    booked: AnyMapping | None = field(default=None, validator=_mapped)
    rescheduled: AnyMapping | None = field(default=None, validator=_mapped)
    canceled: AnyMapping | None = field(default=None, validator=_mapped)
    no_show: AnyMapping | None = field(default=None, validator=_mapped)
    no_show_undone: AnyMapping | None = field(default=None, validator=_mapped)

    def __iter__(self) -> Iterator[AnyMapping]:
        return (m for m in map(self.given, Happened) if m is not None)

    def given(self, happened: Happened) -> AnyMapping | None:
        """Give the mapping for what happened."""
        found: AnyMapping | None = getattr(self, happened.name.lower(), None)
        return found


class Served(TypedDict, total=False):
    """Mappings by what happened."""

    booked: AnyMapping
    rescheduled: AnyMapping
    canceled: AnyMapping
    no_show: AnyMapping
    no_show_undone: AnyMapping


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

    A mapping is a `BookingMapping`, a `TriggerMapping` or an `EmailMapping`. A reschedule is one
    fact. It runs ``rescheduled``, or ``booked`` where there is none; it never runs ``canceled``.

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
            if not isinstance(mapping, BookingMapping):
                continue
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
            seen = [(m.name, m.user) for m in (own, *added) if m is not None]
            if len(set(seen)) < len(seen):
                raise InvalidArgument("also", "sends an event of the same name to the same user")

    def booked(self, mapping: AnyMapping) -> Self:
        """Serve new bookings with a mapping."""
        return evolve(self, main=evolve(self.main, booked=mapping))

    def rescheduled(self, mapping: AnyMapping) -> Self:
        """Serve bookings that were moved with a mapping, in place of that for new ones."""
        return evolve(self, main=evolve(self.main, rescheduled=mapping))

    def canceled(self, mapping: AnyMapping) -> Self:
        """Serve cancellations with a mapping; not those that belong to a reschedule."""
        return evolve(self, main=evolve(self.main, canceled=mapping))

    def no_show(self, mapping: AnyMapping) -> Self:
        """Serve it with a mapping when a host marks an invitee as not having come."""
        return evolve(self, main=evolve(self.main, no_show=mapping))

    def no_show_undone(self, mapping: AnyMapping) -> Self:
        """Serve it with a mapping when a host takes such a mark back."""
        return evolve(self, main=evolve(self.main, no_show_undone=mapping))

    def when(self, condition: Flag, **mappings: Unpack[Served]) -> Self:
        """Serve some bookings differently. The first condition that holds decides.

        What it has no mapping for is left to the plan's own; for a booking that was moved, these
        are asked in turn: its ``rescheduled``, the plan's, its ``booked``, the plan's. Without
        mappings of its own the plan serves these bookings only.

        Args:
            condition: Which bookings, such as ``fields.meeting.name.equals("Demo")``.
            mappings: As for the plan itself: ``booked=``, ``rescheduled=``, ``canceled=``,
                ``no_show=``, ``no_show_undone=``.

        Raises:
            InvalidArgument: The condition is no flag.
        """
        return evolve(self, rules=(*self.rules, Rule(condition, Mappings(**mappings))))

    def also(self, mapping: AnyMapping | None = None, /, **mappings: Unpack[Served]) -> Self:
        """Send more for the same booking: to the invitee, say, or to a team's lead.

        Args:
            mapping: Serves new bookings, and moved ones if ``rescheduled`` is not given.
            mappings: As for `when`.
        """
        given = Mappings(**mappings)
        given = given if mapping is None else evolve(given, booked=mapping)
        return evolve(self, more=(*self.more, given))

    @property
    def mappings(self) -> tuple[AnyMapping, ...]:
        """All mappings."""
        return tuple(mapping for mappings in self._every for mapping in mappings)

    @property
    def needs(self) -> Needs:
        """What Calendly must tell besides its deliveries, and allow."""
        if not self.subscriptions:
            return Needs()
        reads = frozenset[str]().union(*map(self.reads, Happened))
        return Needs.of(reads)

    @property
    def subscriptions(self) -> tuple[WebhookEvent, ...]:
        """The webhook events that tell of what the plan is about."""
        told = (event for happened, event in _TOLD_BY.items() if self.handles(happened))
        return tuple(dict.fromkeys(told))

    def handles(self, happened: Happened) -> bool:
        """Tell whether any mapping may serve what happened."""
        return any(_serving(mappings, happened) is not None for mappings in self._every)

    def reads(self, happened: Happened) -> frozenset[str]:
        """List the fields that are looked at when something happens, conditions included."""
        return self._reads[happened]

    @cached_property
    def _reads(self) -> Mapping[Happened, frozenset[str]]:
        return {happened: self._reads_when(happened) for happened in Happened}

    def _reads_when(self, happened: Happened) -> frozenset[str]:
        serving = (_serving(mappings, happened) for mappings in self._every)
        found = [mapping.reads() for mapping in serving if mapping is not None]
        return frozenset[str]().union(*found, *(rule.condition.reads() for rule in self.rules))

    @property
    def _every(self) -> tuple[Mappings, ...]:
        return (self.main, *(rule.mappings for rule in self.rules), *self.more)

    def targets(self, booking: Booking) -> tuple[Target, ...]:
        """Fill in the mappings that serve a booking; none, if the plan is not about it."""
        happened = booking.happened
        candidates = [self.main]
        for rule in self.rules:
            if rule.condition.read(booking):
                candidates.insert(0, rule.mappings)
                break
        main = _first(candidates, happened)
        every = [main, *[_serving(mappings, happened) for mappings in self.more]]
        found = [mapping.targets(booking) for mapping in every if mapping is not None]
        return tuple(target for targets in found for target in targets)

    def preview(self, booking: Booking) -> Preview:
        """Show what would be sent for a booking, and explain every property. Sends nothing."""
        asked = LOOKED_UP.keys() & self.reads(booking.happened)
        unknown = sorted(name for name in asked if not knows(booking, name))
        return Preview(
            happened=booking.happened, targets=self.targets(booking), needs=tuple(unknown)
        )

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


def load_plan(name: str) -> Plan:
    """Import a plan by its name, as the command line takes it.

    Args:
        name: ``"package.module:attribute"``: a plan, or a function that makes one of nothing.

    Raises:
        InvalidArgument: There is no such module or attribute, or it is no plan.
    """
    module, _, attribute = name.partition(":")
    if not (module and attribute):
        raise InvalidArgument(
            "plan", "must be 'package.module:attribute', such as 'app.plans:PLAN'"
        )
    try:
        found: object = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise
        raise InvalidArgument("plan", f"there is no module {error.name!r} to import") from None
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise InvalidArgument("plan", f"the module {module!r} has no {attribute!r}")
        found = getattr(found, part)
    if callable(found) and not isinstance(found, type):
        found = cast("Callable[[], object]", found)()
    if isinstance(found, AnyMapping):
        raise InvalidArgument("plan", f"{name!r} is a mapping: wrap it, Plan().booked(...)")
    if not isinstance(found, Plan):
        raise InvalidArgument("plan", f"{name!r} is no Plan but of type {type(found).__name__}")
    return found


def _first(candidates: list[Mappings], happened: Happened) -> AnyMapping | None:
    """Take the first mapping for what happened; only then, for moved ones, that for new ones."""
    for mappings in candidates:
        if (mapping := mappings.given(happened)) is not None:
            return mapping
    return _first(candidates, Happened.BOOKED) if happened is Happened.RESCHEDULED else None


def _serving(mappings: Mappings, happened: Happened) -> AnyMapping | None:
    return _first([mappings], happened)


def _data(mappings: Mappings) -> dict[str, Any]:
    given = {name: getattr(mappings, name) for name in fields_dict(Mappings)}
    return {name: mapping.to_data() for name, mapping in given.items() if mapping is not None}


def _mappings(data: object, where: str) -> Mappings:
    given = object_of(data, where)
    if unknown := set(given) - set(fields_dict(Mappings)):
        raise InvalidArgument(where, f"has unknown keys: {', '.join(sorted(unknown))}")
    return Mappings(**{name: _mapping(data, name) for name, data in given.items()})


def _mapping(data: object, where: str) -> AnyMapping:
    told = object_of(data, where)
    shape = next((_SHAPES[key] for key in _SHAPES if key in told), BookingMapping)
    return shape.from_json(told)

"""The campaign that fits a plan: made by hand in CleverTap's dashboard, since no API makes it.

A Live campaign reacts to an event, and prints what comes with it. Its event must be called as the
plan calls it, and it must print what the plan always sends: `recipe` writes both down, and checks a
template of yours. Templates take the extra ``liquid``. Assumed of CleverTap's Liquid: it knows the
standard filter ``escape``, which keeps what people type from being read as HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import evolve, field, frozen

from . import functions
from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Moment, Text, is_expr
from .mapping import BookingMapping
from .plan import Plan
from .preview import KEY, OCCURRED_AT

if TYPE_CHECKING:
    from clevertap_client.liquid import Finding

ALWAYS: Final = frozenset(
    {
        "booking.key", "booking.happened", "booking.occurred_at", "hosts.number", "guests.number",
        "invitee.uri", "invitee.email", "invitee.name", "invitee.status", "invitee.booked_at",
        "invitee.updated_at", "meeting.uri", "meeting.status", "meeting.starts_at",
        "meeting.ends_at", "meeting.minutes",
    }
)  # fmt: skip
"""Fields that every booking has; of the others, any may be missing."""
_DEFAULT: Final = re.compile(r"\|\s*default:\s*(['\"])(.*?)\1")


@frozen
class Letter:
    """What a campaign would print: for whose profile, and the text."""

    user: str = field(repr=False)
    text: str = field(repr=False)


@frozen
class Recipe:
    """How to make the campaign for one event. Print it.

    Attributes:
        event_name: What it reacts to, spelled as it is sent.
        always: Event properties that every event has.
        sometimes: Those that are left out where a booking has no value.
        profile: Profile properties that the plan provides.
        subject: A subject that fits.
        template: A text that fits, in Liquid; texts are escaped, as it is HTML.
        plan: What it is for.
    """

    event_name: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...]
    profile: tuple[str, ...]
    subject: str
    template: str
    plan: Plan

    def check(self, template: str | None = None) -> tuple[Finding, ...]:
        """Find what a template prints but the plan does not feed, or not always.

        Args:
            template: Liquid; by default the recipe's own.

        Raises:
            ImportError: The extra ``liquid`` is missing.
        """
        from clevertap_client.liquid import Finding, lint

        text = self.template if template is None else template
        known = (*self.always, *self.sometimes)
        never = lint(text, known, self.profile)
        found = list(never)
        lines = text.splitlines()
        for finding in lint(text, self.always, self.profile):
            if finding not in never and not _guarded(lines, finding.line, finding.expression):
                problem = "some bookings have no value: add .or_else(...) to the mapping"
                found.append(evolve(finding, problem=problem))
        for number, line in enumerate(lines, 1):
            for _, word in _DEFAULT.findall(line):
                if word.strip().casefold() in {"", "null", "none", "nil", "undefined"}:
                    problem = f"readers would read {word!r}"
                    found.append(Finding(number, f"default: {word!r}", problem))
        return tuple(sorted(found, key=lambda finding: finding.line or 0))

    def render(self, booking: Booking, template: str | None = None) -> tuple[Letter, ...]:
        """Print a template as CleverTap would for a booking: once for each event.

        Args:
            booking: The booking; see `read_booking`.
            template: Liquid; by default the recipe's own.

        Raises:
            ImportError: The extra ``liquid`` is missing.
            TemplateError: The template cannot be read; of `clevertap_client.liquid`.
        """
        from clevertap_client.liquid import render

        text = self.template if template is None else template
        return tuple(
            Letter(target.user, render(text, event=target.record, profile=target.wanted))
            for target in self.plan.targets(booking)
            if target.user and target.record is not None and target.name == self.event_name
        )

    def __str__(self) -> str:
        return "\n".join(
            (
                f"In CleverTap's dashboard, once {self.event_name!r} has been sent for the first "
                "time:",
                "1. Campaigns, new campaign, e-mail.",
                f"2. Qualification criteria: Live behavior. Event: {self.event_name}",
                f"3. Subject: {self.subject}",
                "4. Text:",
                *(f"   {line}" for line in self.template.splitlines()),
                "5. Preview and test it, then publish it. A draft sends nothing.",
                f"Every event has: {', '.join(self.always)}",
                f"Some have: {', '.join(self.sometimes) or 'nothing else'}",
            )
        )


def recipe(plan: Plan, event_name: str | None = None) -> Recipe:
    """Write down the campaign that fits a plan.

    No call of CleverTap's API makes a Live campaign, so a person makes it, once. This says how,
    with the names that the plan really sends.

    Args:
        plan: What is sent.
        event_name: For which event; by default the one that new bookings become.

    Raises:
        InvalidArgument: The plan sends no such event, or no event for new bookings.
    """
    mappings = [m for m in plan.mappings if isinstance(m, BookingMapping)]
    wanted = event_name or getattr(plan.main.booked, "event_name", None)
    found = [m for m in mappings if m.event_name == wanted]
    if not found:
        known = ", ".join(sorted({m.event_name for m in mappings})) or "none"
        raise InvalidArgument("event_name", f"must be one that the plan sends: {known}")
    kinds = {name: expr for m in found for name, expr in m.events}
    always = [
        name for name in kinds
        if all(name in dict(m.events) and _is_always(dict(m.events)[name], m) for m in found)
    ]  # fmt: skip
    profile = tuple(dict.fromkeys(name for m in found for name, _ in m.profiles))
    shown = [name for name in kinds if not isinstance(kinds[name], Moment)]
    hello = '{{ Profile.name | default: "there" | escape }}' if "Name" in profile else "there"
    rows = [_row(name, kinds[name], always=name in always) for name in shown]
    return Recipe(
        event_name=found[0].event_name,
        always=(*always, KEY, OCCURRED_AT),
        sometimes=tuple(name for name in kinds if name not in always),
        profile=profile,
        subject=found[0].event_name,
        template="\n".join((f"<p>Hello {hello},</p>", "<ul>", *rows, "</ul>")),
        plan=plan,
    )


def _row(name: str, expr: Expr[Any], *, always: bool) -> str:
    plain = name.isidentifier() and name.isascii()
    tag = f"Event.{name}" if plain else f'Event["{name}"]'
    escape = " | escape" if isinstance(expr, Text) else ""  # people type what they like
    row = f"<li>{name.replace('_', ' ')}: {{{{ {tag}{escape} }}}}</li>"
    return row if always else f"{{% if {tag} %}}{row}{{% endif %}}"


def _guarded(lines: list[str], line: int | None, expression: str) -> bool:
    """Tell whether a template minds that there may be no value."""
    name = re.escape(re.split(r"[.\[]", expression, maxsplit=1)[-1].strip("\"']"))
    text = "\n".join(lines)
    here = lines[line - 1] if line else text
    by_default = re.search(rf"{name}[\"'\]]*\s*\|\s*default", here)
    return bool(by_default or re.search(rf"{{%-?\s*(if|unless)\b[^%]*{name}", text))


def _is_always(expr: Expr[Any], mapping: BookingMapping) -> bool:
    """Tell whether an event has the property whenever there is an event."""
    source, parts = expr.source, [_known(part, mapping) for _, part in expr.source.parts]
    match source.kind:
        case "constant":
            there = _known(source.value, mapping)
        case "field":
            there = source.value in ALWAYS | _read_for_sure(mapping.user)
        case "template":
            there = all(parts) and _known(source.value, mapping)
        case "joined":
            there = any(parts)
        case _:
            there = False
    for step in expr.steps:
        zoned = step.name in {"text", "date"}  # UTC stands in for a zone that is missing
        known = all(_known(a, mapping) for a in step.arguments if not (zoned and is_expr(a)))
        match step.name:
            case "or_else":
                there = there or known
            case "choose":
                there = known
            case name if name in functions.ABOUT_NOTHING:  # tells yes or no, in any case
                there = True
            case name:
                there = there and known and name not in functions.LOSING
    return there


def _read_for_sure(user: Expr[Any]) -> frozenset[str]:
    """List what a booking must have had if there is a user, whom the event is for."""
    if any(step.name in functions.ABOUT_NOTHING for step in user.steps):
        return frozenset()
    if user.source.kind == "template":
        return frozenset[str]().union(
            *(_read_for_sure(cast("Any", p)) for _, p in user.source.parts)
        )
    return user.source.reads() if user.source.kind == "field" else frozenset()


def _known(value: Any, mapping: BookingMapping) -> bool:
    """Tell whether there is a value in any case; blank text is none."""
    return _is_always(value, mapping) if is_expr(value) else bool(str(value).strip())

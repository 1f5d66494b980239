"""Liquid templates of campaigns: what they read, whether it will be there, how they will look.

Needs python-liquid: ``pip install "clevertap-client[liquid]"``. That is standard Liquid, not
CleverTap's own renderer. Assumed of the latter: ``Profile.name``, ``.email`` and ``.phone`` are
CleverTap's ``Name``, ``Email`` and ``Phone``; names are told apart to the letter; a date is text,
``$D_`` and epoch seconds. ``Event`` is there in campaigns on live segments only,
``ExternalTrigger`` in campaigns that wait for an external trigger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Any, ClassVar, Final, TypeAlias, cast

from attrs import frozen

from .errors import CleverTapError
from .properties import seconds, thawed
from .records import EventRecord, ProfileRecord

try:
    from liquid import BoundTemplate, Environment
    from liquid.exceptions import LiquidError
except ImportError:
    raise ImportError(
        'templates need python-liquid: pip install "clevertap-client[liquid]"'
    ) from None

ALIASES: Final = {"name": "Name", "email": "Email", "phone": "Phone"}
"""How a template may call CleverTap's own profile keys besides their names (assumed)."""
ALWAYS_THERE: Final = frozenset({"identity", "objectId"})
"""What every profile has (assumed to be there in templates)."""
_LACKS: Final[Mapping[str, str]] = {
    "Event": "the event does not have it",
    "Profile": "the profile does not have it",
    "ExternalTrigger": "the external trigger does not have it",
}
"""What templates read from, and what to say of what is not there."""

Values: TypeAlias = Mapping[str, Any]


class TemplateError(CleverTapError, ValueError):
    """A template cannot be read, or cannot be rendered.

    Attributes:
        problem: What is wrong. Of what was to be rendered it says nothing.
        line: Where, from 1; None if that is unknown.
    """

    def __init__(self, problem: str, line: int | None) -> None:
        super().__init__(problem, line)
        self.problem: str = problem
        self.line: int | None = line

    def __str__(self) -> str:
        return self.problem if self.line is None else f"line {self.line}: {self.problem}"


@frozen
class PropertiesRead:
    """What a template reads.

    Attributes:
        event: Properties of the event, in the order in which they are read.
        profile: Properties of the profile.
        unclear: Expressions that cannot be told beforehand, such as ``Event[which]``.
        others: Names that are neither of these three nor the template's own.
        trigger: Properties of the external trigger.
    """

    event: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()


@frozen
class Finding:
    """Something in a template that will not come out as it was meant.

    Attributes:
        line: Where, from 1; None if that is unknown.
        expression: What it is about, as text.
        problem: What is wrong, and what would be right.
    """

    line: int | None
    expression: str
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.expression}: {self.problem}"


def check(template: str) -> None:
    """Check that a template can be read.

    Raises:
        TemplateError: It cannot; says where.
    """
    _parsed(template)


def properties_read(template: str) -> PropertiesRead:
    """Tell which properties a template reads, also inside conditions, loops and filters.

    Args:
        template: Liquid.

    Raises:
        TemplateError: It cannot be read.
    """
    found: dict[str, list[str]] = {root: [] for root in _LACKS}
    unclear, others = list[str](), list[str]()
    for _, segments, shown in _paths(_parsed(template)):
        if segments[0] not in _LACKS:
            others.append(shown)
        elif len(segments) > 1 and isinstance(segments[1], str):
            found[segments[0]].append(segments[1])
        else:
            unclear.append(shown)
    return PropertiesRead(
        event=_once(found["Event"]),
        profile=_once(found["Profile"]),
        unclear=_once(unclear),
        others=_once(others),
        trigger=_once(found["ExternalTrigger"]),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def lint(
    template: str,
    event_properties: Collection[str],
    profile_properties: Collection[str] = (),
    trigger_properties: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Find what a template reads but nothing feeds: it would render as nothing, or as its default.

    Args:
        template: Liquid.
        event_properties: Names of the properties that the event always has; none for a campaign
            that waits for an external trigger.
        profile_properties: Names of the properties that the profile has.
        trigger_properties: Names of the properties that the external trigger always has.

    Returns:
        One finding for each place; empty if all is well. A template that cannot be read is one
        finding.
    """
    try:
        parsed = _parsed(template)
    except TemplateError as error:
        return (Finding(error.line, "", error.problem),)
    known = {
        "Event": frozenset(event_properties),
        "Profile": frozenset(profile_properties)
        | ALWAYS_THERE
        | {alias for alias, key in ALIASES.items() if key in profile_properties},
        "ExternalTrigger": frozenset(trigger_properties),
    }
    findings = [
        Finding(line, shown, problem)
        for line, segments, shown in _paths(parsed)
        if (problem := _problem(segments, known)) is not None
    ]
    analysis = parsed.analyze(include_partials=False)
    for name, spans in analysis.filters.items():
        if name not in _environment(html=False).filters:
            findings += (Finding(_line(template, s.index), name, "no such filter") for s in spans)
    for name in ("include", "render"):
        for span in analysis.tags.get(name, ()):
            line = _line(template, span.index)
            findings.append(Finding(line, name, "other templates cannot be looked into"))
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))


def render(
    template: str,
    *,
    event: Values | EventRecord | None = None,
    profile: Values | ProfileRecord | None = None,
    trigger: Values | None = None,
    html: bool = True,
) -> str:
    """Render a template with the data of an event, or of an external trigger.

    Data is data: Liquid in a property is not carried out, and comes out as it is.

    Args:
        template: Liquid; trusted, like a program.
        event: The event, or its properties.
        profile: The profile, or its properties.
        trigger: The properties of an external trigger.
        html: Escape properties for HTML. They often come from strangers; whether CleverTap escapes
            them is not known. Off, the text comes out raw.

    Raises:
        TemplateError: It cannot be read, or fails on this data.
    """
    values = {
        "Event": _data(event or {}),
        "Profile": _with_aliases(_data(profile or {})),
        "ExternalTrigger": _data(trigger or {}),
    }
    parsed = _parsed(template, html=html)
    try:
        return parsed.render(**values)
    except LiquidError as error:
        # What the renderer says may repeat the data.
        problem, context = f"fails on this data ({type(error).__name__})", error.context()
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        problem, context = "fails on this data", None
    raise TemplateError(problem, context[0] if context else None)


class _Environment(Environment):
    """Liquid within bounds: a template that does not end is an error."""

    loop_iteration_limit: ClassVar[int | None] = 100_000
    local_namespace_limit: ClassVar[int | None] = 10_000_000
    output_stream_limit: ClassVar[int | None] = 10_000_000


@cache
def _environment(*, html: bool) -> Environment:
    environment = _Environment(autoescape=html)
    # No part of standard Liquid, and it would switch the escaping off.
    environment.filters.pop("safe", None)
    return environment


def _parsed(template: str, *, html: bool = False) -> BoundTemplate:
    try:
        return _environment(html=html).from_string(template)
    except LiquidError as error:
        problem, context = str(error.message), error.context()
    except (RecursionError, ValueError):
        problem, context = "cannot be read", None
    raise TemplateError(problem, context[0] if context else None)


def _paths(template: BoundTemplate) -> Iterator[tuple[int | None, list[Any], str]]:
    """Walk through what a template reads from outside: where, the path, the path as text."""
    analysis = template.analyze(include_partials=False)
    source = _source(template)
    variables = [variable for several in analysis.globals.values() for variable in several]
    for variable in sorted(variables, key=lambda variable: variable.span.index):
        yield _line(source, variable.span.index), variable.segments, str(variable)


def _source(template: BoundTemplate) -> str:
    return template.nodes[0].token.source if template.nodes else ""


def _line(source: str, index: int) -> int | None:
    return source.count("\n", 0, index) + 1 if index >= 0 else None


def _problem(segments: list[Any], known: Mapping[str, Collection[str]]) -> str | None:
    root, name = segments[0], segments[1] if len(segments) > 1 else None
    if root not in known:
        return _else(str(root), known, "is neither Event nor Profile nor ExternalTrigger")
    if not isinstance(name, str):
        return "cannot be told beforehand: name the property, as in Event['x']"
    if name in known[root]:
        return None
    return _else(name, known[root], _LACKS[root])


def _else(name: str, known: Collection[str], problem: str) -> str:
    same = [other for other in known if other.casefold() == name.casefold()]
    if same:
        return f"{problem}; case matters, and {same[0]!r} is there"
    close = get_close_matches(name, known, n=1)
    return f"{problem}; did you mean {close[0]!r}?" if close else problem


def _data(given: Values | EventRecord | ProfileRecord) -> dict[str, Any]:
    values = given.properties if isinstance(given, EventRecord | ProfileRecord) else given
    return {
        name: f"$D_{seconds(name, value)}" if isinstance(value, datetime) else thawed(value)
        for name, value in cast("Values", values).items()
    }


def _with_aliases(profile: dict[str, Any]) -> dict[str, Any]:
    given = {alias: profile[key] for alias, key in ALIASES.items() if key in profile}
    return given | profile

"""The demo for people: panels and tables that fit 80 columns, with or without colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ._scenes import Arrivals, Card, Check, Event, Letter, Planned, Profiles, Row, Scene, Shown

_WIDEST = 100
_GIVING_WAY = {"Value", "Read from", "What the intake says"}
"""Columns that get narrower where the screen is."""


def console() -> Console:
    """Make a console that leaves data as it is: no markup, no emoji, no highlighting."""
    made = Console(highlight=False, markup=False, emoji=False)
    made.width = min(made.width, _WIDEST)
    return made


def opening() -> RenderableType:
    """Say what will be seen."""
    return Panel(
        Group(
            Text("One booking, from Calendly to CleverTap", "bold"),
            Text("Both services are sandboxes on this machine: no account, no internet."),
        ),
        box=ROUNDED,
        border_style="cyan",
        padding=(1, 2),
    )


def drawn(number: int, scene: Scene) -> Iterator[RenderableType]:
    """Draw a scene."""
    yield Text.assemble((f" {number} ", "bold reverse cyan"), " ", (scene.title, "bold"))
    yield Padding(Text(scene.told), (0, 0, 1, 4), expand=False)
    for part in scene.shown:
        yield Padding(_part(part), (0, 0, 1, 4), expand=False)


def closing(checks: list[Check]) -> Iterator[RenderableType]:
    """Say whether all of it was true, and what to try next."""
    failed = [check for check in checks if not check.ok]
    for check in failed:
        yield Text(f"✗ not true: {check.says}", "bold red")
    if failed:
        yield Text(f"{len(failed)} of {len(checks)} checks failed.", "bold red")
        return
    yield Text.assemble(
        ("✓ ", "bold green"),
        f"All {len(checks)} checks of what you have just seen hold. Everything is stopped again.",
    )
    yield Text.assemble("  Next, your own: ", ("docs/tutorial/first-booking.md", "cyan"))
    yield Text.assemble("  For programs:   ", ("--json", "cyan"), " gives the same facts")


def _part(part: Shown) -> RenderableType:
    match part:
        case Card():
            return _card(part.title, part.facts)
        case Profiles():
            people = {user: ", ".join(map(str, held.values())) for user, held in part.rows.items()}
            return _card("Profiles", people)
        case Planned():
            return _planned(part)
        case Event():
            return _event(part)
        case Arrivals():
            return _arrivals(part)
        case Letter():
            return _letter(part)


def _card(title: str, facts: Mapping[str, str]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in facts.items():
        grid.add_row(Text(name), Text(value))
    return Panel(grid, title=Text(title), title_align="left", box=ROUNDED, expand=False)


def _planned(planned: Planned) -> RenderableType:
    table = _table("Property", "Value", "Read from")
    table.expand, table.columns[1].ratio, table.columns[2].ratio = True, 5, 3
    for row in planned.rows:
        table.add_row(Text(row.name), _value(row), _in_one_line(row.about, "dim"))
    profile = ", ".join(f"{name} {value}" for name, value in planned.profile.items())
    notes = [*planned.notes, f"its profile, where CleverTap has nothing yet: {profile}"]
    return Group(_head(planned.event, planned.user), table, *map(_note, notes))


def _event(event: Event) -> RenderableType:
    table = _table("Property", "Value", "Type")
    for row in event.rows:
        value = _value(row)
        if row.about:
            value.append(f"  {row.about}", "dim")
        table.add_row(Text(row.name), value, Text(row.type, "dim"))
    return Group(_head(event.name, event.profile), table)


def _arrivals(arrivals: Arrivals) -> RenderableType:
    table = _table("Delivery", "Answer", "What the intake says")
    for row in arrivals.rows:
        status = Text(f"HTTP {row.status}", "green" if 200 <= row.status < 300 else "red")
        table.add_row(Text(row.event), status, Text(row.answer))
    return Group(table, *(Text(note, "bold") for note in arrivals.notes))


def _table(*heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim")
    for head in heads:
        table.add_column(head, no_wrap=head not in _GIVING_WAY)
    return table


def _head(event: str, profile: str) -> Text:
    return Text.assemble((event, "bold cyan"), ("  for ", "dim"), profile)


def _value(row: Row) -> Text:
    return Text("left out", "dim") if row.value is None else _in_one_line(str(row.value))


def _in_one_line(text: str, style: str = "") -> Text:
    return Text(text, style, no_wrap=True, overflow="ellipsis")


def _note(note: str) -> Text:
    return Text(note, "italic dim")


def _letter(letter: Letter) -> RenderableType:
    head = Table.grid(padding=(0, 2))
    head.add_column(style="dim")
    head.add_column(overflow="fold")
    head.add_row("To", Text(letter.to))
    head.add_row("Subject", Text(letter.subject, "bold"))
    return Panel(Group(head, Text(), Text(letter.body)), box=ROUNDED, expand=False)

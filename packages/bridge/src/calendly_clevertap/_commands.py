"""What can be typed after ``calendly-clevertap``."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Final

import typer

from . import demo as play

app: Final = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would print values, and values are personal
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"calendly-clevertap {version('calendly-clevertap')}")
        raise typer.Exit


@app.callback()
def command(
    shown: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Every Calendly booking becomes an event on the right CleverTap profile."""


@app.command()
def demo(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what happened as JSON, for programs.")
    ] = False,
) -> None:
    """Play a booking from Calendly to CleverTap, on this machine alone.

    Somebody books, moves and cancels a meeting. Both services are sandboxes; no file is left
    behind. Exits with 1 if anything that was shown turns out to be untrue.
    """
    ok = play.print_json() if as_json else play.show()
    raise typer.Exit(0 if ok else 1)

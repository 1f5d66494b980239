"""What can be typed after ``calendly-clevertap``."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from calendly_client import Calendly
from calendly_client.testing import CalendlySandbox, sample_delivery
from clevertap_client.testing import CleverTapSandbox

from . import demo as play
from ._terminal import (
    LEDGER,
    PLAN,
    AsJson,
    LedgerName,
    PlanName,
    at_hand,
    latest_invitee,
    ledger_named,
    moment,
    plan_named,
    show,
    signing_keys,
    telling,
)
from .backfill import BackfillResult, backfill
from .booking import Booking
from .delivery import Delivery
from .doctor import doctor
from .ledger import State
from .leftovers import Drained, drain
from .lookups import read_booking
from .publish import publish
from .recipe import recipe
from .replay import replay
from .sync import sync_booking

app: Final = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would print values, and values are personal
    rich_markup_mode=None,
    epilog="Credentials come from the environment: CALENDLY_TOKEN, CLEVERTAP_ACCOUNT_ID, "
    "CLEVERTAP_PASSCODE, CLEVERTAP_REGION, CALENDLY_SIGNING_KEY. It exits with 1 if something is "
    "not as it should be, with 2 if the call is wrong, with 3 if a service or the disk fails.",
)
Invitee = Annotated[str | None, typer.Argument(metavar="INVITEE", help="The invitee's URI.")]
Url = Annotated[str, typer.Argument(metavar="URL", help="Where the receiver is.")]
Moment = Annotated[datetime | None, typer.Option(parser=moment, metavar="TIME")]
Scope = Annotated[str, typer.Option(help="Whose meetings: organization, or user.")]


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


@app.command("demo")
def demo_command(as_json: AsJson = False) -> None:
    """Play a booking from Calendly to CleverTap, on this machine alone.

    Somebody books, moves and cancels a meeting. Both services are sandboxes; no file is left
    behind. Exits with 1 if anything that was shown turns out to be untrue.
    """
    ok = play.print_json() if as_json else play.show()
    raise typer.Exit(0 if ok else 1)


@app.command("sandbox")
def sandbox_command(
    webhook: Annotated[str | None, typer.Option(help="A URL that Calendly tells.")] = None,
    bookings: Annotated[int, typer.Option(help="How many meetings to book first.")] = 3,
) -> None:
    """Run both services on loopback until interrupted; prints what to export."""
    with ExitStack() as stack:
        calendly = stack.enter_context(CalendlySandbox(sending="background"))
        clevertap = stack.enter_context(CleverTapSandbox())
        key = "a signing key for the sandbox"
        if webhook is not None:
            calendly.subscribe(webhook, events="all", signing_key=key)
        for _ in range(bookings):
            calendly.book()
        for name, value in {
            "CALENDLY_BASE_URL": calendly.url,
            "CALENDLY_TOKEN": calendly.token,
            "CALENDLY_SIGNING_KEY": key,
            "CLEVERTAP_BASE_URL": clevertap.url,
            "CLEVERTAP_ACCOUNT_ID": clevertap.account_id,
            "CLEVERTAP_PASSCODE": clevertap.passcode,
        }.items():
            typer.echo(f"export {name}={shlex.quote(value)}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            typer.echo("stopped")


@app.command("preview")
def preview_command(
    invitee: Invitee = None,
    latest: Annotated[bool, typer.Option("--latest", help="Take the newest booking.")] = False,
    plan: PlanName = PLAN,
    as_json: AsJson = False,
) -> None:
    """Show what a plan makes of a booking, and send nothing.

    Without INVITEE and --latest, the booking is made up.
    """
    with telling():
        chosen = plan_named(plan)
        if invitee is None and not latest:
            booking = Booking.from_delivery(sample_delivery())
        else:
            with Calendly() as calendly:
                uri = invitee or latest_invitee(calendly)
                booking = read_booking(uri, calendly=calendly)
        found = chosen.preview(booking)
        show(found, [found], as_json=as_json, ok=all(t.problem is None for t in found.targets))


@app.command("sync")
def sync_command(
    invitee: Annotated[str, typer.Argument(metavar="INVITEE", help="The invitee's URI.")],
    check: Annotated[
        bool, typer.Option("--check", help="Have CleverTap check the records; store nothing.")
    ] = False,
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Send one booking's events to CleverTap, unless they were sent before."""
    with at_hand(plan, ledger) as tools:
        if check:
            booking = read_booking(invitee, calendly=tools["calendly"])
            targets = tools["plan"].targets(booking)
            records = [target.record for target in targets if target.record is not None]
            checked = tools["clevertap"].uploads.validate(records)
            lines = [f"refused: {r.code}: {r.error}: {r.advice}" for r in checked.refused]
            lines += [f"{t.name}: cannot be sent: {t.problem}" for t in targets if t.problem]
            told = {"checked": len(records), "problems": lines}
            ok = not lines
            show(told, lines or [f"CleverTap would take {len(records)}"], as_json=as_json, ok=ok)
            return
        result = sync_booking(invitee, **tools)
        told_lines = [*map(_told, result.deliveries), *result.remarks]
        show(result, told_lines or [result.ignored], as_json=as_json, ok=result.ok)


@app.command("backfill")
def backfill_command(
    since: Annotated[
        datetime, typer.Option(parser=moment, metavar="TIME", help="Meetings from here.")
    ],
    until: Moment = None,
    mark_only: Annotated[
        bool, typer.Option("--mark-only", help="Send nothing: somebody else has.")
    ] = False,
    marked_before: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="TIME", help="The same, for what happened before."),
    ] = None,
    scope: Scope = "organization",
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Send what happened before there was a webhook. Broken off, it goes on where it was."""
    columns = TextColumn("{task.description}"), TimeElapsedColumn()
    with at_hand(plan, ledger) as tools, Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=None)

        def on_progress(so_far: BackfillResult) -> None:
            bar.update(task, description=_summary(so_far))

        result = backfill(
            **tools, since=since, until=until, scope=scope,
            mark_only=marked_before or mark_only,
            on_progress=on_progress,
        )  # fmt: skip
        bar.update(task, description=_summary(result))
    lines = [_summary(result), *map(_told, result.undelivered), *result.remarks]
    show(result, lines, as_json=as_json, ok=result.ok)


@app.command("publish")
def publish_command(
    url: Url,
    scope: Scope = "organization",
    probe: Annotated[bool, typer.Option(help="Ask the receiver first.")] = True,
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Subscribe a receiver to what the plan serves, and see to hosts' profiles; again: heal."""
    key = next(iter(signing_keys()), None)
    with at_hand(plan, ledger) as tools:
        done = publish(url, **tools, signing_key=key, scope=scope, probe=probe)
    lines = [
        f"{'made' if done.created else 'kept'}: {done.subscription.uri}",
        *(f"replaced: {old.uri}" for old in done.replaced),
        *done.remarks,
    ]
    if done.gap is not None:
        lines.append(f"missed from {done.gap.since} to {done.gap.until}")
    if done.backfilled is not None:
        lines.append(f"fetched: {_summary(done.backfilled)}")
    ok = done.backfilled is None or done.backfilled.ok
    show(done, lines, as_json=as_json, ok=ok)


@app.command("drain")
def drain_command(
    limit: Annotated[int, typer.Option(help="How many of each at most.")] = 1000,
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Deliver what could not be delivered at once. For cron."""
    with at_hand(plan, ledger) as tools:
        done = drain(**tools, limit=limit)
        _show_drained(done, tools["ledger"].stats(), as_json=as_json)


@app.command("replay")
def replay_command(
    booking: Annotated[str, typer.Option(help="A booking's key, or its URI.")] = "",
    key: Annotated[str, typer.Option(help="One event's key.")] = "",
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Those in doubt, too: they may arrive twice.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Read the booking anew, and map it again.")
    ] = False,
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Send again what CleverTap refused."""
    states = (State.DEAD, State.IN_DOUBT) if doubtful else (State.DEAD,)
    with at_hand(plan, ledger) as tools:
        done = replay(**tools, booking=booking, key=key, states=states, fresh=fresh)
        _show_drained(done, tools["ledger"].stats(), as_json=as_json)


@app.command("forget")
def forget_command(ledger: LedgerName = LEDGER, as_json: AsJson = False) -> None:
    """Remove a person from the ledger; asks for the address, which is not to stand in histories."""
    address = typer.prompt("E-mail address", err=True)
    with telling(), ledger_named(ledger) as kept:
        gone = kept.forget(address)
    show({"forgotten": gone}, [f"forgotten: {gone} events and deliveries"], as_json=as_json)


@app.command("purge")
def purge_command(
    days: Annotated[int, typer.Option(min=1, help="How old what is removed must be.")],
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Remove what is no longer needed from the ledger: contents of old events. Keys stay."""
    with telling(), ledger_named(ledger) as kept:
        gone = kept.purge(timedelta(days=days))
    show({"purged": gone}, [f"purged: {gone} events and deliveries"], as_json=as_json)


@app.command("recipe")
def recipe_command(
    event: Annotated[str | None, typer.Option(help="Which event, if the plan has several.")] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", help="A file with your Liquid template.", exists=True, dir_okay=False
        ),
    ] = None,
    plan: PlanName = PLAN,
    as_json: AsJson = False,
) -> None:
    """Print the campaign that fits the plan, or check a template of yours."""
    with telling():
        found = recipe(plan_named(plan), event)
        if check is None:
            show(found, [found], as_json=as_json)
            return
        findings = found.check(check.read_text(encoding="utf-8"))
        show(findings, findings or ["all is fed"], as_json=as_json, ok=not findings)


@app.command("doctor")
def doctor_command(
    url: Annotated[str | None, typer.Option(help="Where the receiver is.")] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="A file with the campaign's template.", exists=True, dir_okay=False),
    ] = None,
    scope: Scope = "organization",
    plan: PlanName = PLAN,
    ledger: LedgerName = LEDGER,
    as_json: AsJson = False,
) -> None:
    """Find out why meetings do not appear: what is seen, what it means, and the cure."""
    text = None if template is None else template.read_text(encoding="utf-8")
    with at_hand(plan, ledger) as tools:
        found = doctor(**tools, url=url, signing_keys=signing_keys(), template=text, scope=scope)
    show(found, [found], as_json=as_json, ok=found.ok)


def _show_drained(done: Drained, stats: Mapping[str, int], *, as_json: bool) -> None:
    several = [*done.deliveries, *(d for result in done.results for d in result.deliveries)]
    left = {name: number for name, number in stats.items() if number}
    lines = [*map(_told, several), *(r.ignored for r in done.results if r.ignored)]
    lines.append(
        f"in the ledger: {', '.join(f'{n} {name}' for name, n in left.items()) or 'nothing'}"
    )
    ok = not done.stored and all(delivery.ok for delivery in several)
    show({"done": done, "ledger": left}, lines, as_json=as_json, ok=ok)


def _told(delivery: Delivery) -> str:
    notes = [part for part in (delivery.timing, delivery.code, delivery.advice) if part]
    return "; ".join((f"{delivery.target}: {delivery.outcome}", *notes, *delivery.remarks))


def _summary(result: BackfillResult) -> str:
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in result.outcomes.items())
    return f"{result.meetings} meetings, {result.bookings} bookings: {outcomes or 'no events'}"

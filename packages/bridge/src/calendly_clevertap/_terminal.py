"""What commands share: settings, clients, output and exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias, TypedDict, cast

import attrs
import typer

from api_client_core.errors import ClientError
from api_client_core.errors import InvalidArgument as Mistaken
from calendly_client import Calendly, PermissionDenied
from clevertap_client import CleverTap, ProfileRecord

from .errors import BookingIncomplete, InvalidArgument, Misconfigured
from .expressions import is_expr
from .ledger import Ledger
from .plan import Plan, load_plan
from .sqlite_ledger import SqliteLedger, SqlLedger

AMISS, MISTAKEN, FAILED = 1, 2, 3
"""Exit codes: something is not as it should be; the call is wrong; a service or the disk fails."""

PlanName: TypeAlias = Annotated[
    str,
    typer.Option(
        "--plan", envvar="CALENDLY_CLEVERTAP_PLAN", metavar="MODULE:NAME", help="Your plan."
    ),
]
LedgerName: TypeAlias = Annotated[
    str, typer.Option("--ledger", envvar="CALENDLY_CLEVERTAP_LEDGER", help="The ledger's file.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
PLAN: Final = "plan:plan"
LEDGER: Final = "calendly-clevertap.db"
_LEFT_OUT: Final = (bytes, Plan, ProfileRecord)


class Tools(TypedDict):
    """What flows work with; passed on as keywords."""

    calendly: Calendly
    clevertap: CleverTap
    plan: Plan
    ledger: Ledger


@contextmanager
def at_hand(plan: str, ledger: str) -> Generator[Tools]:
    """Open all of it; credentials come from the environment alone."""
    with telling(), Calendly() as calendly, CleverTap() as clevertap, ledger_named(ledger) as kept:
        yield Tools(calendly=calendly, clevertap=clevertap, plan=plan_named(plan), ledger=kept)


def ledger_named(name: str) -> SqlLedger:
    """Open a ledger: a file, or a database of PostgreSQL by its address."""
    if not name.startswith(("postgresql://", "postgres://")):
        return SqliteLedger(name)
    try:
        from .contrib.postgres import PostgresLedger
    except ImportError:
        needed = 'pip install "calendly-clevertap[postgres]"'
        raise InvalidArgument("ledger", f"takes an extra: {needed}") from None
    return PostgresLedger(name)


def plan_named(name: str) -> Plan:
    """Import a plan; modules of the current folder count."""
    if (here := str(Path.cwd())) not in sys.path:
        sys.path.insert(0, here)
    return load_plan(name)


def signing_keys() -> tuple[str, ...]:
    """Give the signing keys of the environment; commas divide them."""
    given = os.environ.get("CALENDLY_SIGNING_KEY", "").split(",")
    return tuple(key.strip() for key in given if key.strip())


@contextmanager
def telling() -> Generator[None]:
    """Turn our own errors into a line and an exit code."""
    try:
        yield
    except ClientError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        codes = {Mistaken: MISTAKEN, Misconfigured: AMISS}
        code = next((codes[kind] for kind in codes if isinstance(error, kind)), FAILED)
        raise typer.Exit(code) from None


def latest_invitee(calendly: Calendly) -> str:
    """Find the newest booking of the meetings that are not over: the invitee's URI.

    Raises:
        BookingIncomplete: There is none.
    """
    me, since = calendly.users.me(), datetime.now(UTC) - timedelta(days=1)
    listing = partial(calendly.scheduled_events.list, min_start_time=since, count=100)
    try:
        events = next(listing(organization=me.current_organization).pages())
    except PermissionDenied:
        events = next(listing(user=me.uri).pages())
    for event in sorted(events, key=lambda event: event.created_at or since, reverse=True):
        invitees = list(calendly.scheduled_events.invitees(event.uri))
        if invitees:
            return max(invitees, key=lambda invitee: invitee.created_at).uri
    raise BookingIncomplete("booking", "no meeting is planned that anybody has booked")


def show(value: object, lines: Sequence[object], *, as_json: bool, ok: bool = True) -> None:
    """Print a result, and exit with `AMISS` if it is not as it should be."""
    text = [json.dumps(plain(value), indent=2, ensure_ascii=False)] if as_json else lines
    for line in text:
        typer.echo(str(line))
    if not ok:
        raise typer.Exit(AMISS)


def plain(value: Any) -> Any:
    """Give a result as what JSON can carry, without what it says twice: records and the plan."""
    kind = cast("Any", type(value))
    if is_expr(value):
        return str(value)
    if hasattr(kind, "_asdict"):
        return plain(value._asdict())
    if attrs.has(kind):
        named = {f.name: getattr(value, f.name) for f in attrs.fields(kind) if f.name[0] != "_"}
        given = plain({n: found for n, found in named.items() if not isinstance(found, _LEFT_OUT)})
        return {**given, "ok": value.ok} if isinstance(getattr(value, "ok", None), bool) else given
    if issubclass(kind, Mapping):
        return {str(plain(name)): plain(found) for name, found in value.items()}
    if issubclass(kind, list | tuple | set | frozenset):
        return [plain(found) for found in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def moment(text: str) -> datetime:
    """Read a time of the command line; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("must be like 2026-11-30 or 2026-11-30T09:00+01:00") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

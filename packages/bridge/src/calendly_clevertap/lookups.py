"""From whatever tells of a booking to the booking, with all that a plan asks of it."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Mapping
from datetime import datetime
from typing import Any, NoReturn, TypeAlias, TypeVar, overload

from attrs import evolve, field, frozen

from api_client_core.clients import aperform, perform
from api_client_core.errors import StatusError
from api_client_core.steps import off
from calendly_client import AsyncCalendly, Calendly, CalendlyError, InvalidArgument
from calendly_client.models import InviteeNoShow, ScheduledEvent, WebhookDelivery

from .booking import Booking, Happened, Host, Hosts, happened, ids_of
from .errors import BookingIncomplete
from .hosts import AnyCalendly, HostDirectory
from .ledger import digest
from .needs import LOOKED_UP
from .sources import Say
from .work import Work

T = TypeVar("T")
BookingSource: TypeAlias = WebhookDelivery | Booking | str
"""What tells of a booking: a delivery, the booking itself, or the invitee's URI."""


@frozen
class Ignored:
    """Nothing is to be sent: why, and what is known of the meeting nevertheless."""

    why: str
    happened: Happened | None = None
    notes: Mapping[str, str] = field(factory=dict[str, str])


async def read(work: Work, source: BookingSource, say: Say) -> Booking | Ignored:
    """Read a booking, and look up what is missing, but no more than the plan needs.

    Args:
        work: Whom to ask.
        source: What tells of the booking.
        say: Told of what could not be found out.

    Raises:
        BookingIncomplete: Something is missing that may be had later.
    """
    if isinstance(source, WebhookDelivery):
        what, invitee = happened(source), source.invitee
        if (why := _nothing_to_do(work, what, source.event)) is not None:
            event = invitee and invitee.scheduled_event
            return Ignored(why, what, times_of(invitee.uri, event) if invitee and event else {})
    booking = await _booking(work.calendly, source)
    if (why := _nothing_to_do(work, booking.happened, "")) is not None:
        return Ignored(why, booking.happened, times_of(booking.invitee.uri, booking.event))
    booking = await _with_previous(work, booking, say)
    reads = work.plan.reads(booking.happened)
    asked = {name.partition(".")[2] for name in reads if name.startswith("host.")}
    asked |= {name for name in ("name", "email") if f"hosts.{name}s" in reads}
    hosts = [await _host(work, host, asked, say) for host in booking.hosts]
    booking = evolve(booking, hosts=Hosts(hosts))
    asked = {name.partition(".")[0] for name in LOOKED_UP.keys() & reads}
    return await _with_origin(work.calendly, work.hosts, booking, asked, say)


async def read_fact(calendly: AnyCalendly, key: str, occurred_at: datetime) -> Booking:
    """Read a booking anew, as it is by now, but for what happened to it; an operation.

    Args:
        calendly: Where to ask.
        key: What happened to whom: `Booking.key`.
        occurred_at: When.

    Raises:
        BookingIncomplete: Calendly does not tell.
    """
    what, _, rest = key.partition(" scheduled_events/")
    path, _, mark = rest.partition(" ")
    found = await _booking(calendly, f"https://api.calendly.com/scheduled_events/{path}")
    no_show = InviteeNoShow(uri=mark, created_at=occurred_at) if "/" in mark else None
    invitee = evolve(found.invitee, no_show=no_show)
    return Booking.of(found.event, invitee, happened=Happened(what), told_at=occurred_at)


@overload
def read_booking(source: WebhookDelivery | str, *, calendly: Calendly) -> Booking: ...
@overload
def read_booking(
    source: WebhookDelivery | str, *, calendly: AsyncCalendly
) -> Coroutine[Any, Any, Booking]: ...
def read_booking(
    source: WebhookDelivery | str, *, calendly: AnyCalendly
) -> Booking | Coroutine[Any, Any, Booking]:
    """Fetch a booking with all that is known of it, to preview a plan on it, say.

    A blocking client in, a `Booking` out; an async client in, a coroutine out.

    Args:
        source: The URI of an invitee, or a delivery, of which only what it lacks is fetched.
        calendly: Where to ask.

    Raises:
        BookingIncomplete: Calendly does not tell.
        InvalidArgument: The delivery is about no invitee, or the text is no invitee's URI.
    """
    operation = _whole(calendly, source)
    if isinstance(calendly, Calendly):
        return perform(operation, calendly)
    return aperform(operation, calendly)


async def _whole(calendly: AnyCalendly, source: BookingSource) -> Booking:
    booking = await _booking(calendly, source)
    if (old := booking.previous) is not None:
        event = await _event(calendly, old.meeting)
        times = evolve(old, starts_at=event.start_time, ends_at=event.end_time)
        booking = evolve(booking, previous=times)
    try:
        users = [await calendly.describe.users.get(host.uri) for host in booking.hosts]
    except CalendlyError as error:
        _incomplete("host", error)
    told = (host.told_by(user) for host, user in zip(booking.hosts, users, strict=True))
    booking, asked = evolve(booking, hosts=Hosts(told)), {"event_type", "routing", "previous"}
    return await _with_origin(calendly, HostDirectory(), booking, asked, lambda _: None)


def times_of(invitee: str, event: ScheduledEvent) -> dict[str, str]:
    """Give what a later reschedule asks for, as a note."""
    times = f"{event.start_time.isoformat()} {event.end_time.isoformat()}"
    return {digest("times", ids_of(invitee)): times}


def _nothing_to_do(work: Work, what: Happened | None, event: str) -> str | None:
    if what is None:
        return f"{event} is not about a booking"
    if what is Happened.MOVED_AWAY:
        return "it is the old half of a reschedule; the new half is what counts"
    return None if work.plan.handles(what) else f"the plan has no mapping for {what}"


async def _booking(calendly: AnyCalendly, source: BookingSource) -> Booking:
    if isinstance(source, Booking):
        return source
    if isinstance(source, str):
        try:
            invitee = await calendly.describe.scheduled_events.invitee(source)
        except InvalidArgument:
            raise
        except CalendlyError as error:
            _incomplete("invitee", error)
        return Booking.of(await _event(calendly, invitee.event), invitee)
    event: ScheduledEvent | None = None
    if source.invitee is not None and source.invitee.scheduled_event is None:
        event = await _event(calendly, source.invitee.event)
    return Booking.from_delivery(source, event)


async def _event(calendly: AnyCalendly, uri: str) -> ScheduledEvent:
    try:
        return await calendly.describe.scheduled_events.get(uri)
    except CalendlyError as error:
        _incomplete("scheduled event", error)


async def _with_previous(work: Work, booking: Booking, say: Say) -> Booking:
    old = booking.previous
    wanted = {"previous.starts_at", "previous.ends_at"}
    if old is None or old.starts_at is not None or not wanted & work.plan.reads(booking.happened):
        return booking
    name = digest("times", ids_of(old.invitee))
    known = await off(lambda: work.ledger.note(name))
    if known is None:
        try:
            event = await work.calendly.describe.scheduled_events.get(old.meeting)
        except CalendlyError as error:
            if _passes(error):
                _incomplete("old time of the meeting", error)
            say(f"the old time of the meeting is not to be had: {error}")
            return booking
        known = times_of(old.invitee, event)[name]
    starts_at, ends_at = map(datetime.fromisoformat, known.split())
    return evolve(booking, previous=evolve(old, starts_at=starts_at, ends_at=ends_at))


async def _with_origin(
    calendly: AnyCalendly, known: HostDirectory, booking: Booking, asked: set[str], say: Say
) -> Booking:
    """Add what is known elsewhere of how it came about: event type, routing form, who moved it."""
    describe, old = calendly.describe, booking.previous
    kind, form = booking.event.event_type, booking.invitee.routing_form_submission
    if "event_type" in asked and kind and booking.event_type is None:
        found = known.recall(kind, describe.event_types.get(kind))
        booking = evolve(booking, event_type=await _had("event type", found, say))
    if "routing" in asked and form and booking.submission is None:
        submission = describe.routing_form_submissions.get(form)
        booking = evolve(booking, submission=await _had("routing form", submission, say))
    if "previous" in asked and old and old.cancellation is None:
        before = await _had("old booking", describe.scheduled_events.invitee(old.invitee), say)
        moved = None if before is None else before.cancellation
        booking = evolve(booking, previous=evolve(old, cancellation=moved))
    return booking


async def _had(part: str, look_up: Awaitable[T], say: Say) -> T | None:
    try:
        return await look_up
    except CalendlyError as error:
        if _passes(error):
            _incomplete(part, error)
        say(f"the {part} is not to be looked up: {error}")
        return None


async def _host(work: Work, host: Host, asked: set[str], say: Say) -> Host:
    try:
        if any(getattr(host, name) is None for name in asked - {"groups"}):
            host = host.told_by(await work.hosts.find(host.uri, work.calendly))
        if "groups" in asked and host.groups is None:
            host = evolve(host, groups=await work.hosts.groups(host.uri, work.calendly))
    except CalendlyError as error:
        if _passes(error) or (host.email is None and "email" in asked):
            _incomplete("host", error)
        say(f"a host is not to be looked up: {error}")
    return host


def _passes(error: CalendlyError) -> bool:
    """Tell whether the same look-up may succeed later: a token is renewed, a service is back."""
    status = error.status or 0 if isinstance(error, StatusError) else 500
    return status in {401, 429} or status >= 500


def _incomplete(part: str, error: CalendlyError) -> NoReturn:
    raise BookingIncomplete(part, str(error)) from error

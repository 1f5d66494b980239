"""Is Calendly ready to tell, and the receiver to hear?"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from attrs import evolve

from api_client_core.pages import every
from api_client_core.steps import Call
from api_client_core.wire import Reply
from calendly_client import PermissionDenied
from calendly_client.models import HealthState, OrganizationRole

from ..booking import Booking
from ..errors import Misconfigured
from ..lookups import read
from ..preview import Target
from ..publish import answered, whose_of
from .visit import Skipped, Visit

_ASTRAY: Final = timedelta(minutes=1)
"""How wrong a clock may be: half of what Live campaigns take as ahead."""
_PUBLISH: Final = "run publish: it subscribes, and fetches what was missed"


async def token(visit: Visit) -> str:
    """Ask whether Calendly takes the token."""
    call: Call[Any] = visit.work.calendly.describe.users.me()
    reply: Reply = await evolve(call, read=_itself)
    visit.reply, visit.me = reply, call.read(reply)
    left, most = (reply.headers.get(f"x-ratelimit-{n}", "?") for n in ("remaining", "limit"))
    return f"Calendly takes it; {left} of {most} calls are left for now"


async def clock(visit: Visit) -> str:
    """Compare this machine's clock with Calendly's."""
    if visit.reply is None or "date" not in visit.reply.headers:
        raise Skipped("Calendly did not tell the time")
    away = visit.at - parsedate_to_datetime(visit.reply.headers["date"])
    if abs(away) > _ASTRAY:
        seen = f"{abs(away)} {'ahead of' if away > timedelta() else 'behind'} Calendly's"
        meaning = "events are taken to be too old or too new for Live campaigns"
        raise Misconfigured(seen, meaning, "let NTP set the machine's clock")
    return "it is right"


async def access(visit: Visit) -> str:
    """Try whether token, plan and role suffice."""
    me, describe = visit.user, visit.work.calendly.describe
    members = await every(describe.organization_memberships.list(user=me.uri))
    await describe.scheduled_events.list(user=me.uri, count=1)
    await describe.webhook_subscriptions.list(**whose_of(me, "user"), count=1)
    roles = {str(m.role) for m in members if m.organization == me.current_organization}
    if visit.scope == "organization" and roles == {OrganizationRole.USER}:
        raise Misconfigured(
            "the token's owner is no administrator",
            "they hear of their own meetings only",
            "use an administrator's token, or scope='user'",
        )
    seen = f"scopes and plan suffice; the token's owner is {', '.join(roles)}"
    with suppress(PermissionDenied):  # not everybody may see the plan
        account = await describe.organizations.get(me.current_organization)
        return f"{seen}, the plan {account.plan}, {account.stage}"
    return seen


async def subscription(visit: Visit) -> str:
    """See whether somebody is subscribed to all that the plan serves, and gets it."""
    hooks = visit.work.calendly.describe.webhook_subscriptions
    found = await hooks.health(url=visit.url, **whose_of(visit.user, visit.scope))
    if not found:
        raise Misconfigured("there is none", "Calendly tells nobody of bookings", _PUBLISH)
    well = [health.subscription for health in found if health.state == HealthState.WORKING]
    if not well:
        since = f" since {found[-1].since:%Y-%m-%d %H:%M} UTC" if found[-1].since else ""
        raise Misconfigured(f"it is {found[-1].state}{since}", str(found[-1].cure), _PUBLISH)
    heard = {event for subscription in well for event in subscription.events}
    if deaf := sorted(set(visit.work.plan.subscriptions) - heard):
        meaning = "the plan serves what it is never told"
        raise Misconfigured(f"it does not hear of {', '.join(deaf)}", meaning, _PUBLISH)
    return f"it works, and hears of {', '.join(sorted(heard))}"


async def callback(visit: Visit) -> str:
    """See whether the receiver is reached, and refuses what Calendly did not sign."""
    if visit.url is None:
        raise Skipped("no url given")
    return f"{await answered(visit.url, None)}, from here; Calendly must reach it, too"


async def signing_key(visit: Visit) -> str:
    """See whether the receiver takes what is signed with the key."""
    if visit.url is None or not visit.keys:
        raise Skipped(f"no {'url' if visit.url is None else 'signing_keys'} given")
    return ", ".join([await answered(visit.url, key) for key in visit.keys])


async def bookings(visit: Visit) -> str:
    """Fetch what was booked last, of the meetings that are not over."""
    user, events = visit.user, visit.work.calendly.describe.scheduled_events
    yesterday = visit.at - timedelta(days=1)
    page = await events.list(
        user=user.uri if visit.scope == "user" else None,
        organization=user.current_organization if visit.scope == "organization" else None,
        group=visit.scope if "/" in visit.scope else None,
        min_start_time=yesterday,
    )
    newest = sorted(page.items, key=lambda event: event.created_at or yesterday)[-visit.last :]
    sent, count = list[tuple[Booking, Target]](), 0
    for event in newest:
        for invitee in (await events.invitees(event.uri, sort="created_at:desc", count=1)).items:
            booking = await read(visit.work, Booking.of(event, invitee), lambda _: None)
            if isinstance(booking, Booking):
                sent += [(booking, target) for target in visit.work.plan.targets(booking)]
                count += 1
    visit.sent = tuple(sent)
    if not count:
        raise Skipped("Calendly has none that the plan serves, of meetings from yesterday on")
    return f"{count} looked at, from which the plan makes {len(sent)} events or messages"


def _itself(reply: Reply) -> Reply:
    return reply

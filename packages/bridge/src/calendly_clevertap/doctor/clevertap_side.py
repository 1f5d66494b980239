"""Does CleverTap take what the plan sends, and has it got there?"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeAlias

from api_client_core.steps import off
from clevertap_client import EventRecord, Profile, folded
from clevertap_client.users import Email

from ..booking import Booking, Host
from ..errors import Misconfigured
from ..ledger import State, key_of
from ..mapping import BookingMapping
from ..preview import KEY, OCCURRED_AT, Target
from ..publish import profiles_of
from ..recipe import recipe
from .visit import Skipped, Visit

_LONG: Final = timedelta(minutes=10)
"""What waits longer than this waits in vain."""
_SECOND: Final = timedelta(seconds=1)
"""CleverTap keeps whole seconds."""
_LOST: Final = "CleverTap does not get it"
_FEED: Final = "send the property with the event, or correct the tag; recipe(plan) writes one"
Ill: TypeAlias = tuple[str, str, str]
"""What is seen, what it means, what to do."""


async def credentials(visit: Visit) -> str:
    """See whether CleverTap takes the credentials, and events like the plan's."""
    shapes = {m.event_name: [*dict(m.events), KEY, OCCURRED_AT] for m in _mappings(visit)}
    tries = [EventRecord(n, "doctor", dict.fromkeys(names, "-")) for n, names in shapes.items()]
    tries = tries or [EventRecord("Meeting Scheduled", "doctor")]
    result = await visit.work.clevertap.describe.uploads.validate(tries)
    visit.admitted = True
    for refused in result.refused:
        seen = f"{getattr(refused.record, 'name', 'an event')}: {refused.error}"
        raise Misconfigured(seen, "CleverTap refuses this event", refused.advice)
    return f"CleverTap takes them, and would take {', '.join(t.name for t in tries)}"


async def identity(visit: Visit) -> str:
    """See whether events go to the profiles that people have, and mail reaches these."""
    me = Host(uri=visit.user.uri).told_by(visit.user)
    wanted = [(str(r.user), r.properties) for r in profiles_of(visit.work.plan, [me])]
    targets = [target for _, target in visit.sent or ()]
    wanted += [(t.user, t.wanted.properties if t.wanted else {}) for t in targets if t.user]
    people = {user: values.get("Email") for user, values in reversed(wanted)}
    new = 0
    for user, given in people.items():
        address = given or (user if "@" in user else None)
        own = await _profile(visit, user)
        theirs = await _profile(visit, Email(str(address))) if address else None
        new += own is None
        if theirs is not None and (own is None or own.identity != theirs.identity):
            raise Misconfigured(
                "a profile that the plan sends to is not the one with the person's address",
                "events go to a ghost: a second profile, which campaigns do not mail",
                "let user=... of the mapping give the identity that CleverTap knows them by",
            )
        if own is not None and not own.email:
            raise Misconfigured(
                "a profile that the plan sends to has no Email",
                "events are on it, and no campaign can mail it",
                'add .profile("Email", fields.host.email) to the mapping, and run publish',
            )
    return f"{len(people)} looked at, {new} of them to be made before their first event"


async def template(visit: Visit) -> str:
    """See whether the plan sends all that the campaign's template reads."""
    if visit.template is None:
        raise Skipped("no template given")
    names, found = dict.fromkeys(m.event_name for m in _mappings(visit)), dict[str, str]()
    for name in names:
        try:
            findings = recipe(visit.work.plan, name).check(visit.template)
        except ImportError as error:
            raise Skipped(str(error)) from None
        if not findings:
            return f"{name} has all that it reads"
        found[name] = "; ".join(map(str, findings))
    if not found:
        raise Skipped("the plan sends no events")
    name = min(found, key=lambda name: len(found[name]))
    raise Misconfigured(found[name], f"mails have gaps there, if {name} is meant", _FEED)


async def ledger(visit: Visit) -> str:
    """See whether anything is stuck."""
    if (book := visit.ledger) is None:
        raise Skipped("no ledger given")
    stats = await off(book.stats)
    dead = await off(lambda: book.find(State.DEAD, limit=3))
    waiting = [kept.received_at for kept in await off(lambda: book.kept(1))]
    waiting += [max(e.due, e.occurred_at) for e in await off(lambda: book.due(1))]
    ills: list[Ill] = []
    if dead:
        why = ", ".join(dict.fromkeys(f"{entry.target}: {entry.advice}" for entry in dead))
        ills.append((f"{stats['dead']} dead ({why})", _LOST, "mend that, and replay"))
    if stats["in doubt"]:
        cure = "look for their booking_key on the profiles, and replay those that are missing"
        ills.append((f"{stats['in doubt']} in doubt", "CleverTap may have them, or not", cure))
    if stats["parked"]:
        ills.append((f"{stats['parked']} parked", _LOST, "see the log, mend that, and replay"))
    if any(visit.at - at > _LONG for at in waiting):
        ills.append(("some wait for long", "nobody tries them again", "run drain every minute"))
    _tell(ills)
    return ", ".join(f"{count} {state}" for state, count in stats.items() if count) or "empty"


async def arrival(visit: Visit) -> str:
    """See whether the newest bookings got from one side to the other."""
    if not visit.sent:
        raise Skipped("no bookings to follow")
    _tell([ill for sent in visit.sent for ill in await _missed(visit, *sent)])
    return f"all {len(visit.sent)} arrived"


async def _missed(visit: Visit, booking: Booking, target: Target) -> list[Ill]:
    what = f"{target.name} of {booking.occurred_at:%Y-%m-%d %H:%M} UTC"
    if target.user is None or target.problem:
        return [(f"{what}: {target.problem}", _LOST, "correct the mapping: see plan.preview")]
    if (book := visit.ledger) is not None:
        key = key_of(booking.key, target.name, target.user)
        entry = next(iter(await off(lambda: book.find(key=key))), None)
        if entry is None:
            meaning = "nobody was subscribed then, or its delivery got lost"
            return [(f"{what} was never received", meaning, "fetch it with backfill")]
        if entry.state is not State.DONE:
            return [(f"{what} is {entry.state}: {entry.advice}", _LOST, "drain, or replay")]
        if entry.advice:
            return []  # it was settled otherwise
    if target.kind != "event":
        return []
    profile = await _profile(visit, target.user)
    events = profile.events.items() if profile else ()
    last = [e.last_seen for name, e in events if folded(name) == folded(target.name)]
    if any(at is None or at + _SECOND > booking.occurred_at for at in last):
        return []
    meaning = "it went to another account, or CleverTap discarded it, or the profile is another"
    cure = "compare the accounts, and see Settings > Schema > Events in the dashboard"
    return [(f"{what} is not on its profile", meaning, cure)]


async def _profile(visit: Visit, user: str | Email) -> Profile | None:
    if not visit.admitted:
        raise Skipped("CleverTap does not take the credentials")
    return await visit.work.clevertap.describe.profiles.find(user)


def _tell(ills: list[Ill]) -> None:
    if ills:
        seen, meaning, cure = ("; ".join(dict.fromkeys(t)) for t in zip(*ills, strict=True))
        raise Misconfigured(seen, meaning, cure)


def _mappings(visit: Visit) -> list[BookingMapping]:
    return [m for m in visit.work.plan.mappings if isinstance(m, BookingMapping)]

"""One run of `doctor`: question after question, each of which may use what those before learnt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeAlias

from attrs import define, evolve, field

from api_client_core.errors import ClientError
from api_client_core.pages import every
from api_client_core.secrets import Secret
from api_client_core.steps import Call, off, utc
from api_client_core.wire import Reply
from calendly_client import PermissionDenied
from calendly_client.models import HealthState, OrganizationRole, User
from clevertap_client import Email, EventRecord, Profile, folded

from ..booking import Booking, Host
from ..errors import Misconfigured
from ..ledger import Ledger, State, key_of
from ..lookups import read
from ..mapping import BookingMapping
from ..preview import KEY, OCCURRED_AT, Target
from ..publish import answered, profiles_of, whose_of
from ..recipe import recipe
from ..work import Work
from .answers import Check, Diagnosis, misconfigured

_ASTRAY: Final = timedelta(minutes=1)
"""How wrong a clock may be: half of what Live campaigns take as ahead."""
_PUBLISH: Final = "run publish: it subscribes, and fetches what was missed"
_LONG: Final = timedelta(minutes=10)
"""What waits longer than this waits in vain."""
_SECOND: Final = timedelta(seconds=1)
"""CleverTap keeps whole seconds."""
_LOST: Final = "CleverTap does not get it"
_FEED: Final = "send the property with the event, or correct the tag; recipe(plan) writes one"
Ill: TypeAlias = tuple[str, str, str]
"""What is seen, what it means, what to do."""


class Skipped(Exception):
    """A question cannot be asked; says why."""


@define(kw_only=True)
class Examination:
    """What `doctor` was given, and what was learnt so far.

    Questions say what was seen if all is well. They raise `Misconfigured` or any other error if
    not, `Skipped` if they cannot be asked.
    """

    work: Work
    book: Ledger | None
    url: str | None
    keys: Sequence[str | Secret] = field(repr=False)
    text: str | None
    scope: str
    last: int
    at: datetime = field(init=False)
    reply: Reply | None = None
    me: User | None = None
    admitted: bool = False
    sent: tuple[tuple[Booking, Target], ...] = ()

    async def run(self) -> Diagnosis:
        """Ask everything; an operation."""
        self.at = await utc()
        questions = (
            self.token, self.clock, self.access, self.subscription, self.callback,
            self.signing_key, self.last_bookings, self.credentials, self.identity, self.template,
            self.ledger, self.arrival,
        )  # fmt: skip
        return Diagnosis(tuple([await self._asked(question) for question in questions]))

    async def _asked(self, question: Callable[[], Awaitable[str]]) -> Check:
        name = question.__name__.replace("_", " ")
        try:
            return Check(name=name, ok=True, seen=await question())
        except Skipped as why:
            return Check(name=name, ok=None, seen=f"skipped: {why}")
        except ClientError as error:
            ill = misconfigured(error, self.work.plan.needs.scopes)
            return Check(name=name, ok=False, seen=ill.seen, meaning=ill.meaning, cure=ill.cure)
        except Exception as error:  # noqa: BLE001 - one must not keep the others from being asked
            return Check(name=name, ok=None, seen=f"skipped: it failed: {type(error).__name__}")

    async def token(self) -> str:
        """Ask whether Calendly takes the token."""
        call: Call[Any] = self.work.calendly.describe.users.me()
        reply: Reply = await evolve(call, read=_itself)
        self.reply, self.me = reply, call.read(reply)
        left, most = (reply.headers.get(f"x-ratelimit-{n}", "?") for n in ("remaining", "limit"))
        return f"Calendly takes it; {left} of {most} calls are left for now"

    async def clock(self) -> str:
        """Compare this machine's clock with Calendly's."""
        if self.reply is None or "date" not in self.reply.headers:
            raise Skipped("Calendly did not tell the time")
        away = self.at - parsedate_to_datetime(self.reply.headers["date"])
        if abs(away) > _ASTRAY:
            seen = f"{abs(away)} {'ahead of' if away > timedelta() else 'behind'} Calendly's"
            meaning = "events are taken to be too old or too new for Live campaigns"
            raise Misconfigured(seen, meaning, "let NTP set the machine's clock")
        return "it is right"

    async def access(self) -> str:
        """Try whether token, plan and role suffice."""
        me, describe = self.user, self.work.calendly.describe
        members = await every(describe.organization_memberships.list(user=me.uri))
        await describe.scheduled_events.list(user=me.uri, count=1)
        await describe.webhook_subscriptions.list(**whose_of(me, "user"), count=1)
        roles = {str(m.role) for m in members if m.organization == me.current_organization}
        if self.scope == "organization" and roles == {OrganizationRole.USER}:
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

    async def subscription(self) -> str:
        """See whether somebody is subscribed to all that the plan serves, and gets it."""
        hooks = self.work.calendly.describe.webhook_subscriptions
        found = await hooks.health(url=self.url, **whose_of(self.user, self.scope))
        if not found:
            raise Misconfigured("there is none", "Calendly tells nobody of bookings", _PUBLISH)
        well = [health.subscription for health in found if health.state == HealthState.WORKING]
        if not well:
            since = f" since {found[-1].since:%Y-%m-%d %H:%M} UTC" if found[-1].since else ""
            raise Misconfigured(f"it is {found[-1].state}{since}", str(found[-1].cure), _PUBLISH)
        heard = {event for subscription in well for event in subscription.events}
        if deaf := sorted(set(self.work.plan.subscriptions) - heard):
            meaning = "the plan serves what it is never told"
            raise Misconfigured(f"it does not hear of {', '.join(deaf)}", meaning, _PUBLISH)
        return f"it works, and hears of {', '.join(sorted(heard))}"

    async def callback(self) -> str:
        """See whether the receiver is reached, and refuses what Calendly did not sign."""
        if self.url is None:
            raise Skipped("no url given")
        return f"{await answered(self.url, None)}, from here; Calendly must reach it, too"

    async def signing_key(self) -> str:
        """See whether the receiver takes what is signed with the key."""
        if self.url is None or not self.keys:
            raise Skipped(f"no {'url' if self.url is None else 'signing_keys'} given")
        return ", ".join([await answered(self.url, key) for key in self.keys])

    async def last_bookings(self) -> str:
        """Fetch what was booked last, of the meetings that are not over."""
        user, events = self.user, self.work.calendly.describe.scheduled_events
        yesterday = self.at - timedelta(days=1)
        page = await events.list(
            user=user.uri if self.scope == "user" else None,
            organization=user.current_organization if self.scope == "organization" else None,
            group=self.scope if "/" in self.scope else None,
            min_start_time=yesterday,
        )
        newest = sorted(page, key=lambda event: event.created_at or yesterday, reverse=True)
        sent, count = list[tuple[Booking, Target]](), 0
        for event in newest[: self.last]:
            for invitee in await events.invitees(event.uri, sort="created_at:desc", count=1):
                booking = await read(self.work, Booking.of(event, invitee), lambda _: None)
                if isinstance(booking, Booking):
                    sent += [(booking, target) for target in self.work.plan.targets(booking)]
                    count += 1
        self.sent = tuple(sent)
        if not count:
            raise Skipped("Calendly has none that the plan serves, of meetings from yesterday on")
        return f"{count} looked at, from which the plan makes {len(sent)} events or messages"

    async def credentials(self) -> str:
        """See whether CleverTap takes the credentials, and events like the plan's."""
        shapes = {m.event_name: [*dict(m.events), KEY, OCCURRED_AT] for m in self._mappings}
        tries = [EventRecord(n, "doctor", dict.fromkeys(names, "-")) for n, names in shapes.items()]
        tries = tries or [EventRecord("Meeting Scheduled", "doctor")]
        result = await self.work.clevertap.describe.uploads.validate(tries)
        self.admitted = True
        for refused in result.refused:
            seen = f"{getattr(refused.record, 'name', 'an event')}: {refused.error}"
            raise Misconfigured(seen, "CleverTap refuses this event", refused.advice)
        return f"CleverTap takes them, and would take {', '.join(t.name for t in tries)}"

    async def identity(self) -> str:
        """See whether events go to the profiles that people have, and mail reaches these."""
        me = Host(uri=self.user.uri).told_by(self.user)
        wanted = [(str(r.user), r.properties) for r in profiles_of(self.work.plan, [me])]
        targets = [target for _, target in self.sent]
        wanted += [(t.user, t.wanted.properties if t.wanted else {}) for t in targets if t.user]
        people = {user: values.get("Email") for user, values in reversed(wanted)}
        new = 0
        for user, given in people.items():
            address = given or (user if "@" in user else None)
            own = await self._profile(user)
            theirs = await self._profile(Email(str(address))) if address else None
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

    async def template(self) -> str:
        """See whether the plan sends all that the campaign's template reads."""
        if self.text is None:
            raise Skipped("no template given")
        names, found = dict.fromkeys(m.event_name for m in self._mappings), dict[str, str]()
        for name in names:
            try:
                findings = recipe(self.work.plan, name).check(self.text)
            except ImportError as error:
                raise Skipped(str(error)) from None
            if not findings:
                return f"{name} has all that it reads"
            found[name] = "; ".join(map(str, findings))
        if not found:
            raise Skipped("the plan sends no events")
        name = min(found, key=lambda name: len(found[name]))
        raise Misconfigured(found[name], f"mails have gaps there, if {name} is meant", _FEED)

    async def ledger(self) -> str:
        """See whether anything is stuck."""
        if (book := self.book) is None:
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
        if any(self.at - at > _LONG for at in waiting):
            ills.append(("some wait for long", "nobody tries them again", "run drain every minute"))
        _tell(ills)
        return ", ".join(f"{count} {state}" for state, count in stats.items() if count) or "empty"

    async def arrival(self) -> str:
        """See whether the newest bookings got from one side to the other."""
        if not self.sent:
            raise Skipped("no bookings to follow")
        _tell([ill for sent in self.sent for ill in await self._missed(*sent)])
        return f"all {len(self.sent)} arrived"

    async def _missed(self, booking: Booking, target: Target) -> list[Ill]:
        what = f"{target.name} of {booking.occurred_at:%Y-%m-%d %H:%M} UTC"
        if target.user is None or target.problem:
            return [(f"{what}: {target.problem}", _LOST, "correct the mapping: see plan.preview")]
        if (book := self.book) is not None:
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
        profile = await self._profile(target.user)
        events = profile.events.items() if profile else ()
        last = [e.last_seen for name, e in events if folded(name) == folded(target.name)]
        if any(at is None or at + _SECOND > booking.occurred_at for at in last):
            return []
        meaning = "it went to another account, or CleverTap discarded it, or the profile is another"
        cure = "compare the accounts, and see Settings > Schema > Events in the dashboard"
        return [(f"{what} is not on its profile", meaning, cure)]

    async def _profile(self, user: str | Email) -> Profile | None:
        if not self.admitted:
            raise Skipped("CleverTap does not take the credentials")
        return await self.work.clevertap.describe.profiles.find(user)

    @property
    def user(self) -> User:
        """Whose token it is."""
        if self.me is None:
            raise Skipped("Calendly does not take the token")
        return self.me

    @property
    def _mappings(self) -> list[BookingMapping]:
        return [m for m in self.work.plan.mappings if isinstance(m, BookingMapping)]


def _itself(reply: Reply) -> Reply:
    return reply


def _tell(ills: list[Ill]) -> None:
    if ills:
        seen, meaning, cure = ("; ".join(dict.fromkeys(t)) for t in zip(*ills, strict=True))
        raise Misconfigured(seen, meaning, cure)

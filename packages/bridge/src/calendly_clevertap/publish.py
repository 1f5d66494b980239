"""Going live: the right subscription, hosts' profiles, and keys that fit: `publish`."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from secrets import token_hex
from types import SimpleNamespace
from typing import Any, Final, Unpack, overload

from attrs import frozen

from api_client_core.errors import CallFailed
from api_client_core.pages import every
from api_client_core.secrets import Secret
from api_client_core.steps import Call, off, utc
from api_client_core.wire import Body
from calendly_client import AsyncCalendly, Calendly, PermissionDenied, webhooks
from calendly_client.models import (
    DeliveryGap,
    HealthState,
    OrganizationMember,
    SubscriptionHealth,
    User,
    WebhookSubscription,
)
from clevertap_client import AsyncCleverTap, CleverTap, ProfileRecord, check_profile_property

from .backfill import Backfill, BackfillResult
from .booking import Host
from .errors import InvalidArgument, Misconfigured
from .hosts import AnyCalendly
from .ledger import Entry, Ledger, digest
from .mapping import BookingMapping
from .plan import Plan
from .preview import line_of, values_of
from .profiles import see_to_profiles
from .sqlite_ledger import MemoryLedger
from .work import AnyCleverTap, Options, Work

_DELAY: Final = timedelta(days=1)
"""How much earlier than the first delivery that failed something may have happened."""
_ABSENT: Final = "no receiver answers there", "see whether it runs, and what URL it is at"
_OTHER_KEY: Final = (
    "the receiver has another key, and refuses all that Calendly sends",
    "give Intake(signing_keys=...) and publish(signing_key=...) the same one",
)
_CREDULOUS: Final = (
    "the receiver checks no signatures, so anybody can make up bookings",
    "receive with Intake, or check with calendly_client.webhooks.parse",
)


@frozen(kw_only=True)
class Published:
    """How it stands now.

    Attributes:
        subscription: The one that delivers.
        created: Whether it was made just now.
        replaced: Those that it replaced.
        remarks: Which profiles of hosts could not be seen to, and why.
        gap: When deliveries were missed, as far as is known; None if none were.
        backfilled: What was fetched for the gap; None without one, or without a ledger.
    """

    subscription: WebhookSubscription
    created: bool
    replaced: tuple[WebhookSubscription, ...] = ()
    remarks: tuple[str, ...] = ()
    gap: DeliveryGap | None = None
    backfilled: BackfillResult | None = None


@overload
def publish(
    url: str, *, calendly: Calendly, clevertap: CleverTap, plan: Plan, ledger: Ledger | None = None,
    signing_key: str | Secret | None = None, scope: str = "organization", probe: bool = True,
    **options: Unpack[Options],
) -> Published: ...  # fmt: skip
@overload
def publish(
    url: str, *, calendly: AsyncCalendly, clevertap: AsyncCleverTap, plan: Plan,
    ledger: Ledger | None = None, signing_key: str | Secret | None = None,
    scope: str = "organization", probe: bool = True, **options: Unpack[Options],
) -> Coroutine[Any, Any, Published]: ...  # fmt: skip
def publish(
    url: str, *, calendly: AnyCalendly, clevertap: AnyCleverTap, plan: Plan,
    ledger: Ledger | None = None, signing_key: str | Secret | None = None,
    scope: str = "organization", probe: bool = True, **options: Unpack[Options],
) -> Published | Coroutine[Any, Any, Published]:  # fmt: skip
    """Go live, or see to it that all is still as it must be: run it at each deployment.

    It asks the receiver whether it takes what is signed with the key, and refuses what is not;
    subscribes it to what the plan serves; and gives the profiles of all hosts what they lack, so
    that the first mail reaches them. What was disabled, fails or went missing since the last run
    is healed, and what happened meanwhile is fetched, once.

    Args:
        url: Where the receiver is, as Calendly reaches it; any path, if it is an `Intake`.
        calendly: Whose account; for the organization's meetings an administrator's.
        clevertap: Where profiles and missed bookings go.
        plan: What is to be heard of.
        ledger: That of the receiver. It knows what was sent, and when all was well last: without
            it nothing is fetched.
        signing_key: What Calendly signs deliveries with. Leave it out for the token of an OAuth
            application, which has a key of its own.
        scope: Whose meetings: ``organization``, ``user`` (the token's own), or a group's URI.
        probe: Whether to ask the receiver first. It must run by then; if its answer is wrong,
            nothing is changed.
        options: As for `sync_booking`, for what is fetched; but ``late`` is ``"record"`` by
            default, so that no mails go out for what is old.

    Raises:
        Misconfigured: The receiver does not answer as it must: what was seen, and what to do.
        InvalidArgument: The plan serves nothing, or an argument is wrong.
        CalendlyError: Calendly refuses or fails. Run it again.
        LedgerFailed: The ledger cannot be read or written.
    """
    given: Options = {"late": "record", **options}
    work = Work(calendly, clevertap, plan, ledger or MemoryLedger(), **given)
    if not (events := plan.subscriptions):
        raise InvalidArgument("plan", "serves nothing: add .booked(mapping)")

    async def publishing() -> Published:
        if probe:
            for key in (None, signing_key) if signing_key else (None,):
                await answered(url, key)
        me = await work.calendly.describe.users.me()
        hooks = work.calendly.describe.webhook_subscriptions
        whose = whose_of(me, scope)
        before, now = await hooks.health(url=url, **whose), await utc()
        mark = digest("published", url, *whose.values())
        since, live = await off(lambda: _history(work.ledger, mark, before, now))
        made = await hooks.ensure(url, events=events, signing_key=signing_key, **whose)
        until = await utc()
        remarks = await _profiles(work, me, scope)
        fetched = None
        if since is not None and ledger is not None:
            first = since - _DELAY
            await Backfill(work, since=first, scope=scope, mark_only=live).run()
            fetched = await Backfill(work, since=first, scope=scope).run()
        note = f"whole {until.isoformat()} {live.isoformat()}"
        await off(lambda: work.ledger.enter((), {mark: note}))
        return Published(
            subscription=made.subscription,
            created=made.created,
            replaced=made.replaced,
            remarks=remarks,
            gap=None if since is None else DeliveryGap(since=since, until=until),
            backfilled=fetched,
        )

    return work.perform(publishing())


def whose_of(me: User, scope: str) -> dict[str, Any]:
    """Say whose meetings are meant, in the words of webhook subscriptions."""
    organization = {"organization": me.current_organization}
    if "/" in scope:
        return {**organization, "scope": "group", "group": scope}
    return {**organization, "scope": scope, **({"user": me.uri} if scope == "user" else {})}


async def _profiles(work: Work, me: User, scope: str) -> tuple[str, ...]:
    """Give the profiles of hosts what they lack; tell what CleverTap did not take."""
    people: Sequence[User | OrganizationMember] = [me]
    if scope != "user":
        members = work.calendly.describe.organization_memberships
        whole = members.list(organization=me.current_organization)
        try:
            people = [member.user for member in await every(whole)]
        except PermissionDenied as error:  # whoever runs a group may not see them
            return (f"hosts' profiles are seen to at their first booking: {error}",)
    now, hosts = await utc(), [Host(uri=person.uri).told_by(person) for person in people]
    entries = [
        Entry(
            key=str(record.user), booking="", target="", identity=str(record.user), person="",
            event=b"", profile=json.dumps(record.to_wire()).encode(), occurred_at=now,
        )
        for record in profiles_of(work.plan, hosts)
    ]  # fmt: skip
    seen = await see_to_profiles(work, entries)
    fates = [one.fate.advice for one in seen.values() if one.fate is not None]
    return (*fates, *(remark for one in seen.values() for remark in one.remarks))


async def answered(url: str, key: str | Secret | None) -> str:
    """Send a receiver what means nothing, and say how it answered; an operation.

    Args:
        url: Where it is.
        key: What to sign with; None: with nobody's key, so that it must refuse.

    Raises:
        Misconfigured: It answered otherwise than it must, or not at all.
    """
    at = await utc()
    told: dict[str, Any] = {"event": "calendly_clevertap.probe", "payload": {}}
    body = json.dumps({**told, "created_at": at.isoformat()}).encode()
    call = Call(
        "calendly", "POST", (), attrgetter("status"), body=Body(body, "application/json"), url=url,
        headers=((webhooks.HEADER, webhooks.sign(body, key or token_hex(), at)),),
        timeout=15, idempotent=True,  # seconds after which Calendly hangs up
    )  # fmt: skip
    try:
        status: int = await call
    except CallFailed as error:
        if error.status is None:
            raise Misconfigured(str(error), *_ABSENT) from None
        status = error.status
    seen = f"HTTP {status} to what is signed {'with the key' if key else 'wrongly'}"
    refused, taken = status in {401, 403}, 200 <= status < 300
    if (taken and key) or (refused and not key):
        return seen
    raise Misconfigured(seen, *(_OTHER_KEY if refused else _CREDULOUS if taken else _ABSENT))


def profiles_of(plan: Plan, hosts: Iterable[Host]) -> tuple[ProfileRecord, ...]:
    """Make the profiles that hosts should have before their first meeting, as the plan says."""
    found: dict[str, dict[str, Any]] = {}
    for mapping in plan.mappings:
        whom = mapping.user.reads()
        if not isinstance(mapping, BookingMapping) or not (whom and _of_host(whom)):
            continue
        wanted = [(name, expr) for name, expr in mapping.profiles if _of_host(expr.reads())]
        views: list[Any] = [SimpleNamespace(host=host) for host in hosts]
        for view in views:  # a host without a booking
            lines = [line_of(name, expr, view, check_profile_property) for name, expr in wanted]
            if (identity := mapping.user.read(view)) is not None:
                found[identity] = {**values_of(lines), **found.get(identity, {})}
    return tuple(ProfileRecord(identity, values) for identity, values in found.items() if values)


def _of_host(reads: Iterable[str]) -> bool:
    return all(name.startswith("host.") for name in reads)


def _history(
    ledger: Ledger, mark: str, before: Sequence[SubscriptionHealth], now: datetime
) -> tuple[datetime | None, datetime]:
    """Tell since when deliveries are missed, if they are, and since when the bridge is live.

    It is noted, for a run that is interrupted. What happened before the bridge was live is not its
    business.
    """
    default = f"new {now.isoformat()} {now.isoformat()}"
    told, at, live = (ledger.note(mark) or default).split()
    ill = [health.subscription for health in before if health.state != HealthState.WORKING]
    starts = [s.retry_started_at or s.updated_at or s.created_at for s in ill]
    if told == "missed" or (told == "whole" and not before):
        starts.append(datetime.fromisoformat(at))
    elif not before:
        starts += [entry.occurred_at for entry in ledger.find(limit=1)]
    since = min((start for start in starts if start is not None), default=None)
    if since is not None:
        live = (since - _DELAY).isoformat() if told == "new" else live
        ledger.enter((), {mark: f"missed {since.isoformat()} {live}"})
    return since, datetime.fromisoformat(live)

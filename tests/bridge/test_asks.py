"""Ask by ask, what users of other Calendly tools complained of, or wished for: here it is shown.

The numbers are those of the list of asks. What is asked of CleverTap's side is shown in the tests
of its client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from pydoc import locate
from threading import Barrier, Lock
from typing import Any, Final, TypeAlias

import httpx
import pytest

from calendly_clevertap import (
    BackfillResult,
    Booking,
    BookingMapping,
    Check,
    Diagnosis,
    Happened,
    Outcome,
    Plan,
    Published,
    backfill,
    doctor,
    fields,
    presets,
    publish,
)
from calendly_client import Calendly, CalendlyError, PlanRequired, WrongSignature, webhooks
from calendly_client.models import HealthState, SubscriptionHealth
from calendly_client.testing import CalendlySandbox, sample_delivery
from clevertap_client.testing import Answer, StoredEvent
from tools import docs_coverage

from .conftest import START, Stage
from .plans import BOOKED, PLAN
from .test_doors import opened, serving
from .test_intake import KEY

HOST, LEAD = "noor@example.com", "lead@example.com"
FULL: Final = presets.full()
HOOKS: Final[dict[str, Any]] = {"path": "/webhook_subscriptions"}


def heard(stage: Stage, plan: Plan = FULL) -> list[StoredEvent]:
    """Sync all that Calendly tells; give the events that CleverTap has then."""
    for letter in stage.calendly.held:
        stage.sync(letter.read(), plan)
    return list(stage.clevertap.events)


def filled(stage: Stage, plan: Plan = FULL, **options: Any) -> BackfillResult:
    """Let no webhook tell, but a backfill."""
    tools: dict[str, Any] = {**stage.clients(), "ledger": stage.ledger, "since": START, **options}
    result: BackfillResult = stage.run(backfill(plan=plan, **tools))
    return result


@contextmanager
def live(stage: Stage) -> Generator[Callable[..., Published]]:
    """Run a receiver; give what publishes it."""
    with opened(stage) as door, serving(door.wsgi) as url:

        def run(plan: Plan = PLAN, **options: Any) -> Published:
            tools: dict[str, Any] = {**stage.clients(), "ledger": stage.ledger, **options}
            tools |= {"plan": plan, "signing_key": KEY}
            done: Published = stage.run(publish(f"{url}/calendly", **tools))
            return done

        yield run


def examined(stage: Stage, url: str) -> dict[str, Check]:
    found: Diagnosis = stage.run(doctor(**stage.clients(), plan=PLAN, url=url, signing_keys=KEY))
    return {check.name: check for check in found.checks}


def record_of(stage: Stage, published: Published) -> dict[str, Any]:
    """Give the sandbox's own record of a subscription, to be tampered with."""
    return stage.calendly.post.subscriptions[published.subscription.uri]


def hooks_asked(stage: Stage) -> Iterator[str]:
    """List what was done to subscriptions."""
    entries = (entry.request for entry in stage.calendly.journal)
    return (r.method for r in entries if "webhook_subscriptions" in r.path and r.method != "GET")


class Together(httpx.HTTPTransport):
    """Lets nobody ask for invitees but in company, and counts."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._company, self._lock = Barrier(number), Lock()
        self.asked = self.most = self._now = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/invitees"):
            return super().handle_request(request)
        with self._lock:
            self.asked, self._now = self.asked + 1, self._now + 1
            self.most = max(self.most, self._now)
        self._company.wait(30)
        try:
            return super().handle_request(request)
        finally:
            with self._lock:
                self._now -= 1


def the_host_that_round_robin_chose_gets_the_event(stage: Stage) -> None:
    for _ in range(2):
        stage.calendly.book("sales-call")
    users = [event.identity for event in heard(stage, PLAN)]
    assert users == ["tomas@example.com", "aiko@example.com"]


def every_host_of_a_collective_meeting_gets_an_event(stage: Stage) -> None:
    stage.calendly.book("architecture-review")
    assert {event.identity for event in heard(stage)} == {HOST, "tomas@example.com"}


def a_reschedule_is_one_fact(stage: Stage) -> None:
    stage.calendly.reschedule(stage.calendly.book())
    assert [event.name for event in heard(stage)] == ["Meeting Scheduled", "Meeting Rescheduled"]


def a_reschedule_is_seen_without_any_embed_or_webhook(stage: Stage) -> None:
    stage.calendly.reschedule(stage.calendly.book())
    filled(stage)
    (moved,) = (e for e in stage.clevertap.events if e.name == "Meeting Rescheduled")
    assert "previous_starts_at" in moved.properties


def a_host_who_asks_to_move_it_is_told_from_one_who_cancels(stage: Stage) -> None:
    moved = BookingMapping.on("Moved", user=HOST).event("by", fields.previous.moved_by_type)
    moved = moved.event("why", fields.previous.reason)
    stage.calendly.reschedule(stage.calendly.book(), by="host", reason="a clash")
    stage.calendly.cancel(stage.calendly.book(), by="host", reason="ill")
    _, first, _, second = heard(stage, FULL.rescheduled(moved))
    assert (first.name, first.properties["by"], first.properties["why"]) == (
        "Moved", "host", "a clash",
    )  # fmt: skip
    told = second.properties
    assert second.name == "Meeting Canceled"
    assert (told["canceled_by_type"], told["reason"]) == ("host", "ill")


def no_plan_has_to_check_for_reschedules(stage: Stage) -> None:
    stage.calendly.reschedule(stage.calendly.book())
    halves = [stage.sync(letter.read(), PLAN).happened for letter in stage.calendly.held]
    assert set(halves) == {Happened.BOOKED, Happened.MOVED_AWAY, Happened.RESCHEDULED}
    assert stage.clevertap.event_count("Meeting Canceled") == 0


def each_invitee_of_a_group_has_an_event(stage: Stage) -> None:
    start = START + timedelta(days=1)
    for name in ("ada", "bo"):
        stage.calendly.book("office-hours", starts_at=start, invitee_email=f"{name}@example.org")
    stage.calendly.duplicate()
    assert len(stage.calendly.events) == 1
    people = [event.properties["invitee_email"] for event in heard(stage)]
    assert people == ["ada@example.org", "bo@example.org"]


def a_disabled_webhook_is_healed_and_what_it_missed_is_fetched(stage: Stage) -> None:
    with live(stage) as run:
        record = record_of(stage, run())
        record.update(state="disabled", retry_started_at=f"{START:%FT%TZ}")
        stage.later(timedelta(hours=1))
        stage.calendly.book()
        stage.calendly.flush()
        assert stage.clevertap.events == ()
        again = run()
    assert (again.created, len(again.replaced)) == (True, 1)
    assert stage.clevertap.event_count("Meeting Scheduled") == 1


def the_warning_comes_before_it_is_disabled_and_names_the_cure(stage: Stage) -> None:
    with live(stage) as run:
        published = run()
        record_of(stage, published)["retry_started_at"] = f"{START:%FT%TZ}"
        url = published.subscription.callback_url
        check = examined(stage, url.partition("?")[0])["subscription"]
    assert check.ok is False
    assert check.seen == "it is failing since 2026-11-22 09:00 UTC"
    assert "answered with 2xx within 15 seconds" in check.meaning


def fields_of_a_subscription_are_explained(stage: Stage) -> None:
    hooks = stage.clients()["calendly"].webhook_subscriptions
    with live(stage) as run:
        published = run()
        record_of(stage, published)["retry_started_at"] = f"{START:%FT%TZ}"
        health: SubscriptionHealth = hooks.health_of(published.subscription.uri)
        assert (health.state, health.since) == (HealthState.FAILING, START)
        assert health.disabled_at == START + timedelta(days=1)
        more = PLAN.no_show(BookingMapping.on("No Show", user=HOST))
        assert run(more).replaced  # there is no update: the new one first, then the old one goes
    assert list(hooks_asked(stage)) == ["POST", "POST", "DELETE"]


def a_webhook_that_cannot_be_replaced_stays(stage: Stage) -> None:
    with live(stage) as run:
        first = run().subscription
        stage.calendly.fail(Answer(403, b"{}"), method="POST", **HOOKS)
        with pytest.raises(CalendlyError):
            run(PLAN.no_show(BookingMapping.on("No Show", user=HOST)))
    assert first.uri in {hook.uri for hook in stage.calendly.subscriptions}


def somebody_elses_webhook_is_left_alone_and_the_doctor_says_what_is_wrong(stage: Stage) -> None:
    with live(stage) as run:
        url = run(plan=Plan().booked(BOOKED)).subscription.callback_url.partition("?")[0]
        others = [f"{url}-staging", url.removesuffix("/calendly"), f"{url}/more"]
        for other in others:
            stage.calendly.subscribe(other)
        deaf = examined(stage, url)["subscription"]  # the plan serves cancellations, too
        run()
    assert (deaf.ok, deaf.seen) == (False, "it does not hear of invitee.canceled")
    assert set(others) <= {hook.callback_url for hook in stage.calendly.subscriptions}


def nothing_public_is_needed_to_try_it(stage: Stage) -> None:
    shown = FULL.preview(Booking.from_delivery(sample_delivery()))
    assert shown.targets[0].problem is None
    assert stage.calendly.url.startswith("http://127.0.0.1")
    with live(stage) as run:
        assert run().created


def signatures_are_checked_by_default_over_the_raw_bytes(stage: Stage) -> None:
    stage.calendly.book()
    body = stage.calendly.held[-1].body
    signed = {webhooks.HEADER: webhooks.sign(body, KEY, START)}
    with opened(stage) as door:
        statuses = [
            door.receive(body, {}).status,
            door.receive(body + b" ", signed).status,
            door.receive(body, signed).status,
        ]
    assert statuses == [401, 401, 200]


def a_hash_of_the_body_alone_is_no_signature(stage: Stage) -> None:
    body, stamp = b'{"event": "invitee.created"}', int(START.timestamp())
    alone, whole = (digest(b"k", text, sha256).hex() for text in (body, b"%d.%b" % (stamp, body)))
    with pytest.raises(WrongSignature):
        webhooks.verify(body, f"t={stamp},v1={alone}", "k", now=START)
    assert webhooks.verify(body, f"t={stamp},v1={whole}", "k", now=START) == START
    assert webhooks.sign(body, "k", START) == f"t={stamp},v1={whole}"


def the_scope_is_told_and_a_plan_without_webhooks_is_an_error_of_its_own(stage: Stage) -> None:
    with live(stage) as run:
        assert run().subscription.scope == "organization"
        assert run(scope="user").subscription.user == stage.calendly.users[0].uri
    with (
        CalendlySandbox(without={"webhooks"}) as poor,
        Calendly(poor.token, base_url=poor.url) as calendly,
        pytest.raises(PlanRequired),
    ):
        publish(
            "https://example.com", calendly=calendly, clevertap=stage.clients()["clevertap"],
            plan=PLAN, probe=False,
        )  # fmt: skip


def one_kind_of_meeting_can_be_chosen(stage: Stage) -> None:
    office = stage.calendly.event_type("office-hours")
    named = fields.meeting.name.equals("Office Hours")
    by_uri = fields.meeting.event_type.equals(office.uri)
    plan = Plan().when(named, booked=BOOKED).also(BookingMapping.on("All", user=LEAD))
    assert plan.subscriptions == PLAN.subscriptions[:1]
    for kind in ("intro-call", "office-hours"):
        stage.calendly.book(kind)
    for condition in (named, by_uri):
        only = Plan().when(condition, booked=BookingMapping.on("Office", user=HOST))
        assert [bool(only.targets(Booking.from_delivery(letter.read())))
                for letter in stage.calendly.held] == [False, True]  # fmt: skip
    assert [event.name for event in heard(stage, plan)] == ["All", "Meeting Scheduled", "All"]


def environments_on_one_account_take_their_own(stage: Stage) -> None:
    staging = fields.host.email.equals("tomas@example.com")
    tagged = Plan().when(staging, booked=BOOKED.event("environment", "staging"))
    for _ in range(2):
        stage.calendly.book("sales-call")
    (event,) = heard(stage, tagged)
    assert (event.identity, event.properties["environment"]) == ("tomas@example.com", "staging")


def meetings_to_come_are_fetched(stage: Stage) -> None:
    stage.calendly.book(starts_at=START + timedelta(days=300))
    assert filled(stage).outcomes == {Outcome.SENT: 1}


def a_second_run_fetches_whom_the_first_one_could_not(stage: Stage) -> None:
    start = START + timedelta(days=2)
    stage.calendly.book("office-hours", starts_at=start)
    assert filled(stage).outcomes == {Outcome.SENT: 1}
    stage.calendly.book("office-hours", starts_at=start, invitee_email="bo@example.org")
    assert filled(stage).outcomes == {Outcome.ALREADY: 1, Outcome.SENT: 1}


def meetings_are_read_side_by_side_and_empty_ones_not_at_all(stage: Stage) -> None:
    made = [stage.calendly.book(starts_at=START + timedelta(hours=n)) for n in range(1, 10)]
    stage.calendly.world.events[made[0].event]["invitees_counter"]["total"] = 0
    together = Together(4)
    with (
        httpx.Client(transport=together) as http,
        Calendly(stage.calendly.token, base_url=stage.calendly.url, http=http) as calendly,
    ):
        assert filled(stage, calendly=calendly, concurrency=4).meetings == 8
    assert (together.asked, together.most) == (8, 4)


def what_only_invitees_tell_is_there(stage: Stage) -> None:
    ada = stage.calendly.book(utm={"source": "newsletter"})
    stage.calendly.cancel(ada, reason="ill")
    stage.calendly.mark_no_show(stage.calendly.book())
    filled(stage)
    events = {event.name: event.properties for event in stage.clevertap.events}
    assert events["Meeting Canceled"]["reason"] == "ill"
    assert events["Meeting Canceled"]["utm_source"] == "newsletter"
    assert events["Meeting No-Show"]["invitee_email"] == "ada@example.org"


def bookings_from_before_the_webhook_are_fetched(stage: Stage) -> None:
    stage.calendly.book()
    assert filled(stage).outcomes == {Outcome.SENT: 1}
    assert [event.name for event in heard(stage)] == ["Meeting Scheduled"]  # told again: one event


def a_host_who_was_replaced_is_noticed(stage: Stage) -> None:
    invitee, aiko = stage.calendly.book(), stage.calendly.users[2]
    heard(stage)
    (member,) = stage.calendly.world.events[invitee.event]["event_memberships"]
    member |= {"user": aiko.uri, "user_email": aiko.email, "user_name": aiko.name}
    (told,) = filled(stage).undelivered
    assert (told.outcome, len(stage.clevertap.events)) == (Outcome.DEAD, 1)
    assert "a host who was replaced" in told.advice


def campaigns_are_carried_to_the_event_and_none_is_no_error(stage: Stage) -> None:
    stage.calendly.book(utm={"source": "newsletter", "campaign": "spring"})
    stage.calendly.book()
    tagged, direct = (event.properties for event in heard(stage))
    assert (tagged["utm_source"], tagged["utm_campaign"]) == ("newsletter", "spring")
    assert not {name for name in direct if name.startswith("utm")}
    replaced = BOOKED.targets(Booking.from_delivery(sample_delivery()))[0].event
    assert {line.name: line.value for line in replaced}["source"] == "direct"


def answers_are_kept_also_of_bookings_of_the_past(stage: Stage) -> None:
    stage.calendly.book(answers={"How did you hear about us?": "A friend"})
    filled(stage)
    told = stage.clevertap.events[0].properties["answers"]
    assert "How did you hear about us?: A friend" in str(told)


def questions_become_properties_of_any_profile(stage: Stage) -> None:
    contact = BookingMapping.on("Booked", user=fields.invitee.email.lower())
    contact = contact.profile("Company", fields.answer("Company name"))
    stage.calendly.book(answers={"Company name": "Okafor Solar"})
    heard(stage, Plan().booked(contact))
    profile = stage.clevertap.profile("ada@example.org")
    assert profile is not None
    assert profile.properties["Company"] == "Okafor Solar"


def questions_are_found_by_their_words_in_any_order(stage: Stage) -> None:
    seats = BookingMapping.on("B", user=HOST).event("seats", fields.answer("Seats", "Team size"))
    for asked in ({"x": "1", "Team size ": "12"}, {"SEATS": "12", "x": "1"}, {"x": "1"}):
        stage.calendly.book(answers=asked)
    found = [event.properties.get("seats") for event in heard(stage, Plan().booked(seats))]
    assert found == ["12", "12", None]


def times_can_be_read_by_people(stage: Stage) -> None:
    stage.calendly.book(starts_at=START + timedelta(days=1))
    (event,) = heard(stage)
    assert event.properties["meeting_date"] == "23 Nov 2026 10:00 UTC+01:00"


def times_say_their_zone(stage: Stage) -> None:
    named = fields.meeting.starts_at.text(
        zone=fields.invitee.timezone, format="{time} {zone} {offset}"
    )
    plan = Plan().booked(BookingMapping.on("B", user=HOST).event("at", named))
    for zone in ("America/Lima", "Nowhere/Atlantis"):
        stage.calendly.book(starts_at=START, timezone=zone)
    seen = [stage.sync(letter.read(), plan).deliveries[0] for letter in stage.calendly.held]
    told = [event.properties["at"] for event in stage.clevertap.events]
    assert told == ["04:00 America/Lima UTC-05:00", "09:00 UTC UTC"]
    assert "in UTC" in str(seen[1].remarks)


def the_whole_api_is_there_from_the_start(stage: Stage) -> None:
    calendly: Calendly = stage.clients()["calendly"]
    asked: tuple[Callable[..., object], ...] = (
        calendly.invitee_no_shows.create,
        calendly.data_compliance.delete_invitees,
        calendly.scheduled_events.cancel,
        calendly.routing_forms.list,
        calendly.routing_form_submissions.get,
    )
    assert all(map(callable, asked))


def no_call_goes_to_the_first_version_of_the_api(stage: Stage) -> None:
    stage.calendly.book()
    with live(stage) as run:
        run()
        filled(stage)
    paths = {entry.request.path for entry in stage.calendly.journal}
    assert paths
    assert not {path for path in paths if "/v1" in path}


def every_documented_operation_has_a_method(stage: Stage) -> None:
    rows = [line for line in docs_coverage.tables().splitlines() if line.startswith("| `")]
    assert len(rows) >= 83
    for row in rows:  # each links to its method
        (path,) = re.findall(r"\]\[([\w.]+)\]", row)
        assert callable(locate(path))


def cancellations_by_hosts_arrive_and_a_backfill_is_the_net_below(stage: Stage) -> None:
    stage.calendly.cancel(stage.calendly.book(), by="host")
    assert "invitee.canceled" in [letter.event for letter in stage.calendly.held]
    filled(stage)  # as if no webhook had told of it
    assert stage.clevertap.event_count("Meeting Canceled") == 1
    assert len(heard(stage)) == 2


Row: TypeAlias = Callable[[Stage], None]
ROWS: Final[tuple[tuple[int, str, Row], ...]] = (
    (1, "host of a round robin", the_host_that_round_robin_chose_gets_the_event),
    (2, "hosts of a collective meeting", every_host_of_a_collective_meeting_gets_an_event),
    (3, "reschedule tells twice", a_reschedule_is_one_fact),
    (4, "embeds do not tell", a_reschedule_is_seen_without_any_embed_or_webhook),
    (5, "move or cancel", a_host_who_asks_to_move_it_is_told_from_one_who_cancels),
    (6, "checks for reschedules", no_plan_has_to_check_for_reschedules),
    (7, "group events", each_invitee_of_a_group_has_an_event),
    (8, "disabled webhooks", a_disabled_webhook_is_healed_and_what_it_missed_is_fetched),
    (9, "no data", the_warning_comes_before_it_is_disabled_and_names_the_cure),
    (10, "retry_started_at", fields_of_a_subscription_are_explained),
    (11, "replacement fails", a_webhook_that_cannot_be_replaced_stays),
    (
        12,
        "others' webhooks",
        somebody_elses_webhook_is_left_alone_and_the_doctor_says_what_is_wrong,
    ),
    (13, "public URL to test", nothing_public_is_needed_to_try_it),
    (14, "signature check", signatures_are_checked_by_default_over_the_raw_bytes),
    (15, "wrong how-tos", a_hash_of_the_body_alone_is_no_signature),
    (16, "scope and plan", the_scope_is_told_and_a_plan_without_webhooks_is_an_error_of_its_own),
    (17, "one event type", one_kind_of_meeting_can_be_chosen),
    (18, "several environments", environments_on_one_account_take_their_own),
    (19, "upcoming bookings", meetings_to_come_are_fetched),
    (20, "incremental", a_second_run_fetches_whom_the_first_one_could_not),
    (21, "one at a time", meetings_are_read_side_by_side_and_empty_ones_not_at_all),
    (22, "without attendees", what_only_invitees_tell_is_there),
    (23, "before the hook", bookings_from_before_the_webhook_are_fetched),
    (24, "host replaced", a_host_who_was_replaced_is_noticed),
    (25, "UTM", campaigns_are_carried_to_the_event_and_none_is_no_error),
    (26, "answers thrown away", answers_are_kept_also_of_bookings_of_the_past),
    (27, "questions to contacts", questions_become_properties_of_any_profile),
    (28, "questions by position", questions_are_found_by_their_words_in_any_order),
    (29, "readable times", times_can_be_read_by_people),
    (30, "wrong time in mails", times_say_their_zone),
    (31, "missing operations", the_whole_api_is_there_from_the_start),
    (32, "v1", no_call_goes_to_the_first_version_of_the_api),
    (33, "removed operations", every_documented_operation_has_a_method),
    (34, "cancel by host", cancellations_by_hosts_arrive_and_a_backfill_is_the_net_below),
)


@pytest.mark.parametrize(
    ("number", "ask", "shown"), ROWS, ids=[f"{number} {ask}" for number, ask, _ in ROWS]
)
def test_what_people_ask_for_row_by_row(
    blocking_stage: Stage, number: int, ask: str, shown: Row
) -> None:
    shown(blocking_stage)


def test_every_ask_has_a_row() -> None:
    assert [number for number, _, _ in ROWS] == list(range(1, 35))

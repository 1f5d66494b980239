"""The sandbox books through the API as Calendly does, and refuses as it does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from calendly_client import (
    BadRequest,
    Calendly,
    Conflict,
    CustomQuestion,
    InvalidArgument,
    LocationRefused,
    NotFound,
    Payment,
    PaymentProvider,
    PhysicalConfiguration,
    QuestionType,
    RateLimited,
    SchedulingMethod,
    SlotTaken,
    ZoomConferenceConfiguration,
)
from calendly_client.testing import CalendlySandbox
from calendly_client.testing.plans import Plan

from .conftest import KEY, Receiver

EARLY = datetime(2026, 11, 30, 6, tzinfo=UTC)
TEN = EARLY + timedelta(hours=4)


@pytest.fixture
def sandbox() -> Iterator[CalendlySandbox]:
    with CalendlySandbox() as sandbox:
        sandbox.set_clock(EARLY)
        yield sandbox


def wish(sandbox: CalendlySandbox, slug: str = "intro-call", **more: Any) -> dict[str, Any]:
    """What to pass to `invitees.create`."""
    wanted: dict[str, Any] = {
        "event_type": sandbox.event_type(slug).uri,
        "start_time": TEN,
        "email": "ada@example.org",
        "name": "Ada Okafor",
        "timezone": "Africa/Lagos",
        "location": {"kind": "zoom_conference"},
        **more,
    }
    return {key: value for key, value in wanted.items() if value is not None}


def post(sandbox: CalendlySandbox, **change: Any) -> httpx.Response:
    """Book with a body that the client would not send."""
    body: dict[str, Any] = {
        "event_type": sandbox.event_type("intro-call").uri,
        "start_time": "2026-11-30T10:00:00Z",
        "invitee": {"email": "ada@example.org", "name": "Ada", "timezone": "UTC"},
        "location": {"kind": "zoom_conference"},
        **change,
    }
    headers = {"authorization": f"Bearer {sandbox.token}"}
    return httpx.post(f"{sandbox.url}/invitees", json=body, headers=headers)


def test_a_booking_through_the_api_is_whole_and_told(
    sandbox: CalendlySandbox, calendly: Calendly, receiver: Receiver
) -> None:
    sandbox.subscribe(receiver.callback, signing_key=KEY)
    booked = calendly.invitees.create(
        **wish(
            sandbox,
            name=None,
            first_name="Ada",
            last_name="Okafor",
            text_reminder_number="+4930555010",
            questions_and_answers=[{"question": "Company name", "answer": "O & Co", "position": 0}],
            tracking={"utm_source": "newsletter"},
            event_guests=["kim@example.org"],
        )
    )
    assert (booked.first_name, booked.last_name, booked.name) == ("Ada", "Okafor", "Ada Okafor")
    assert booked.scheduling_method is SchedulingMethod.API
    assert (booked.answer("Company name"), booked.tracking.utm_source) == ("O & Co", "newsletter")
    event = calendly.scheduled_events.get(booked.event)
    assert (event.start_time, [guest.email for guest in event.event_guests]) == (
        TEN,
        ["kim@example.org"],
    )
    assert event.location is not None
    assert event.location.join_url
    (delivery,) = receiver.taken
    assert delivery.invitee is not None
    assert delivery.invitee.uri == booked.uri
    assert sandbox.book("office-hours").scheduling_method is None


def test_a_slot_is_booked_once_however_many_want_it(sandbox: CalendlySandbox) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(post, [sandbox] * 8))
    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 7
    refused = next(answer for answer in answers if answer.status_code == 400)
    assert refused.json() == {
        "title": "Invalid Argument",
        "message": "The supplied parameters are invalid.",
        "details": [
            {
                "parameter": "event.start_time",
                "message": "That start time has been filled",
                "code": "already_filled",
            }
        ],
    }


@pytest.mark.parametrize(
    "start",
    [
        TEN + timedelta(minutes=7),  # between two start times
        EARLY + timedelta(hours=14),  # in the evening
        EARLY + timedelta(days=5, hours=4),  # on Saturday
        EARLY - timedelta(days=3),  # last Friday
    ],
)
def test_a_time_that_is_not_open_is_answered_like_one_that_is_taken(
    sandbox: CalendlySandbox, calendly: Calendly, start: datetime
) -> None:
    with pytest.raises(SlotTaken):
        calendly.invitees.create(**wish(sandbox, start_time=start))
    assert sandbox.events == ()


def test_after_a_group_event_was_called_off_its_time_makes_a_new_one(
    sandbox: CalendlySandbox,
) -> None:
    first, second = (sandbox.book("office-hours", starts_at=TEN) for _ in range(2))
    sandbox.cancel(first, by="host")
    third, fourth = (sandbox.book("office-hours", starts_at=TEN) for _ in range(2))
    assert first.event == second.event != third.event == fourth.event


def test_a_group_is_booked_until_it_is_full(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    booked = [calendly.invitees.create(**wish(sandbox, "office-hours")) for _ in range(3)]
    assert len({invitee.event for invitee in booked}) == 1
    with pytest.raises(SlotTaken):
        calendly.invitees.create(**wish(sandbox, "office-hours"))


def test_round_robin_gives_a_slot_to_whoever_is_free(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    start = EARLY + timedelta(hours=8)  # nine o'clock in New York, at night in Tokyo
    calendly.invitees.create(**wish(sandbox, "sales-call", start_time=start, location=None))
    assert [host.user_name for host in sandbox.events[0].hosts] == ["Tomás Vidal"]
    with pytest.raises(SlotTaken):
        calendly.invitees.create(**wish(sandbox, "sales-call", start_time=start, location=None))


def test_a_place_must_be_one_of_the_event_types(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    sandbox.add_event_type(
        "Choice",
        hosts=[sandbox.users[0]],
        locations=[ZoomConferenceConfiguration(), PhysicalConfiguration(location="Elm St 1")],
    )
    here = {"kind": "physical", "location": "Elm St 1"}
    for wrong in (None, {"kind": "google_conference"}, {**here, "location": "Oak St 2"}):
        with pytest.raises(LocationRefused):
            calendly.invitees.create(**wish(sandbox, "choice", location=wrong))
    calendly.invitees.create(**wish(sandbox, "choice", location=here))
    assert sandbox.events[0].location is not None
    assert sandbox.events[0].location.location == "Elm St 1"
    sandbox.add_event_type("Nowhere", hosts=[sandbox.users[1]], locations=[])
    with pytest.raises(LocationRefused):
        calendly.invitees.create(**wish(sandbox, "nowhere", start_time=TEN + timedelta(hours=5)))


def test_a_round_robin_takes_no_place(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    with pytest.raises(BadRequest, match="400"):
        calendly.invitees.create(
            **wish(sandbox, "sales-call", start_time=EARLY + timedelta(hours=8))
        )


def test_answers_must_be_to_questions_and_among_their_choices(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    def ask(name: str, kind: str, *choices: str, **more: Any) -> CustomQuestion:
        return CustomQuestion(name=name, type=QuestionType(kind), answer_choices=choices, **more)

    sandbox.add_event_type(
        "Asking",
        hosts=[sandbox.users[0]],
        questions=[
            ask("Size", "single_select", "S", "L", required=True),
            ask("Colours", "multi_select", "red", "blue"),
            ask("Where from", "single_select", "web", include_other=True),
        ],
    )

    def book(**answers: str) -> Any:
        said = [
            {"question": name.replace("_", " "), "answer": answer, "position": place}
            for place, (name, answer) in enumerate(answers.items())
        ]
        return calendly.invitees.create(**wish(sandbox, "asking", questions_and_answers=said))

    wrong: tuple[dict[str, str], ...] = (
        {},
        {"Size": " "},
        {"Size": "XL"},
        {"size": "S"},
        {"Size": "S", "Colours": "red\ngreen"},
        {"Size": "S", "Else": "?"},
    )
    for answers in wrong:
        with pytest.raises(BadRequest):
            book(**answers)
    booked = book(Size="S", Colours="red\nblue", Where_from="a friend")
    assert booked.answer("Colours") == "red\nblue"


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"event_type": None}, "event_type"),
        ({"start_time": "tomorrow"}, "start_time"),
        ({"start_time": "2026-11-30T10:00:00"}, "start_time"),
        ({"invitee": None}, "invitee"),
        ({"invitee": {"email": "ada@example.org", "timezone": "UTC"}}, "invitee.name"),
        ({"invitee": {"email": "ada", "name": "A", "timezone": "UTC"}}, "email"),
        ({"invitee": {"email": "a@example.org", "name": "A"}}, "timezone"),
        (
            {"invitee": {"email": "a@example.org", "name": "A", "timezone": "Moon/Sea"}},
            "invitee.timezone",
        ),
        (
            {
                "invitee": {
                    "email": "a@example.org",
                    "name": "A",
                    "timezone": "UTC",
                    "text_reminder_number": "030 5550",
                }
            },
            "text_reminder_number",
        ),
        ({"location": {"location": "x"}}, "location.kind"),
        ({"location": {"kind": "physical"}}, "location"),
        ({"location": "here"}, "location"),
        ({"event_guests": [f"g{n}@example.org" for n in range(11)]}, "event_guests"),
        ({"event_guests": ["kim"]}, "event_guests"),
        ({"questions_and_answers": [{"question": "Company name", "answer": "x"}]}, "position"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_by_name(
    sandbox: CalendlySandbox, change: dict[str, Any], parameter: str
) -> None:
    answer = post(sandbox, **change)
    assert answer.status_code == 400
    assert answer.json()["details"][0]["parameter"].endswith(parameter)
    assert sandbox.invitees == ()


def test_what_cannot_be_booked_is_not_found(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    sandbox.add_event_type("Asleep", hosts=[sandbox.users[0]], active=False)
    gone = sandbox.delete_event_type("architecture-review")
    for uri in (sandbox.event_type("asleep").uri, gone.uri, f"{gone.uri}X"):
        with pytest.raises(NotFound):
            calendly.invitees.create(**wish(sandbox, event_type=uri))


@pytest.mark.parametrize(
    ("plan", "most", "reset"),
    [("trial", 5, "86400"), ("standard", 10, "60"), ("free", 5, "86400")],
)
def test_bookings_have_a_limit_of_their_own(plan: Plan, most: int, reset: str) -> None:
    with CalendlySandbox(plan=plan) as sandbox:
        sandbox.set_clock(EARLY)
        answers = [post(sandbox) for _ in range(most + 1)]
        assert [answer.status_code for answer in answers] == [201, *[400] * (most - 1), 429]
        assert answers[0].headers["x-ratelimit-limit"] == str(most)
        assert answers[-1].headers["x-ratelimit-remaining"] == "0"
        assert answers[-1].headers["x-ratelimit-reset"] == reset
        headers = {"authorization": f"Bearer {sandbox.token}"}
        assert httpx.get(f"{sandbox.url}/users/me", headers=headers).status_code == 200


def test_the_hours_and_the_days_limit_hold_too_and_can_be_set() -> None:
    limits = [(2, timedelta(minutes=1)), (3, timedelta(hours=1))]
    with CalendlySandbox(plan="standard", booking_limits=limits) as sandbox:
        sandbox.set_clock(EARLY)
        codes = [post(sandbox).status_code for _ in range(2)]
        sandbox.advance(timedelta(minutes=2))
        codes += [post(sandbox).status_code for _ in range(2)]
        assert codes == [201, 400, 400, 429]
        with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
            with pytest.raises(RateLimited) as refused:
                calendly.invitees.create(**wish(sandbox))
            assert refused.value.retry_after == 3480


def test_from_inside_any_time_can_be_booked_unless_it_shall_be_checked(
    sandbox: CalendlySandbox,
) -> None:
    sandbox.book("intro-call", starts_at=TEN)
    sandbox.book("intro-call", starts_at=TEN)
    for wrong in (TEN, TEN + timedelta(minutes=1), TEN.replace(tzinfo=None)):
        with pytest.raises(InvalidArgument, match="starts_at: is not open"):
            sandbox.book("intro-call", starts_at=wrong, check=True)
    first = sandbox.available_times("intro-call")[0]
    booked = sandbox.book("intro-call", check=True)
    assert sandbox.events[-1].start_time == first
    assert booked.event == sandbox.events[-1].uri
    with pytest.raises(InvalidArgument, match="location: is none of the event type's: zoom_conf"):
        sandbox.book("intro-call", location="physical")
    assert sandbox.book(scheduled_by=sandbox.users[0]).invitee_scheduled_by == sandbox.users[0].uri


def test_an_invitee_may_have_paid(sandbox: CalendlySandbox, receiver: Receiver) -> None:
    sandbox.subscribe(receiver.callback, signing_key=KEY)
    paid = Payment(
        external_id="p1", provider=PaymentProvider.STRIPE, amount=Decimal("12.5"), currency="EUR"
    )
    assert sandbox.book(payment=paid).payment == paid
    (delivery,) = receiver.taken
    assert delivery.invitee is not None
    assert delivery.invitee.payment == paid


def test_a_reschedule_keeps_the_kind_of_place(sandbox: CalendlySandbox) -> None:
    sandbox.add_event_type(
        "Choice",
        hosts=[sandbox.users[0]],
        locations=[ZoomConferenceConfiguration(), PhysicalConfiguration(location="Elm St 1")],
    )
    booked = sandbox.book("choice", location="physical", starts_at=TEN)
    sandbox.reschedule(booked, starts_at=TEN + timedelta(days=1))
    assert [event.location and event.location.location for event in sandbox.events] == [
        "Elm St 1"
    ] * 2


def test_no_shows_are_marked_through_the_api(
    sandbox: CalendlySandbox, calendly: Calendly, receiver: Receiver
) -> None:
    events = ["invitee_no_show.created", "invitee_no_show.deleted"]
    sandbox.subscribe(receiver.callback, events=events, signing_key=KEY)
    booked = sandbox.book(starts_at=TEN)
    mark = calendly.invitee_no_shows.create(booked.uri)
    assert (mark.invitee, mark.created_at) == (booked.uri, EARLY)
    assert calendly.invitee_no_shows.get(mark.uri) == mark
    with pytest.raises(Conflict):
        calendly.invitee_no_shows.create(booked.uri)
    aiko = Calendly(sandbox.token_for(sandbox.users[2]), base_url=sandbox.url)
    with aiko, pytest.raises(Exception, match="not allowed to view"):
        aiko.invitee_no_shows.get(mark.uri)
    calendly.invitee_no_shows.delete(mark.uri)
    with pytest.raises(NotFound):
        calendly.invitee_no_shows.get(mark.uri)
    with pytest.raises(NotFound):
        calendly.invitee_no_shows.create(f"{booked.uri}X")
    assert [delivery.event for delivery in receiver.taken] == events
    assert sandbox.invitees[0].no_show is None

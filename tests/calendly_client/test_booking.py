"""Bookings: what is sent, and what became of one whose answer was lost."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import define, field

from api_client_core import errors as core
from api_client_core.testing import Answer, Received, Reset, Sandbox, Truncate, route
from calendly_client import (
    AmbiguousDelivery,
    Booked,
    BookedHow,
    BookingInDoubt,
    Calendly,
    InvalidArgument,
    Invitee,
    LocationRefused,
    NotBooked,
    OutboundCallConfiguration,
    PermissionDenied,
    PhysicalConfiguration,
    QuestionAndAnswer,
    SlotTaken,
    Tracking,
    UnknownConfiguration,
    ZoomConferenceConfiguration,
)

from .conftest import Colour

API = "https://api.calendly.com"
ME, ORGANIZATION = f"{API}/users/U1", f"{API}/organizations/ORG1"
START = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
WHO: dict[str, Any] = {
    "event_type": "T1",
    "start_time": START,
    "email": "ada@example.org",
    "timezone": "Africa/Lagos",
    "name": "Ada Okafor",
}


def described(**changes: Any) -> Any:
    given = {key: value for key, value in (WHO | changes).items() if value is not None}
    return Calendly("token").describe.invitees.create(**given)


# --------------------------------------------------------------------------------- what is sent


def test_a_booking_sends_what_is_given_and_nothing_else() -> None:
    call = described()
    assert (call.method, call.path, call.query) == ("POST", ("invitees",), ())
    assert not call.idempotent
    assert call.body.data == {
        "event_type": f"{API}/event_types/T1",
        "start_time": "2026-12-07T09:30:00.000000Z",
        "invitee": {
            "name": "Ada Okafor",
            "email": "ada@example.org",
            "timezone": "Africa/Lagos",
        },
    }


def test_a_booking_can_tell_everything() -> None:
    call = described(
        start_time=START.astimezone(timezone(timedelta(hours=5, minutes=30))),
        name=None,
        first_name="Ada",
        last_name="Okafor",
        text_reminder_number="+2348000000",
        location={"kind": "physical", "location": "Marina 4"},
        questions_and_answers=[
            QuestionAndAnswer(question="Company?", answer="Okafor & Co", position=3),
            {"question": "Why?", "answer": ""},
        ],
        tracking=Tracking(utm_source="newsletter"),
        event_guests=["bo@example.org", "cy@example.org"],
    )
    data = call.body.data
    assert data["start_time"] == "2026-12-07T09:30:00.000000Z"
    assert data["invitee"] == {
        "first_name": "Ada",
        "last_name": "Okafor",
        "email": "ada@example.org",
        "timezone": "Africa/Lagos",
        "text_reminder_number": "+2348000000",
    }
    assert data["location"] == {"kind": "physical", "location": "Marina 4"}
    assert data["questions_and_answers"] == [
        {"question": "Company?", "answer": "Okafor & Co", "position": 3},
        {"question": "Why?", "answer": "", "position": 1},
    ]
    assert data["tracking"] == {
        "utm_campaign": None,
        "utm_source": "newsletter",
        "utm_medium": None,
        "utm_content": None,
        "utm_term": None,
        "salesforce_uuid": None,
    }
    assert data["event_guests"] == ["bo@example.org", "cy@example.org"]


def test_answers_can_be_a_mapping() -> None:
    data = described(questions_and_answers={"Company?": "Okafor & Co", "Why?": "x"}).body.data
    assert [(a["answer"], a["position"]) for a in data["questions_and_answers"]] == [
        ("Okafor & Co", 0),
        ("x", 1),
    ]


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("zoom_conference", {"kind": "zoom_conference"}),
        (ZoomConferenceConfiguration(), {"kind": "zoom_conference"}),
        (
            PhysicalConfiguration(location="Marina 4", additional_info="Ring twice"),
            {"kind": "physical", "location": "Marina 4"},
        ),
        (
            OutboundCallConfiguration(location="+2348000000"),
            {"kind": "outbound_call", "location": "+2348000000"},
        ),
        (
            UnknownConfiguration(kind="hologram", data={"kind": "hologram", "room": 4}),
            {"kind": "hologram", "room": 4},
        ),
        ({"kind": "inbound_call"}, {"kind": "inbound_call"}),
    ],
)
def test_a_location_is_a_kind_a_mapping_or_the_event_types_own(
    location: Any, sent: dict[str, Any]
) -> None:
    assert described(location=location).body.data["location"] == sent


@pytest.mark.parametrize(
    ("name", "problem", "changes"),
    [
        ("name", "exactly one", {"name": None}),
        ("first_name", "exactly one", {"first_name": "Ada"}),
        ("last_name", "goes with first_name", {"last_name": "Okafor"}),
        ("name", "is empty", {"name": " "}),
        ("first_name", "is empty", {"name": None, "first_name": ""}),
        ("timezone", "IANA", {"timezone": ""}),
        ("email", "one e-mail address", {"email": "ada"}),
        ("start_time", "no time zone", {"start_time": datetime(2026, 12, 7, 9, 30)}),  # noqa: DTZ001 - it is refused
        ("event_type", "of users", {"event_type": ME}),
        ("text_reminder_number", "+4930123456", {"text_reminder_number": "0800 11"}),
        ("location", "needs a location", {"location": "physical"}),
        ("location", "needs a location", {"location": {"kind": "ask_invitee", "location": ""}}),
        ("location", "needs a location", {"location": OutboundCallConfiguration()}),
        ("location", "has no kind", {"location": {"location": "Marina 4"}}),
        ("location", "has no kind", {"location": ""}),
        ("questions_and_answers", "item 2 has no question", {
            "questions_and_answers": [{"question": "Why?", "answer": "x"}, {"answer": "y"}]
        }),
        ("questions_and_answers", "item 1 has no answer", {
            "questions_and_answers": [{"question": "Why?"}]
        }),
        ("questions_and_answers", "list", {"questions_and_answers": "Why?"}),
        ("tracking", "utm_source", {"tracking": {"source": "newsletter"}}),
        ("event_guests", "at most 10", {"event_guests": [f"g{n}@example.org" for n in range(11)]}),
        ("event_guests", "one e-mail address", {"event_guests": ["bo"]}),
        ("event_guests", "list", {"event_guests": "bo@example.org"}),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(name: str, problem: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        described(**changes)
    assert wrong.value.name == name
    assert problem in wrong.value.problem


# ------------------------------------------------------------------------------ a toy to book at


def invitee(n: int, **changes: Any) -> dict[str, Any]:
    event = f"{API}/scheduled_events/E{n}"
    now = datetime.now(UTC).isoformat()
    plain = {
        "uri": f"{event}/invitees/I{n}",
        "event": event,
        "email": "Ada@Example.org",
        "name": "Ada Okafor",
        "status": "active",
        "created_at": now,
        "updated_at": now,
    }
    return plain | changes


@define(eq=False)
class Office(Sandbox):
    """Takes bookings as Calendly does: one for each time, or any number of a group event."""

    group: bool = False
    owner: str = ME
    shape: str = "resource"
    booked: list[tuple[dict[str, Any], dict[str, Any]]] = field(
        factory=list[tuple[dict[str, Any], dict[str, Any]]]
    )
    before_booking: Callable[[], object] | None = None
    before_listing: Callable[[], object] | None = None

    def add(
        self, start: datetime = START, kind: str | None = "T1", **changes: Any
    ) -> dict[str, Any]:
        """Book."""
        who = invitee(len(self.booked) + 1, **changes)
        event = {
            "uri": who["event"],
            "status": who["status"],
            "start_time": start.isoformat(),
            "end_time": start.isoformat(),
            "event_type": kind and f"{API}/event_types/{kind}",
        }
        self.booked.append((event, who))
        return who

    @property
    def posts(self) -> int:
        """How often it was asked to book."""
        return sum(entry.request.method == "POST" for entry in self.journal)

    @property
    def searches(self) -> list[Received]:
        """How it was searched."""
        return [e.request for e in self.journal if e.request.path == "/scheduled_events"]

    @route("GET", "/users/me")
    def me(self, request: Received) -> Answer:
        """Tell who asks."""
        me = {
            "uri": ME,
            "name": "Noor",
            "email": "noor@example.com",
            "timezone": "Europe/Berlin",
            "current_organization": ORGANIZATION,
        }
        return Answer.json({"resource": me})

    @route("GET", "/event_types/{uuid}")
    def event_type(self, request: Received, uuid: str) -> Answer:
        """Show an event type."""
        document = {
            "uri": f"{API}/event_types/{uuid}",
            "active": True,
            "kind": "group" if self.group else "solo",
            "duration": 30,
            "scheduling_url": "https://calendly.com/noor/talk",
            "profile": {"type": "User", "name": "Noor", "owner": self.owner},
        }
        return Answer.json({"resource": document})

    @route("POST", "/invitees")
    def book(self, request: Received) -> Answer:
        """Book, unless the time is taken."""
        hurry, self.before_booking = self.before_booking, None
        if hurry is not None:
            hurry()
        start = datetime.fromisoformat(request.json()["start_time"])
        taken = [e for e, _ in self.booked if e["start_time"] == start.isoformat()]
        if taken and not self.group:
            detail = {"parameter": "event.start_time", "code": "already_filled", "message": "Full"}
            return Answer.json({"title": "Invalid Argument", "details": [detail]}, 400)
        who = self.add(start)
        if self.shape == "resource":
            return Answer.json({"resource": who}, 201)
        beside = {key: value for key, value in who.items() if key != "event"}
        return Answer.json({"resource": who["event"], "invitee": beside}, 201)

    @route("GET", "/scheduled_events")
    def list(self, request: Received) -> Answer:
        """List what is booked."""
        hurry, self.before_listing = self.before_listing, None
        if hurry is not None:
            hurry()
        rows = [event for event, _ in self.booked]
        return Answer.json({"collection": rows, "pagination": {}})

    @route("GET", "/scheduled_events/{uuid}/invitees")
    def invitees(self, request: Received, uuid: str) -> Answer:
        """List who booked."""
        rows = [who for event, who in self.booked if event["uri"].endswith(f"/{uuid}")]
        return Answer.json({"collection": rows, "pagination": {}})


@pytest.fixture
def office() -> Any:
    with Office() as office:
        yield office


@pytest.fixture
def book(colour: Colour, office: Office) -> Callable[..., Booked]:
    client = colour.client(office.url, "token")

    def run(**changes: Any) -> Booked:
        booked: Booked = colour.run(client.invitees.book(**(WHO | changes)))
        return booked

    return run


Book = Callable[..., Booked]


# ---------------------------------------------------------------------------- what became of it


@pytest.mark.parametrize("shape", ["resource", "beside"])
def test_both_shapes_of_the_answer_are_read(colour: Colour, office: Office, shape: str) -> None:
    office.shape = shape
    who: Invitee = colour.run(colour.client(office.url, "token").invitees.create(**WHO))
    assert (who.event, who.name) == (f"{API}/scheduled_events/E1", "Ada Okafor")


def test_an_answered_booking_is_not_looked_for(office: Office, book: Book) -> None:
    booked = book()
    assert booked.how == BookedHow.ANSWERED
    assert booked.invitee.event == f"{API}/scheduled_events/E1"
    assert len(office.journal) == 1


@pytest.mark.parametrize("fault", [Reset(applied=True), Truncate()])
def test_a_booking_whose_answer_was_lost_is_found(office: Office, book: Book, fault: Any) -> None:
    office.fail(fault, method="POST")
    booked = book()
    assert (booked.how, office.posts) == (BookedHow.FOUND, 1)
    assert booked.invitee.event == f"{API}/scheduled_events/E1"
    (search,) = office.searches
    assert dict(search.query) == {
        "user": ME,
        "invitee_email": "ada@example.org",
        "min_start_time": "2026-12-07T09:29:00.000000Z",
        "max_start_time": "2026-12-07T09:31:00.000000Z",
        "count": "100",
    }


def test_a_bad_gateway_is_a_lost_answer(office: Office, book: Book) -> None:
    office.before_listing = office.add
    office.fail(Answer(502, b"<html>"), method="POST")
    assert book().how == BookedHow.FOUND


def test_an_answer_that_cannot_be_read_is_a_lost_answer(office: Office, book: Book) -> None:
    office.before_listing = office.add
    office.fail(Answer.json({"resource": {"uri": 5}}, 201), method="POST")
    assert book().how == BookedHow.FOUND


def test_what_did_not_happen_is_told_so(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    with pytest.raises(NotBooked, match="no such booking was found") as failed:
        book()
    assert failed.value.safe_to_resend
    assert isinstance(failed.value, core.ConnectionFailed)
    assert "ada@example.org" not in str(failed.value)
    assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)
    assert office.posts == 1
    assert len(office.searches) == 5  # at once, and after 1, 2, 4 and 8 seconds


def test_patience_says_how_long_to_look(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    with pytest.raises(NotBooked):
        book(patience=0)
    assert len(office.searches) == 1


def test_a_booking_that_is_under_way_is_waited_for(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")

    def next_time() -> None:
        office.before_listing = office.add

    office.before_listing = next_time
    assert book().how == BookedHow.FOUND
    assert len(office.searches) == 2


def test_if_asked_it_books_once_more(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    booked = book(again=True)
    assert (booked.how, office.posts, len(office.booked)) == (BookedHow.SENT_AGAIN, 2, 1)


def test_once_more_and_not_a_third_time(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST", times=2)
    with pytest.raises(NotBooked):
        book(again=True)
    assert office.posts == 2


def test_the_second_request_may_be_lost_and_found_too(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.fail(Reset(applied=True), method="POST")
    assert book(again=True).how == BookedHow.FOUND
    assert office.posts == 2


def test_the_first_request_may_take_the_slot_late(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.before_booking = office.add
    booked = book(again=True)
    assert (booked.how, len(office.booked)) == (BookedHow.FOUND, 1)


def test_somebody_else_may_take_the_slot(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.before_booking = lambda: office.add(email="bo@example.org")
    with pytest.raises(SlotTaken):
        book(again=True)


def test_a_taken_slot_is_an_error_and_nothing_is_looked_for(office: Office, book: Book) -> None:
    office.add()
    with pytest.raises(SlotTaken):
        book(again=True)
    assert len(office.journal) == 1


def test_other_refusals_are_raised(office: Office, book: Book) -> None:
    detail = {"parameter": "x", "code": "invalid_location_choice", "message": "No."}
    office.fail(Answer.json({"title": "Invalid Argument", "details": [detail]}, 400))
    with pytest.raises(LocationRefused):
        book(again=True)
    assert len(office.journal) == 1


# ------------------------------------------------------------------------------ what is no proof


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "T2"},
        {"start": START + timedelta(seconds=30)},
        {"email": "bo@example.org"},
        {"created_at": "2026-01-05T09:00:00Z", "status": "canceled"},
    ],
    ids=["another type", "another time", "another person", "canceled long ago"],
)
def test_another_booking_is_not_mistaken_for_it(
    office: Office, book: Book, other: dict[str, Any]
) -> None:
    office.group = True
    office.add(**other)
    office.fail(Reset(applied=False), method="POST")
    with pytest.raises(NotBooked):
        book()


def test_a_booking_of_a_one_off_type_is_found(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.before_listing = lambda: office.add(kind=None)
    assert book().how == BookedHow.FOUND


def test_one_that_was_canceled_since_did_happen(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.before_listing = lambda: office.add(status="canceled")
    booked = book()
    assert (booked.how, booked.invitee.status) == (BookedHow.FOUND, "canceled")


def test_of_two_bookings_of_the_same_person_the_newer_is_meant(office: Office, book: Book) -> None:
    office.group = True
    office.add(created_at="2026-01-05T09:00:00Z")
    office.fail(Reset(applied=True), method="POST")
    assert book().invitee.event == f"{API}/scheduled_events/E2"


@pytest.mark.parametrize(("seconds", "how"), [(5, BookedHow.FOUND), (600, None)])
def test_clocks_may_differ_by_some_seconds(
    office: Office, book: Book, seconds: int, how: BookedHow | None
) -> None:
    apart = timedelta(seconds=seconds)
    office.before_listing = lambda: office.add(created_at=(datetime.now(UTC) - apart).isoformat())
    office.fail(Reset(applied=False), method="POST")
    if how is None:
        with pytest.raises(BookingInDoubt):
            book()
    else:
        assert book().how == how


def test_an_older_booking_of_the_same_person_leaves_doubt(office: Office, book: Book) -> None:
    office.group = True
    office.add(created_at="2026-01-05T09:00:00Z")
    office.fail(Reset(applied=False), method="POST")
    with pytest.raises(BookingInDoubt, match="older booking") as doubt:
        book(again=True)
    assert not doubt.value.safe_to_resend
    assert isinstance(doubt.value, AmbiguousDelivery)
    assert str(pickle.loads(pickle.dumps(doubt.value))) == str(doubt.value)
    assert office.posts == 1


def test_meetings_that_may_not_be_seen_leave_doubt(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    office.fail(Answer(403), path="/scheduled_events")
    with pytest.raises(BookingInDoubt, match="HTTP 403") as doubt:
        book(again=True)
    assert isinstance(doubt.value.__cause__, PermissionDenied)
    assert (office.posts, len(office.searches)) == (1, 1)


def test_meetings_that_cannot_be_read_now_are_asked_for_again(office: Office, book: Book) -> None:
    office.fail(Reset(applied=True), method="POST")
    office.fail(Answer(500), path="/scheduled_events", times=3)
    assert book().how == BookedHow.FOUND


def test_meetings_that_can_never_be_read_leave_doubt(office: Office, book: Book) -> None:
    office.fail(Reset(applied=True), method="POST")
    office.fail(Answer(500), method="GET", times=99)
    with pytest.raises(BookingInDoubt, match="cannot be told"):
        book(again=True)
    assert office.posts == 1


def test_a_yes_without_a_booking_leaves_doubt(office: Office, book: Book) -> None:
    office.fail(Answer.json({}, 201), method="POST")
    with pytest.raises(BookingInDoubt, match="took it"):
        book(again=True)
    assert office.posts == 1


# ------------------------------------------------------------------------------- where to look


@pytest.mark.parametrize(
    ("owner", "given", "asked"),
    [
        (ME, {}, {"user": ME}),
        (f"{API}/users/U2", {}, {"organization": ORGANIZATION}),
        (f"{API}/teams/TEAM1", {}, {"organization": ORGANIZATION}),
        (ME, {"user": "U2"}, {"user": f"{API}/users/U2"}),
        (
            ME,
            {"user": "U2", "organization": "ORG2"},
            {"user": f"{API}/users/U2", "organization": f"{API}/organizations/ORG2"},
        ),
    ],
)
def test_the_meetings_of_every_possible_host_are_looked_through(
    office: Office, book: Book, owner: str, given: dict[str, str], asked: dict[str, str]
) -> None:
    office.owner = owner
    office.fail(Reset(applied=True), method="POST")
    assert book(**given).how == BookedHow.FOUND
    query = dict(office.searches[0].query)
    assert {key: query[key] for key in ("user", "organization") if key in query} == asked
    lookups = [e.request.path for e in office.journal if e.request.path in {"/users/me"}]
    assert lookups == ([] if given else ["/users/me"])


def test_an_address_with_capitals_is_found_however_calendly_writes_it(
    office: Office, book: Book
) -> None:
    office.fail(Reset(applied=True), method="POST")
    assert book(email="ADA@example.org").how == BookedHow.FOUND
    asked = [entry.request.query for entry in office.journal if entry.request.method == "GET"]
    assert not [name for query in asked for name, _ in query if "email" in name]


def test_where_to_look_is_checked_before_anything_is_sent(office: Office, book: Book) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        book(user=ORGANIZATION)
    assert (wrong.value.name, office.journal) == ("user", [])


@pytest.mark.parametrize("patience", [-1, float("nan"), float("inf")])
def test_patience_has_an_end(office: Office, book: Book, patience: float) -> None:
    with pytest.raises(InvalidArgument, match="patience: must be a number of seconds"):
        book(patience=patience)
    assert office.journal == []


def test_nothing_of_a_booking_is_in_an_errors_data(office: Office, book: Book) -> None:
    office.fail(Reset(applied=False), method="POST")
    with pytest.raises(NotBooked) as failed:
        book()
    assert "Okafor" not in json.dumps(repr(failed.value.failure))


# --------------------------------------------------------------------------------------- no-shows


def test_an_invitee_is_marked_by_their_uri() -> None:
    no_shows = Calendly("token").describe.invitee_no_shows
    uri = f"{API}/scheduled_events/E1/invitees/I1"
    for call in (no_shows.create(uri), no_shows.create("I1", event="E1")):
        assert (call.method, call.path) == ("POST", ("invitee_no_shows",))
        assert call.body is not None
        assert call.body.data == {"invitee": uri}
        assert not call.idempotent
    with pytest.raises(InvalidArgument, match="invitee: is a bare id"):
        _ = no_shows.create("I1")
    assert no_shows.get("N1").path == ("invitee_no_shows", "N1")
    assert no_shows.delete(f"{API}/invitee_no_shows/N1").path == ("invitee_no_shows", "N1")

"""Recaps that Calendly's notetaker wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import define

from api_client_core.testing import Answer, Received, Sandbox, route
from calendly_client import (
    Calendly,
    GoogleConference,
    InvalidArgument,
    MeetingRecap,
    PlanRequired,
    RecapAttendee,
    RecapStatus,
    Transcript,
    TranscriptLine,
)
from calendly_client.converter import make, read

from .conftest import Colour

API = "https://api.calendly.com"
RECAP = f"{API}/meeting_recaps/RECAP1"
EVENT = f"{API}/scheduled_events/EVENT1"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DESCRIBE = Calendly("token").describe

TOLD: dict[str, Any] = {
    "uri": RECAP,
    "app_url": "https://calendly.com/app/recaps/RECAP1",
    "status": "Available",
    "event": EVENT,
    "name": "Architecture review",
    "start_time": "2026-12-01T12:00:00.000000Z",
    "end_time": "2026-12-01T12:45:00.000000Z",
    "location": {"type": "google_conference", "join_url": "https://meet.example.com/a"},
    "attendees": [{"host": True, "user_email": "noor@example.org", "user_name": "Noor Haddad"}],
    "summary_md": "# Summary\nWe cut the house in two.",
    "action_items_md": "- draw it",
    "discussion_md": "Long.",
    "transcript": f"{RECAP}/transcript",
    "share_link": "https://calendly.com/recaps/shared",
    "created_at": "2026-12-01T12:50:00.000000Z",
    "updated_at": "2026-12-01T12:51:00.000000Z",
}


@define(eq=False)
class Notetaker(Sandbox):
    """Holds one recap."""

    @route("GET", "/meeting_recaps")
    def list(self, request: Received) -> Answer:
        """List it without its texts."""
        row = {key: value for key, value in TOLD.items() if not key.endswith("_md")}
        return Answer.json({"collection": [row, {"uri": "new"}], "pagination": {"count": 2}})

    @route("GET", "/meeting_recaps/{uuid}/transcript")
    def transcript(self, request: Received, uuid: str) -> Answer:
        """Give what was said."""
        text = "Noor Haddad: Good morning: all here?\n\nTomás Vidal: Yes.\n(laughter)\n"
        return Answer.json({"resource": {"uri": TOLD["transcript"], "text": text}})

    @route("PATCH", "/meeting_recaps/{uuid}")
    def rewrite(self, request: Received, uuid: str) -> Answer:
        """Change the texts."""
        return Answer.json({"resource": TOLD | request.json()})

    @route("DELETE", "/meeting_recaps/{uuid}")
    def delete(self, request: Received, uuid: str) -> Answer:
        """Delete it."""
        return Answer(204)


@pytest.fixture
def notetaker() -> Iterator[Notetaker]:
    with Notetaker() as notetaker:
        yield notetaker


@pytest.fixture
def client(colour: Colour, notetaker: Notetaker) -> Any:
    return colour.client(notetaker.url, "token")


def test_all_that_is_documented_of_a_recap_is_kept() -> None:
    recap = make(strict=True).structure(TOLD, MeetingRecap)
    assert recap.status is RecapStatus.AVAILABLE
    assert recap.location == GoogleConference(join_url="https://meet.example.com/a")
    assert recap.attendees == (
        RecapAttendee(host=True, user_email="noor@example.org", user_name="Noor Haddad"),
    )
    kept = make(strict=True).unstructure(recap)
    assert kept.keys() == TOLD.keys()
    assert {key: kept[key] for key in TOLD if key.endswith("_md")} == {
        key: text for key, text in TOLD.items() if key.endswith("_md")
    }


def test_a_recap_of_a_meeting_booked_elsewhere_may_have_next_to_nothing() -> None:
    bare = {"uri": RECAP, "event": None, "name": None, "attendees": None, "location": None}
    assert read(bare, MeetingRecap, "resource") == MeetingRecap(uri=RECAP)


@pytest.mark.parametrize("text", ["available", "Available", "AVAILABLE"])
def test_the_status_is_the_same_in_small_letters_and_capitals(text: str) -> None:
    assert RecapStatus(text) is RecapStatus.AVAILABLE
    assert read({"uri": RECAP, "status": text}, MeetingRecap, "r").status is RecapStatus.AVAILABLE


def test_a_status_to_come_is_kept() -> None:
    status = read({"uri": RECAP, "status": "Paused"}, MeetingRecap, "resource").status
    assert status == "Paused"
    assert status is not None
    assert not status.is_known


def test_a_filter_by_status_is_sent_in_small_letters() -> None:
    call = DESCRIBE.meeting_recaps.list(
        event="EVENT1",
        start_time=NOON,
        end_time=NOON + timedelta(days=1),
        status=RecapStatus.PROCESSING,
        attendee="noor@example.org",
        count=5,
        page_token="go on",
    )
    assert dict(call.query) == {
        "event": EVENT,
        "start_time": "2026-12-01T12:00:00.000000Z",
        "end_time": "2026-12-02T12:00:00.000000Z",
        "status": "processing",
        "attendee": "noor@example.org",
        "count": "5",
        "page_token": "go on",
    }


WRONG: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("event", "of meeting_recaps", lambda c: c.list(event=RECAP)),
    ("start_time", "no time zone", lambda c: c.list(start_time=NOON.replace(tzinfo=None))),
    (
        "end_time",
        "lies before start_time",
        lambda c: c.list(start_time=NOON, end_time=NOON - timedelta(1)),
    ),
    ("attendee", "one e-mail address", lambda c: c.list(attendee="noor")),
    ("recap", "of scheduled_events", lambda c: c.get(EVENT)),
    ("recap", "is empty", lambda c: c.delete("")),
    ("summary_md", "nothing is to be changed", lambda c: c.update(RECAP)),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named(name: str, problem: str, method: Callable[[Any], Any]) -> None:
    with pytest.raises(InvalidArgument, match=problem) as wrong:
        method(DESCRIBE.meeting_recaps)
    assert wrong.value.name == name


def test_a_list_leaves_the_texts_to_single_recaps(colour: Colour, client: Any) -> None:
    first, second = colour.all(client.meeting_recaps.list())
    assert (first.uri, first.name, first.summary_md) == (RECAP, "Architecture review", None)
    assert second == MeetingRecap(uri="new")


def test_only_what_is_given_is_rewritten(colour: Colour, notetaker: Notetaker, client: Any) -> None:
    recap = colour.run(client.meeting_recaps.update(RECAP, summary_md="Short", discussion_md=None))
    assert (recap.summary_md, recap.action_items_md) == ("Short", "- draw it")
    assert recap.discussion_md is None
    assert notetaker.journal[-1].request.json() == {"summary_md": "Short", "discussion_md": None}
    assert colour.run(client.meeting_recaps.delete(RECAP)) is None


@pytest.mark.parametrize("ref", [RECAP, "RECAP1", f"{RECAP}/transcript"])
def test_a_transcript_tells_who_said_what(colour: Colour, client: Any, ref: str) -> None:
    transcript: Transcript = colour.run(client.meeting_recaps.transcript(ref))
    assert transcript.uri == f"{RECAP}/transcript"
    assert transcript.lines == (
        TranscriptLine(speaker="Noor Haddad", text="Good morning: all here?"),
        TranscriptLine(speaker="Tomás Vidal", text="Yes."),
        TranscriptLine(speaker=None, text="(laughter)"),
    )


def test_an_account_without_the_notetaker_is_told_so(
    colour: Colour, notetaker: Notetaker, client: Any
) -> None:
    message = "Please upgrade to a paid Calendly account"
    notetaker.fail(Answer.json({"title": "Permission Denied", "message": message}, status=403))
    with pytest.raises(PlanRequired):
        colour.run(client.meeting_recaps.get(RECAP))

"""The activity log, outgoing communications and data compliance, which take the Enterprise plan."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from api_client_core.errors import Unreadable
from api_client_core.wire import Reply
from calendly_client import (
    ActivityLogEntry,
    ActivityLogPage,
    ActorGroup,
    AmbiguousDelivery,
    Calendly,
    Call,
    EmailCommunication,
    Hooks,
    InvalidArgument,
    OutgoingCommunicationPage,
    Page,
    PlanRequired,
    SmsCommunication,
    UnknownCommunication,
)
from calendly_client.converter import PageAs, make
from calendly_client.testing import Answer, CalendlySandbox, Reset

from .conftest import Colour

API = "https://api.calendly.com"
ORG = f"{API}/organizations/ORG1"
USER = f"{API}/users/USER1"
THEN = datetime(2024, 2, 29, 12, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))

entry: dict[str, Any] = {
    "uri": f"{API}/activity_log_entries/ENTRY1",
    "occurred_at": "2026-07-01T01:00:00.250Z",
    "namespace": "Group",
    "action": "Rename",
    "fully_qualified_name": "Group.Rename",
    "actor": {
        "type": "User",
        "uri": USER,
        "organization": {"uri": ORG, "role": "Owner"},
        "group": {"uri": f"{API}/groups/G1", "name": "Dock", "role": "Admin"},
        "display_name": "Ada",
        "alternative_identifier": "ada@example.org",
    },
    "details": {"names": ["Quay", "Dock"], "notified": None},
    "organization": ORG,
}
mail: dict[str, Any] = {
    "type": "email",
    "to": "bo@example.org",
    "from": "notifications@example.com",
    "subject": "See you",
    "body": "Tomorrow at ten.",
    "sender_uri": USER,
    "sender_email": "ada@example.org",
    "event_type_uri": f"{API}/event_types/T1",
    "event_uri": f"{API}/scheduled_events/E1",
    "sent_at": "2026-07-01T01:00:00Z",
    "created_at": "2026-07-01T00:59:59.5Z",
    "scheduling_url": "https://calendly.com/ada/tea",
}

Method = Callable[[Any], Any]


def test_every_filter_of_the_log_is_sent_and_lists_are_one_text() -> None:
    call: Call[Page[ActivityLogEntry]] = Calendly("no-token").describe.activity_log_entries.list(
        organization="ORG1",
        search_term='("quay" | dock) -crane',
        actor=["USER1", USER],
        min_occurred_at=THEN,
        max_occurred_at=LATER,
        namespace="Group",
        action=("Rename", "Add"),
        sort=["occurred_at:asc", "action:desc"],
        count=1000,
        page_token="go on",
    )
    assert (call.method, call.path) == ("GET", ("activity_log_entries",))
    assert list(call.query) == [
        ("organization", ORG),
        ("search_term", '("quay" | dock) -crane'),
        ("actor", f"{USER},{USER}"),
        ("namespace", "Group"),
        ("action", "Rename,Add"),
        ("min_occurred_at", "2024-02-29T12:00:00.000000Z"),
        ("max_occurred_at", "2024-02-29T23:00:00.000000Z"),
        ("sort", "occurred_at:asc,action:desc"),
        ("count", "1000"),
        ("page_token", "go on"),
    ]


def test_what_is_not_asked_for_is_not_sent() -> None:
    describe = Calendly("no-token").describe
    log = describe.activity_log_entries.list(organization=ORG)
    sent = describe.outgoing_communications.list(organization=ORG)
    assert list(log.query) == list(sent.query) == [("organization", ORG), ("count", "100")]


def test_messages_are_asked_for_by_time() -> None:
    call = Calendly("no-token").describe.outgoing_communications.list(
        organization="ORG1", min_created_at=THEN, max_created_at=LATER, count=4, page_token="t"
    )
    assert list(call.query) == [
        ("organization", ORG),
        ("min_created_at", "2024-02-29T12:00:00.000000Z"),
        ("max_created_at", "2024-02-29T23:00:00.000000Z"),
        ("count", "4"),
        ("page_token", "t"),
    ]


def log(**given: Any) -> Method:
    return lambda c: c.activity_log_entries.list(organization=ORG, **given)


def messages(**given: Any) -> Method:
    return lambda c: c.outgoing_communications.list(organization=ORG, **given)


def deletion(start: datetime, end: datetime) -> Method:
    return lambda c: c.data_compliance.delete_events(start_time=start, end_time=end)


WRONG: list[tuple[str, str, Method]] = [
    ("count", "1 to 1000, not 1001", log(count=1001)),
    ("count", "1 to 100, not 101", messages(count=101)),
    ("search_term", "1 to 300", log(search_term="x" * 301)),
    ("search_term", "1 to 300", log(search_term=" ")),
    ("actor", "of organizations", log(actor=ORG)),
    ("actor", "at least 1", log(actor=[])),
    ("namespace", "comma", log(namespace="User,Group")),
    ("action", "comma", log(action=["Add", ""])),
    ("sort", "at least 1", log(sort=[])),
    ("min_occurred_at", "no time zone", log(min_occurred_at=THEN.replace(tzinfo=None))),
    (
        "max_occurred_at",
        "before min_occurred_at",
        log(min_occurred_at=LATER, max_occurred_at=THEN),
    ),
    (
        "max_created_at",
        "before min_created_at",
        messages(min_created_at=LATER, max_created_at=THEN),
    ),
    ("organization", "is empty", lambda c: c.outgoing_communications.list(organization="")),
    ("organization", "is empty", lambda c: c.activity_log_entries.list(organization=None)),
    ("emails", "at least 1", lambda c: c.data_compliance.delete_invitees(emails=[])),
    ("emails", "a list", lambda c: c.data_compliance.delete_invitees(emails="a@example.org")),
    (
        "emails",
        "one e-mail address",
        lambda c: c.data_compliance.delete_invitees(emails=["a@example.org", "bo"]),
    ),
    ("start_time", "no time zone", deletion(THEN.replace(tzinfo=None), LATER)),
    ("end_time", "no time zone", deletion(THEN, LATER.replace(tzinfo=None))),
    ("end_time", "after start_time", deletion(THEN, THEN)),
    ("end_time", "after start_time", deletion(LATER, THEN)),
    ("end_time", "24 months", deletion(THEN, datetime(2026, 2, 28, 12, 0, 1, tzinfo=UTC))),
    (
        "end_time",
        "in the past",
        deletion(datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)),
    ),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named(name: str, problem: str, method: Method) -> None:
    with pytest.raises(InvalidArgument, match=problem) as wrong:
        method(Calendly("no-token").describe)
    assert wrong.value.name == name


def test_two_years_to_the_second_may_be_deleted_at_once() -> None:
    end = THEN + relativedelta(months=24)
    call = deletion(THEN, end)(Calendly("no-token").describe)
    assert call.path == ("data_compliance", "deletion", "events")
    assert call.body.data == {
        "start_time": "2024-02-29T12:00:00.000000Z",
        "end_time": "2026-02-28T12:00:00.000000Z",
    }


def test_a_deletion_is_accepted_and_gives_nothing(colour: Colour, sandbox: CalendlySandbox) -> None:
    sandbox.fail(Answer.json({}, 202), times=2)
    compliance = colour.client(sandbox).data_compliance
    asked = compliance.delete_invitees(emails=["ada@example.org", "bo@example.org"])
    assert colour.run(asked) is None
    assert colour.run(compliance.delete_events(start_time=THEN, end_time=LATER)) is None
    assert sandbox.journal[0].request.json() == {"emails": ["ada@example.org", "bo@example.org"]}


def test_a_deletion_whose_reply_is_lost_is_not_sent_again(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.fail(Reset(), times=5)
    with pytest.raises(AmbiguousDelivery) as lost:
        colour.run(colour.client(sandbox).data_compliance.delete_invitees(emails=["a@example.org"]))
    assert len(sandbox.journal) == 1
    assert "@" not in f"{lost.value!r} {lost.value}"


def test_an_account_on_another_plan_is_told_so(colour: Colour, sandbox: CalendlySandbox) -> None:
    said = {
        "title": "Permission Denied",
        "message": "Please upgrade your Calendly account to Enterprise.",
    }
    sandbox.fail(Answer.json(said, 403))
    with pytest.raises(PlanRequired):
        colour.all(colour.client(sandbox).activity_log_entries.list(organization=ORG))


def pages_of(colour: Colour, pages: Any) -> list[Any]:
    """Walk page by page."""

    async def walk() -> list[Any]:
        return [page async for page in pages.pages()]

    return colour.runner.run(walk()) if colour.runner else list(pages.pages())


def test_each_page_of_the_log_tells_how_many_entries_match(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    totals = {"total_count": 10_000, "exceeds_max_total_count": True}
    first = {
        "collection": [entry],
        "pagination": {"count": 1, "next_page_token": "two"},
        "last_event_time": "2026-07-01T01:00:00.250Z",
        **totals,
    }
    second: dict[str, Any] = {
        "collection": [],
        "pagination": {"next_page_token": None},
        "last_event_time": None,
    }
    sandbox.fail(Answer.json(first))
    sandbox.fail(Answer.json({**second, **totals}))
    client = colour.client(sandbox)
    one, two = pages_of(
        colour, client.activity_log_entries.list(organization=ORG, action=["Rename", "Add"])
    )
    assert isinstance(one, ActivityLogPage)
    assert (one.total_count, one.exceeds_max_total_count) == (10_000, True)
    assert one.last_event_time == datetime(2026, 7, 1, 1, 0, 0, 250_000, tzinfo=UTC)
    (renamed,) = one
    assert renamed.actor is not None
    assert renamed.actor.group == ActorGroup(uri=f"{API}/groups/G1", name="Dock", role="Admin")
    assert renamed.details == {"names": ["Quay", "Dock"], "notified": None}
    assert isinstance(two, ActivityLogPage)
    assert (len(two), two.last_event_time, two.next_token) == (0, None, None)
    asked = dict(sandbox.journal[1].request.query)
    assert asked == {
        "organization": ORG,
        "action": "Rename,Add",
        "count": "100",
        "page_token": "two",
    }


def test_an_entry_without_an_actor_or_details_is_read() -> None:
    bare = {key: entry[key] for key in ("uri", "occurred_at", "namespace", "action")}
    found = make().structure(bare, ActivityLogEntry)
    assert (found.actor, found.details, found.organization) == (None, {}, None)
    assert hash(found) == hash(make().structure(bare, ActivityLogEntry))


def reply(**body: Any) -> Reply:
    return Reply(200, {}, Answer.json(body).body)


def test_totals_that_are_missing_or_odd_do_not_hide_the_page(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    read = PageAs(ActivityLogPage)
    page = read(reply(collection=[entry]))
    assert isinstance(page, ActivityLogPage)
    assert (page.total_count, page.last_event_time, page.exceeds_max_total_count) == (
        *(None, None, False),
    )
    drifted: list[str] = []
    hooks = Hooks(on_drift=lambda drift: drifted.append(f"{drift.model}.{drift.field}"))
    sandbox.fail(Answer.json({"collection": [entry], "total_count": "many", "next_token": 5}))
    listed = colour.client(sandbox, hooks=hooks).activity_log_entries.list(organization=ORG)
    (odd,) = pages_of(colour, listed)
    assert (odd.total_count, odd.next_token, len(odd)) == (None, None, 1)
    assert drifted == ["ActivityLogPage.total_count"]


def test_a_broken_row_is_told_by_its_place() -> None:
    read = PageAs(ActivityLogPage)
    with pytest.raises(Unreadable) as broken:
        read(reply(collection=[entry, {**entry, "uri": None}]))
    assert broken.value.problems == ("not text @ $.collection[1].uri",)
    with pytest.raises(Unreadable, match=r"\$.collection: missing"):
        read(reply(total_count=1))
    with pytest.raises(Unreadable, match=r"\$.collection"):
        read(reply(collection=None))


def test_a_reader_of_pages_compares_hashes_and_pickles() -> None:
    read = PageAs(ActivityLogPage)
    assert pickle.loads(pickle.dumps(read)) == read
    assert hash(read) == hash(PageAs(ActivityLogPage))
    assert read != PageAs(OutgoingCommunicationPage)  # type: ignore[comparison-overlap] # that is the point
    page = read(reply(collection=[entry], pagination={"next_page_token": "secret"}))
    assert pickle.loads(pickle.dumps(page)) == page
    assert "secret" not in repr(page)


def test_messages_are_mails_texts_or_something_to_come(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    text = {"type": "sms", "to": "+1 202 555 0123", "from": "+1 202 555 0100", "subject": None}
    rows = [mail, text, {"type": "pigeon", "to": "the quay"}]
    sandbox.fail(Answer.json({"collection": rows, "pagination": {}, "total_count": 3}))
    client = colour.client(sandbox)
    (page,) = pages_of(colour, client.outgoing_communications.list(organization=ORG))
    assert isinstance(page, OutgoingCommunicationPage)
    assert page.total_count == 3
    letter, note, pigeon = page
    assert isinstance(letter, EmailCommunication)
    assert (letter.from_, letter.subject) == ("notifications@example.com", "See you")
    assert letter.created_at == datetime(2026, 7, 1, 0, 59, 59, 500_000, tzinfo=UTC)
    assert isinstance(note, SmsCommunication)
    assert (note.to, note.subject, note.sent_at) == ("+1 202 555 0123", None, None)
    assert pigeon == UnknownCommunication(type="pigeon", data=rows[2])
    assert make().unstructure(letter) == {
        **mail,
        "sent_at": "2026-07-01T01:00:00Z",
        "created_at": "2026-07-01T00:59:59.500000Z",
    }
    assert "Tomorrow" not in repr(letter)

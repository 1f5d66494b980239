"""The sandbox keeps contacts: each user their own, with fields, lists, notes and deliveries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from calendly_client import (
    Calendly,
    Conflict,
    Contact,
    ContactList,
    ContactPayload,
    DeletedContactPayload,
    InvalidArgument,
    NotFound,
    PermissionDenied,
)
from calendly_client.ids import uuid_of
from calendly_client.testing import CalendlySandbox

from .conftest import KEY, MONDAY, Receiver
from .refusing import asked, refused

EVENTS = ("contact.created", "contact.updated", "contact.deleted")


@pytest.fixture
def ada(sandbox: CalendlySandbox) -> Contact:
    return sandbox.add_contact("Ada Okafor", "ada@example.org", company="Okafor & Co", country="NG")


def test_a_contact_is_made_changed_deleted_and_told_each_time(
    sandbox: CalendlySandbox, calendly: Calendly, receiver: Receiver
) -> None:
    sandbox.set_clock(MONDAY)
    sandbox.subscribe(receiver.callback, events=EVENTS, signing_key=KEY)
    made = calendly.contacts.create(
        name="Ada Okafor", emails=["ada@example.org", "ada@example.com"], city="Lagos"
    )
    assert (made.primary_email, made.city, made.app_url) == (
        "ada@example.org",
        "Lagos",
        f"https://calendly.com/app/contacts/{uuid_of(made.uri)}",
    )
    assert calendly.contacts.get(made.uri) == made
    sandbox.advance(timedelta(hours=1))
    changed = calendly.contacts.update(made.uri, city=None, company="Okafor & Co")
    assert (changed.city, changed.company, changed.name) == (None, "Okafor & Co", "Ada Okafor")
    assert changed.updated_at == MONDAY + timedelta(hours=1)
    assert calendly.contacts.update(made.uri, company="Okafor & Co") == changed
    calendly.contacts.delete(made.uri)
    with pytest.raises(NotFound):
        calendly.contacts.get(made.uri)
    assert [delivery.event for delivery in receiver.taken] == list(EVENTS)
    created, _, deleted = (delivery.payload for delivery in receiver.taken)
    assert isinstance(created, ContactPayload)
    assert (created.contact.uri, created.contact.creation_source) == (made.uri, "api")
    assert created.user_uuid == uuid_of(sandbox.users[0].uri)
    assert isinstance(deleted, DeletedContactPayload)
    assert deleted.contact.deleted_at == MONDAY + timedelta(hours=1)


def test_contacts_are_each_users_own(
    sandbox: CalendlySandbox,
    calendly: Calendly,
    tomas: Calendly,
    ada: Contact,
    receiver: Receiver,
) -> None:
    sandbox.subscribe(receiver.callback, events=EVENTS, scope="user", user=sandbox.users[0])
    theirs = sandbox.add_contact(user=sandbox.users[1])
    assert receiver.journal == []
    assert theirs.primary_email == ada.primary_email
    assert {row.uri for row in tomas.contacts.list().all()} == {theirs.uri}
    assert theirs.uri not in {row.uri for row in calendly.contacts.list().all()}
    with pytest.raises(NotFound):
        tomas.contacts.update(ada.uri, name="Mine")


def test_an_address_belongs_to_one_contact(
    sandbox: CalendlySandbox, calendly: Calendly, ada: Contact
) -> None:
    with pytest.raises(Conflict):
        calendly.contacts.create(name="Ada", emails=["ADA@example.org"])
    other = calendly.contacts.create(name="Bo", emails=["bo@example.org"])
    with pytest.raises(Conflict):
        calendly.contacts.update(other.uri, emails=["ada@example.org"])
    assert calendly.contacts.update(ada.uri, emails=["ada@example.org"]) == ada
    with pytest.raises(InvalidArgument, match="emails: is an address of another contact"):
        sandbox.add_contact(email="ada@example.org")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"name": "ADA"}, ["Ada Okafor"]),
        ({"name": ["ada", "mina"]}, ["Mina Lindqvist", "Ada Okafor"]),
        ({"company": "co", "country": "NG"}, ["Ada Okafor"]),
        ({"company": "okafor & co"}, ["Ada Okafor"]),
        ({"city": "wie"}, ["Bela Farkas"]),
        ({"email": ["ada@example.org", "bela@example.org"]}, ["Bela Farkas", "Ada Okafor"]),
        ({"email": "ada"}, []),
        ({"country": "N"}, []),
        ({"phone_number": "+49 30 5550100"}, []),
        ({"sort": "created_at:desc"}, ["Ada Okafor", "Bela Farkas", "Mina Lindqvist"]),
    ],
)
@pytest.mark.usefixtures("ada")
def test_contacts_are_found_by_filters(
    calendly: Calendly, filters: dict[str, Any], names: list[str]
) -> None:
    assert [row.name for row in calendly.contacts.list(**filters).all()] == names


def test_a_contact_tells_when_the_two_meet(
    sandbox: CalendlySandbox, calendly: Calendly, ada: Contact
) -> None:
    sandbox.set_clock(MONDAY)
    for days in (-3, 2, 5):
        sandbox.book(starts_at=MONDAY + timedelta(days=days))
    sandbox.cancel(sandbox.book(starts_at=MONDAY + timedelta(days=1)))
    sandbox.book("sales-call", starts_at=MONDAY + timedelta(hours=1))
    found = calendly.contacts.get(ada.uri)
    assert found.last_meeting_date == MONDAY - timedelta(days=3)
    assert found.next_meeting_date == MONDAY + timedelta(days=2)
    assert ada.next_meeting_date is None


def test_bookings_make_contacts_of_the_hosts_if_asked_to(
    sandbox: CalendlySandbox, receiver: Receiver
) -> None:
    before = len(sandbox.contacts)
    sandbox.book()
    assert len(sandbox.contacts) == before
    sandbox.subscribe(receiver.callback, events=EVENTS, signing_key=KEY)
    sandbox.contacts_from_bookings = True
    for _ in range(2):
        sandbox.book("architecture-review", invitee_email="Kim@example.org")
    made = [delivery.payload for delivery in receiver.taken]
    assert [type(payload) for payload in made] == [ContactPayload, ContactPayload]
    assert {payload.user_uuid for payload in made if isinstance(payload, ContactPayload)} == {
        uuid_of(user.uri) for user in sandbox.users[:2]
    }
    assert len(sandbox.contacts) == before + 2


ILL_FORMED: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"emails": []}, "emails"),
    ({"emails": [{"email": "nobody", "is_primary": True}]}, "emails"),
    ({"emails": [{"email": "a@example.org", "is_primary": False}]}, "emails"),
    ({"emails": [{"email": f"{n}@example.org", "is_primary": not n} for n in range(11)]}, "emails"),
    ({"phone_numbers": ["+49"]}, "phone_numbers"),
    ({"timezone": "Mars"}, "timezone"),
    ({"country": "Germany"}, "country"),
    ({"linkedin": "me"}, "linkedin"),
    ({"city": 7}, "city"),
    ({"custom_fields": [{"uuid": "none", "value": 1}]}, "custom_fields"),
]


@pytest.mark.parametrize(("change", "wrong"), ILL_FORMED)
def test_a_contact_must_be_well_formed(
    sandbox: CalendlySandbox, change: dict[str, Any], wrong: str
) -> None:
    emails = [{"email": "a@example.org", "is_primary": True}]
    body = {"name": "A", "emails": emails, **change}
    assert refused(sandbox, "POST", "/contacts", json=body) == (400, wrong)


# ----------------------------------------------------------------------------------- custom fields


def test_every_custom_field_is_told_whether_it_is_set_or_not(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    size = calendly.contacts.create_custom_field_definition(
        label=" Size ", field_type="single_select", options=["Small", "Large"]
    )
    worth = sandbox.add_custom_field("Worth", "currency", currency="eur")
    sandbox.add_custom_field("Likes", "tags")
    assert (size.label, worth.currency) == ("Size", "EUR")
    assert calendly.contacts.custom_field_definitions()[0] == size
    assert calendly.contacts.custom_field_definition(worth.uri) == worth
    ada = sandbox.add_contact(custom_fields={"Size": "Large", "worth": 85_000.5})
    assert ada.custom_field("Size") == size.options[1].uuid
    assert (ada.custom_field("Worth"), ada.custom_field("Likes")) == (85_000.5, ())
    changed = calendly.contacts.update(ada.uri, custom_fields={worth.uri: None})
    assert [field.value for field in changed.custom_fields] == [size.options[1].uuid, None, ()]
    bare = calendly.contacts.get(ada.uri, exclude="custom_fields")
    assert bare.custom_fields == ()
    with pytest.raises(InvalidArgument, match="'Colour' is not defined; there are: Size, Worth"):
        sandbox.add_contact(email="b@example.org", custom_fields={"Colour": "red"})


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("text", 1),
        ("number", "1"),
        ("number", True),
        ("currency", "1 EUR"),
        ("tags", "one"),
        ("tags", [1]),
        ("date", "tomorrow"),
        ("date", 20261130),
        ("single_select", "Neither"),
    ],
)
def test_a_value_must_be_of_the_fields_kind(
    sandbox: CalendlySandbox, ada: Contact, kind: str, wrong: Any
) -> None:
    more: dict[str, Any] = {
        "single_select": {"options": ["This", "That"]},
        "currency": {"currency": "EUR"},
    }
    field = sandbox.add_custom_field("Mine", kind, **more.get(kind, {}))
    body = {"custom_fields": [{"uuid": uuid_of(field.uri), "value": wrong}]}
    answer = refused(sandbox, "PATCH", f"/contacts/{uuid_of(ada.uri)}", json=body)
    assert answer == (400, "custom_fields")


DEFINITIONS: list[tuple[dict[str, Any], int, str]] = [
    ({"label": " "}, 400, "label"),
    ({"label": "size"}, 409, "label"),
    ({"field_type": "invitee_question"}, 400, "field_type"),
    ({"colour": "red"}, 400, "colour"),
    ({"options": [{"label": "A"}]}, 400, "options"),
    ({"field_type": "single_select"}, 400, "options"),
    ({"field_type": "single_select", "options": [{"label": "A", "uuid": "1"}]}, 400, "options"),
    ({"field_type": "currency"}, 400, "currency"),
]


@pytest.mark.parametrize(("change", "status", "wrong"), DEFINITIONS)
def test_a_custom_field_must_be_well_formed(
    sandbox: CalendlySandbox, change: dict[str, Any], status: int, wrong: str
) -> None:
    sandbox.add_custom_field("Size")
    body = {"label": "Other", "field_type": "text", **change}
    path = "/contacts/custom_field_definitions"
    assert refused(sandbox, "POST", path, json=body) == (status, wrong)


# --------------------------------------------------------------------------------- lists and views


def test_a_list_is_made_renamed_filled_and_emptied(
    sandbox: CalendlySandbox, calendly: Calendly, ada: Contact
) -> None:
    mina, bela, _ = sandbox.contacts
    nobody = "https://api.calendly.com/contacts/NOBODY"
    made = calendly.contact_lists.create(name="VIPs", contacts=[ada.uri, nobody])
    assert (made.contact_count, made.type) == (1, "static_list")
    assert made.membership_result is not None
    assert (made.membership_result.invalid, made.membership_result.left_out) == (1, (nobody,))
    for _ in range(2):
        assert calendly.contact_lists.add(made.uri, [mina.uri, bela.uri]).left_out == ()
    assert calendly.contact_lists.remove(made.uri, [bela.uri, nobody]).invalid == 1
    listed = calendly.contacts.list(contact_list=made.uri).all()
    assert {row.name for row in listed} == {"Ada Okafor", "Mina Lindqvist"}
    renamed = calendly.contact_lists.update(made.uri, name="Friends")
    assert (renamed.name, renamed.contact_count) == ("Friends", 2)
    calendly.contacts.delete(ada.uri)
    assert calendly.contact_lists.get(made.uri).contact_count == 1


def test_a_view_picks_its_contacts_itself(
    sandbox: CalendlySandbox, calendly: Calendly, ada: Contact
) -> None:
    view = sandbox.add_contact_view("Companies", company="& co")
    assert (view.type, view.contact_count) == ("dynamic_view", None)
    found = calendly.contacts.list(contact_list=view.uri, name="ada").all()
    assert [row.uri for row in found] == [ada.uri]
    with pytest.raises(Conflict):
        calendly.contact_lists.add(view.uri, [ada.uri])
    sandbox.add_contact_list("Same name")
    assert calendly.contact_lists.update(view.uri, name="Same name").name == "Same name"
    default, *_ = calendly.contact_lists.list(type="dynamic_view")
    assert len(calendly.contacts.list(contact_list=default.uri).all()) == 3
    with pytest.raises(Conflict):
        calendly.contact_lists.update(default.uri, name="Mine")
    with pytest.raises(InvalidArgument, match="colour: is none of name, job_title"):
        sandbox.add_contact_view("Red", colour="red")


def test_list_names_are_taken_whatever_their_case_and_accents(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly
) -> None:
    sandbox.add_contact_list("Café", user=sandbox.users[0])
    with pytest.raises(Conflict):
        calendly.contact_lists.create(name=" CAFE ")
    other = tomas.contact_lists.create(name="Cafe")
    assert other.name == "Cafe"
    with pytest.raises(NotFound):
        calendly.contact_lists.get(other.uri)


def test_25_lists_and_views_are_all_and_imports_count(
    sandbox: CalendlySandbox, calendly: Calendly
) -> None:
    imported = sandbox.add_contact_view("From a file", imported=True)
    lists: list[ContactList] = [sandbox.add_contact_list(f"List {n}") for n in range(23)]
    with pytest.raises(Conflict):
        calendly.contact_lists.create(name="One more")
    with pytest.raises(InvalidArgument, match="limit of 25"):
        sandbox.add_contact_list("One more")
    with pytest.raises(NotFound):
        calendly.contact_lists.get(imported.uri)
    assert calendly.contact_lists.list(type="static_list") == tuple(lists)
    assert len(calendly.contact_lists.list()) == 24
    pagination = asked(sandbox, "GET", "/contact_lists").json()["pagination"]
    assert pagination.pop("count") == 24
    assert set(pagination.values()) == {None}


@pytest.mark.parametrize("contacts", [[], ["NOBODY"], "all", ["x"] * 501])
def test_contacts_of_a_list_are_1_to_500_uris(sandbox: CalendlySandbox, contacts: Any) -> None:
    path = f"/contact_lists/{uuid_of(sandbox.add_contact_list('VIPs').uri)}/memberships"
    answer = refused(sandbox, "POST", path, json={"contacts": contacts})
    assert answer == (400, "contacts")


# ------------------------------------------------------------------------------------------- notes


def test_notes_are_private_and_come_by_the_latest_change(
    sandbox: CalendlySandbox, calendly: Calendly, tomas: Calendly, ada: Contact
) -> None:
    sandbox.set_clock(MONDAY)
    mina = sandbox.contacts[0]
    first = calendly.notes.create(contact=ada.uri, title="  Likes tea ")
    sandbox.advance(timedelta(minutes=1))
    second = calendly.notes.create(
        contact=mina.uri, body="Call back", remind_at=MONDAY + timedelta(days=1)
    )
    assert (first.title, first.body, first.created_at) == ("Likes tea", None, MONDAY)
    assert second.remind_at == MONDAY + timedelta(days=1)
    assert calendly.notes.list(contact=[ada.uri, mina.uri]).all() == (second, first)
    assert calendly.notes.list(contact=ada.uri).all() == (first,)
    assert calendly.notes.get(first.uri) == first
    assert tomas.notes.list(contact=ada.uri).all() == ()
    with pytest.raises(NotFound):
        tomas.notes.get(first.uri)
    sandbox.reminders = False
    with pytest.raises(PermissionDenied):
        calendly.notes.create(contact=ada.uri, title="Later", remind_at=MONDAY)
    assert len(calendly.notes.list(contact=ada.uri).all()) == 1
    calendly.contacts.delete(ada.uri)
    with pytest.raises(NotFound):
        calendly.notes.get(first.uri)


NOTES: list[tuple[dict[str, Any], str]] = [
    ({"contact": "ada"}, "contact"),
    ({"title": "  "}, "title"),
    ({"title": "\N{WAVING HAND SIGN}" * 128}, "title"),
    ({"body": "x" * 10_001}, "body"),
    ({"remind_at": "2026-12-01"}, "remind_at"),
    ({"remind_at": "2026-12-01T10:00Z"}, "remind_at"),
    ({"remind_at": "2026-12-01T10:00:00"}, "remind_at"),
    ({"remind_at": "1969-12-01T10:00:00Z"}, "remind_at"),
]


@pytest.mark.parametrize(("change", "wrong"), NOTES)
def test_a_note_must_be_well_formed(
    sandbox: CalendlySandbox, ada: Contact, change: dict[str, Any], wrong: str
) -> None:
    body = {"contact": ada.uri, "title": "Hello", **change}
    assert refused(sandbox, "POST", "/notes", json=body) == (400, wrong)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [({}, "contact"), ({"contact": "ada"}, "contact"), ({"contact": "{ada}", "sort": "x"}, "sort")],
)
def test_notes_are_asked_for_by_contact_and_nothing_else(
    sandbox: CalendlySandbox, ada: Contact, query: dict[str, str], wrong: str
) -> None:
    given = {name: value.format(ada=ada.uri) for name, value in query.items()}
    assert refused(sandbox, "GET", "/notes", params=given) == (400, wrong)

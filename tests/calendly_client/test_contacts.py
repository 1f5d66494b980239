"""Contacts, lists of them, and notes about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import define, field

from api_client_core.errors import Unreadable
from api_client_core.testing import Answer, Received, Reset, Sandbox, route
from calendly_client import (
    UNSET,
    AmbiguousDelivery,
    Calendly,
    Contact,
    ContactCustomField,
    ContactEmail,
    ContactList,
    ContactListType,
    ContactPhoneNumber,
    CustomFieldDefinition,
    CustomFieldOption,
    CustomFieldSource,
    CustomFieldType,
    InvalidArgument,
    MembershipResult,
    Note,
)
from calendly_client.converter import make, read

from .conftest import Colour

API = "https://api.calendly.com"
ADA, BEN = f"{API}/contacts/ADA", f"{API}/contacts/BEN"
FIELD = f"{API}/contacts/custom_field_definitions/SIZE"
LEADS = f"{API}/contact_lists/LEADS"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DESCRIBE = Calendly("token").describe

Method = Callable[[Any], Any]

CONTACT: dict[str, Any] = {
    "uri": ADA,
    "name": "Ada Okafor",
    "emails": [
        {"email": "ada@home.example", "is_primary": False},
        {"email": "ada@okafor.example", "is_primary": True},
    ],
    "phone_numbers": [{"phone_number": "+4930555012"}],
    "timezone": "Europe/Berlin",
    "job_title": "Engineer",
    "company": "Okafor & Co",
    "country": "DE",
    "state": None,
    "city": "Berlin",
    "linkedin": None,
    "custom_fields": [
        {"uri": FIELD, "label": "Company size", "value": 250},
        {"uri": f"{FIELD}2", "label": "Tags", "value": ["early", "keen"]},
        {"uri": f"{FIELD}3", "label": "Renewal", "value": "2027-03-01"},
        {"uri": f"{FIELD}4", "label": "Paying", "value": True},
        {"uri": f"{FIELD}5", "label": "Budget", "value": 12.5},
        {"uri": f"{FIELD}6", "label": "Segment", "value": None},
    ],
    "app_url": "https://calendly.com/app/contacts/ADA",
    "created_at": "2026-10-05T09:30:00Z",
    "updated_at": "2026-10-06T09:30:00Z",
    "first_email_date": None,
    "last_email_date": None,
    "next_meeting_date": "2026-12-01T12:00:00Z",
    "last_meeting_date": None,
    "last_interaction_date": None,
}


@define(eq=False)
class AddressBook(Sandbox):
    """Answers with what it was told to answer next."""

    answer: Answer = field(factory=lambda: Answer.json({}))

    @route("GET", "/contacts/custom_field_definitions")
    def definitions(self, request: Received) -> Answer:
        """List the definitions."""
        return self.answer

    @route("POST", "/contacts")
    def create(self, request: Received) -> Answer:
        """Make a contact."""
        return self.answer

    @route("GET", "/contacts")
    def find(self, request: Received) -> Answer:
        """List contacts, in two pages."""
        first = request.first("page_token") is None
        token = "second" if first else None
        rows = [CONTACT if first else {"uri": BEN}]
        return Answer.json({"collection": rows, "pagination": {"next_page_token": token}})

    @route("POST", "/contact_lists")
    def make_list(self, request: Received) -> Answer:
        """Make a list."""
        return self.answer

    @route("POST", "/contact_lists/{uuid}/memberships")
    def add(self, request: Received, uuid: str) -> Answer:
        """Put contacts on a list."""
        return self.answer

    @route("POST", "/notes")
    def write(self, request: Received) -> Answer:
        """Write a note."""
        return self.answer


@pytest.fixture
def book() -> Iterator[AddressBook]:
    with AddressBook() as book:
        yield book


@pytest.fixture
def client(colour: Colour, book: AddressBook) -> Any:
    return colour.client(book.url, "token")


def test_all_that_is_documented_of_a_contact_is_kept() -> None:
    strict = make(strict=True)
    told = {key: value for key, value in CONTACT.items() if value is not None}
    kept = strict.unstructure(strict.structure(told, Contact))
    assert {key: kept[key] for key in told} == told


def test_a_contact_is_written_to_at_its_primary_address() -> None:
    contact = read(CONTACT, Contact, "resource")
    assert contact.primary_email == "ada@okafor.example"
    assert contact.next_meeting_date == NOON
    unmarked = {"uri": ADA, "emails": [{"email": "ada@home.example"}]}
    assert read(unmarked, Contact, "resource").primary_email == "ada@home.example"
    assert read({"uri": ADA}, Contact, "resource").primary_email is None


def test_a_custom_field_is_found_by_its_name_and_has_the_type_of_its_value() -> None:
    contact = read(CONTACT, Contact, "resource")
    assert contact.custom_field("Company size") == 250
    assert contact.custom_field(" company SIZE ") == 250
    assert contact.custom_field("Tags") == ("early", "keen")
    assert contact.custom_field("Renewal") == "2027-03-01"
    assert contact.custom_field("Paying") is True
    assert contact.custom_field("Budget") == 12.5
    assert contact.custom_field("Segment") is None
    assert contact.custom_field("Shoe size") is None


@pytest.mark.parametrize("value", [{"a": 1}, [1], [["a"]]])
def test_an_odd_value_of_a_custom_field_hides_no_other_field(value: object) -> None:
    odd = [{"uri": FIELD, "value": value}, {"uri": f"{FIELD}2", "value": "kept"}]
    contact = read({"uri": ADA, "custom_fields": odd}, Contact, "resource")
    assert [field.value for field in contact.custom_fields] == [None, "kept"]


def test_a_contact_needs_its_uri_only() -> None:
    assert read({"uri": ADA, "emails": None, "name": None}, Contact, "resource") == Contact(uri=ADA)
    with pytest.raises(Unreadable, match=r"missing @ \$.resource.uri"):
        read({"name": "Ada"}, Contact, "resource")


def test_a_definition_says_what_its_field_holds() -> None:
    told = {
        "uri": FIELD,
        "label": "Size",
        "field_type": "single_select",
        "options": [{"uuid": "S", "label": "small", "color": None, "is_active": False}],
        "source": {"type": "event_type_invitee_question", "question": "How big?"},
        "created_at": "2026-11-17T09:00:00Z",
    }
    assert read(told, CustomFieldDefinition, "resource") == CustomFieldDefinition(
        uri=FIELD,
        label="Size",
        field_type=CustomFieldType.SINGLE_SELECT,
        options=(CustomFieldOption(uuid="S", label="small", is_active=False),),
        source=CustomFieldSource(type="event_type_invitee_question", question="How big?"),
        created_at=datetime(2026, 11, 17, 9, tzinfo=UTC),
    )


SENT: dict[str, tuple[Method, tuple[str, ...], dict[str, str], Any]] = {
    "filters of several values": (
        lambda c: c.contacts.list(
            name=["Ada", "Ben"],
            email="ada@okafor.example,ben@example.org",
            country=("DE",),
            contact_list="LEADS",
            exclude=["custom_fields"],
            sort="created_at:desc",
            count=7,
            page_token="go on",
        ),
        ("GET", "contacts"),
        {
            "name": "Ada,Ben",
            "email": "ada@okafor.example,ben@example.org",
            "country": "DE",
            "exclude": "custom_fields",
            "contact_list": LEADS,
            "sort": "created_at:desc",
            "count": "7",
            "page_token": "go on",
        },
        None,
    ),
    "no filter": (lambda c: c.contacts.list(), ("GET", "contacts"), {"count": "100"}, None),
    "a contact without its fields": (
        lambda c: c.contacts.get(ADA, exclude="custom_fields"),
        ("GET", "contacts", "ADA"),
        {"exclude": "custom_fields"},
        None,
    ),
    "plain values": (
        lambda c: c.contacts.create(
            name="Ada", emails=["a@x.example", "b@x.example"], phone_numbers=["+4930555012"]
        ),
        ("POST", "contacts"),
        {},
        {
            "name": "Ada",
            "emails": [
                {"email": "a@x.example", "is_primary": True},
                {"email": "b@x.example", "is_primary": False},
            ],
            "phone_numbers": [{"phone_number": "+4930555012"}],
        },
    ),
    "models": (
        lambda c: c.contacts.create(
            name="Ada",
            emails=[
                ContactEmail(email="a@x.example"),
                ContactEmail(email="b@x.example", is_primary=True),
            ],
            phone_numbers=[ContactPhoneNumber(phone_number="+4930555012")],
            custom_fields=[ContactCustomField(uri=FIELD, label="Size", value=("S", "M"))],
            country="de",
            linkedin="https://linkedin.example/ada",
        ),
        ("POST", "contacts"),
        {},
        {
            "name": "Ada",
            "emails": [
                {"email": "a@x.example", "is_primary": False},
                {"email": "b@x.example", "is_primary": True},
            ],
            "phone_numbers": [{"phone_number": "+4930555012"}],
            "country": "de",
            "linkedin": "https://linkedin.example/ada",
            "custom_fields": [{"uuid": "SIZE", "value": ["S", "M"]}],
        },
    ),
    "mappings": (
        lambda c: c.contacts.create(
            name="Ada",
            emails=["b@x.example", {"email": "a@x.example", "is_primary": True}],
            custom_fields=[{"uuid": "SIZE", "value": 5}, {"uri": FIELD, "label": "", "value": 6}],
        ),
        ("POST", "contacts"),
        {},
        {
            "name": "Ada",
            "emails": [
                {"email": "b@x.example", "is_primary": False},
                {"email": "a@x.example", "is_primary": True},
            ],
            "custom_fields": [{"uuid": "SIZE", "value": 5}, {"uuid": "SIZE", "value": 6}],
        },
    ),
    "only changes": (
        lambda c: c.contacts.update(
            ADA,
            city=None,
            company="Okafor",
            phone_numbers=[],
            custom_fields={FIELD: date(2027, 3, 1), "OTHER": None},
        ),
        ("PATCH", "contacts", "ADA"),
        {},
        {
            "city": None,
            "company": "Okafor",
            "phone_numbers": [],
            "custom_fields": [
                {"uuid": "SIZE", "value": "2027-03-01"},
                {"uuid": "OTHER", "value": None},
            ],
        },
    ),
    "a choice": (
        lambda c: c.contacts.create_custom_field_definition(
            label=" Size ", field_type="single_select", options=["S", {"label": "M"}]
        ),
        ("POST", "contacts", "custom_field_definitions"),
        {},
        {
            "label": "Size",
            "field_type": "single_select",
            "options": [{"label": "S"}, {"label": "M"}],
        },
    ),
    "money": (
        lambda c: c.contacts.create_custom_field_definition(
            label="Budget", field_type=CustomFieldType.CURRENCY, currency="eur"
        ),
        ("POST", "contacts", "custom_field_definitions"),
        {},
        {"label": "Budget", "field_type": "currency", "currency": "eur"},
    ),
    "a type to come": (
        lambda c: c.contacts.create_custom_field_definition(
            label="Mood", field_type="mood", currency="EUR"
        ),
        ("POST", "contacts", "custom_field_definitions"),
        {},
        {"label": "Mood", "field_type": "mood", "currency": "EUR"},
    ),
    "a definition": (
        lambda c: c.contacts.custom_field_definition(FIELD),
        ("GET", "contacts", "custom_field_definitions", "SIZE"),
        {},
        None,
    ),
    "lists of a type": (
        lambda c: c.contact_lists.list(type=ContactListType.DYNAMIC_VIEW),
        ("GET", "contact_lists"),
        {"type": "dynamic_view"},
        None,
    ),
    "an empty list": (
        lambda c: c.contact_lists.create(name="Leads"),
        ("POST", "contact_lists"),
        {},
        {"name": "Leads"},
    ),
    "a list with contacts": (
        lambda c: c.contact_lists.create(name="Leads", contacts=["ADA", BEN]),
        ("POST", "contact_lists"),
        {},
        {"name": "Leads", "contacts": [ADA, BEN]},
    ),
    "another name": (
        lambda c: c.contact_lists.update(LEADS, name="Customers"),
        ("PATCH", "contact_lists", "LEADS"),
        {},
        {"name": "Customers"},
    ),
    "contacts off a list": (
        lambda c: c.contact_lists.remove(LEADS, (ref for ref in ("ADA", BEN))),
        ("POST", "contact_lists", "LEADS", "memberships", "removal"),
        {},
        {"contacts": [ADA, BEN]},
    ),
    "notes about one": (
        lambda c: c.notes.list(contact="ADA"),
        ("GET", "notes"),
        {"contact": ADA, "count": "100"},
        None,
    ),
    "notes about two": (
        lambda c: c.notes.list(contact=["ADA", BEN], count=5, page_token="go on"),
        ("GET", "notes"),
        {"contact": f"{ADA},{BEN}", "count": "5", "page_token": "go on"},
        None,
    ),
    "a note": (
        lambda c: c.notes.create(
            contact="ADA",
            title=" Call back ",
            body="",
            remind_at=NOON.astimezone(timezone(timedelta(hours=2))),
        ),
        ("POST", "notes"),
        {},
        {"contact": ADA, "title": "Call back", "remind_at": "2026-12-01T12:00:00.000000Z"},
    ),
}


@pytest.mark.parametrize("case", SENT)
def test_what_is_given_is_sent_and_nothing_else(case: str) -> None:
    method, (verb, *path), query, body = SENT[case]
    call = method(DESCRIBE)
    assert (call.method, call.path) == (verb, tuple(path))
    assert dict(call.query) == query
    assert (call.body and call.body.data) == body


MANY = [f"a{number}@x.example" for number in range(11)]
WRONG: list[tuple[str, str, Method]] = [
    ("name", "is empty", lambda c: c.contacts.list(name=" ")),
    ("city", "is empty", lambda c: c.contacts.list(city=["Berlin", ""])),
    ("company", "comma", lambda c: c.contacts.list(company=["Okafor, Inc."])),
    ("state", "at least 1", lambda c: c.contacts.list(state=[])),
    ("contact_list", "of contacts", lambda c: c.contacts.list(contact_list=ADA)),
    ("count", "1 to 100", lambda c: c.contacts.list(count=0)),
    ("contact", "of contact_lists", lambda c: c.contacts.get(LEADS)),
    ("name", "is empty", lambda c: c.contacts.create(name="", emails=["a@x.example"])),
    ("emails", "not one text", lambda c: c.contacts.create(name="A", emails="a@x.example")),
    ("emails", "at least 1", lambda c: c.contacts.create(name="A", emails=[])),
    ("emails", "at most 10, not 11", lambda c: c.contacts.create(name="A", emails=MANY)),
    ("emails", "one e-mail address", lambda c: c.contacts.create(name="A", emails=["a"])),
    ("emails", "one e-mail address", lambda c: c.contacts.create(name="A", emails=[{}])),
    (
        "emails",
        "exactly one primary",
        lambda c: c.contacts.create(name="A", emails=[ContactEmail(email="a@x.example")]),
    ),
    (
        "emails",
        "exactly one primary",
        lambda c: c.contacts.update(
            ADA,
            emails=[ContactEmail(email=email, is_primary=True) for email in MANY[:2]],
        ),
    ),
    ("phone_numbers", "at most 10", lambda c: c.contacts.update(ADA, phone_numbers=["1"] * 11)),
    ("phone_numbers", "not one text", lambda c: c.contacts.update(ADA, phone_numbers="1")),
    ("country", "code of 2 letters", lambda c: c.contacts.update(ADA, country="Germany")),
    ("linkedin", "absolute URL", lambda c: c.contacts.update(ADA, linkedin="in/ada")),
    ("custom_fields", "of contacts", lambda c: c.contacts.update(ADA, custom_fields={BEN: 1})),
    (
        "custom_fields",
        "by the URI of its definition, not by its label",
        lambda c: c.contacts.update(ADA, custom_fields={"Shoe size": 38}),
    ),
    ("custom_fields", "is empty", lambda c: c.contacts.update(ADA, custom_fields=[{"value": 1}])),
    ("name", "nothing is to be changed", lambda c: c.contacts.update(ADA)),
    ("name", "nothing is to be changed", lambda c: c.contacts.update(ADA, city=UNSET)),
    ("definition", "of contacts", lambda c: c.contacts.custom_field_definition(ADA)),
    (
        "label",
        "1 to 255 characters",
        lambda c: c.contacts.create_custom_field_definition(label="  ", field_type="text"),
    ),
    (
        "options",
        "needs options",
        lambda c: c.contacts.create_custom_field_definition(label="S", field_type="single_select"),
    ),
    (
        "options",
        "field_type='single_select' only",
        lambda c: c.contacts.create_custom_field_definition(
            label="S", field_type="text", options=["S"]
        ),
    ),
    (
        "options",
        "at most 10",
        lambda c: c.contacts.create_custom_field_definition(
            label="S", field_type="single_select", options=MANY
        ),
    ),
    (
        "options",
        "is empty",
        lambda c: c.contacts.create_custom_field_definition(
            label="S", field_type="single_select", options=[{"name": "S"}]
        ),
    ),
    (
        "currency",
        "needs currency",
        lambda c: c.contacts.create_custom_field_definition(label="S", field_type="currency"),
    ),
    (
        "currency",
        "code of 3 letters",
        lambda c: c.contacts.create_custom_field_definition(
            label="S", field_type="currency", currency="€"
        ),
    ),
    ("name", "is empty", lambda c: c.contact_lists.create(name=" ")),
    ("contact_list", "of contacts", lambda c: c.contact_lists.update(ADA, name="x")),
    ("contacts", "at least 1", lambda c: c.contact_lists.add(LEADS, [])),
    ("contacts", "not one text", lambda c: c.contact_lists.add(LEADS, "ADA")),
    ("contacts", "at most 500, not 501", lambda c: c.contact_lists.add(LEADS, ["A"] * 501)),
    ("contacts", "of contact_lists", lambda c: c.contact_lists.remove(LEADS, [LEADS])),
    ("contact", "at least 1", lambda c: c.notes.list(contact=[])),
    ("contact", "at most 10, not 11", lambda c: c.notes.list(contact=["A"] * 11)),
    ("contact", "of contact_lists", lambda c: c.notes.create(contact=LEADS, title="x")),
    ("title", "title=..., body=", lambda c: c.notes.create(contact=ADA, title=" ", body="")),
    ("title", "256 characters, 255", lambda c: c.notes.create(contact=ADA, title="x" * 256)),
    ("title", "256 characters, 255", lambda c: c.notes.create(contact=ADA, title="🦊" * 128)),
    ("body", "10,001 characters", lambda c: c.notes.create(contact=ADA, body="x" * 10_001)),
    (
        "remind_at",
        "no time zone",
        lambda c: c.notes.create(contact=ADA, title="x", remind_at=NOON.replace(tzinfo=None)),
    ),
    ("note", "is empty", lambda c: c.notes.get("")),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named_and_its_value_is_not(
    name: str, problem: str, method: Method
) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        method(DESCRIBE)
    assert wrong.value.name == name
    assert problem in str(wrong.value)
    assert "@x.example" not in str(wrong.value)


def test_a_title_of_just_255_characters_is_taken_without_its_outer_blanks() -> None:
    call = DESCRIBE.notes.create(contact=ADA, title=f"  {'x' * 255}  ")
    assert call.body is not None
    assert call.body.data["title"] == "x" * 255


def test_all_contacts_come_page_by_page(colour: Colour, client: Any) -> None:
    found = colour.all(client.contacts.list(company="okafor"))
    assert found == (read(CONTACT, Contact, "resource"), Contact(uri=BEN))


def test_definitions_come_in_one_answer(colour: Colour, book: AddressBook, client: Any) -> None:
    book.answer = Answer.json({"collection": [{"uri": FIELD, "field_type": "mood"}]})
    (found,) = colour.run(client.contacts.custom_field_definitions())
    assert (found.field_type, found.field_type.is_known) == ("mood", False)


def test_a_contact_whose_answer_was_lost_is_not_made_twice(
    colour: Colour, book: AddressBook, client: Any
) -> None:
    book.fail(Reset(applied=True))
    with pytest.raises(AmbiguousDelivery):
        colour.run(client.contacts.create(name="Ada", emails=["ada@okafor.example"]))
    book.fail(Reset(applied=True))
    with pytest.raises(AmbiguousDelivery):
        colour.run(client.notes.create(contact=ADA, title="Call back"))
    assert len(book.journal) == 2


def test_adding_to_a_list_is_tried_again_because_it_does_no_harm(
    colour: Colour, book: AddressBook, client: Any
) -> None:
    book.answer = Answer.json({"resource": {"added": 1, "invalid": 0}})
    book.fail(Reset(applied=True))
    assert colour.run(client.contact_lists.add(LEADS, [ADA])).invalid == 0
    assert len(book.journal) == 2


RESULT = {"added": 1, "invalid": 1, "failed": {"count": 1, "uris": [BEN]}, "invalid_uris": [ADA]}


@pytest.mark.parametrize(
    "body",
    [
        RESULT,
        {"resource": RESULT},
        {"membership_result": RESULT},
        {"resource": {"uri": LEADS, "membership_result": RESULT}},
    ],
)
def test_contacts_that_were_left_out_are_found_wherever_they_are_listed(
    colour: Colour, book: AddressBook, client: Any, body: Any
) -> None:
    book.answer = Answer.json(body)
    result = colour.run(client.contact_lists.add(LEADS, [ADA, BEN]))
    assert result == MembershipResult(data=RESULT)
    assert (result.invalid, set(result.left_out)) == (1, {ADA, BEN})


@pytest.mark.parametrize("answer", [Answer(204), Answer(200), Answer.json({}), Answer.json([])])
def test_an_answer_that_tells_nothing_is_no_failure(
    colour: Colour, book: AddressBook, client: Any, answer: Answer
) -> None:
    book.answer = answer
    result = colour.run(client.contact_lists.add(LEADS, [ADA]))
    assert (result.invalid, result.left_out) == (None, ())


@pytest.mark.parametrize("beside", [True, False])
def test_a_new_list_tells_what_became_of_its_first_contacts(
    colour: Colour, book: AddressBook, client: Any, beside: bool
) -> None:
    made: dict[str, Any] = {"uri": LEADS, "name": "Leads", "type": "static_list"}
    result = {"membership_result": RESULT}
    body = {"resource": made, **result} if beside else {"resource": made | result}
    book.answer = Answer.json(body, status=201)
    assert colour.run(client.contact_lists.create(name="Leads", contacts=[ADA])) == ContactList(
        uri=LEADS,
        name="Leads",
        type=ContactListType.STATIC_LIST,
        membership_result=MembershipResult(data=RESULT),
    )


def test_a_list_without_a_result_and_a_view_without_a_count_are_read() -> None:
    told = {"uri": LEADS, "type": "dynamic_view", "contact_count": None, "membership_result": "x"}
    kept = read(told, ContactList, "resource")
    assert kept == ContactList(uri=LEADS, type=ContactListType.DYNAMIC_VIEW)
    strict = make(strict=True)
    kept = strict.structure({"uri": LEADS, "membership_result": RESULT}, ContactList)
    assert strict.unstructure(kept)["membership_result"] == RESULT


def test_a_note_may_have_no_title_and_no_reminder() -> None:
    told = {
        "uri": f"{API}/notes/N1",
        "contact": ADA,
        "title": None,
        "body": "Likes tea",
        "remind_at": None,
        "updated_at": "2026-11-20T08:00:00Z",
    }
    assert read(told, Note, "resource") == Note(
        uri=f"{API}/notes/N1",
        contact=ADA,
        body="Likes tea",
        updated_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    )

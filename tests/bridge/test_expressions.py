"""Expressions: typed, printable, comparable data."""

from __future__ import annotations

import json
import locale
import pickle
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from calendly_clevertap import InvalidArgument, fields, joined, template
from calendly_clevertap.expressions import Expr, constant
from calendly_clevertap.stored import from_data, to_data

from .bookings import booking

BOOKING = booking(
    invitee_name="  Ada Okafor ",
    invitee_email="Ada@Example.ORG",
    answers={
        "Company name": "Analytical Engines",
        "Phone": "+1 (555) 010-99",
        "Notes": "   ",
        "Seats": "1 200",
        "Country": " germany",
        "Mobile": "030 901820",
        "Text": "<b>&</b>",
    },
    utm={"source": "newsletter"},
    timezone="Europe/Berlin",
)

fixed: Any = constant
anything: Any = fields
any_template: Any = template
any_joined: Any = joined

EXAMPLES: dict[str, tuple[Expr[Any], Any, str]] = {
    "a field": (fields.invitee.email, "Ada@Example.ORG", "invitee.email"),
    "lower": (fields.invitee.email.lower(), "ada@example.org", "invitee.email | lower"),
    "upper": (fields.utm.source.upper(), "NEWSLETTER", "utm.source | upper"),
    "strip": (fields.invitee.name.strip(), "Ada Okafor", "invitee.name | strip"),
    "an answer": (fields.answer("company  NAME"), "Analytical Engines", "answer('company  NAME')"),
    "a blank answer": (fields.answer("Notes"), None, "answer('Notes')"),
    "digits": (fields.answer("Phone").digits(), "+155501099", "answer('Phone') | digits"),
    "truncate": (fields.utm.source.truncate(4), "news", "utm.source | truncate(4)"),
    "or else a text": (fields.utm.term.or_else("none"), "none", "utm.term | or_else('none')"),
    "or else a field": (
        fields.utm.term.or_else(fields.utm.source), "newsletter", "utm.term | or_else(utm.source)",
    ),
    "not needed": (fields.utm.source.or_else("x").upper(), "NEWSLETTER",
                   "utm.source | or_else('x') | upper"),
    "no value stays so": (fields.utm.term.lower().strip(), None, "utm.term | lower | strip"),
    "a time": (
        fields.meeting.starts_at.text(zone=fields.host.timezone), "5 Oct 2026 15:00 UTC+02:00",
        "meeting.starts_at | text(host.timezone, '{day} {month} {year} {time} {offset}')",
    ),
    "a time in UTC": (
        fields.meeting.starts_at.text(format="{weekday}, {month_name} {day}, {time12} {zone}"),
        "Monday, October 5, 1:00 PM UTC",
        "meeting.starts_at | text('UTC', '{weekday}, {month_name} {day}, {time12} {zone}')",
    ),
    "a day": (
        fields.meeting.starts_at.date("Pacific/Auckland"), "2026-10-06",
        "meeting.starts_at | date('Pacific/Auckland')",
    ),
    "epoch": (fields.meeting.starts_at.epoch(), 1791205200, "meeting.starts_at | epoch"),
    "another time": (
        fields.previous.starts_at.or_else(fields.meeting.ends_at),
        datetime(2026, 10, 5, 13, 30, tzinfo=UTC),
        "previous.starts_at | or_else(meeting.ends_at)",
    ),
    "a number": (fields.meeting.minutes, 30, "meeting.minutes"),
    "a number as text": (fields.meeting.minutes.text(), "30", "meeting.minutes | text"),
    "no number": (fields.payment.amount.or_else(0), 0, "payment.amount | or_else(0)"),
    "equals": (fields.utm.source.equals("newsletter"), True, "utm.source | equals('newsletter')"),
    "nothing equals": (fields.utm.term.equals("x"), False, "utm.term | equals('x')"),
    "contains": (fields.utm.source.contains("LETTER"), True, "utm.source | contains('LETTER')"),
    "nothing contains": (fields.utm.term.contains("x"), False, "utm.term | contains('x')"),
    "another question": (
        fields.answer("Firma", "Notes", "Company name"), "Analytical Engines",
        "answer('Firma', 'Notes', 'Company name')",
    ),
    "a routing answer": (fields.routing_answer("Team"), None, "routing_answer('Team')"),
    "all answers": (
        fields.invitee.answers.contains("engines\nPhone: +1 (555)"), True,
        "invitee.answers | contains('engines\\nPhone: +1 (555)')",
    ),
    "a word": (fields.invitee.name.word(1), "Ada", "invitee.name | word(1)"),
    "the last word": (fields.invitee.name.word(-1), "Okafor", "invitee.name | word(-1)"),
    "no such word": (fields.invitee.name.word(3), None, "invitee.name | word(3)"),
    "replace": (fields.utm.source.replace("news", "b"), "bletter",
                "utm.source | replace('news', 'b')"),
    "escaped": (fields.answer("Text").escaped(), "&lt;b&gt;&amp;&lt;/b&gt;",
                "answer('Text') | escaped"),
    "lookup": (
        fields.answer("Country").lookup({"Germany": "DE", "France": "FR"}), "DE",
        "answer('Country') | lookup({'Germany': 'DE', 'France': 'FR'}, None)",
    ),
    "lookup of what is not there": (
        fields.utm.source.lookup({"x": "y"}, fields.meeting.name), "Intro Call",
        "utm.source | lookup({'x': 'y'}, meeting.name)",
    ),
    "a text as number": (fields.answer("Seats").number(), 1200, "answer('Seats') | number"),
    "no such number": (fields.utm.source.number(), None, "utm.source | number"),
    "calculated": (
        ((fields.meeting.minutes + 5) * 2 - fields.hosts.number) / 3, 23.0,
        "meeting.minutes | plus(5) | times(2) | minus(hosts.number) | divided_by(3)",
    ),
    "calculated the other way round": (2 * (1 + fields.meeting.minutes), 62,
                                       "meeting.minutes | plus(1) | times(2)"),
    "divided by nothing": (fields.meeting.minutes / fields.payment.amount, None,
                           "meeting.minutes | divided_by(payment.amount)"),
    "rounded": ((fields.meeting.minutes / 4).rounded(), 8,
                "meeting.minutes | divided_by(4) | rounded(0)"),
    "decimals": ((fields.meeting.minutes / 16).text(2), "1.88",
                 "meeting.minutes | divided_by(16) | text(2)"),
    "at least": (fields.meeting.minutes.at_least(30), True, "meeting.minutes | at_least(30)"),
    "at most": (fields.payment.amount.at_most(30), False, "payment.amount | at_most(30)"),
    "one of": (fields.utm.source.one_of("a", "newsletter"), True,
               "utm.source | one_of('a', 'newsletter')"),
    "earlier": (
        fields.meeting.starts_at.shifted(-90), datetime(2026, 10, 5, 11, 30, tzinfo=UTC),
        "meeting.starts_at | shifted(-90)",
    ),
    "notice": (fields.meeting.ends_at.minutes_since(fields.meeting.starts_at), 30,
               "meeting.ends_at | minutes_since(meeting.starts_at)"),
    "before": (
        fields.meeting.starts_at.before(datetime(2027, 1, 1, tzinfo=UTC)), True,
        "meeting.starts_at | before(2027-01-01 00:00:00+00:00)",
    ),
    "yes": (fields.utm.source.present().text(), "yes", "utm.source | present | text('yes', 'no')"),
    "no": (fields.utm.term.present().text("there", "not there"), "not there",
           "utm.term | present | text('there', 'not there')"),
    "nobody says": (fields.payment.successful.text(), None,
                    "payment.successful | text('yes', 'no')"),
    "one text or another": (
        fields.utm.term.present().choose(fields.utm.term, "none"), "none",
        "utm.term | present | choose(utm.term, 'none')",
    ),
    "one number or another": (fields.utm.source.present().choose(1, 2), 1,
                              "utm.source | present | choose(1, 2)"),
    "one time or another": (
        fields.utm.source.present().choose(fields.meeting.starts_at, fields.meeting.ends_at),
        datetime(2026, 10, 5, 13, 0, tzinfo=UTC),
        "utm.source | present | choose(meeting.starts_at, meeting.ends_at)",
    ),
    "phone": (fields.answer("Mobile").phone("DE"), "+4930901820",
              "answer('Mobile') | phone('DE')"),
    "present": (fields.utm.term.present(), False, "utm.term | present"),
    "numbers equal": (fields.meeting.minutes.equals(30), True, "meeting.minutes | equals(30)"),
    "both": (
        fields.utm.source.present() & fields.utm.term.present(), False,
        "utm.source | present | both(utm.term | present)",
    ),
    "either": (
        fields.utm.source.present() | fields.utm.term.present(), True,
        "utm.source | present | either(utm.term | present)",
    ),
    "negated": (~fields.utm.term.present(), True, "utm.term | present | negated"),
    "no flag": (fields.payment.successful.or_else(False), False,
                "payment.successful | or_else(False)"),
    "template": (
        template("{m}, {n} minutes", m=fields.meeting.name, n=fields.meeting.minutes),
        "Intro Call, 30 minutes",
        "template('{m}, {n} minutes', m=meeting.name, n=meeting.minutes)",
    ),
    "template with a gap": (
        template("{m} {t}", m=fields.meeting.name, t=fields.utm.term), None,
        "template('{m} {t}', m=meeting.name, t=utm.term)",
    ),
    "joined": (
        joined("/", fields.utm.source, fields.utm.term, fields.meeting.name.lower()),
        "newsletter/intro call", "joined('/', utm.source, utm.term, meeting.name | lower)",
    ),
    "joined of nothing": (joined("/", fields.utm.term), None, "joined('/', utm.term)"),
    "constant": (fixed("x").upper(), "X", "'x' | upper"),
    "constant time": (constant(datetime(2026, 1, 1, tzinfo=UTC)),
                      datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01 00:00:00+00:00"),
}  # fmt: skip
CASES = [pytest.param(*example, id=name) for name, example in EXAMPLES.items()]


@pytest.mark.parametrize(("expr", "value", "shown"), CASES)
def test_it_reads_and_prints(expr: Expr[Any], value: object, shown: str) -> None:
    assert expr.read(BOOKING) == value
    assert str(expr) == shown


@pytest.mark.parametrize(("expr", "value", "shown"), CASES)
def test_it_survives_json(expr: Expr[Any], value: object, shown: str) -> None:
    again = from_data(json.loads(json.dumps(to_data(expr))))
    assert again == expr
    assert type(again) is type(expr)
    assert hash(again) == hash(expr)


def test_times_are_english_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        break
    try:
        text = fields.meeting.starts_at.text(format="{weekday} {month_name}").read(BOOKING)
    finally:
        locale.setlocale(locale.LC_TIME, "C")
    assert text == "Monday October"


@pytest.mark.parametrize(
    ("zone", "remark"),
    [
        (None, "no time zone is known"),
        ("Europe/Nowhere", "'Europe/Nowhere' is unknown"),
        ("America", "'America' is unknown"),
        ("../../etc/passwd", "is unknown"),
        ("", "no time zone is known"),
    ],
)
def test_an_unknown_zone_falls_back_to_utc_and_is_reported(zone: str | None, remark: str) -> None:
    (host,) = BOOKING.hosts
    elsewhere = BOOKING.for_host(evolve(host, timezone=zone))
    said: list[str] = []
    text = fields.meeting.starts_at.text(zone=fields.host.timezone).read(elsewhere, said.append)
    assert text == "5 Oct 2026 13:00 UTC"
    assert len(said) == 1
    assert remark in said[0]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: anything.invitee.name.truncate(0), "characters: must be at least 1"),
        (lambda: anything.invitee.name.truncate(True), "characters: must be int, not bool"),
        (lambda: anything.invitee.name.or_else(3), "other: must be str or Text, not int"),
        (lambda: anything.invitee.name.or_else(fields.meeting.starts_at), "not Moment"),
        (lambda: anything.meeting.minutes.or_else(True), "must be int or float or Number"),
        (lambda: anything.meeting.starts_at.text("Mars/Base"), "zone: 'Mars/Base' is no IANA name"),
        (lambda: anything.meeting.starts_at.text(format="{hour}"), "{hour} is none of"),
        (lambda: anything.meeting.starts_at.text(format="{day"), "format: "),
        (lambda: anything.meeting.starts_at.text(format="{day:0>4}"), "format: "),
        (lambda: anything.meeting.starts_at.text(format=3), "format: must be str, not int"),
        (lambda: anything.invitee.name.word(0), "place: must be 1 for the first word"),
        (
            lambda: anything.invitee.phone.phone("Germany"),
            "region: must be a country's two letters",
        ),
        (lambda: anything.invitee.name.lookup({"a": 1}), "table: must be str, not int"),
        (lambda: anything.utm.source.present().choose("a", 1), "no: must be Text, as yes is"),
        (lambda: anything.meeting.starts_at.before("x"), "other: must be Moment, not str"),
        (lambda: anything.answer("Company", ""), "question: is empty"),
        (lambda: any_template("{a} {b}", a=fields.invitee.name), "{b} is none of a"),
        (lambda: any_template("{a.__class__}", a=fields.invitee.name), "is none of a"),
        (lambda: any_template("{a}", a=fields.meeting.starts_at), "a: must be Text or Number"),
        (lambda: any_joined("/", "x"), "parts: must be Text or Number, not str"),
        (lambda: anything.answer("  "), "question: is empty"),
        (lambda: fixed(None), "value: must be an expression or a constant, not NoneType"),
        (lambda: fixed(datetime(2026, 1, 1)), "value: has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_wrong_argument_is_refused_at_once(make: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"field": "invitee.nmae"}, "there is no field 'invitee.nmae'; known: booking.happened"),
        ({"field": "invitee.email", "steps": [["eval", "1"]]}, "there is no step 'eval': Text has"),
        ({"field": "invitee.email", "steps": [["__init__"]]}, "there is no step '__init__'"),
        ({"field": "invitee.email", "steps": [["read"]]}, "there is no step 'read'"),
        ({"field": "invitee.email", "steps": [["epoch"]]}, "there is no step 'epoch'"),
        ({"field": "invitee.email", "steps": [["lower", 1]]}, "wrong number of arguments"),
        ({"field": "invitee.email", "steps": "lower"}, "must be a list"),
        ({"field": "invitee.email", "steps": [["or_else", [1]]]}, "must be an object"),
        ({"field": 3}, "field must be text"),
        ({"answer": ""}, "question: is empty"),
        ({"moment": "tomorrow"}, "moment must be an ISO 8601 time"),
        ({"secret": "x"}, "'secret' is unknown"),
        ({}, "must have one of"),
        (None, "must be an object"),
        ([], "must be an object"),
    ],
)
def test_only_what_is_known_loads(data: object, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        from_data(data)
    assert problem in str(caught.value)


def test_it_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match=r"use & \|"):
        bool(fields.utm.source.present())


def test_a_repr_tells_no_address() -> None:
    assert "@" not in repr(constant("somebody@example.com")).replace("…@…", "")


def test_steps_that_load_are_the_methods_that_people_call() -> None:
    assert sorted(fields.invitee.name.possible) == [
        "contains", "digits", "equals", "escaped", "lookup", "lower", "number", "one_of", "or_else",
        "phone", "present", "replace", "strip", "truncate", "upper", "word",
    ]  # fmt: skip
    assert sorted(fields.meeting.starts_at.possible) == [
        "before", "date", "epoch", "minutes_since", "or_else", "present", "shifted", "text",
    ]  # fmt: skip
    assert sorted(fields.meeting.minutes.possible) == [
        "at_least", "at_most", "divided_by", "equals", "minus", "or_else", "plus", "present",
        "rounded", "text", "times",
    ]  # fmt: skip
    assert sorted(fields.payment.successful.possible) == [
        "both", "choose", "either", "negated", "or_else", "present", "text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "region", "value", "remark"),
    [
        ("030 901820", "DE", "+4930901820", "written as E.164, taken for DE"),
        (" +49 (30) 90-18-20", None, "+4930901820", "written as E.164"),
        ("+4930901820", None, "+4930901820", None),
        ("030 901820", None, None, "it is no phone number, or one without a country code"),
        ("call me", "DE", None, "it is no phone number"),
        ("+1 555 01", None, None, "it is no phone number that can exist"),
    ],
)
def test_phone_numbers_are_written_as_clevertap_takes_them(
    typed: str, region: str | None, value: str | None, remark: str | None
) -> None:
    said: list[str] = []
    made = booking(answers={"Phone": typed})
    assert fields.answer("Phone").phone(region).read(made, said.append) == value
    assert said == ([remark] if remark else [])


def test_phone_numbers_need_an_extra_and_the_error_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    with pytest.raises(ImportError, match=r"calendly-clevertap\[phone\]"):
        fields.invitee.phone.phone("DE")


def test_what_is_no_number_is_left_out_with_a_reason() -> None:
    said: list[str] = []
    assert fields.utm.source.number().read(BOOKING, said.append) is None
    assert (fields.meeting.minutes / 0).read(BOOKING, said.append) is None
    assert said == ["it is no number", "it would be divided by 0"]


def test_it_can_be_pickled_once_it_has_been_used() -> None:
    expr = fields.meeting.starts_at.text(zone=fields.host.timezone)
    assert expr.read(BOOKING)
    again = pickle.loads(pickle.dumps(expr))
    assert again == expr
    assert again.read(BOOKING) == expr.read(BOOKING)


@pytest.mark.parametrize("typed", ["1e308", "-1e308", "9" * 400, "nan", "inf", "1e-320"])
def test_no_number_that_people_type_stops_a_delivery(typed: str) -> None:
    hostile = booking(answers={"Seats": typed})
    seats = fields.answer("Seats").number()
    for expr in (
        seats * seats / seats, seats.text(2), seats.rounded(), (seats + 1).text(), seats - seats,
        fields.meeting.minutes / seats, seats.or_else(1),
    ):  # fmt: skip
        said: list[str] = []
        value = expr.read(hostile, said.append)
        assert value is not None or said or "number" in str(expr)


def test_days_beyond_the_calendar_are_left_out() -> None:
    said: list[str] = []
    latest: Any = constant(datetime.max.replace(tzinfo=UTC))
    assert latest.date("Pacific/Auckland").read(BOOKING, said.append) is None
    assert said == ["it is beyond what can be calculated"]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: anything.meeting.minutes.text(400), "decimals: must be from -15 to 15"),
        (lambda: anything.meeting.minutes.plus(10**400), "other: must be a finite number"),
        (lambda: anything.invitee.name.lookup([("a", "b")]), "table: must be Mapping, not list"),
        (lambda: anything.invitee.phone.phone(["DE"]), "region: must be str or NoneType, not list"),
    ],
)
def test_arguments_that_could_never_work_are_refused(make: Any, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert problem in str(caught.value)


def nested(levels: int) -> Any:
    data: Any = "x"
    for _ in range(levels):
        data = {"template": "{a}", "parts": {"a": data}}
    return data


@pytest.mark.parametrize(
    "data",
    [
        nested(5000),
        {"field": "invitee.name", "steps": [["lower"]] * 5000},
        {"field": "invitee.name", "steps": [["or_else", nested(90)]] * 20},
    ],
    ids=["nested", "steps", "both"],
)
def test_what_is_too_deep_to_be_read_does_not_load(data: object) -> None:
    with pytest.raises(InvalidArgument, match="has more than 100 steps"):
        from_data(data)


def test_what_just_loads_can_be_read_and_stored_again() -> None:
    for data in (nested(99), {"field": "invitee.name", "steps": [["lower"]] * 99}):
        expr = from_data(data)
        assert expr.read(BOOKING) is not None
        assert from_data(json.loads(json.dumps(to_data(expr)))) == expr


def test_a_row_keeps_its_order_however_its_json_is_sorted() -> None:
    row = joined(" ", *[fixed(str(n)) for n in range(12)])
    data = json.loads(json.dumps({"a": to_data(row)}, sort_keys=True))["a"]
    assert from_data(data).read(BOOKING) == "0 1 2 3 4 5 6 7 8 9 10 11"


@pytest.mark.parametrize(
    "data",
    [
        {"answer": []},
        {"answer": [1]},
        {"field": "invitee.name", "steps": [["truncate", 0]]},
        {"field": "invitee.name", "steps": [["lookup", "x"]]},
        {"template": "{b}", "parts": {"a": "x"}},
        {3: "x"},
    ],
)
def test_what_is_wrong_in_json_is_said_with_its_place(data: object) -> None:
    with pytest.raises(InvalidArgument) as caught:
        from_data(data, "event.company")
    assert str(caught.value).startswith("event.company: ")

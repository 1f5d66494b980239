"""Routing forms: what they ask, what was answered, and where that led."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from calendly_client import (
    Calendly,
    Call,
    CustomMessage,
    CustomMessageResult,
    EventTypeResult,
    ExternalUrlResult,
    Hooks,
    InvalidArgument,
    RoutingForm,
    RoutingFormAnswer,
    RoutingFormQuestionType,
    RoutingFormStatus,
    RoutingFormSubmission,
    SubmitterType,
    Tracking,
    UnknownRoutingResult,
)
from calendly_client.converter import make, read
from calendly_client.testing import Answer, CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
ORG = f"{API}/organizations/ORG1"
FORM = f"{API}/routing_forms/FORM1"
SUBMISSION = f"{API}/routing_form_submissions/SUB1"
TRADE = "5a0f6c1e-2a55-4d0c-9d53-6b1f6a3a7c11"

form = {
    "uri": FORM,
    "organization": ORG,
    "name": "Which harbour?",
    "status": "published",
    "questions": [
        {
            "uuid": TRADE,
            "name": "What do you ship?",
            "type": "radios",
            "required": True,
            "answer_choices": ["Tea", "Timber"],
        },
        {"uuid": "q2", "name": "Your mail", "type": "email", "answer_choices": None},
    ],
    "created_at": "2026-05-15T03:04:05.678Z",
    "updated_at": "2026-05-15T06:05:04Z",
}
submission: dict[str, Any] = {
    "uri": SUBMISSION,
    "routing_form": FORM,
    "questions_and_answers": [
        {"question_uuid": TRADE, "question": "What do you  ship?", "answer": "Tea"},
        {"question_uuid": None, "question": "How much?"},
    ],
    "tracking": {"utm_source": "almanac", "utm_term": None},
    "result": {"type": "event_type", "value": f"{API}/event_types/TYPE1"},
    "submitter": "https://calendly.com/scheduled_events/E1/invitees/I1",
    "submitter_type": "Invitee",
    "created_at": "2026-05-15T03:04:05.678Z",
    "updated_at": "2026-05-15T06:05:04.321Z",
}

Method = Callable[[Any], Any]
PAGING = [("sort", "created_at:desc"), ("count", "7"), ("page_token", "go on")]
paging = {"sort": "created_at:desc", "count": 7, "page_token": "go on"}


CALLS: list[tuple[Method, str, list[tuple[str, str]]]] = [
    (
        lambda c: c.routing_forms.list(organization="ORG1", **paging),
        "/routing_forms",
        [("organization", ORG), *PAGING],
    ),
    (lambda c: c.routing_forms.get(FORM), "/routing_forms/FORM1", []),
    (
        lambda c: c.routing_form_submissions.list(form="FORM1", **paging),
        "/routing_form_submissions",
        [("form", FORM), *PAGING],
    ),
    (
        lambda c: c.routing_form_submissions.get("SUB1"),
        "/routing_form_submissions/SUB1",
        [],
    ),
]


@pytest.mark.parametrize(("method", "path", "query"), CALLS)
def test_a_method_sends_just_this(method: Method, path: str, query: list[tuple[str, str]]) -> None:
    call: Call[Any] = method(Calendly("no-token").describe)
    assert call.request(API, ()).url.partition("?")[0] == f"{API}{path}"
    assert (call.method, list(call.query), call.body) == ("GET", query, None)


WRONG: list[tuple[str, str, Method]] = [
    ("organization", "is empty", lambda c: c.routing_forms.list(organization=" ")),
    ("count", "1 to 100", lambda c: c.routing_forms.list(organization=ORG, count=0)),
    ("routing_form", "of routing_form_submissions", lambda c: c.routing_forms.get(SUBMISSION)),
    ("form", "of organizations", lambda c: c.routing_form_submissions.list(form=ORG)),
    ("submission", "of routing_forms", lambda c: c.routing_form_submissions.get(FORM)),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named(name: str, problem: str, method: Method) -> None:
    with pytest.raises(InvalidArgument, match=problem) as wrong:
        method(Calendly("no-token").describe)
    assert wrong.value.name == name


def test_a_form_tells_what_it_asks(colour: Colour, sandbox: CalendlySandbox) -> None:
    sandbox.fail(Answer.json({"resource": form}))
    found: RoutingForm = colour.run(colour.client(sandbox).routing_forms.get(FORM))
    assert found.status is RoutingFormStatus.PUBLISHED
    trade, mail = found.questions
    assert (trade.type, trade.answer_choices) == (
        RoutingFormQuestionType.RADIOS,
        ("Tea", "Timber"),
    )
    assert (mail.required, mail.answer_choices) == (False, ())


def test_a_submission_tells_who_asked_for_what_and_where_it_led(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.fail(Answer.json({"collection": [submission], "pagination": {}}))
    client = colour.client(sandbox)
    (found,) = colour.all(client.routing_form_submissions.list(form=FORM))
    assert found.result == EventTypeResult(value=f"{API}/event_types/TYPE1")
    assert found.tracking == Tracking(utm_source="almanac")
    assert found.submitter_type is SubmitterType.INVITEE
    invitee = Calendly("no-token").describe.scheduled_events.invitee(found.submitter)
    assert invitee.request(API, ()).url == f"{API}/scheduled_events/E1/invitees/I1"


def test_an_answer_is_found_by_its_question_or_by_the_questions_id() -> None:
    found = read(submission, RoutingFormSubmission, "resource")
    assert found.answer("what do you ship?") == found.answer(TRADE) == "Tea"
    assert found.answer("How much?") is None
    assert found.answer("None") is None
    assert found.answer("Who asked?") is None


def test_of_two_questions_that_look_alike_the_exact_one_is_meant() -> None:
    asked = RoutingFormSubmission(
        uri="s",
        routing_form="f",
        questions_and_answers=(
            RoutingFormAnswer(question="HOW", answer="by cart"),
            RoutingFormAnswer(question="how", answer="by sea"),
        ),
    )
    assert [asked.answer(text) for text in ("how", "HOW", " How ")] == [
        *("by sea", "by cart", "by cart")
    ]


@pytest.mark.parametrize(
    ("told", "result"),
    [
        (
            {"type": "external_url", "value": "https://example.org/in"},
            ExternalUrlResult(value="https://example.org/in"),
        ),
        (
            {"type": "custom_message", "value": {"headline": "Sorry", "body": "No berth."}},
            CustomMessageResult(value=CustomMessage(headline="Sorry", body="No berth.")),
        ),
        (
            {"type": "custom_message", "value": {}},
            CustomMessageResult(value=CustomMessage()),
        ),
        (
            {"type": "pigeon", "value": ["coo"]},
            UnknownRoutingResult(type="pigeon", data={"type": "pigeon", "value": ["coo"]}),
        ),
        (None, None),
    ],
)
def test_every_way_a_form_can_lead_is_told_apart(told: object, result: object) -> None:
    found = read({**submission, "result": told}, RoutingFormSubmission, "resource")
    assert found.result == result
    assert read({**submission, "result": make().unstructure(result)}, *KIND) == found


KIND = (RoutingFormSubmission, "resource")


def test_a_result_that_is_broken_does_not_hide_the_submission(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    drifted: list[str] = []
    hooks = Hooks(on_drift=lambda drift: drifted.append(f"{drift.model}.{drift.field}"))
    sandbox.fail(Answer.json({"resource": {**submission, "result": {"type": "event_type"}}}))
    client = colour.client(sandbox, hooks=hooks)
    found = colour.run(client.routing_form_submissions.get(SUBMISSION))
    assert (found.result, found.answer(TRADE)) == (None, "Tea")
    assert drifted == ["RoutingFormSubmission.result"]


def test_a_submission_that_led_to_no_meeting_has_no_submitter() -> None:
    bare = read({"uri": SUBMISSION, "routing_form": FORM}, RoutingFormSubmission, "resource")
    assert (bare.submitter, bare.submitter_type, bare.result) == (None, None, None)
    assert (bare.questions_and_answers, bare.tracking) == ((), Tracking())

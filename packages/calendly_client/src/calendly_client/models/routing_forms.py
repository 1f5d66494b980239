"""Routing forms: questions that lead to the right page, and who filled them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from ._questions import find
from .invitees import Tracking


class RoutingFormStatus(OpenStrEnum):
    """Whether a form can be filled in."""

    DRAFT = "draft"
    PUBLISHED = "published"


class RoutingFormQuestionType(OpenStrEnum):
    """What an answer may look like."""

    NAME = "name"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    TEXTAREA = "textarea"
    SELECT = "select"
    RADIOS = "radios"


class SubmitterType(OpenStrEnum):
    """What a submission's ``submitter`` is the URI of."""

    INVITEE = "Invitee"


@frozen(kw_only=True)
class RoutingFormQuestion:
    """A question of a form.

    Attributes:
        uuid: Identifies the question; a `RoutingFormAnswer` names it.
        name: The question.
        type: What an answer may look like.
        required: Whether it must be answered.
        answer_choices: What can be chosen, for ``select`` and ``radios``.
    """

    uuid: str
    name: str
    type: RoutingFormQuestionType | None = None
    required: bool = False
    answer_choices: tuple[str, ...] = ()


@frozen(kw_only=True)
class RoutingForm:
    """Questions that lead to the right page.

    Attributes:
        uri: Identifies the form.
        name: As its makers named it.
        organization: The URI of its organization.
        status: Whether it can be filled in.
        questions: What it asks.
        created_at: When it was made.
        updated_at: When it last changed.
    """

    uri: str
    name: str
    organization: str | None = None
    status: RoutingFormStatus | None = None
    questions: tuple[RoutingFormQuestion, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class RoutingFormAnswer:
    """An answer to one of a form's questions.

    Attributes:
        question: The question, as it stood then.
        question_uuid: Identifies it; None if the form does not ask it any more.
        answer: The answer; None if the question was left open.
    """

    question: str
    question_uuid: str | None = None
    answer: str | None = None


@frozen(kw_only=True)
class EventTypeResult:
    """The form led to a booking page; ``value`` is the URI of the event type."""

    value: str
    type: str = "event_type"


@frozen(kw_only=True)
class ExternalUrlResult:
    """The form led to another site; ``value`` is its address."""

    value: str
    type: str = "external_url"


@frozen(kw_only=True)
class CustomMessage:
    """What a form says to those it leads nowhere."""

    headline: str = ""
    body: str = ""


@frozen(kw_only=True)
class CustomMessageResult:
    """The form led nowhere; ``value`` is what it said."""

    value: CustomMessage
    type: str = "custom_message"


@frozen(kw_only=True)
class UnknownRoutingResult:
    """A kind of result that this release does not know; ``data`` is all that the API said."""

    type: str
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


RoutingResult: TypeAlias = (
    EventTypeResult | ExternalUrlResult | CustomMessageResult | UnknownRoutingResult
)
"""Where a form led."""

RESULTS: Mapping[str, type[Any]] = {
    "event_type": EventTypeResult,
    "external_url": ExternalUrlResult,
    "custom_message": CustomMessageResult,
}
"""The variants by their ``type``."""


@frozen(kw_only=True)
class RoutingFormSubmission:
    """A form that somebody filled in.

    Attributes:
        uri: Identifies the submission; an `Invitee` who booked by it names it.
        routing_form: The form's URI.
        questions_and_answers: What was asked; see `answer`.
        tracking: Where the visitor came from.
        result: Where the form led.
        submitter: The URI of the invitee, if a meeting was booked in the end. Its host may be
            ``calendly.com``; `ScheduledEvents.invitee` takes it as it is.
        submitter_type: What ``submitter`` is the URI of.
        created_at: When it was filled in.
        updated_at: When it last changed.
    """

    uri: str
    routing_form: str
    questions_and_answers: tuple[RoutingFormAnswer, ...] = ()
    tracking: Tracking = field(factory=Tracking)
    result: RoutingResult | None = None
    submitter: str | None = None
    submitter_type: SubmitterType | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def answer(self, question: str) -> str | None:
        """Look up an answer by its question; None if it was not asked, or left open.

        Args:
            question: Its text, or its ``question_uuid``, which outlives a change of the text. Case
                and spacing do not matter, unless two questions differ in nothing else.
        """
        for asked in self.questions_and_answers:
            if asked.question_uuid is not None and asked.question_uuid == question:
                return asked.answer
        found = find(self.questions_and_answers, question)
        return None if found is None else found.answer

"""People who booked a meeting."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from ._questions import find
from .cancellations import Cancellation


class InviteeStatus(OpenStrEnum):
    """Whether an invitee is coming."""

    ACTIVE = "active"
    CANCELED = "canceled"


class PaymentProvider(OpenStrEnum):
    """Who took the money."""

    STRIPE = "stripe"
    PAYPAL = "paypal"


class SchedulingMethod(OpenStrEnum):
    """How it was booked, if not on an ordinary page."""

    INSTANT_BOOK = "instant_book"
    API = "api"


@frozen(kw_only=True)
class QuestionAndAnswer:
    """An answer to one of the event type's questions.

    Attributes:
        question: The question, as it stood then.
        answer: The answer; several ticked choices come as one text, a line each.
        position: The question's place, from 0.
    """

    question: str
    answer: str = ""
    position: int | None = None


@frozen(kw_only=True)
class Tracking:
    """Where the invitee came from. Values of more than 255 characters may be missing."""

    utm_campaign: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_content: str | None = None
    utm_term: str | None = None
    salesforce_uuid: str | None = None


@frozen(kw_only=True)
class Payment:
    """What the invitee paid.

    Attributes:
        external_id: The provider's id.
        provider: Who took the money.
        amount: In ``currency``, not in cents.
        currency: ``AUD``, ``CAD``, ``EUR``, ``GBP`` or ``USD``, so far.
        terms: The host's terms of payment.
        successful: Whether it went through.
    """

    external_id: str | None = None
    provider: PaymentProvider | None = None
    amount: Decimal | None = None
    currency: str | None = None
    terms: str | None = None
    successful: bool | None = None


@frozen(kw_only=True)
class InviteeNoShow:
    """The mark that an invitee did not come.

    Attributes:
        uri: Identifies the mark.
        created_at: When it was set.
        invitee: The invitee's URI; only where the mark stands alone.
    """

    uri: str
    created_at: datetime | None = None
    invitee: str | None = None


@frozen(kw_only=True)
class Reconfirmation:
    """Calendly's question whether the invitee is still coming, and when it was answered."""

    created_at: datetime | None = None
    confirmed_at: datetime | None = None


@frozen(kw_only=True)
class Invitee:
    """Someone who booked a meeting.

    Attributes:
        uri: Identifies the booking; it holds the meeting's id too.
        email: The invitee's address.
        name: The full name.
        status: Whether the invitee is coming.
        event: The URI of the meeting.
        created_at: When it was booked.
        updated_at: When anything last changed.
        first_name: None where the page asks for the full name.
        last_name: None where the page asks for the full name.
        questions_and_answers: What the page asked; see `answer`.
        timezone: The invitee's, an IANA name.
        tracking: Where the invitee came from.
        text_reminder_number: The phone number for reminders.
        rescheduled: True on the *old* booking, which ``new_invitee`` replaces.
        old_invitee: On a new booking, the URI of the one it replaces.
        new_invitee: On an old booking, the URI of the one that replaces it.
        cancel_url: Where the invitee can cancel.
        reschedule_url: Where the invitee can pick another time.
        routing_form_submission: The URI of the form that led here.
        cancellation: Who canceled, and why; also on the old half of a reschedule.
        payment: What was paid.
        no_show: The mark that the invitee did not come.
        reconfirmation: Whether the invitee said again that they come.
        scheduling_method: How it was booked, if not on an ordinary page.
        invitee_scheduled_by: The URI of the user who booked for the invitee.
        canceled: Says the same as ``status``, in older bodies.
    """

    uri: str
    email: str
    name: str
    status: InviteeStatus
    event: str
    created_at: datetime
    updated_at: datetime
    first_name: str | None = None
    last_name: str | None = None
    questions_and_answers: tuple[QuestionAndAnswer, ...] = ()
    timezone: str | None = None
    tracking: Tracking = Tracking()
    text_reminder_number: str | None = None
    rescheduled: bool = False
    old_invitee: str | None = None
    new_invitee: str | None = None
    cancel_url: str | None = None
    reschedule_url: str | None = None
    routing_form_submission: str | None = None
    cancellation: Cancellation | None = None
    payment: Payment | None = None
    no_show: InviteeNoShow | None = None
    reconfirmation: Reconfirmation | None = None
    scheduling_method: SchedulingMethod | None = None
    invitee_scheduled_by: str | None = None
    canceled: bool | None = None

    def answer(self, question: str) -> str | None:
        """Look up an answer by its question; None if it was not asked.

        Args:
            question: Its text. Case and spacing do not matter, unless two questions differ in
                nothing else.
        """
        found = find(self.questions_and_answers, question)
        return None if found is None else found.answer

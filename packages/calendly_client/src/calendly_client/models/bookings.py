"""What came of booking a meeting for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .invitees import Invitee, QuestionAndAnswer
from .location_configurations import LocationConfiguration

BookingLocation: TypeAlias = LocationConfiguration | Mapping[str, Any] | str
"""Where a meeting shall be: one of the event type's locations, a mapping, or a kind alone."""

BookingAnswers: TypeAlias = Sequence[QuestionAndAnswer | Mapping[str, Any]] | Mapping[str, str]
"""What is answered: a list, or a mapping of questions to answers."""


class BookedHow(OpenStrEnum):
    """How it is known that a meeting is booked."""

    ANSWERED = "answered"
    """Calendly said so."""

    FOUND = "found"
    """The answer was lost, and the booking was found afterwards."""

    SENT_AGAIN = "sent_again"
    """The answer was lost, no booking was found, and Calendly took a second request."""


@frozen(kw_only=True)
class Booked:
    """A meeting that is booked.

    Attributes:
        invitee: Who booked; ``invitee.event`` is the URI of the meeting.
        how: How that is known.
    """

    invitee: Invitee
    how: BookedHow = BookedHow.ANSWERED

"""What is true of booking through the API, and of marking who did not come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import RECORDED, SILENT, SPEC

_LIMITS: Final = "API overview, rate limits"

RULES: Final[Mapping[str, Rule]] = {
    "slot_taken": Rule(
        "A time that is taken is answered with 400 and the code already_filled.",
        "observed",
        f"{RECORDED}; a guide for agents says 404",
    ),
    "off_grid": Rule(
        "A time outside working hours, in the past or between two start times is answered like one "
        "that is taken.",
        "assumed",
        SILENT,
    ),
    "wrong_location": Rule(
        "A kind of place that the event type does not offer, or none where it offers some, is "
        "answered with 400 and the code invalid_location_choice.",
        "observed",
        RECORDED,
    ),
    "same_place": Rule(
        "An address or a text must be the one that the event type has.", "assumed", SPEC
    ),
    "no_location": Rule(
        "A round robin event type takes no location: 400.",
        "documented",
        f"{SPEC}; the answer's text and code are ours",
    ),
    "unanswered": Rule(
        "A required question without an answer is refused with 400.",
        "documented",
        f"{SPEC}; the answer's text is ours",
    ),
    "strange_question": Rule(
        "Questions that the event type does not ask, and answers that are none of the choices, are "
        "refused with 400; positions are not compared.",
        "assumed",
        "the text must match exactly, says the document; not what happens if it does not",
    ),
    "who_books": Rule(
        "An invitee needs an address, a time zone, and a name or first name.", "documented", SPEC
    ),
    "guests": Rule("At most 10 guests come along.", "documented", SPEC),
    "unbookable": Rule(
        "An event type that is inactive or deleted is answered with 404.", "assumed", SILENT
    ),
    "by_api": Rule(
        "Who was booked through the API has the scheduling method api; others have none.",
        "observed",
        "recorded answers of September 2026",
    ),
    "booking_limits": Rule(
        "Bookings through the API have limits of their own: 5 a day on trial; 10 a minute, 50 an "
        "hour and 100 a day on paid plans; 500 a minute on Enterprise.",
        "documented",
        _LIMITS,
    ),
    "free_booking_limit": Rule(
        "On the free plan the limit is that of a trial.",
        "assumed",
        "that there is one is documented since 2026-11-03, the number could not be read",
    ),
    "booking_headers": Rule(
        "Of several limits, the headers tell the one of which least is left.", "assumed", SILENT
    ),
    "marked_twice": Rule("A second mark for an invitee is refused with 409.", "assumed", SILENT),
    "no_show_any_time": Rule(
        "An invitee can be marked before the meeting, too.", "assumed", SILENT
    ),
    "no_show_payload": Rule(
        "A mark that is taken off is told together with the mark.",
        "assumed",
        "deliveries of invitee_no_show.deleted carry no_show in no source, nor its absence",
    ),
    "round_robin_free": Rule(
        "Round robin assigns, of the hosts who are free, the one whose turn is longest ago.",
        "assumed",
        SILENT,
    ),
}

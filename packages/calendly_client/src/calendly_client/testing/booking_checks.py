"""What is sent to book a meeting through the API, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..models.location_configurations import CONFIGURATIONS
from . import checks, documents
from .checks import Body
from .documents import Document
from .hours import zone_of
from .refusals import Refusal, Refused, malformed

_TITLE: Final = "Invalid Argument"
_SUPPLIED: Final = "The supplied parameters are invalid."
TAKEN: Final = Refusal("slot_taken", 400, _TITLE, _SUPPLIED)
LOCATION: Final = Refusal(
    "wrong_location",
    400,
    _TITLE,
    "Specified location kind is not configured for this event type.",
)
NO_LOCATION: Final = Refusal("no_location", 400, _TITLE, _SUPPLIED)
UNANSWERED: Final = Refusal("unanswered", 400, _TITLE, _SUPPLIED)
_SAID: Final = frozenset({"physical", "outbound_call", "ask_invitee", "custom"})
_SET: Final = frozenset({"physical", "custom"})


def taken() -> Refused:
    """Refuse a time that is not open."""
    detail = {
        "parameter": "event.start_time",
        "message": "That start time has been filled",
        "code": "already_filled",
    }
    return Refused(TAKEN, details=[detail])


def person(body: Body) -> dict[str, Any]:
    """Give the fields of whoever books. Raises `Refused`."""
    said = checks.mapping(body, "invitee")
    if not said:
        raise malformed("invitee", "must be filled")
    name, first = checks.text(said, "name"), checks.text(said, "first_name")
    last = checks.text(said, "last_name")
    if not name and not first:
        raise malformed("invitee.name", "must be filled, or first_name")
    return {
        "email": checks.email(said, "email"),
        "name": name or " ".join(part for part in (first, last) if part),
        "first_name": None if name else first,
        "last_name": None if name else last,
        "timezone": zone_of(checks.filled(said, "timezone"), "invitee.timezone"),
        "text_reminder_number": checks.phone(said, "text_reminder_number"),
    }


def guests(body: Body) -> list[str]:
    """Give the addresses of guests. Raises `Refused`."""
    given = checks.items(body, "event_guests")
    if len(given) > 10:
        raise malformed("event_guests", "must be at most 10")
    return [checks.email({"event_guests": guest}, "event_guests") for guest in given]


def tracking(body: Body) -> Document:
    """Give where the invitee came from. Raises `Refused`."""
    said = checks.mapping(body, "tracking")
    return documents.tracking({key: checks.text(said, key) or "" for key in said if said[key]})


def place(body: Body, offer: Document) -> tuple[Document | None, str | None]:
    """Give the one of an event type's places that was chosen, and what was said of it.

    Raises `Refused`.
    """
    said = checks.mapping(body, "location")
    places: list[Document] = offer["locations"] or []
    if offer["pooling_type"] == "round_robin":
        if said:
            raise _no_such_place(NO_LOCATION, "must not be given for a round robin event type")
        return (places[0] if places else None), None
    if not said:
        if places:
            raise _no_such_place(LOCATION, "is required for this event type")
        return None, None
    kind = checks.member(said, "kind", tuple(CONFIGURATIONS))
    if kind is None:
        raise malformed("location.kind", "must be filled")
    told = checks.filled(said, "location") if kind in _SAID else None
    for config in places:
        if config["kind"] == kind and (kind not in _SET or config.get("location") in {None, told}):
            return config, told
    raise _no_such_place(LOCATION, "is not configured for this event type")


def answers(body: Body, asked: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give the answers, by question. Raises `Refused`."""
    found: dict[str, str] = {}
    questions = {question["name"]: question for question in asked if question["enabled"]}
    for said in checks.mappings(body, "questions_and_answers"):
        question, answer = checks.filled(said, "question"), checks.text(said, "answer") or ""
        if isinstance(said.get("position"), bool) or not isinstance(said.get("position"), int):
            raise malformed("questions_and_answers.position", "must be an integer")
        if question not in questions:
            raise malformed("questions_and_answers.question", "is none of the event type")
        _chosen(questions[question], answer)
        found[question] = answer
    for name, asked_for in questions.items():
        if asked_for["required"] and not found.get(name, "").strip():
            detail = {
                "parameter": "questions_and_answers",
                "message": f"must answer the required question {name}",
            }
            raise Refused(UNANSWERED, details=[detail])
    return found


def _chosen(question: Mapping[str, Any], answer: str) -> None:
    kind, choices = question["type"], question["answer_choices"]
    if kind not in {"single_select", "multi_select"} or question["include_other"] or not answer:
        return
    ticked = answer.split("\n") if kind == "multi_select" else [answer]
    if not set(ticked) <= set(choices):
        raise malformed("questions_and_answers.answer", "must be one of the choices")


def _no_such_place(refusal: Refusal, message: str) -> Refused:
    detail = {
        "parameter": "event.location_configuration.location",
        "message": message,
        "code": "invalid_location_choice",
    }
    return Refused(refusal, details=[detail])

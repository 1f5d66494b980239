"""The JSON that Calendly answers with, as the sandbox keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from typing import Any, Final, TypeAlias

from ..models import Payment

Document: TypeAlias = dict[str, Any]

_TYPES: Final = {"zoom_conference": "zoom", "gotomeeting_conference": "gotomeeting"}
TRACKING: Final = ("utm_campaign", "utm_source", "utm_medium", "utm_content", "utm_term")


def stamp(moment: datetime) -> str:
    """Write a time as Calendly does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Read it back."""
    return datetime.fromisoformat(text)


def user(
    uri: str, name: str, email: str, timezone: str, organization: str, now: datetime
) -> Document:
    """Write a user down."""
    slug = "-".join(name.lower().split())
    return {
        "uri": uri,
        "name": name,
        "slug": slug,
        "email": email,
        "scheduling_url": f"https://calendly.com/{slug}",
        "timezone": timezone,
        "time_notation": "24h",
        "avatar_url": None,
        "created_at": stamp(now - timedelta(days=400)),
        "updated_at": stamp(now - timedelta(days=4)),
        "current_organization": organization,
        "resource_type": "User",
        "locale": "en",
    }


def event_type(
    uri: str,
    name: str,
    owner: Document,
    now: datetime,
    *,
    slug: str,
    questions: Sequence[str | Mapping[str, Any]] = (),
    locations: Sequence[Mapping[str, Any]] = (),
    description: str | None = None,
    **settings: Any,
) -> Document:
    """Write an event type down; ``settings`` are further fields, as they are answered."""
    return {
        "uri": uri,
        "name": name,
        "active": True,
        "admin_managed": False,
        "booking_method": "instant",
        "slug": slug,
        "scheduling_url": f"{owner['scheduling_url']}/{slug}",
        "duration": 30,
        "duration_options": None,
        "kind": "solo",
        "pooling_type": None,
        "type": "StandardEventType",
        "color": "#0069ff",
        "created_at": stamp(now - timedelta(days=90)),
        "updated_at": stamp(now - timedelta(days=9)),
        "deleted_at": None,
        "internal_note": None,
        "is_paid": False,
        **described(description),
        "profile": {"type": "User", "name": owner["name"], "owner": owner["uri"]},
        "secret": False,
        "custom_questions": [_question(asked, place) for place, asked in enumerate(questions)],
        "locations": [dict(location) for location in locations],
        "locale": "en",
        "position": 0,
        "start_time_increment": 30,
        "before_buffer": 0,
        "after_buffer": 0,
        **settings,
    }


def described(text: str | None) -> Document:
    """Write a description down, plain and as HTML."""
    return {
        "description_plain": text,
        "description_html": text and f"<p>{escape(text)}</p>",
    }


def _question(asked: str | Mapping[str, Any], position: int) -> Document:
    said = {"name": asked} if isinstance(asked, str) else asked
    return {
        "type": "string",
        "enabled": True,
        "required": False,
        "answer_choices": [],
        "include_other": False,
        **{key: value for key, value in said.items() if value is not None},
        "position": position,
    }


def event(
    uri: str,
    of: Document,
    hosts: Sequence[Document],
    now: datetime,
    *,
    starts_at: datetime,
    location: Document | None,
    limit: int,
) -> Document:
    """Write a meeting down, before anybody has booked it."""
    ends_at = starts_at + timedelta(minutes=of["duration"])
    return {
        "uri": uri,
        "name": of["name"],
        "meeting_notes_plain": None,
        "meeting_notes_html": None,
        "status": "active",
        "start_time": stamp(starts_at),
        "end_time": stamp(ends_at),
        "event_type": of["uri"],
        "location": location,
        "invitees_counter": {"total": 0, "active": 0, "limit": limit},
        "created_at": stamp(now),
        "updated_at": stamp(now),
        "event_memberships": [
            {
                "user": host["uri"],
                "user_email": host["email"],
                "user_name": host["name"],
                "buffered_start_time": stamp(starts_at - timedelta(minutes=of["before_buffer"])),
                "buffered_end_time": stamp(ends_at + timedelta(minutes=of["after_buffer"])),
            }
            for host in hosts
        ],
        "event_guests": [],
        "calendar_event": {"kind": "google", "external_id": uri.rpartition("/")[2].lower()},
    }


def invitee(uri: str, event_uri: str, now: datetime, **said: Any) -> Document:
    """Write an invitee down; ``said`` is what the invitee told the page."""
    uuid = uri.rpartition("/")[2]
    return {
        "cancel_url": f"https://calendly.com/cancellations/{uuid}",
        "created_at": stamp(now),
        "event": event_uri,
        "first_name": None,
        "invitee_scheduled_by": None,
        "last_name": None,
        "new_invitee": None,
        "no_show": None,
        "old_invitee": None,
        "payment": None,
        "reconfirmation": None,
        "reschedule_url": f"https://calendly.com/reschedulings/{uuid}",
        "rescheduled": False,
        "routing_form_submission": None,
        "scheduling_method": None,
        "status": "active",
        "updated_at": stamp(now),
        "uri": uri,
        **said,
    }


def payment(paid: Payment) -> Document:
    """Write down what an invitee paid; the amount is a number."""
    return {
        "external_id": paid.external_id,
        "provider": paid.provider and str(paid.provider),
        "amount": None if paid.amount is None else float(paid.amount),
        "currency": paid.currency,
        "terms": paid.terms,
        "successful": paid.successful,
    }


def invitee_payload(invitee: Document, event: Document) -> Document:
    """Write down what deliveries tell of an invitee."""
    inside = {key: value for key, value in event.items() if key != "calendar_event"}
    inside["event_memberships"] = [
        {key: value for key, value in membership.items() if key.startswith("user")}
        for membership in event["event_memberships"]
    ]
    return {**invitee, "scheduled_event": inside}


def tracking(utm: Mapping[str, str]) -> Document:
    """Write down where an invitee came from; ``source`` may stand for ``utm_source``."""
    return {
        **{key: utm.get(key, utm.get(key.removeprefix("utm_"))) for key in TRACKING},
        "salesforce_uuid": utm.get("salesforce_uuid"),
    }


def location(
    config: Mapping[str, Any] | None, uuid: str, told: str | None, random: Random
) -> Document | None:
    """Write down where a meeting happens, for an event type's setting."""
    if config is None:
        return None
    kind, number = str(config["kind"]), random.randrange(10**9, 10**10)
    password = f"{random.randrange(10**8):08}"
    link = f"https://{kind.partition('_')[0]}.example.com/{number}"
    pushed = {"status": "pushed", "join_url": link}
    place = config.get("location")
    made: dict[str, Document] = {
        "physical": {"location": place, "additional_info": config.get("additional_info") or ""},
        "outbound_call": {"location": told or "+49 30 5550100"},
        "inbound_call": {
            "location": str(config.get("phone_number") or "+49 30 5550199"),
            "additional_info": config.get("additional_info") or "",
        },
        "custom": {"location": place},
        "ask_invitee": {"location": told or "the usual café"},
        "google_conference": {
            "status": "processing",
            "join_url": f"https://calendly.com/events/{uuid}/google_meet",
        },
        "zoom_conference": {
            **pushed,
            "data": {
                "id": number,
                "settings": {},
                "password": password,
                "extra": None,
            },
        },
        "gotomeeting_conference": {
            **pushed,
            "data": {"uniqueMeetingId": number, "conferenceCallInfo": f"Access code: {number}"},
        },
        "microsoft_teams_conference": {
            **pushed,
            "data": {"id": str(number), "audioConferencing": None},
        },
        "webex_conference": {
            **pushed,
            "data": {
                "id": str(number),
                "telephony": {"callInNumbers": []},
                "password": password,
            },
        },
    }
    return {"type": _TYPES.get(kind, kind), **made[kind]}


def configuration(of: Document, place: Document | None) -> Document | None:
    """Find an event type's setting that a meeting's place was made of."""
    for config in of["locations"] or ():
        if place is not None and _TYPES.get(config["kind"], config["kind"]) == place["type"]:
            found: Document = config
            return found
    return None

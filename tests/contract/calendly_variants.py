"""Answers of our own with each variant of what comes in several: places, payloads, results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .calendly_operations import DOCUMENTS

Row = dict[str, Any]
_AT: Final = "2026-10-05T09:30:00Z"
_JOIN: Final = {"status": "pushed", "join_url": "https://example.org/join"}
_PLACES: Final[tuple[Row, ...]] = (
    {"type": "physical", "location": "Quay 4", "additional_info": "By the red crane"},
    {"type": "outbound_call", "location": "+15005550006"},
    {"type": "inbound_call", "location": "+15005550007", "additional_info": "Ask for Noor"},
    {"type": "custom", "location": "On the ferry"},
    {"type": "ask_invitee", "location": "At my boat"},
    {"type": "google_conference", **_JOIN},
    {
        "type": "zoom",
        **_JOIN,
        "data": {
            "id": 84120,
            "password": "anchor",
            "settings": {
                "global_dial_in_numbers": [
                    {
                        "number": "+15005550008",
                        "country": "SE",
                        "type": "toll",
                        "city": "Malmö",
                        "country_name": "Sweden",
                    }
                ]
            },
            "extra": {"intl_numbers_url": "https://example.org/numbers"},
        },
    },
    {
        "type": "gotomeeting",
        **_JOIN,
        "data": {"uniqueMeetingId": 77310, "conferenceCallInfo": "SE: +15005550009"},
    },
    {
        "type": "microsoft_teams_conference",
        **_JOIN,
        "data": {
            "id": "boat-talk",
            "audioConferencing": {
                "conferenceId": 5121,
                "dialinUrl": "https://example.org/dial",
                "tollNumber": "+15005550010",
            },
        },
    },
    {
        "type": "webex_conference",
        **_JOIN,
        "data": {
            "id": "w-51",
            "password": "anchor",
            "telephony": {
                "callInNumbers": [
                    {"label": "Sweden", "callInNumber": "+15005550011", "tollType": "toll"}
                ]
            },
        },
    },
)
_CONFIGURATIONS: Final = (
    "physical",
    "outbound_call",
    "inbound_call",
    "custom",
    "ask_invitee",
    "google_conference",
    "zoom_conference",
    "gotomeeting_conference",
    "microsoft_teams_conference",
    "webex_conference",
)
_RESULTS: Final[tuple[Row, ...]] = (
    {"type": "event_type", "value": "https://api.calendly.com/event_types/E1"},
    {"type": "external_url", "value": "https://example.org/berths"},
    {"type": "custom_message", "value": {"headline": "Sorry", "body": "The quay is full"}},
)


def variants() -> Iterator[tuple[str, str, tuple[str, ...], Any]]:
    """Give the method, a name, where the variant stands, and the answer of each."""
    for place in _PLACES:
        event = {**DOCUMENTS["ScheduledEvent"], "location": place}
        yield "scheduled_events.get", place["type"], ("resource", "location"), {"resource": event}
    configured = [{"kind": kind, "location": "Quay 4"} for kind in _CONFIGURATIONS]
    event_type = {**DOCUMENTS["EventType"], "locations": configured}
    places = ("resource", "locations")
    yield "event_types.get", "all kinds of places", places, {"resource": event_type}
    for result in _RESULTS:
        submission = {**DOCUMENTS["RoutingFormSubmission"], "result": result}
        content: Row = {"resource": submission}
        yield "routing_form_submissions.get", result["type"], ("resource", "result"), content
    source = {"type": "event_type_invitee_question", "event_type_uri": "e", "question": "Berth?"}
    definition = {**DOCUMENTS["ContactCustomFieldDefinition"], "source": source}
    asked = ("resource", "source")
    yield "contacts.custom_field_definition", "asked", asked, {"resource": definition}
    message = {**DOCUMENTS["OutgoingCommunication"], "type": "sms"}
    sent: Row = {"collection": [message], "pagination": {}, "total_count": 1}
    yield "outgoing_communications.list", "sms", ("collection",), sent
    member = DOCUMENTS["GroupRelationship"]
    invited = {**DOCUMENTS["OrganizationInvitation"], "type": "OrganizationInvitation"}
    content = {"resource": {**member, "owner": invited}}
    yield "group_relationships.get", "invited", ("resource", "owner"), content
    canceled = {**DOCUMENTS["ScheduledEvent"], "cancellation": DOCUMENTS["Cancellation"]}
    off = ("resource", "cancellation")
    yield "scheduled_events.get", "canceled", off, {"resource": canceled}
    for event_name, payload in _payloads():
        content = {"event": event_name, "created_at": _AT, "created_by": "u", "payload": payload}
        yield "sample_webhook_data.get", event_name, ("payload",), content


def _payloads() -> Iterator[tuple[str, Row]]:
    """Give what the webhooks of each kind are about."""
    invitee = {**DOCUMENTS["Invitee"], "scheduled_event": DOCUMENTS["ScheduledEvent"]}
    no_show = {"uri": "https://api.calendly.com/invitee_no_shows/S1", "created_at": _AT}
    yield "invitee.created", invitee
    yield "invitee_no_show.created", {**invitee, "no_show": no_show}
    yield "routing_form_submission.created", DOCUMENTS["RoutingFormSubmission"]
    yield "event_type.updated", DOCUMENTS["EventType"]
    contact = {**DOCUMENTS["Contact"], "creation_source": "booking"}
    yield "contact.created", {"user_uuid": "U1", "contact": contact}
    recap = DOCUMENTS["MeetingRecap"]
    meeting = {**recap, "uri": recap["event"]}
    yield "meeting_recap.created", {"created_at": _AT, "event": meeting, "recap": recap}
    deleted = {"uri": recap["uri"], "deleted_at": _AT}
    yield "meeting_recap.deleted", {"event": {"uri": recap["event"]}, "recap": deleted}

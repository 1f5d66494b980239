"""Each of the fourteen kinds of deliveries is read into what it is about."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import define

from api_client_core.structure import Drift
from api_client_core.testing import Answer, Received, Sandbox, route
from calendly_client import (
    Calendly,
    ContactPayload,
    DeletedContactPayload,
    DeletedMeetingRecapPayload,
    EventTypePayload,
    InvalidArgument,
    InviteePayload,
    MeetingRecapPayload,
    RoutingFormSubmissionPayload,
    UnexpectedReply,
    UnknownPayload,
    UnreadablePayload,
    WebhookDelivery,
    WebhookEvent,
    webhooks,
)
from calendly_client.converter import make
from calendly_client.models.webhook_deliveries import PAYLOADS
from calendly_client.testing import sample_delivery

from .conftest import KEY, Colour

API = "https://api.calendly.com"
MORNING = "2026-10-05T09:30:00.123456Z"
FORM: dict[str, Any] = {
    "uri": f"{API}/routing_form_submissions/S1",
    "routing_form": f"{API}/routing_forms/F1",
    "questions_and_answers": [{"question_uuid": "q1", "question": "Size?", "answer": "12 people"}],
    "tracking": {"utm_source": "newsletter"},
    "result": {"type": "external_url", "value": "https://example.org/thanks"},
    "submitter": None,
    "submitter_type": None,
    "created_at": MORNING,
    "updated_at": MORNING,
}
EVENT_TYPE: dict[str, Any] = {
    "uri": f"{API}/event_types/T1",
    "active": True,
    "kind": "solo",
    "duration": 45,
    "scheduling_url": "https://calendly.com/noor/first-talk",
    "name": "First talk",
    "deleted_at": None,
    "locations": [{"kind": "zoom_conference"}],
}
CONTACT: dict[str, Any] = {
    "uri": f"{API}/contacts/C1",
    "creation_source": "calendly_booking",
    "name": "Ada Okafor",
    "emails": [{"email": "ada@example.org", "is_primary": True}],
    "phone_numbers": [{"phone_number": "+2348000000"}],
    "timezone": "Africa/Lagos",
    "custom_fields": [{"uri": f"{API}/contacts/custom_field_definitions/D1", "value": ["vip"]}],
    "created_at": "2026-10-05T09:30:00Z",
    "updated_at": "2026-10-05T09:30:00Z",
    "next_meeting_date": None,
}
MEETING: dict[str, Any] = {
    "uri": f"{API}/scheduled_events/E1",
    "name": "First talk",
    "start_time": MORNING,
    "end_time": MORNING,
    "location": {"type": "zoom", "join_url": "https://zoom.example/1"},
    "attendees": [{"host": True, "user_email": "noor@example.com", "user_name": "Noor"}],
}
RECAP: dict[str, Any] = {
    "uri": f"{API}/meeting_recaps/R1",
    "transcript": f"{API}/meeting_recaps/R1/transcript",
    "summary_md": "# All agreed",
    "share_link": "https://calendly.com/recaps/R1",
}
GONE = {"uri": f"{API}/x/X1", "deleted_at": MORNING}

OTHERS: dict[str, tuple[dict[str, Any], type[Any], str]] = {
    "routing_form_submission.created": (FORM, RoutingFormSubmissionPayload, "routing_form"),
    "event_type.created": (EVENT_TYPE, EventTypePayload, "duration"),
    "event_type.updated": (EVENT_TYPE, EventTypePayload, "kind"),
    "event_type.deleted": ({**EVENT_TYPE, "deleted_at": MORNING}, EventTypePayload, "uri"),
    "contact.created": ({"user_uuid": "U1", "contact": CONTACT}, ContactPayload, "contact.uri"),
    "contact.updated": ({"user_uuid": "U1", "contact": CONTACT}, ContactPayload, "contact"),
    "contact.deleted": ({"user_uuid": "U1", "contact": GONE}, DeletedContactPayload, "contact.uri"),
    "meeting_recap.created": (
        {"created_at": MORNING, "event": MEETING, "recap": RECAP},
        MeetingRecapPayload,
        "recap.uri",
    ),
    "meeting_recap.updated": ({"event": MEETING, "recap": RECAP}, MeetingRecapPayload, "recap"),
    "meeting_recap.deleted": (
        {"event": {"uri": f"{API}/scheduled_events/E1"}, "recap": GONE},
        DeletedMeetingRecapPayload,
        "recap.uri",
    ),
}
each_kind = pytest.mark.parametrize("kind", OTHERS)


def body_of(kind: str, payload: object) -> bytes:
    envelope = {"event": kind, "created_at": "2026-10-05T09:30:00Z", "payload": payload}
    return json.dumps(envelope).encode()


def delivery_of(kind: str) -> WebhookDelivery:
    return webhooks.parse_unverified(body_of(kind, OTHERS[kind][0]))


def test_all_fourteen_kinds_have_a_model() -> None:
    assert set(PAYLOADS) == set(WebhookEvent)
    assert {str(event) for event in PAYLOADS if PAYLOADS[event] is not InviteePayload} == set(
        OTHERS
    )


@each_kind
def test_a_delivery_is_about_what_its_kind_says(kind: str) -> None:
    payload, model, _ = OTHERS[kind]
    assert type(delivery_of(kind).payload) is model
    without_nulls = json.loads(
        json.dumps(payload), object_hook=lambda d: {k: v for k, v in d.items() if v is not None}
    )
    assert make(strict=True).structure(without_nulls, model) == delivery_of(kind).payload


@each_kind
def test_what_is_essential_and_missing_is_told_by_its_path(kind: str) -> None:
    payload, _, essential = OTHERS[kind]
    broken = json.loads(json.dumps(payload))
    *parents, last = essential.split(".")
    place = broken
    for parent in parents:
        place = place[parent]
    del place[last]
    with pytest.raises(UnreadablePayload, match=rf"^missing @ \$\.payload\.{essential}$"):
        webhooks.parse_unverified(body_of(kind, broken))


@each_kind
@pytest.mark.parametrize("payload", [None, [], "text", 5])
def test_a_payload_that_is_no_object_is_unreadable(kind: str, payload: object) -> None:
    with pytest.raises(UnreadablePayload, match=r"@ \$\.payload"):
        webhooks.parse_unverified(body_of(kind, payload))


@pytest.mark.parametrize("kind", [*OTHERS, "invitee.created", "moon.risen"])
def test_a_delivery_answers_to_one_name_only(kind: str) -> None:
    known = kind in OTHERS
    raw = body_of(kind, OTHERS[kind][0] if known else {"x": 1})
    delivery = (
        sample_delivery(kind) if kind.startswith("invitee") else webhooks.parse_unverified(raw)
    )
    names = (
        "invitee",
        "routing_form_submission",
        "event_type",
        "contact",
        "deleted_contact",
        "meeting_recap",
        "deleted_meeting_recap",
    )
    answering = [name for name in names if getattr(delivery, name) is not None]
    expected = kind.split(".")[0]
    if kind.endswith("deleted") and expected != "event_type":
        expected = f"deleted_{expected}"
    assert answering == ([] if kind == "moon.risen" else [expected])
    assert isinstance(delivery.payload, UnknownPayload) is (kind == "moon.risen")


def test_what_people_look_for_is_at_hand() -> None:
    form = delivery_of("routing_form_submission.created").routing_form_submission
    assert form is not None
    assert form.answer("size?") == "12 people"
    contact = delivery_of("contact.created").contact
    assert contact is not None
    assert (contact.primary_email, contact.creation_source) == (
        "ada@example.org",
        "calendly_booking",
    )
    recap = delivery_of("meeting_recap.created").meeting_recap
    assert recap is not None
    assert recap.event is not None
    assert recap.event.location is not None
    assert recap.event.location.join_url == "https://zoom.example/1"
    gone = delivery_of("contact.deleted").deleted_contact
    assert gone is not None
    assert gone.uri == GONE["uri"]


def test_drift_inside_a_delivery_is_reported_if_somebody_listens() -> None:
    odd = {**EVENT_TYPE, "color": 5, "locations": [{"kind": "zoom_conference"}, "nowhere"]}
    body, seen = body_of("event_type.updated", odd), list[Drift]()
    delivery = webhooks.parse_unverified(body, on_drift=seen.append)
    assert delivery == webhooks.parse_unverified(body)
    assert {(drift.model, drift.field) for drift in seen} == {
        ("EventTypePayload", "color"),
        ("EventTypePayload", "locations"),
    }


def test_a_listener_that_fails_does_not_lose_the_delivery() -> None:
    def fail(drift: Drift) -> None:
        raise LookupError(drift.field)

    odd = body_of("event_type.updated", {**EVENT_TYPE, "color": 5})
    assert webhooks.parse_unverified(odd, on_drift=fail).event_type is not None


# ----------------------------------------------------------------------------------- sample data


@define(eq=False)
class Samples(Sandbox):
    """Gives one body."""

    body: bytes = b""

    @route("GET", "/sample_webhook_data")
    def give(self, request: Received) -> Answer:
        """Answer without a wrapper, as Calendly does."""
        return Answer(200, self.body)


def test_sample_data_is_a_delivery_that_can_be_signed(colour: Colour) -> None:
    body = body_of("contact.deleted", OTHERS["contact.deleted"][0])
    with Samples(body=body) as samples:
        client = colour.client(samples.url, "token")
        delivery = colour.run(
            client.sample_webhook_data.get(
                event="contact.deleted", organization="ORG1", scope="user", user="U1"
            )
        )
        assert dict(samples.journal[0].request.query) == {
            "event": "contact.deleted",
            "organization": f"{API}/organizations/ORG1",
            "scope": "user",
            "user": f"{API}/users/U1",
        }
    assert delivery.raw == body
    assert delivery == webhooks.parse_unverified(body)
    now = datetime.now(UTC)
    assert webhooks.parse(delivery.raw, webhooks.sign(delivery.raw, KEY, now), KEY) == delivery


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event": "contact.deleted"}'])
def test_sample_data_that_is_none_is_an_unexpected_reply(colour: Colour, body: bytes) -> None:
    with Samples(body=body) as samples:
        client = colour.client(samples.url, "token")
        with pytest.raises(UnexpectedReply):
            colour.run(
                client.sample_webhook_data.get(
                    event="contact.deleted", organization="ORG1", scope="organization"
                )
            )


@pytest.mark.parametrize(
    ("event", "scope", "owner"),
    [
        ("routing_form_submission.created", "user", {"user": "U1"}),
        ("routing_form_submission.created", "group", {"group": "G1"}),
        ("meeting_recap.created", "organization", {}),
        ("meeting_recap.updated", "group", {"group": "G1"}),
        ("meeting_recap.deleted", "organization", {}),
    ],
)
def test_events_that_a_scope_never_hears_of_are_refused(
    event: str, scope: str, owner: dict[str, str]
) -> None:
    described, given = Calendly("token").describe, {"organization": "O1", "scope": scope, **owner}
    with pytest.raises(InvalidArgument, match=f"events: {event} takes scope="):
        _ = described.webhook_subscriptions.create(
            url="https://example.com/in", events=["invitee.created", event], **given
        )
    with pytest.raises(InvalidArgument, match=f"event: {event} takes scope="):
        _ = described.sample_webhook_data.get(event=event, **given)


@pytest.mark.parametrize("event", [*WebhookEvent, "something.new"])
def test_every_event_has_a_scope_that_hears_of_it(event: str) -> None:
    described, taken = Calendly("token").describe, list[str]()
    owners: dict[str, dict[str, str]] = {
        "organization": {},
        "user": {"user": "U1"},
        "group": {"group": "G1"},
    }
    for scope, owner in owners.items():
        try:
            _ = described.sample_webhook_data.get(
                event=event, organization="O1", scope=scope, **owner
            )
        except InvalidArgument:
            continue
        taken.append(scope)
    alone = {"routing_form_submission": ["organization"], "meeting_recap": ["user"]}
    assert taken == alone.get(event.split(".")[0], list(owners))

"""Calendly's published samples, and which model each of them is one of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from calendly_client import models

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "calendly" / "official2024"

MODELS: Mapping[str, str] = {
    "locations/": "Location",
    "responses/get-activity-log-entries": "ActivityLogEntry",
    "responses/get-event-type-available-times": "EventTypeAvailableTime",
    "responses/get-event-types": "EventType",
    "responses/get-invitee-no-shows": "InviteeNoShow",
    "responses/get-organization-memberships": "OrganizationMembership",
    "responses/get-organizations-org-uuid-invitations": "OrganizationInvitation",
    "responses/get-organizations-uuid-invitations": "OrganizationInvitation",
    "responses/get-routing-form-submissions": "RoutingFormSubmission",
    "responses/get-routing-forms": "RoutingForm",
    "responses/get-scheduled-events": "ScheduledEvent",
    "responses/get-scheduled-events-event-uuid-invitees": "Invitee",
    "responses/get-scheduled-events-uuid-invitees": "Invitee",
    "responses/get-user-availability-schedules": "AvailabilitySchedule",
    "responses/get-user-busy-times": "UserBusyTime",
    "responses/get-users": "User",
    "responses/get-webhook-subscriptions": "WebhookSubscription",
    "responses/post-invitee-no-shows": "InviteeNoShow",
    "responses/post-organizations-uuid-invitations": "OrganizationInvitation",
    "responses/post-scheduling-links": "SchedulingLink",
    "responses/post-shares": "Share",
    "responses/post-webhook-subscriptions": "WebhookSubscription",
    "schemas/availability-rule": "AvailabilityRule",
    "schemas/availability-schedule": "AvailabilitySchedule",
    "schemas/event-type-available-time": "EventTypeAvailableTime",
    "schemas/event-type-custom-question": "CustomQuestion",
    "schemas/event-type.": "EventType",
    "schemas/event.": "ScheduledEvent",
    "schemas/guest": "EventGuest",
    "schemas/invitee-no-show": "InviteeNoShow",
    "schemas/invitee-question-and-answer": "QuestionAndAnswer",
    "schemas/invitee-tracking": "Tracking",
    "schemas/invitee.": "Invitee",
    "schemas/legacy-calendar-event": "CalendarEvent",
    "schemas/organization-invitation": "OrganizationInvitation",
    "schemas/organization-membership": "OrganizationMembership",
    "schemas/profile": "Profile",
    "schemas/question.": "RoutingFormQuestion",
    "schemas/routing-form-submission": "RoutingFormSubmission",
    "schemas/routing-form.": "RoutingForm",
    "schemas/share": "Share",
    "schemas/submission-custom-message-result": "RoutingResult",
    "schemas/submission-event-type-result": "RoutingResult",
    "schemas/submission-external-url-result": "RoutingResult",
    "schemas/submission-question-and-answer": "RoutingFormAnswer",
    "schemas/submission-result": "RoutingResult",
    "schemas/submission-tracking": "Tracking",
    "schemas/user-busy-time": "UserBusyTime",
    "schemas/user.": "User",
    "schemas/webhook-subscription": "WebhookSubscription",
}
"""By the beginning of a sample's path; the longest decides."""

ELSEWHERE: Mapping[str, str] = {
    "responses/post-data-compliance-deletion": "an empty object: there is nothing to read",
    "schemas/pagination": "no model of its own: a page keeps the next page's token",
}
"""Samples that no model is made of, and why."""


def samples(*starts: str) -> list[Any]:
    """List the samples whose path begins like one of these, or one that says why there is none."""
    names = {path: str(path.relative_to(SAMPLES)) for path in sorted(SAMPLES.rglob("*.json"))}
    found = [pytest.param(path, id=name) for path, name in names.items() if name.startswith(starts)]
    why = pytest.mark.skip("no reference material beside the checkout")
    return found or [pytest.param(Path("none"), marks=why, id=starts[0] if starts else "none")]


def model_of(path: Path) -> Any:
    """Find the model of a sample, which may be a union."""
    name = str(path.relative_to(SAMPLES))
    model = MODELS[max((start for start in MODELS if name.startswith(start)), key=len)]
    return getattr(models, model)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Give what a sample holds one or more of, out of its wrapping."""
    body = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = body.get("collection", [body.get("resource", body)])
    return rows

"""The sandbox's HTTP: one method for each operation, one file for each path."""

from __future__ import annotations

from attrs import define

from .activity_log_entries import ActivityLogEntries
from .contact_lists import ContactListRoutes
from .contacts import ContactRoutes
from .data_compliance import DataCompliance
from .event_type_availability_schedules import EventTypeAvailabilitySchedules
from .event_type_available_times import EventTypeAvailableTimes
from .event_type_memberships import EventTypeMemberships
from .event_types import EventTypes
from .group_relationships import GroupRelationships
from .groups import Groups
from .invitee_no_shows import InviteeNoShows
from .invitees import Invitees
from .locations import Locations
from .meeting_recaps import MeetingRecaps
from .notes import NoteRoutes
from .oauth import OAuth
from .one_off_event_types import OneOffEventTypes
from .organization_memberships import OrganizationMemberships
from .organizations import Organizations
from .outgoing_communications import OutgoingCommunications
from .routing_form_submissions import RoutingFormSubmissions
from .routing_forms import RoutingForms
from .sample_webhook_data import SampleWebhookData
from .scheduled_events import ScheduledEvents
from .scheduling_links import SchedulingLinks
from .shares import Shares
from .teams import Teams
from .user_availability_schedules import UserAvailabilitySchedules
from .user_busy_times import UserBusyTimes
from .user_meeting_limits import UserMeetingLimits
from .users import Users
from .webhook_subscriptions import WebhookSubscriptions


@define(eq=False, slots=False)
class Routes(
    Users,
    EventTypes,
    Shares,
    SchedulingLinks,
    OneOffEventTypes,
    EventTypeMemberships,
    EventTypeAvailableTimes,
    EventTypeAvailabilitySchedules,
    ScheduledEvents,
    InviteeNoShows,
    Invitees,
    WebhookSubscriptions,
    SampleWebhookData,
    OAuth,
    Organizations,
    OrganizationMemberships,
    Teams,
    Groups,
    GroupRelationships,
    UserAvailabilitySchedules,
    UserBusyTimes,
    UserMeetingLimits,
    Locations,
    RoutingForms,
    RoutingFormSubmissions,
    ContactListRoutes,
    NoteRoutes,
    ContactRoutes,
    MeetingRecaps,
    OutgoingCommunications,
    ActivityLogEntries,
    DataCompliance,
):
    """All of them."""

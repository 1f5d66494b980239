"""The resources of the API, by name. Each is imported when it is first used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call
from api_client_core.wire import QueryValue

if TYPE_CHECKING:
    from .resources._anything import Json, Method
    from .resources.activity_log_entries import ActivityLogEntries
    from .resources.contact_lists import ContactLists
    from .resources.contacts import Contacts
    from .resources.data_compliance import DataCompliance
    from .resources.event_type_availability_schedules import EventTypeAvailabilitySchedules
    from .resources.event_type_available_times import EventTypeAvailableTimes
    from .resources.event_type_memberships import EventTypeMemberships
    from .resources.event_types import EventTypes
    from .resources.group_relationships import GroupRelationships
    from .resources.groups import Groups
    from .resources.invitee_no_shows import InviteeNoShows
    from .resources.invitees import Invitees
    from .resources.locations import Locations
    from .resources.meeting_recaps import MeetingRecaps
    from .resources.notes import Notes
    from .resources.one_off_event_types import OneOffEventTypes
    from .resources.organization_memberships import OrganizationMemberships
    from .resources.organizations import Organizations
    from .resources.outgoing_communications import OutgoingCommunications
    from .resources.routing_form_submissions import RoutingFormSubmissions
    from .resources.routing_forms import RoutingForms
    from .resources.sample_webhook_data import SampleWebhookData
    from .resources.scheduled_events import ScheduledEvents
    from .resources.scheduling_links import SchedulingLinks
    from .resources.shares import Shares
    from .resources.teams import Teams
    from .resources.user_availability_schedules import UserAvailabilitySchedules
    from .resources.user_busy_times import UserBusyTimes
    from .resources.user_meeting_limits import UserMeetingLimits
    from .resources.users import Users
    from .resources.webhook_subscriptions import WebhookSubscriptions


class CalendlyApi(Resource[S]):
    """The API's resources."""

    @cached_property
    def activity_log_entries(self) -> ActivityLogEntries[S]:
        """What was done in an organization, and by whom."""
        from .resources.activity_log_entries import ActivityLogEntries

        return ActivityLogEntries(self.sender)

    @cached_property
    def contact_lists(self) -> ContactLists[S]:
        """Lists and views that a user keeps contacts in."""
        from .resources.contact_lists import ContactLists

        return ContactLists(self.sender)

    @cached_property
    def contacts(self) -> Contacts[S]:
        """People whom a user meets."""
        from .resources.contacts import Contacts

        return Contacts(self.sender)

    @cached_property
    def data_compliance(self) -> DataCompliance[S]:
        """Personal data, deleted for good."""
        from .resources.data_compliance import DataCompliance

        return DataCompliance(self.sender)

    @cached_property
    def event_type_availability_schedules(self) -> EventTypeAvailabilitySchedules[S]:
        """The hours that event types go by."""
        from .resources.event_type_availability_schedules import EventTypeAvailabilitySchedules

        return EventTypeAvailabilitySchedules(self.sender)

    @cached_property
    def event_type_available_times(self) -> EventTypeAvailableTimes[S]:
        """Times at which an event type can still be booked."""
        from .resources.event_type_available_times import EventTypeAvailableTimes

        return EventTypeAvailableTimes(self.sender)

    @cached_property
    def event_type_memberships(self) -> EventTypeMemberships[S]:
        """Hosts of event types."""
        from .resources.event_type_memberships import EventTypeMemberships

        return EventTypeMemberships(self.sender)

    @cached_property
    def event_types(self) -> EventTypes[S]:
        """Kinds of meetings that can be booked."""
        from .resources.event_types import EventTypes

        return EventTypes(self.sender)

    @cached_property
    def group_relationships(self) -> GroupRelationships[S]:
        """Who belongs to a group."""
        from .resources.group_relationships import GroupRelationships

        return GroupRelationships(self.sender)

    @cached_property
    def groups(self) -> Groups[S]:
        """Parts of an organization."""
        from .resources.groups import Groups

        return Groups(self.sender)

    @cached_property
    def invitee_no_shows(self) -> InviteeNoShows[S]:
        """Marks that somebody who booked did not come."""
        from .resources.invitee_no_shows import InviteeNoShows

        return InviteeNoShows(self.sender)

    @cached_property
    def invitees(self) -> Invitees[S]:
        """Bookings made for people, without a booking page."""
        from .resources.invitees import Invitees

        return Invitees(self.sender)

    @cached_property
    def locations(self) -> Locations[S]:
        """Where users are set up to meet."""
        from .resources.locations import Locations

        return Locations(self.sender)

    @cached_property
    def meeting_recaps(self) -> MeetingRecaps[S]:
        """What Calendly's notetaker wrote of meetings."""
        from .resources.meeting_recaps import MeetingRecaps

        return MeetingRecaps(self.sender)

    @cached_property
    def notes(self) -> Notes[S]:
        """What the token's user wrote about contacts."""
        from .resources.notes import Notes

        return Notes(self.sender)

    @cached_property
    def one_off_event_types(self) -> OneOffEventTypes[S]:
        """Event types for a single occasion."""
        from .resources.one_off_event_types import OneOffEventTypes

        return OneOffEventTypes(self.sender)

    @cached_property
    def organization_memberships(self) -> OrganizationMemberships[S]:
        """Who belongs to an organization."""
        from .resources.organization_memberships import OrganizationMemberships

        return OrganizationMemberships(self.sender)

    @cached_property
    def organizations(self) -> Organizations[S]:
        """Accounts that people share, and the invitations to join them."""
        from .resources.organizations import Organizations

        return Organizations(self.sender)

    @cached_property
    def outgoing_communications(self) -> OutgoingCommunications[S]:
        """Mails and text messages that Calendly sent."""
        from .resources.outgoing_communications import OutgoingCommunications

        return OutgoingCommunications(self.sender)

    @cached_property
    def routing_form_submissions(self) -> RoutingFormSubmissions[S]:
        """Who filled in a routing form, and where it led them."""
        from .resources.routing_form_submissions import RoutingFormSubmissions

        return RoutingFormSubmissions(self.sender)

    @cached_property
    def routing_forms(self) -> RoutingForms[S]:
        """Questions that lead to the right page."""
        from .resources.routing_forms import RoutingForms

        return RoutingForms(self.sender)

    @cached_property
    def sample_webhook_data(self) -> SampleWebhookData[S]:
        """Deliveries to try a receiver with."""
        from .resources.sample_webhook_data import SampleWebhookData

        return SampleWebhookData(self.sender)

    @cached_property
    def scheduled_events(self) -> ScheduledEvents[S]:
        """Meetings that were booked, and who booked them."""
        from .resources.scheduled_events import ScheduledEvents

        return ScheduledEvents(self.sender)

    @cached_property
    def scheduling_links(self) -> SchedulingLinks[S]:
        """Links that book a meeting once."""
        from .resources.scheduling_links import SchedulingLinks

        return SchedulingLinks(self.sender)

    @cached_property
    def shares(self) -> Shares[S]:
        """Event types that are changed for one invitee."""
        from .resources.shares import Shares

        return Shares(self.sender)

    @cached_property
    def teams(self) -> Teams[S]:
        """People who share a scheduling page."""
        from .resources.teams import Teams

        return Teams(self.sender)

    @cached_property
    def user_availability_schedules(self) -> UserAvailabilitySchedules[S]:
        """Hours that users keep under a name."""
        from .resources.user_availability_schedules import UserAvailabilitySchedules

        return UserAvailabilitySchedules(self.sender)

    @cached_property
    def user_busy_times(self) -> UserBusyTimes[S]:
        """Times at which users are taken."""
        from .resources.user_busy_times import UserBusyTimes

        return UserBusyTimes(self.sender)

    @cached_property
    def user_meeting_limits(self) -> UserMeetingLimits[S]:
        """How many meetings users take."""
        from .resources.user_meeting_limits import UserMeetingLimits

        return UserMeetingLimits(self.sender)

    @cached_property
    def users(self) -> Users[S]:
        """People with a Calendly account."""
        from .resources.users import Users

        return Users(self.sender)

    @cached_property
    def webhook_subscriptions(self) -> WebhookSubscriptions[S]:
        """Addresses that Calendly tells what happens."""
        from .resources.webhook_subscriptions import WebhookSubscriptions

        return WebhookSubscriptions(self.sender)

    @endpoint
    def request(
        self,
        method: Method,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Mapping[str, object] | None = None,
        idempotent: bool | None = None,
    ) -> Call[Json]:
        """Call anything that this release has no method for, with the same errors and retries.

        Args:
            method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
            path: Such as ``/users/me``, not percent-encoded; or the URI of something.
            query: By name; None is left out, a list repeats its key, times become UTC text.
            body: Sent as JSON.
            idempotent: Whether it may be sent twice; by default all but ``POST`` and ``PATCH``.

        Returns:
            The decoded body, of whatever shape; None if there is none.

        Raises:
            InvalidArgument: The path is none of the API's, or something cannot be sent.
        """
        from .resources._anything import any_call

        return any_call(method, path, query, body, idempotent)

    @listing
    def walk(
        self, path: str, *, query: Mapping[str, QueryValue] | None = None
    ) -> Call[Page[Mapping[str, Json]]]:
        """Walk through any list that this release has no method for.

        Args:
            path: Such as ``/groups``; or the URI of a list.
            query: By name, as in `request`.

        Raises:
            InvalidArgument: The path is none of the API's, or something cannot be sent.
        """
        from .resources._anything import any_page

        return any_page(path, query)

"""The resources of the API, by name."""

from __future__ import annotations

from functools import cached_property

from api_client_core.endpoints import Resource, S

from .resources.activity_log_entries import ActivityLogEntries
from .resources.contact_lists import ContactLists
from .resources.contacts import Contacts
from .resources.data_compliance import DataCompliance
from .resources.event_types import EventTypes
from .resources.group_relationships import GroupRelationships
from .resources.groups import Groups
from .resources.meeting_recaps import MeetingRecaps
from .resources.notes import Notes
from .resources.organization_memberships import OrganizationMemberships
from .resources.organizations import Organizations
from .resources.outgoing_communications import OutgoingCommunications
from .resources.routing_form_submissions import RoutingFormSubmissions
from .resources.routing_forms import RoutingForms
from .resources.scheduled_events import ScheduledEvents
from .resources.teams import Teams
from .resources.users import Users
from .resources.webhook_subscriptions import WebhookSubscriptions


class CalendlyApi(Resource[S]):
    """The API's resources."""

    @cached_property
    def activity_log_entries(self) -> ActivityLogEntries[S]:
        """What was done in an organization, and by whom."""
        return ActivityLogEntries(self.sender)

    @cached_property
    def contact_lists(self) -> ContactLists[S]:
        """Lists and views that a user keeps contacts in."""
        return ContactLists(self.sender)

    @cached_property
    def contacts(self) -> Contacts[S]:
        """People whom a user meets."""
        return Contacts(self.sender)

    @cached_property
    def data_compliance(self) -> DataCompliance[S]:
        """Personal data, deleted for good."""
        return DataCompliance(self.sender)

    @cached_property
    def event_types(self) -> EventTypes[S]:
        """Kinds of meetings that can be booked."""
        return EventTypes(self.sender)

    @cached_property
    def group_relationships(self) -> GroupRelationships[S]:
        """Who belongs to a group."""
        return GroupRelationships(self.sender)

    @cached_property
    def groups(self) -> Groups[S]:
        """Parts of an organization."""
        return Groups(self.sender)

    @cached_property
    def meeting_recaps(self) -> MeetingRecaps[S]:
        """What Calendly's notetaker wrote of meetings."""
        return MeetingRecaps(self.sender)

    @cached_property
    def notes(self) -> Notes[S]:
        """What the token's user wrote about contacts."""
        return Notes(self.sender)

    @cached_property
    def organization_memberships(self) -> OrganizationMemberships[S]:
        """Who belongs to an organization."""
        return OrganizationMemberships(self.sender)

    @cached_property
    def organizations(self) -> Organizations[S]:
        """Accounts that people share, and the invitations to join them."""
        return Organizations(self.sender)

    @cached_property
    def outgoing_communications(self) -> OutgoingCommunications[S]:
        """Mails and text messages that Calendly sent."""
        return OutgoingCommunications(self.sender)

    @cached_property
    def routing_form_submissions(self) -> RoutingFormSubmissions[S]:
        """Who filled in a routing form, and where it led them."""
        return RoutingFormSubmissions(self.sender)

    @cached_property
    def routing_forms(self) -> RoutingForms[S]:
        """Questions that lead to the right page."""
        return RoutingForms(self.sender)

    @cached_property
    def scheduled_events(self) -> ScheduledEvents[S]:
        """Meetings that were booked, and who booked them."""
        return ScheduledEvents(self.sender)

    @cached_property
    def teams(self) -> Teams[S]:
        """People who share a scheduling page."""
        return Teams(self.sender)

    @cached_property
    def users(self) -> Users[S]:
        """People with a Calendly account."""
        return Users(self.sender)

    @cached_property
    def webhook_subscriptions(self) -> WebhookSubscriptions[S]:
        """Addresses that Calendly tells what happens."""
        return WebhookSubscriptions(self.sender)

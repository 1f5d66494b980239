"""The resources of the API, by name."""

from __future__ import annotations

from functools import cached_property

from api_client_core.endpoints import Resource, S

from .resources.event_types import EventTypes
from .resources.scheduled_events import ScheduledEvents
from .resources.users import Users
from .resources.webhook_subscriptions import WebhookSubscriptions


class CalendlyApi(Resource[S]):
    """The API's resources."""

    @cached_property
    def users(self) -> Users[S]:
        """People with a Calendly account."""
        return Users(self.sender)

    @cached_property
    def event_types(self) -> EventTypes[S]:
        """Kinds of meetings that can be booked."""
        return EventTypes(self.sender)

    @cached_property
    def scheduled_events(self) -> ScheduledEvents[S]:
        """Meetings that were booked, and who booked them."""
        return ScheduledEvents(self.sender)

    @cached_property
    def webhook_subscriptions(self) -> WebhookSubscriptions[S]:
        """Addresses that Calendly tells what happens."""
        return WebhookSubscriptions(self.sender)

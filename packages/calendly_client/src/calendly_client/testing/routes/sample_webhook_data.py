"""``/sample_webhook_data``."""

from __future__ import annotations

from abc import ABC, abstractmethod

from api_client_core.testing import Answer, Received, route

from ...models import WebhookEvent
from ..access import Caller, needs
from ..paging import Query
from ..refusals import malformed
from ..subscribing import checked_scope
from .subscription_base import SubscriptionBase


class SampleWebhookData(SubscriptionBase, ABC):
    """What deliveries look like."""

    @route("GET", "/sample_webhook_data")
    @needs("webhooks:read")
    def get_sample_webhook_data(self, caller: Caller, request: Received) -> Answer:
        """Make up a delivery, bare and unsigned."""
        query = Query.of(request)
        event = query.get("event")
        if event is None or not WebhookEvent(event).is_known:
            raise malformed("event", "must be a known event")
        given = {name: query.get(name) for name in self.owners}
        scope = checked_scope(given, [event])
        self.may_subscribe(caller, scope, given[scope] or "", given["organization"] or "")
        return Answer.json(self.sample(event))

    @abstractmethod
    def sample(self, event: str) -> object:
        """Make up what a delivery would hold."""

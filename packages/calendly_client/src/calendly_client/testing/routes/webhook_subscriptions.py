"""``/webhook_subscriptions``."""

from __future__ import annotations

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import refusals
from ..access import Caller, needs
from ..paging import Query
from ..refusals import Refused, malformed
from ..subscribing import subscription
from .base import Base, body_of, found, one


class WebhookSubscriptions(Base):
    """Addresses that are told what happens."""

    @route("GET", "/webhook_subscriptions")
    @needs("webhooks:read")
    def list_webhook_subscriptions(self, caller: Caller, request: Received) -> Answer:
        """List the subscriptions of one scope."""
        query = Query.of(request)
        organization = query.uri("organization", "organizations")
        scope, user = query.get("scope"), query.uri("user", "users")
        if organization is None or scope not in {"organization", "user", "group"}:
            raise malformed("scope", "organization and scope must be given")
        self.may_subscribe(caller, scope, user, organization)
        rows = [
            document
            for document in self.post.subscriptions.values()
            if document["scope"] == scope and user in {None, document["user"]}
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/webhook_subscriptions/{uuid}")
    @needs("webhooks:read")
    def get_webhook_subscription(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a subscription."""
        return one(found(self.post.subscriptions, f"{HOST}/webhook_subscriptions/{uuid}"))

    @route("POST", "/webhook_subscriptions")
    @needs("webhooks:write")
    def create_webhook_subscription(self, caller: Caller, request: Received) -> Answer:
        """Subscribe a URL."""
        body = body_of(request)
        document = subscription(
            body, self.world.uri("webhook_subscriptions"), caller.user, self.world.now()
        )
        scope, user = document["scope"], document["user"]
        self.may_subscribe(caller, scope, user, document["organization"])
        if any(
            old["callback_url"] == document["callback_url"]
            for old in self.post.subscriptions.values()
        ):
            raise Refused(refusals.UNIQUE_URL)
        self.post.subscriptions[document["uri"]] = document
        if body.get("signing_key"):
            self.post.keys[document["uri"]] = body["signing_key"]
        return one(document, 201)

    @route("DELETE", "/webhook_subscriptions/{uuid}")
    @needs("webhooks:write")
    def delete_webhook_subscription(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Remove a subscription."""
        uri = f"{HOST}/webhook_subscriptions/{uuid}"
        found(self.post.subscriptions, uri)
        del self.post.subscriptions[uri]
        self.post.keys.pop(uri, None)
        return Answer(204)

    def may_subscribe(
        self, caller: Caller, scope: str, user: str | None, organization: str
    ) -> None:
        """Refuse whoever may not hear of a scope."""
        allowed = self.world.is_admin(caller.user) or (scope == "user" and user == caller.user)
        known = organization == self.world.organization and (user in {None, *self.world.users})
        if not (allowed and known):
            raise Refused(refusals.ORGANIZATION_SCOPE)

"""``/webhook_subscriptions``."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Received, route

from ...ids import HOST
from .. import refusals
from ..access import Caller, needs
from ..documents import Document
from ..paging import Query
from ..plans import UPGRADE
from ..refusals import Refusal, Refused
from ..subscribing import checked_scope, features, read_scopes, subscription
from .base import body_of, found, one
from .subscription_base import SubscriptionBase

UNAUTHORIZED: Final = Refusal("others_hooks", 403, "Permission Denied", "Unauthorized")


class WebhookSubscriptions(SubscriptionBase):
    """Addresses that are told what happens."""

    @route("GET", "/webhook_subscriptions")
    @needs("webhooks:read")
    def list_webhook_subscriptions(self, caller: Caller, request: Received) -> Answer:
        """List the subscriptions of one scope."""
        query = Query.of(request)
        scope = checked_scope({name: query.get(name) for name in self.owners}, ())
        owner = query.get(scope) or ""
        organization = query.get("organization") or ""
        if scope == "user" and organization == self.world.organization:
            self.may_look(caller, owner)
        self.may_subscribe(caller, scope, owner, organization)
        rows = [
            document
            for document in self.post.subscriptions.values()
            if document["scope"] == scope and document[scope] == owner
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/webhook_subscriptions/{uuid}")
    @needs("webhooks:read")
    def get_webhook_subscription(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a subscription."""
        return one(self.kept(caller, uuid))

    @route("POST", "/webhook_subscriptions")
    @needs("webhooks:write", feature="webhooks")
    def create_webhook_subscription(self, caller: Caller, request: Received) -> Answer:
        """Subscribe a URL."""
        body, now = body_of(request), self.world.now()
        document = subscription(body, self.world.uri("webhook_subscriptions"), caller.user, now)
        caller.must_have("webhooks:write", *read_scopes(document["events"]))
        for feature in features(document["events"]):
            if not self.has(feature):
                raise Refused(UPGRADE[feature])
        scope = document["scope"]
        self.may_subscribe(caller, scope, document[scope], document["organization"])
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
        del self.post.subscriptions[self.kept(caller, uuid)["uri"]]  # what is held needs its key
        return Answer(204)

    def may_look(self, caller: Caller, user: str) -> None:
        """Refuse, in the words of this list, whoever may not see a user's subscriptions."""
        own = user == caller.user or self.world.is_admin(caller.user)
        if not own or user not in self.world.users:
            raise Refused(UNAUTHORIZED)

    def kept(self, caller: Caller, uuid: str) -> Document:
        """Find a subscription that the caller may see. Raises `Refused`."""
        document = found(self.post.subscriptions, f"{HOST}/webhook_subscriptions/{uuid}")
        scope = document["scope"]
        self.may_subscribe(caller, scope, document[scope], document["organization"])
        return document

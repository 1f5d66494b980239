"""The sandbox's HTTP: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from attrs import define, field

from api_client_core.testing import Answer, Received, Sandbox, route

from ..ids import HOST
from . import refusals
from .access import Caller, Doorman, needs
from .deliveries import Post
from .documents import Document, moment_of
from .paging import Query
from .refusals import Refused, malformed
from .subscribing import subscription
from .world import World, has_begun, hosts_of


@define(eq=False)
class Routes(Sandbox):
    """Answers as Calendly does, from what the world holds."""

    world: World = field(init=False, repr=False)
    post: Post = field(init=False, repr=False)
    doorman: Doorman = field(init=False, repr=False)

    @route("GET", "/users/{uuid}")
    @needs("users:read")
    def get_user(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a user."""
        uri = caller.user if uuid == "me" else f"{HOST}/users/{uuid}"
        return _one(_found(self.world.users, uri))

    @route("GET", "/event_types")
    @needs("event_types:read")
    def list_event_types(self, caller: Caller, request: Received) -> Answer:
        """List event types."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        if user is None and organization is None:
            raise malformed("user", "either user or organization must be given")
        self._mine(user, organization)
        active, managed = query.flag("active"), query.flag("admin_managed")
        rows = [
            event_type
            for uri, event_type in self.world.event_types.items()
            if event_type["deleted_at"] is None
            and (user is None or user in self.world.hosts[uri])
            and active in {None, event_type["active"]}
            and managed in {None, event_type["admin_managed"]}
        ]
        fields = ("name", "position", "created_at", "updated_at")
        return query.page(request.path, query.ordered(rows, "name:asc", *fields))

    @route("GET", "/event_types/{uuid}")
    @needs("event_types:read")
    def get_event_type(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show an event type."""
        return _one(_found(self.world.event_types, f"{HOST}/event_types/{uuid}"))

    @route("GET", "/scheduled_events")
    @needs("scheduled_events:read")
    def list_scheduled_events(self, caller: Caller, request: Received) -> Answer:
        """List meetings."""
        query = Query.of(request)
        user, organization = query.uri("user", "users"), query.uri("organization", "organizations")
        group = query.uri("group", "groups")
        self._mine(user, organization)
        if user is None and organization is None and group is None:
            raise malformed("user", "one of user, organization and group must be given")
        if organization is None and user not in {None, caller.user}:
            raise Refused(refusals.OWN_EVENTS)
        if user != caller.user and not self.world.is_admin(caller.user):
            raise Refused(refusals.ORGANIZATION_EVENTS)
        status, email = query.one_of("status", "active", "canceled"), query.get("invitee_email")
        earliest, latest = _time(query, "min_start_time"), _time(query, "max_start_time")
        rows = [
            event
            for event in self.world.events.values()
            if group is None
            and (user is None or user in hosts_of(event))
            and status in {None, event["status"]}
            and (email is None or self._booked_by(email, event))
            and (earliest is None or moment_of(event["start_time"]) >= earliest)
            and (latest is None or moment_of(event["start_time"]) <= latest)
        ]
        return query.page(request.path, query.ordered(rows, "start_time:asc", "start_time"))

    @route("GET", "/scheduled_events/{uuid}")
    @needs("scheduled_events:read")
    def get_scheduled_event(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Show a meeting."""
        return _one(self._event(caller, uuid))

    @route("GET", "/scheduled_events/{uuid}/invitees")
    @needs("scheduled_events:read")
    def list_invitees(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """List a meeting's invitees."""
        event, query = self._event(caller, uuid), Query.of(request)
        email = query.get("email")
        rows = [
            invitee
            for invitee in self.world.of_event(
                event["uri"], query.one_of("status", "active", "canceled")
            )
            if email is None or invitee["email"].casefold() == email.casefold()
        ]
        return query.page(request.path, query.ordered(rows, "created_at:asc", "created_at"))

    @route("GET", "/scheduled_events/{uuid}/invitees/{invitee}")
    @needs("scheduled_events:read")
    def get_invitee(self, caller: Caller, request: Received, uuid: str, invitee: str) -> Answer:
        """Show an invitee."""
        event = self._event(caller, uuid)
        return _one(_found(self.world.invitees, f"{event['uri']}/invitees/{invitee}"))

    @route("POST", "/scheduled_events/{uuid}/cancellation")
    @needs("scheduled_events:write")
    def cancel_event(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Call a meeting off."""
        event = _found(self.world.events, f"{HOST}/scheduled_events/{uuid}")
        reason = _body(request).get("reason")
        if not self.world.may_see(caller.user, event):
            raise Refused(refusals.CANCEL_OTHERS)
        if event["status"] == "canceled":
            raise Refused(refusals.CANCELED_TWICE)
        if has_begun(event, self.world.now()):
            raise Refused(refusals.CANCEL_PAST)
        if reason is not None and not (isinstance(reason, str) and len(reason) <= 10_000):
            raise malformed("reason", "must be a text of at most 10000 characters")
        name = self.world.users[caller.user]["name"]
        return _one(self.world.cancel_event(event, name, reason), 201)

    @route("GET", "/webhook_subscriptions")
    @needs("webhooks:read")
    def list_webhook_subscriptions(self, caller: Caller, request: Received) -> Answer:
        """List the subscriptions of one scope."""
        query = Query.of(request)
        organization = query.uri("organization", "organizations")
        scope, user = query.get("scope"), query.uri("user", "users")
        if organization is None or scope not in {"organization", "user", "group"}:
            raise malformed("scope", "organization and scope must be given")
        self._may_subscribe(caller, scope, user, organization)
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
        return _one(_found(self.post.subscriptions, f"{HOST}/webhook_subscriptions/{uuid}"))

    @route("POST", "/webhook_subscriptions")
    @needs("webhooks:write")
    def create_webhook_subscription(self, caller: Caller, request: Received) -> Answer:
        """Subscribe a URL."""
        body = _body(request)
        document = subscription(
            body, self.world.uri("webhook_subscriptions"), caller.user, self.world.now()
        )
        scope, user = document["scope"], document["user"]
        self._may_subscribe(caller, scope, user, document["organization"])
        if any(
            old["callback_url"] == document["callback_url"]
            for old in self.post.subscriptions.values()
        ):
            raise Refused(refusals.UNIQUE_URL)
        self.post.subscriptions[document["uri"]] = document
        if body.get("signing_key"):
            self.post.keys[document["uri"]] = body["signing_key"]
        return _one(document, 201)

    @route("DELETE", "/webhook_subscriptions/{uuid}")
    @needs("webhooks:write")
    def delete_webhook_subscription(self, caller: Caller, request: Received, uuid: str) -> Answer:
        """Remove a subscription."""
        uri = f"{HOST}/webhook_subscriptions/{uuid}"
        _found(self.post.subscriptions, uri)
        del self.post.subscriptions[uri]
        self.post.keys.pop(uri, None)
        return Answer(204)

    def _event(self, caller: Caller, uuid: str) -> Document:
        event = _found(self.world.events, f"{HOST}/scheduled_events/{uuid}")
        if not self.world.may_see(caller.user, event):
            raise Refused(refusals.SEE_EVENT)
        return event

    def _mine(self, user: str | None, organization: str | None) -> None:
        if user is not None and user not in self.world.users:
            raise Refused(refusals.STRANGER)
        if organization not in {None, self.world.organization}:
            raise Refused(refusals.ORGANIZATION_EVENTS)

    def _may_subscribe(
        self, caller: Caller, scope: str, user: str | None, organization: str
    ) -> None:
        allowed = self.world.is_admin(caller.user) or (scope == "user" and user == caller.user)
        known = organization == self.world.organization and (user in {None, *self.world.users})
        if not (allowed and known):
            raise Refused(refusals.ORGANIZATION_SCOPE)

    def _booked_by(self, email: str, event: Document) -> bool:
        invitees = self.world.of_event(event["uri"])
        return any(invitee["email"].casefold() == email.casefold() for invitee in invitees)


def _one(document: Document, status: int = 200) -> Answer:
    return Answer.json({"resource": document}, status)


def _found(documents: Mapping[str, Document], uri: str) -> Document:
    if uri not in documents:
        raise Refused(refusals.NOT_FOUND)
    return documents[uri]


def _body(request: Received) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        body = "not JSON"
    if body is not None and not isinstance(body, dict):
        raise malformed("body", "must be a JSON object")
    return cast("dict[str, Any]", body or {})


def _time(query: Query, name: str) -> datetime | None:
    text = query.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise malformed(name, "must be a UTC time")
    return moment

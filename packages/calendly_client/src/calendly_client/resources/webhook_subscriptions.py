"""``/webhook_subscriptions``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.secrets import Secret
from api_client_core.steps import Call
from api_client_core.wire import UNSET, QueryValue, Unset

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import WebhookEvent, WebhookScope, WebhookSubscription
from ._verbs import DELETE, GET, POST, paging, whose

_ABSOLUTE: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


class WebhookSubscriptions(Resource[S]):
    """Addresses that Calendly tells what happens. They cannot be changed: delete, and create anew.

    See https://developer.calendly.com/api-docs/calendly-api/webhooks
    """

    @listing
    def list(
        self,
        *,
        organization: str,
        scope: WebhookScope | str,
        user: str | None = None,
        group: str | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[WebhookSubscription]]:
        """Walk through the subscriptions of one scope.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks/list-webhook-subscriptions

        Args:
            organization: Whose: a URI, or its last segment.
            scope: ``organization``, ``user`` or ``group``.
            user: The user, for the user scope.
            group: The group, for the group scope.
            sort: ``created_at:asc`` or ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: The scope and its owner do not fit, ``count`` is out of range, or an id
                is empty or of something else.
            PermissionDenied: The organization scope takes an administrator.
        """
        owner = _owner(organization, scope, user, group)
        query = {**owner, **paging(sort, count, page_token)}
        return GET("webhook_subscriptions", query=query, returns=PageOf(WebhookSubscription))

    @endpoint
    def get(self, subscription: str) -> Call[WebhookSubscription]:
        """Fetch one subscription, to see whether it is still served.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks/get-webhook-subscription

        Args:
            subscription: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such subscription.
        """
        uuid = uuid_of(subscription, "subscription", "webhook_subscriptions")
        return GET("webhook_subscriptions", uuid, returns=One(WebhookSubscription))

    @endpoint
    def create(
        self,
        *,
        url: str,
        events: Sequence[WebhookEvent | str],
        organization: str,
        scope: WebhookScope | str,
        user: str | None = None,
        group: str | None = None,
        signing_key: str | Secret | None = None,
    ) -> Call[WebhookSubscription]:
        """Subscribe an address to what happens.

        ``routing_form_submission.created`` takes the organization scope, ``meeting_recap.*`` the
        user scope: subscribe apart to events of different scopes.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks/create-webhook-subscription

        Args:
            url: Where deliveries go. One subscription per URL.
            events: What to hear of, such as ``["invitee.created", "invitee.canceled"]``.
            organization: Whose: a URI, or its last segment.
            scope: ``organization`` (takes an administrator), ``user`` or ``group``.
            user: The user, for the user scope.
            group: The group, for the group scope.
            signing_key: What deliveries are signed with, for `webhooks.parse`. Make one with
                ``secrets.token_urlsafe()``. Without it, deliveries are not signed.

        Raises:
            InvalidArgument: The URL is not one, no event is named, the scope and its owner do not
                fit, the key is empty, or an id is empty or of something else.
            Conflict: The URL has a subscription already.
            PermissionDenied: The organization scope takes an administrator.
            PlanRequired: The account's plan has no webhooks.
            AmbiguousDelivery: The reply was lost: list the subscriptions before trying again.
        """
        body = {
            "url": _absolute(url),
            "events": _several(events),
            **_owner(organization, scope, user, group),
            "signing_key": _key(signing_key),
        }
        return POST("webhook_subscriptions", body=body, returns=One(WebhookSubscription))

    @endpoint
    def delete(self, subscription: str) -> Call[None]:
        """Stop deliveries to an address, for good.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks/delete-webhook-subscription

        Args:
            subscription: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such subscription; after a lost reply, this call may have
                deleted it.
        """
        uuid = uuid_of(subscription, "subscription", "webhook_subscriptions")
        return DELETE("webhook_subscriptions", uuid)


def _owner(
    organization: str, scope: WebhookScope | str, user: str | None, group: str | None
) -> dict[str, QueryValue]:
    """Check that a scope and its owner fit together."""
    given = {"user": user, "group": group}
    for name, value in given.items():
        if str(scope) == name and value is None:
            raise InvalidArgument(name, f"is missing: the scope {name} needs {name}=...")
        if value is not None and str(scope) != name and WebhookScope(str(scope)).is_known:
            raise InvalidArgument(name, f"goes with scope={name!r}, not with {str(scope)!r}")
    return {**whose(organization=organization), "scope": str(scope), **whose(**given)}


def _absolute(url: str) -> str:
    if not _ABSOLUTE.fullmatch(url):
        raise InvalidArgument("url", "must be an absolute URL, such as https://example.com/in")
    return url


def _several(events: Sequence[WebhookEvent | str]) -> tuple[WebhookEvent | str, ...]:
    if isinstance(events, str) or not events:
        raise InvalidArgument("events", 'must be a list, such as ["invitee.created"]')
    return tuple(events)


def _key(signing_key: str | Secret | None) -> str | Unset:
    if signing_key is None:
        return UNSET
    if not (key := Secret(signing_key).reveal()):
        raise InvalidArgument("signing_key", "is empty: leave it out, or pass a secret text")
    return key

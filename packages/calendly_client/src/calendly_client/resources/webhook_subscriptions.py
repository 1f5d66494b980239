"""``/webhook_subscriptions``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint, listing, operation
from api_client_core.pages import Page, every
from api_client_core.secrets import Secret
from api_client_core.senders import Describing
from api_client_core.steps import Call, off
from api_client_core.wire import UNSET, Unset

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uuid_of
from ..models import (
    Ensured,
    SubscriptionHealth,
    WebhookEvent,
    WebhookScope,
    WebhookSubscription,
)
from ._ensuring import Ensuring
from ._revisions import Wish, fingerprint, is_about, revisable
from ._scopes import fitting, owner
from ._verbs import DELETE, GET, POST, paging

_ABSOLUTE: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


class WebhookSubscriptions(Resource[S]):
    """Addresses that Calendly tells what happens. They cannot be changed, only made anew.

    `ensure` does that, without losing deliveries; `health` and `health_of` tell when it is time to.

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
        query = {**owner(organization, scope, user, group), **paging(sort, count, page_token)}
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
            InvalidArgument: The URL is not one, no event is named, the scope cannot hear of an
                event or does not fit its owner, the key is empty, or an id is empty or of
                something else.
            HookExists: The URL has a subscription already.
            PermissionDenied: The organization scope takes an administrator.
            PlanRequired: The account's plan has no webhooks.
            AmbiguousDelivery: The reply was lost: look before trying again, as `ensure` does.
        """
        body = {
            "url": _absolute(url),
            "events": fitting(events, scope),
            **owner(organization, scope, user, group),
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

    @operation
    async def ensure(
        self: WebhookSubscriptions[Describing],
        url: str,
        *,
        events: Sequence[WebhookEvent | str],
        organization: str,
        scope: WebhookScope | str,
        user: str | None = None,
        group: str | None = None,
        signing_key: str | Secret | None = None,
        fixed_url: bool = False,
        parameter: str = "revision",
        renew: bool = False,
    ) -> Ensured:
        """See to it that an address has one live subscription, as told here. Run it at each start.

        Subscriptions can be neither changed nor switched on again, and a URL takes one only. So one
        that is disabled, or hears of other events, or is signed with another key, is replaced by a
        new *revision*: the callback URL gets ``?revision=2-<fingerprint>``, and the old one goes
        after the new one is there. Meanwhile both deliver, each with its key: take both keys, and
        expect repetitions. The fingerprint is of the key; it shows that a key has changed, and is
        hard to turn back: make keys with ``secrets.token_urlsafe()``.

        Whatever is interrupted is completed by the next run. Of several processes that want
        different things at once, the last one to subscribe wins, and others are told.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks

        Args:
            url: Where deliveries go, without a revision.
            events: As in `create`.
            organization: As in `create`. Subscriptions of other organizations, scopes, users and
                groups are left alone, whatever their URL.
            scope: As in `create`.
            user: As in `create`.
            group: As in `create`.
            signing_key: As in `create`; the key of subscriptions that an OAuth app makes is the
                app's own, so leave it out there.
            fixed_url: Deliver to this very URL. Then the old subscription is deleted before the new
                one is made, and `Ensured.gap` says when nobody was subscribed; and a new key goes
                unnoticed, unless you say ``renew``.
            parameter: What the query parameter of revisions is called.
            renew: Replace it even if it is as it should be, such as for a new key at a fixed URL.

        Returns:
            The subscription, what was replaced, and, if deliveries may be missing, since when: also
            if the one that was replaced had failed, for what it still had to try again goes with
            it. That is assumed, as is that what it was just sending arrives.

        Raises:
            SubscriptionContested: Another process made a later one, that differs.
            HookExists: A subscription that is not of this scope and owner has the URL.
            InvalidArgument: As in `create`; or the URL has the parameter already.
            CallFailed: As in `create`. With a fixed URL, its notes tell if nobody is subscribed.
        """
        make = partial(
            self.create,
            events=events,
            organization=organization,
            scope=scope,
            user=user,
            group=group,
            signing_key=signing_key,
        )
        _ = make(url=url)  # checks all arguments
        whom = owner(organization, scope, user, group)
        mark: str | None = None
        if not fixed_url:
            revisable(url, parameter)
            mark = await off(partial(fingerprint, signing_key, url, whom))
        wish = Wish(
            url=url,
            events=frozenset(fitting(events, scope)),
            parameter=parameter,
            fingerprint=mark,
        )
        listed = self.list(organization=organization, scope=scope, user=user, group=group)
        return await Ensuring(wish, listed, make, self.delete, renew).run()

    @operation
    async def health(
        self: WebhookSubscriptions[Describing],
        *,
        organization: str,
        scope: WebhookScope | str,
        user: str | None = None,
        group: str | None = None,
        url: str | None = None,
        parameter: str = "revision",
    ) -> tuple[SubscriptionHealth, ...]:
        """Tell how subscriptions fare: working, failing and since when, or disabled; and the cure.

        Args:
            organization: Whose: a URI, or its last segment.
            scope: ``organization``, ``user`` or ``group``.
            user: The user, for the user scope.
            group: The group, for the group scope.
            url: Only those of this address, in all revisions. None at all means that nobody is
                subscribed.
            parameter: What the query parameter of revisions is called.

        Raises:
            InvalidArgument: As in `list`.
            PermissionDenied: As in `list`.
        """
        listed = self.list(organization=organization, scope=scope, user=user, group=group)
        return tuple(
            SubscriptionHealth(subscription=subscription)
            for subscription in await every(listed)
            if url is None or is_about(subscription, url, parameter)
        )

    @operation
    async def health_of(
        self: WebhookSubscriptions[Describing], subscription: str
    ) -> SubscriptionHealth:
        """Tell how one subscription fares, such as ``ensured.subscription.uri``; and the cure.

        Args:
            subscription: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such subscription, any more: another may have taken its place.
        """
        return SubscriptionHealth(subscription=await self.get(subscription))


def _absolute(url: str) -> str:
    if not _ABSOLUTE.fullmatch(url):
        raise InvalidArgument("url", "must be an absolute URL, such as https://example.com/in")
    return url


def _key(signing_key: str | Secret | None) -> str | Unset:
    if signing_key is None:
        return UNSET
    if not (key := Secret(signing_key).reveal()):
        raise InvalidArgument("signing_key", "is empty: leave it out, or pass a secret text")
    return key

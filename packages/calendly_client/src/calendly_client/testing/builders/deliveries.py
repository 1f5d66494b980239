"""Subscriptions, and what is delivered to them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal

from ...errors import InvalidArgument
from ...models import Group, User, WebhookEvent, WebhookScope, WebhookSubscription
from ...models.webhook_deliveries import INVITEE_EVENTS
from ..refusals import Refused
from ..retries import Delivery
from ..subscribing import all_events, subscription
from .base import BuilderBase, uri_of_user


class Deliveries(BuilderBase):
    """Subscribes receivers, and delivers to them."""

    @property
    def subscriptions(self) -> tuple[WebhookSubscription, ...]:
        """Who is told what happens."""
        return self._all(self.post.subscriptions, WebhookSubscription)

    def subscribe(
        self,
        url: str,
        *,
        events: Sequence[WebhookEvent | str] | Literal["all"] = tuple(sorted(INVITEE_EVENTS)),
        scope: WebhookScope | str = "organization",
        user: User | str | None = None,
        group: Group | str | None = None,
        signing_key: str | None = None,
    ) -> WebhookSubscription:
        """Have a URL told what happens, as the owner would.

        Args:
            url: Where deliveries go.
            events: What to tell; by default all that happens to invitees. ``all``: whatever the
                scope may hear of.
            scope: ``organization``, ``user`` or ``group``.
            user: Whose, for the user scope.
            group: Whose, for the group scope.
            signing_key: What deliveries are signed with.

        Raises:
            InvalidArgument: The URL has a subscription already, or something is not well formed.
        """
        body = {
            "url": url,
            "events": all_events(str(scope)) if events == "all" else [str(e) for e in events],
            "scope": str(scope),
            "organization": self.world.organization,
            "user": None if user is None else uri_of_user(user),
            "group": group.uri if isinstance(group, Group) else group,
        }
        with self.lock:
            if url in {old["callback_url"] for old in self.post.subscriptions.values()}:
                raise InvalidArgument("url", "has a subscription already")
            uri = self.world.uri("webhook_subscriptions")
            try:
                document = subscription(body, uri, next(iter(self.world.users)), self.world.now())
            except Refused as refused:
                wrong = refused.details[0]
                raise InvalidArgument(wrong["parameter"], wrong["message"]) from None
            self.post.subscriptions[uri] = document
            if signing_key:
                self.post.keys[uri] = signing_key
            return self._read(document, WebhookSubscription)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All attempts to deliver so far, and how they went."""
        with self.lock:
            return tuple(self.post.journal)

    @property
    def held(self) -> tuple[Delivery, ...]:
        """What waits for `flush`."""
        with self.lock:
            return tuple(self.post.outbox)

    def flush(self) -> tuple[Delivery, ...]:
        """Send what is held, and wait for what the background thread is sending."""
        return self.post.flush()

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Send a delivery once more, as Calendly does when it got no 2xx: the same bytes.

        Args:
            delivery: One of `deliveries`, or of `held`.
        """
        return self.post.send(delivery)

    @property
    def retries(self) -> tuple[Delivery, ...]:
        """What failed and will be tried again as the clock moves: see `advance` and `tick`."""
        with self.lock:
            return self.post.ladder.waiting

    def duplicate(self, delivery: Delivery | None = None) -> None:
        """Deliver something twice, as Calendly may: the second one is held, if deliveries are.

        Args:
            delivery: One of `held`, or of `deliveries`; by default the newest.
        """
        with self.lock:
            known = [*self.post.journal, *self.post.outbox]
            if delivery is None and not known:
                raise InvalidArgument("delivery", "is missing: nothing was delivered yet")
            self.post.outbox.append(delivery or known[-1])
        self.send_out()

    def shuffle(self, seed: int = 0) -> None:
        """Put what is held into another order, as deliveries have none.

        Args:
            seed: The same one gives the same order.
        """
        with self.lock:
            Random(seed).shuffle(self.post.outbox)

"""The account that the sandbox opens with: people, event types, tokens, subscriptions, a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, TypeVar

from attrs import define, field

from ..converter import CONVERTER, read
from ..errors import InvalidArgument
from ..models import (
    EventType,
    Invitee,
    LocationConfiguration,
    ScheduledEvent,
    User,
    WebhookEvent,
    WebhookScope,
    WebhookSubscription,
    ZoomConferenceConfiguration,
)
from ..models.webhook_deliveries import INVITEE_EVENTS
from .access import Caller, Doorman
from .deliveries import Post, Sending, checked
from .documents import Document
from .refusals import Refused
from .routes import Routes
from .subscribing import subscription
from .world import World

T = TypeVar("T")


@define(eq=False, slots=False)
class Account(Routes):
    """An organization and what belongs to it."""

    seed: int | None = field(default=None, kw_only=True)
    sending: Sending = field(default="now", kw_only=True, converter=checked)
    delivery_timeout: float = field(default=15.0, kw_only=True)
    rate_limit: int | None = field(default=None, kw_only=True)
    token: str = field(init=False, repr=False)
    _time: datetime | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.post: Post = Post(now=self.now, lock=self.lock, timeout=self.delivery_timeout)
        self.world: World = World(now=self.now, random=Random(self.seed), tell=self.post.tell)
        self.doorman: Doorman = Doorman()
        owner = self.add_user("Noor Haddad", "noor@example.com", "Europe/Berlin", role="owner")
        tomas = self.add_user("Tomás Vidal", "tomas@example.com", "America/New_York")
        aiko = self.add_user("Aiko Mori", "aiko@example.com", "Asia/Tokyo")
        self.token = self.token_for(owner)
        asked = ("Company name", "What shall we talk about?")
        self.add_event_type("Intro Call", hosts=[owner], questions=asked)
        self.add_event_type("Office Hours", hosts=[owner], kind="group", limit=3, duration=60)
        self.add_event_type("Sales Call", hosts=[tomas, aiko], pooling_type="round_robin")
        self.add_event_type(
            "Architecture Review", hosts=[owner, tomas], pooling_type="collective", duration=45
        )

    @property
    def organization(self) -> str:
        """The URI of the organization."""
        return self.world.organization

    @property
    def users(self) -> tuple[User, ...]:
        """The people of the organization; the owner comes first."""
        return self._all(self.world.users, User)

    @property
    def event_types(self) -> tuple[EventType, ...]:
        """What can be booked."""
        return self._all(self.world.event_types, EventType)

    @property
    def events(self) -> tuple[ScheduledEvent, ...]:
        """The meetings, in the order of booking."""
        return self._all(self.world.events, ScheduledEvent)

    @property
    def invitees(self) -> tuple[Invitee, ...]:
        """Those who booked, in the order of booking."""
        return self._all(self.world.invitees, Invitee)

    @property
    def subscriptions(self) -> tuple[WebhookSubscription, ...]:
        """Who is told what happens."""
        return self._all(self.post.subscriptions, WebhookSubscription)

    def event_type(self, slug: str) -> EventType:
        """Find an event type by its slug.

        Args:
            slug: The last part of its page's address, such as ``intro-call``.
        """
        return self._read(self._type(slug), EventType)

    def add_user(
        self,
        name: str,
        email: str,
        timezone: str = "Europe/Berlin",
        *,
        role: Literal["owner", "admin", "user"] = "user",
    ) -> User:
        """Take somebody into the organization.

        Args:
            name: The full name.
            email: The address.
            timezone: An IANA name.
            role: What they may do.
        """
        with self.lock:
            return self._read(self.world.add_user(name, email, timezone, role), User)

    def token_for(self, user: User | str, scopes: Sequence[str] | None = None) -> str:
        """Make a token.

        Args:
            user: Whose, or the URI.
            scopes: What it is good for, such as ``scheduled_events:read``; None: everything.
        """
        with self.lock:
            token = f"sandbox-token-{self.world.random.getrandbits(96):024x}"
            self.doorman.tokens[token] = Caller(
                _uri(user), None if scopes is None else frozenset(scopes)
            )
            return token

    def add_event_type(
        self,
        name: str,
        *,
        hosts: Sequence[User | str],
        duration: int = 30,
        kind: Literal["solo", "group"] = "solo",
        pooling_type: Literal["round_robin", "collective"] | None = None,
        questions: Sequence[str] = (),
        location: LocationConfiguration = ZoomConferenceConfiguration(),  # noqa: B008 - frozen
        limit: int | None = None,
    ) -> EventType:
        """Offer a kind of meeting.

        Args:
            name: As shown to invitees; the slug is made of it.
            hosts: Who holds it; the first one owns it.
            duration: In minutes.
            kind: For one invitee, or for several at the same time.
            pooling_type: How several hosts share it.
            questions: What the page asks.
            location: Where it happens.
            limit: How many invitees may come; by default 1, and 10 to a group.
        """
        if not hosts:
            raise InvalidArgument("hosts", "is empty: somebody must hold the meeting")
        with self.lock:
            document = self.world.add_event_type(
                name,
                [_uri(host) for host in hosts],
                limit or (10 if kind == "group" else 1),
                duration=duration,
                kind=kind,
                pooling_type=pooling_type,
                questions=questions,
                location=CONVERTER.unstructure(location),
            )
            return self._read(document, EventType)

    def subscribe(
        self,
        url: str,
        *,
        events: Sequence[WebhookEvent | str] = tuple(sorted(INVITEE_EVENTS)),
        scope: WebhookScope | str = "organization",
        user: User | str | None = None,
        signing_key: str | None = None,
    ) -> WebhookSubscription:
        """Have a URL told what happens, as the owner would.

        Args:
            url: Where deliveries go.
            events: What to tell; by default all that happens to invitees.
            scope: ``organization``, or ``user``.
            user: Whose meetings, for the user scope.
            signing_key: What deliveries are signed with.

        Raises:
            InvalidArgument: The URL has a subscription already, or something is not well formed.
        """
        body = {
            "url": url,
            "events": [str(event) for event in events],
            "scope": str(scope),
            "organization": self.organization,
            "user": None if user is None else _uri(user),
        }
        with self.lock:
            if url in {old["callback_url"] for old in self.post.subscriptions.values()}:
                raise InvalidArgument("url", "has a subscription already")
            uri = self.world.uri("webhook_subscriptions")
            try:
                document = subscription(body, uri, next(iter(self.world.users)), self.now())
            except Refused as refused:
                wrong = refused.details[0]
                raise InvalidArgument(wrong["parameter"], wrong["message"]) from None
            self.post.subscriptions[uri] = document
            if signing_key:
                self.post.keys[uri] = signing_key
            return self._read(document, WebhookSubscription)

    def now(self) -> datetime:
        """Tell the sandbox's time."""
        return self._time or datetime.now(UTC)

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None lets it run with the machine's again.

        Args:
            moment: An aware datetime.
        """
        if moment is not None and moment.tzinfo is None:
            raise InvalidArgument("moment", "has no time zone: pass an aware datetime")
        self._time = moment if moment is None else moment.astimezone(UTC)

    def advance(self, time: timedelta) -> None:
        """Wind the clock; it stands still from then on.

        Args:
            time: How far.
        """
        self._time = self.now() + time

    def _type(self, wanted: EventType | str) -> Document:
        text = wanted if isinstance(wanted, str) else wanted.uri
        for document in self.world.event_types.values():
            if text in {document["uri"], document["slug"]}:
                return document
        slugs = ", ".join(document["slug"] for document in self.world.event_types.values())
        raise InvalidArgument("event_type", f"is none of this sandbox: {slugs}")

    def _all(self, found: Mapping[str, Document], kind: type[T]) -> tuple[T, ...]:
        with self.lock:
            return tuple(self._read(document, kind) for document in found.values())

    def _read(self, document: Document, kind: type[T]) -> T:
        return read(document, kind, "resource")


def _uri(user: User | str) -> str:
    return user if isinstance(user, str) else user.uri

"""The account that the sandbox opens with: people, event types, tokens, subscriptions, a clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from random import Random

from attrs import define, field

from api_client_core.testing import Received

from .access import Allowance, Doorman
from .builders import Builders
from .deliveries import Post, Sending, checked
from .plans import BOOKINGS, GIVEN, REQUESTS, Feature, Plan, checked_features, checked_plan
from .retries import DOUBLING, Ladder
from .routes import Routes
from .world import World


@define(eq=False, slots=False)
class Account(Builders, Routes):
    """An organization and what belongs to it."""

    seed: int | None = field(default=None, kw_only=True)
    sending: Sending = field(default="now", kw_only=True, converter=checked)
    delivery_timeout: float = field(default=15.0, kw_only=True)
    rate_limit: int | None = field(default=None, kw_only=True)
    rate_window: float = field(default=60.0, kw_only=True)
    booking_limits: Sequence[tuple[int, timedelta]] | None = field(default=None, kw_only=True)
    retry_pauses: Sequence[timedelta] = field(default=DOUBLING, kw_only=True)
    sign_retries: bool = field(default=True, kw_only=True)
    plan: Plan = field(default="enterprise", kw_only=True, converter=checked_plan)
    without: Collection[Feature] = field(
        default=frozenset[Feature](), kw_only=True, converter=checked_features
    )
    token: str = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        members: dict[str, list[str]] = {}
        self.post: Post = Post(
            now=self.now,
            lock=self.lock,
            timeout=self.delivery_timeout,
            members=members,
            ladder=Ladder(tuple(self.retry_pauses)),
            sign_retries=self.sign_retries,
        )
        self.world: World = World(
            now=self.now, random=Random(self.seed), tell=self.post.tell, members=members
        )
        self.doorman: Doorman = Doorman(now=self.now)
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
        self.furnish()

    def has(self, feature: Feature) -> bool:
        """Tell whether the account has a feature."""
        return self.plan in GIVEN[feature] and feature not in self.without

    def allowances(self, request: Received) -> list[Allowance]:
        """Tell how often a user may send such a request."""
        usual = REQUESTS[self.plan] if self.rate_limit is None else self.rate_limit
        window = timedelta(seconds=self.rate_window)
        found = [Allowance("requests", usual, window, self.rate_limit is not None)]
        if (request.method, request.path) == ("POST", "/invitees"):
            given = self.booking_limits
            limits = BOOKINGS[self.plan] if given is None else given
            found += [Allowance("bookings", most, window) for most, window in limits]
        return found

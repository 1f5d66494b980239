"""Campaigns of the API, and what the dashboard knows besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import define, field

from .outgoing import Message, Unreached
from .store import StoredProfile


@define(eq=False)
class SandboxCampaign:
    """A campaign that the API made.

    Attributes:
        id: What it is known by.
        body: As it was asked for.
        channel: Such as ``email``.
        draft: Whether it waits for somebody to publish it.
        starts_at: When it runs first.
        next_run: When it runs next; None: no more.
        made_at: When it was made.
        last_run: When it ran last.
        waiting: Whom it will still reach, and when: users on other clocks, or in quiet hours.
        stopped: Whether it was stopped.
        reached: How many people it reached.
        sent: How many messages went out.
        clicked: How many were clicked; set it.
    """

    id: int
    body: dict[str, Any]
    channel: str
    draft: bool
    starts_at: datetime
    next_run: datetime | None
    later_runs: Iterator[datetime] = field(repr=False)
    made_at: datetime
    last_run: datetime | None = None
    waiting: list[tuple[datetime, StoredProfile]] = field(
        factory=list[tuple[datetime, StoredProfile]], repr=False
    )
    stopped: bool = False
    reached: int = 0
    sent: int = 0
    clicked: int = 0

    @property
    def name(self) -> str:
        """What the dashboard calls it."""
        return str(self.body["name"])

    def status(self, now: datetime, duration: timedelta) -> str:
        """Tell how far it is.

        Args:
            now: The time.
            duration: How long a run takes.
        """
        if self.stopped:
            return "stopped"
        if self.draft:
            return "pending"
        if self.last_run is None:
            return "scheduled"
        if self.next_run or self.waiting or now < self.last_run + duration:
            return "running"
        return "completed"

    def step(self) -> None:
        """Note that it ran."""
        self.last_run, self.next_run = self.next_run, next(self.later_runs, None)


@define(eq=False)
class ExternalCampaign:
    """A campaign that waits for an external trigger, as one makes it in the dashboard.

    Attributes:
        id: What triggers name it by.
        name: What the dashboard calls it.
        channel: Such as ``email``.
        subject: A Liquid template, with ``ExternalTrigger`` and ``Profile``.
        body: A Liquid template.
        stopped: Whether it was stopped.
    """

    id: int
    name: str
    channel: str = "email"
    subject: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    stopped: bool = False


@define(eq=False)
class Segment:
    """A segment whose members are named.

    Attributes:
        id: CleverTap's id.
        name: What the dashboard calls it.
        customer_id: The account's own id of it.
        listed: Who was put into it.
    """

    id: int
    name: str
    customer_id: str | None = None
    listed: list[StoredProfile] = field(factory=list[StoredProfile], repr=False)

    @property
    def members(self) -> list[StoredProfile]:
        """Who is in it: whom those became who were merged, without those who were deleted."""
        there = (profile.current for profile in self.listed)
        return list({id(profile): profile for profile in there if profile is not None}.values())

    def add(self, profile: StoredProfile) -> None:
        """Put somebody in."""
        if profile not in self.members:
            self.listed.append(profile)

    def remove(self, profile: StoredProfile) -> None:
        """Take somebody out."""
        self.listed = [member for member in self.members if member is not profile]


@define(eq=False)
class Dashboard:
    """What somebody set up, and what went out.

    Attributes:
        campaigns: Campaigns of the API, by id.
        external: Campaigns that wait for an external trigger, by id.
        business_events: The properties of business events, by name.
        bulletins: The business events that were raised.
        admins: The e-mail addresses of administrators.
        control_groups: The identities of who is in custom control groups, by the group's name.
        system_control_group: The identities of who is in the account's own.
        frequency_caps: How many messages somebody gets in a day, by channel; without it, any.
        quiet_hours: The account's, for campaigns that want quiet hours and name none:
            ``{"1": [{"from": "22:00", "to": "08:00"}]}``, by weekday from Sunday, 1.
        notification_channels: The ids of Android's; None: none is needed.
        segments: By id.
        messages: What was sent.
        unreached: Whom it did not reach, and why.
    """

    campaigns: dict[int, SandboxCampaign] = field(factory=dict[int, SandboxCampaign])
    external: dict[int, ExternalCampaign] = field(factory=dict[int, ExternalCampaign])
    business_events: dict[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])
    bulletins: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    admins: set[str] = field(factory=lambda: {"admin@example.com"})
    control_groups: dict[str, set[str]] = field(factory=dict[str, set[str]])
    system_control_group: set[str] = field(factory=set[str])
    frequency_caps: dict[str, int] = field(factory=dict[str, int])
    quiet_hours: dict[str, Any] = field(factory=dict[str, Any])
    notification_channels: set[str] | None = None
    segments: dict[int, Segment] = field(factory=dict[int, Segment])
    messages: list[Message] = field(factory=list[Message], repr=False)
    unreached: list[Unreached] = field(factory=list[Unreached], repr=False)

    made: int = field(default=0, repr=False)

    def new_id(self, now: datetime) -> int:
        """Give an id of ten digits, as CleverTap does: by the time."""
        self.made = max(int(now.timestamp()), self.made + 1)
        return self.made

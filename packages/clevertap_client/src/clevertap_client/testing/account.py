"""One account of CleverTap: who may use it, and what it holds."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from .. import limits
from .campaigns import Dashboard
from .content import Content
from .cursors import Cursors
from .files import Files
from .live import LiveCampaign, Mail, Silence
from .pending import Pending
from .store import Store, StoredEvent, StoredProfile


@define(eq=False, slots=False)
class SandboxAccount:
    """An account, and what it holds.

    Attributes:
        account_id: What requests name it by.
        passcodes: What they may say besides, and until when; None: for ever.
        region: Where it lives, such as ``in1``; None: wherever it is asked for.
        outbox: The mails that Live campaigns sent.
        silent: The events that sent none, and why.
        live: The Live campaigns.
        store: The people and what they did.
        cursors: Exports under way.
        dashboard: Campaigns and what else somebody set up, and what went out.
        content: Variables, content blocks, and what promotions give.
        files: Files that were put to addresses of their own.
        doomed: Who will be deleted, and when.
        pending: Counts and reports that are not ready.
    """

    account_id: str
    passcodes: dict[str, datetime | None] = field(factory=dict[str, datetime | None], repr=False)
    region: str | None = None
    outbox: list[Mail] = field(factory=list[Mail], init=False, repr=False)
    silent: list[Silence] = field(factory=list[Silence], init=False, repr=False)
    live: list[LiveCampaign] = field(factory=list[LiveCampaign], init=False, repr=False)
    store: Store = field(factory=Store, init=False, repr=False)
    cursors: Cursors = field(factory=Cursors, init=False, repr=False)
    dashboard: Dashboard = field(factory=Dashboard, init=False, repr=False)
    content: Content = field(factory=Content, init=False, repr=False)
    files: Files = field(factory=Files, init=False, repr=False)
    doomed: list[tuple[datetime, StoredProfile]] = field(
        factory=list[tuple[datetime, StoredProfile]], init=False, repr=False
    )
    pending: Pending = field(factory=Pending, init=False, repr=False)

    @property
    def passcode(self) -> str:
        """The first of its passcodes."""
        return next(iter(self.passcodes))

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """The people it knows, in the order in which they came."""
        return tuple(self.store.profiles)

    @property
    def events(self) -> tuple[StoredEvent, ...]:
        """What they did, in the order in which it came."""
        return tuple(self.store.events)

    def profile(self, identity: str) -> StoredProfile | None:
        """Give one person."""
        return self.store.find("identity", identity)

    def event_count(self, name: str, identity: str | None = None) -> int:
        """Count the events of one name, in any case and spacing.

        Args:
            name: The name.
            identity: Count this person's only.
        """
        folded = limits.folded(name)
        return sum(
            limits.folded(event.name) == folded
            and (identity is None or ("identity", identity) in event.profile.ids)
            for event in self.events
        )

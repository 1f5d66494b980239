"""Accounts, their passcodes, and the clock that both run by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ...errors import InvalidArgument
from ..account import SandboxAccount
from ..routes.base import Base
from ..store import StoredEvent, StoredProfile


class AccountBuilder(Base):
    """What the first account holds; further ones; time."""

    @property
    def profiles(self) -> tuple[StoredProfile, ...]:
        """The people it knows, in the order in which they came."""
        with self.lock:
            return self.account.profiles

    @property
    def events(self) -> tuple[StoredEvent, ...]:
        """What they did, in the order in which it came."""
        with self.lock:
            return self.account.events

    def profile(self, identity: str) -> StoredProfile | None:
        """Give one person."""
        with self.lock:
            return self.account.profile(identity)

    def add_profile(
        self, identity: str, *, account: SandboxAccount | None = None, **properties: Any
    ) -> StoredProfile:
        """Let somebody be there, as if uploaded; nothing is judged.

        Args:
            identity: What they are known by.
            account: Whose; by default the first account's.
            **properties: As uploads name them, such as ``Email``; further ones through
                ``properties`` of what is given.
        """
        record = {"identity": identity, "profileData": properties}
        with self.lock:
            return (account or self.account).store.add_profile(record)

    def add_token(self, object_id: str, token: str, kind: str = "fcm") -> StoredProfile:
        """Let a device of the first account have a push token.

        Args:
            object_id: The device.
            token: The token.
            kind: ``fcm``, ``gcm``, ``apns``, ``wns``, ``mpns`` or ``chrome``.
        """
        with self.lock:
            record = {"objectId": object_id, "tokenData": {"id": token, "type": kind}}
            self.account.store.add_token(record)
            return self.account.store.person(record)

    def event_count(self, name: str, identity: str | None = None) -> int:
        """Count the events of one name, in any case and spacing.

        Args:
            name: The name.
            identity: Count this person's only.
        """
        with self.lock:
            return self.account.event_count(name, identity)

    def add_account(
        self, account_id: str, passcode: str, *, region: str | None = None
    ) -> SandboxAccount:
        """Open another account, which shares the clock and the settings, and nothing else.

        Args:
            account_id: Its id.
            passcode: Its first passcode.
            region: Where it lives, such as ``in1``; None: wherever it is asked for.

        Raises:
            InvalidArgument: There is one with that id.
        """
        with self.lock:
            if account_id in self.accounts:
                raise InvalidArgument("account_id", "is taken")
            account = SandboxAccount(account_id, {passcode: None}, region)
            self.accounts[account_id] = account
        return account

    def add_passcode(
        self,
        passcode: str,
        *,
        expires_at: datetime | None = None,
        account: SandboxAccount | None = None,
    ) -> None:
        """Let another passcode open an account.

        Args:
            passcode: The passcode.
            expires_at: Until when, on the sandbox's clock; None: for ever.
            account: Whose; by default the first account's.
        """
        with self.lock:
            (account or self.account).passcodes[passcode] = expires_at

    def revoke_passcode(self, passcode: str, *, account: SandboxAccount | None = None) -> None:
        """Let a passcode open an account no more.

        Args:
            passcode: The passcode.
            account: Whose; by default the first account's.
        """
        with self.lock:
            (account or self.account).passcodes.pop(passcode, None)

    def now(self) -> datetime:
        """Tell the sandbox's time."""
        return self.clock()

    def set_clock(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None lets it run with the machine's again.

        Args:
            moment: An aware datetime.

        Raises:
            InvalidArgument: It has no time zone.
        """
        if moment is not None and moment.tzinfo is None:
            raise InvalidArgument("moment", "has no time zone: pass an aware datetime")
        fixed = moment
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC) if fixed is None else fixed

    def advance(self, time: timedelta) -> None:
        """Wind the clock, and do what has fallen due; it stands still from then on.

        Args:
            time: How far.
        """
        self.set_clock(self.now() + time)
        self.tick()

    def tick(self) -> None:
        """Do what has fallen due: run campaigns, delete people. Every request does so, too."""
        with self.lock:
            for account in self.accounts.values():
                self.settle(account)

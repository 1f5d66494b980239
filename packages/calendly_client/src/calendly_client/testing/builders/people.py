"""People, their tokens, and the clock they live by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...models import User
from ..access import Caller
from .base import BuilderBase, uri_of_user


class People(BuilderBase):
    """Takes people in, and gives them tokens."""

    @property
    def organization(self) -> str:
        """The URI of the organization."""
        return self.world.organization

    @property
    def users(self) -> tuple[User, ...]:
        """The people of the organization; the owner comes first."""
        return self._all(self.world.users, User)

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
            document = self.world.add_user(name, email, timezone, role)
            self.joined(document)
            return self._read(document, User)

    def token_for(self, user: User | str, scopes: Sequence[str] | None = None) -> str:
        """Make a token.

        Args:
            user: Whose, or the URI.
            scopes: What it is good for, such as ``scheduled_events:read``; None: everything.
        """
        with self.lock:
            token = f"sandbox-token-{self.world.random.getrandbits(96):024x}"
            self.doorman.tokens[token] = Caller(
                uri_of_user(user), None if scopes is None else frozenset(scopes)
            )
            return token

"""Whom messages are for: by what campaigns say, or by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from .account import SandboxAccount
from .objects import as_list, as_object
from .queries import Queries
from .refusals import (
    CAMPAIGN_DATES,
    FROM_AFTER_TO,
    FUTURE,
    NO_SEGMENT,
    NO_WHERE,
    NOBODY,
    TOO_MANY_USERS,
    UNREADABLE_QUERY,
    WRONG_DATES,
    Refused,
)
from .store import StoredProfile

_LOOK_UPS: Final[Mapping[str, str]] = {
    "Identity": "identity",
    "identity": "identity",
    "Email": "email",
    "email": "email",
    "objectId": "objectId",
    "FBID": "FBID",
    "GPID": "GPID",
}


@frozen
class Audience:
    """Finds people of an account."""

    account: SandboxAccount
    queries: Queries
    now: datetime

    def of(self, body: Mapping[str, Any]) -> list[StoredProfile]:
        """Find whom a campaign is for. Raises `Refused`."""
        where, segment = as_object(body.get("where")), body.get("segment")
        people = self.account.store.profiles
        if segment is not None and segment != "all":
            known = self.account.dashboard.segments
            found = known.get(segment) if isinstance(segment, int) else None
            if found is None:
                raise Refused(NO_SEGMENT)
            people = found.members
        if not isinstance(body.get("where", None if segment is None else {}), dict):
            raise Refused(NO_WHERE)
        try:
            chosen = set(map(id, self.queries.people(where)))
        except Refused as refused:
            raise _CAMPAIGN.get(refused.refusal, refused) from None
        self._check_days(where)
        return [person for person in people if id(person) in chosen]

    def _check_days(self, where: Mapping[str, Any]) -> None:
        today = self.now.astimezone(self.queries.zone).date()
        if "event_name" in where and self.queries.named(where)[1] > today:
            raise Refused(FUTURE)

    def named(
        self, to: Any, keys: Iterable[str], most: int
    ) -> list[tuple[str, StoredProfile | None]]:
        """Find the users that a call names: each with what it named them by. Raises `Refused`."""
        given = as_object(to)
        named = [(key, str(who)) for key in keys for who in as_list(given.get(key)) or []]
        if not named:
            raise Refused(NOBODY)
        if len(named) > most:
            raise Refused(TOO_MANY_USERS, most)
        return [(who, self.account.store.find(_LOOK_UPS[key], who)) for key, who in named]


_CAMPAIGN: Final = {
    UNREADABLE_QUERY: Refused(NO_WHERE),
    WRONG_DATES: Refused(NO_WHERE),
    FROM_AFTER_TO: Refused(CAMPAIGN_DATES),
}
"""What campaigns call the faults of a query."""

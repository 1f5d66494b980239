"""Sending messages, at once and when campaigns fall due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from .account import SandboxAccount
from .campaigns import SandboxCampaign
from .objects import as_list, as_object
from .outgoing import Message, Unreached, address, obstacle
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
class Sending:
    """Sends for an account."""

    account: SandboxAccount
    queries: Queries
    now: datetime

    def settle(self) -> None:
        """Run the campaigns that have fallen due."""
        for campaign in self.account.dashboard.campaigns.values():
            while not (campaign.draft or campaign.stopped) and (due := campaign.next_run):
                if due > self.now:
                    break
                self._run(campaign, due)
                campaign.step()

    def _run(self, campaign: SandboxCampaign, due: datetime) -> None:
        content = as_object(campaign.body.get("content"))
        for person in self.audience(campaign.body):
            sent = self.send(person, campaign.channel, content, due, campaign.id)
            campaign.sent += sent

    def send(
        self,
        person: StoredProfile,
        channel: str,
        content: Mapping[str, Any],
        at: datetime,
        campaign: int | None = None,
    ) -> bool:
        """Send a message; tell whether it went out."""
        board = self.account.dashboard
        reason = obstacle(person, channel)
        if reason is not None:
            who = person.identity or person.object_id
            board.unreached.append(Unreached(channel, who, reason, campaign))
            return False
        to = address(person, channel) or person.object_id
        board.messages.append(Message(channel, to, person, content, at, campaign))
        return True

    def audience(self, body: Mapping[str, Any]) -> list[StoredProfile]:
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

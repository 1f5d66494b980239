"""``/1/events.json`` and ``/1/profiles.json``: exports, page by page."""

from __future__ import annotations

import re
from typing import Any, Final

from attrs import define, evolve, field

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..cursors import Kind, Place, page_size
from ..describing import described, identified
from ..queries import Queries
from ..refusals import MALFORMED, Refused
from ..store import StoredEvent, StoredProfile
from .base import Base, body_of, credentials, success

_CURSOR: Final = re.compile(r"(?:^|&)cursor=([^&]*)")
_SECTIONS: Final = ("app", "events", "profile")


@define(eq=False, slots=False)
class Exports(Base):
    """What a query selects, as it was when it was asked."""

    waits_per_page: int = field(default=0, kw_only=True)

    @route("POST", "/1/events.json")
    @credentials
    def start_events(self, account: SandboxAccount, request: Received) -> Answer:
        """Start an export of events."""
        return self._start(account, request, "events")

    @route("GET", "/1/events.json")
    @credentials
    def page_of_events(self, account: SandboxAccount, request: Received) -> Answer:
        """Give a page of events."""
        return self._page(account, request, "events")

    @route("POST", "/1/profiles.json")
    @credentials
    def start_profiles(self, account: SandboxAccount, request: Received) -> Answer:
        """Start an export of people."""
        return self._start(account, request, "profiles")

    @route("GET", "/1/profiles.json")
    @credentials
    def page_of_profiles(self, account: SandboxAccount, request: Received) -> Answer:
        """Give a page of people."""
        return self._page(account, request, "profiles")

    def _start(self, account: SandboxAccount, request: Received, kind: Kind) -> Answer:
        query, asked, now = body_of(request), self.queries(account), self.clock()
        sections = frozenset(s for s in _SECTIONS if request.first(s) != "false")
        rows: list[dict[str, Any]]
        if kind == "events":
            rows = [_event(event, asked, sections) for event in asked.events(query)]
        else:
            rows = [_profile(profile, sections) for profile in asked.people(query)]
        place = Place(
            kind=kind,
            rows=rows,
            size=page_size(request.first("batch_size"), len(rows)),
            made_at=now,
            used_at=now,
            waits=self.waits_per_page,
        )
        return success(cursor=account.cursors.keep(place))

    def _page(self, account: SandboxAccount, request: Received, kind: Kind) -> Answer:
        if query := request.first("query"):  # CleverTap's Node client starts an export like this
            return self._start(account, evolve(request, body=query.encode()), kind)
        given = _CURSOR.search(request.raw_query)
        if given is None:
            raise Refused(MALFORMED)
        place = account.cursors.find(kind, given[1], self.clock())
        records, cursor = account.cursors.page(place, self.waits_per_page)
        body: dict[str, Any] = {"records": records} if records else {}
        return success(**body, **({"next_cursor": cursor} if cursor else {}))


def _event(event: StoredEvent, queries: Queries, sections: frozenset[str]) -> dict[str, Any]:
    platform = str(event.profile.facts.get("Platform", "Web"))
    who = {"objectId": event.profile.object_id, "platform": platform}
    who |= identified(event.profile)
    if "profile" not in sections:
        del who["profileData"]
    shown: dict[str, Any] = {
        "profile": who,
        "ts": int(queries.local(event).strftime("%Y%m%d%H%M%S")),
        "event_props": dict(event.properties),
        "session_props": dict(event.session),
    }
    if "app" in sections and event.profile.facts:
        shown["deviceInfo"] = dict(event.profile.facts)
    return shown


def _profile(profile: StoredProfile, sections: frozenset[str]) -> dict[str, Any]:
    hidden = {"app": "platformInfo", "events": "events", "profile": "profileData"}
    without = {hidden[section] for section in _SECTIONS if section not in sections}
    return {key: value for key, value in described(profile).items() if key not in without}

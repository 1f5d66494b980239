"""What people do with meetings: book, cancel, reschedule, not come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import frozen

from ..errors import InvalidArgument
from ..ids import uuid_of
from . import documents
from .documents import Document, stamp
from .world import World, hosts_of

_KEPT: Final = (
    "email",
    "name",
    "first_name",
    "last_name",
    "timezone",
    "tracking",
    "text_reminder_number",
    "questions_and_answers",
)
"""What an invitee who comes at another time has told already."""


@frozen
class Meetings:
    """Keeps the meetings of a world, and tells of what happens to them."""

    world: World

    def book(
        self,
        of: Document,
        *,
        starts_at: datetime,
        answers: Mapping[str, str],
        guests: Iterable[str] = (),
        place: str | None = None,
        where: Mapping[str, Any] | None = None,
        hosts: Sequence[str] | None = None,
        **said: Any,
    ) -> Document:
        """Let somebody book a meeting, and tell of it.

        Args:
            of: The event type.
            starts_at: When.
            answers: By question.
            guests: Addresses of those they bring along.
            place: What they say of the place.
            where: The one of the event type's places that they chose; by default the first.
            hosts: Who is free then; by default nobody asks.
            said: Further fields of the invitee.
        """
        now = self.world.now()
        event = self._event(of, starts_at, place, where, hosts)
        uri = f"{event['uri']}/invitees/{uuid_of(self.world.uri('invitees'))}"
        places = {question["name"]: question["position"] for question in of["custom_questions"]}
        invitee = documents.invitee(
            uri,
            event["uri"],
            now,
            questions_and_answers=[
                {"question": text, "answer": answer, "position": places.get(text, number)}
                for number, (text, answer) in enumerate(answers.items())
            ],
            **said,
        )
        self.world.add_invitee(invitee)
        event["event_guests"] += [
            {"email": guest, "created_at": stamp(now), "updated_at": stamp(now)} for guest in guests
        ]
        self._count(event)
        self._tell("invitee.created", invitee, event)
        return invitee

    def usual_time(self) -> datetime:
        """Give a time to book when none is named: an hour of tomorrow or later."""
        hour = self.world.now().replace(minute=0, second=0, microsecond=0)
        return hour + timedelta(days=1, hours=len(self.world.events))

    def cancel_invitee(self, invitee: Document, by: str, name: str, reason: str | None) -> None:
        """Let one invitee not come, and tell of it; the last one takes the meeting along."""
        event = self.world.events[invitee["event"]]
        if invitee["status"] == "canceled":
            raise InvalidArgument("invitee", "is canceled already")
        self._cancel(invitee, event, self._cancellation(by, name, reason))
        self._tell("invitee.canceled", invitee, event)

    def cancel_event(self, event: Document, name: str, reason: str | None) -> Document:
        """Let the host call a meeting off, and tell of it for each invitee."""
        cancellation = self._cancellation("host", name, reason)
        coming = self.world.of_event(event["uri"], "active")
        for invitee in coming:
            self._cancel(invitee, event, cancellation)
        self._close(event, cancellation)
        for invitee in coming:
            self._tell("invitee.canceled", invitee, event)
        return cancellation

    def reschedule(
        self,
        old: Document,
        starts_at: datetime,
        by: str,
        reason: str | None,
        *,
        created_first: bool,
    ) -> Document:
        """Let an invitee come at another time: a new meeting, a new invitee, two tellings."""
        before = self.world.events[old["event"]]
        if old["status"] == "canceled":
            raise InvalidArgument("invitee", "is canceled already")
        of = self.world.event_types[before["event_type"]]
        place: Document = before["location"] or {}
        where = documents.configuration(of, before["location"])
        event = self._event(of, starts_at, place.get("location"), where, hosts_of(before))
        if event["invitees_counter"]["limit"] == 1:
            event["event_guests"] = list(before["event_guests"])
        uri = f"{event['uri']}/invitees/{uuid_of(self.world.uri('invitees'))}"
        kept = {key: old[key] for key in _KEPT}
        new = documents.invitee(uri, event["uri"], self.world.now(), **kept)
        new["old_invitee"], old["new_invitee"], old["rescheduled"] = old["uri"], uri, True
        self.world.add_invitee(new)
        host = before["event_memberships"][0]["user_name"]
        name = old["name"] if by == "invitee" else host
        self._cancel(old, before, self._cancellation(by, name, reason))
        self._count(event)
        news = [("invitee.canceled", old, before), ("invitee.created", new, event)]
        for what, invitee, of in reversed(news) if created_first else news:
            self._tell(what, invitee, of)
        return new

    def mark_no_show(self, invitee: Document) -> Document:
        """Mark that an invitee did not come, and tell of it."""
        if invitee["no_show"] is not None:
            raise InvalidArgument("invitee", "is marked as a no-show already")
        uri = self.world.uri("invitee_no_shows")
        mark = {"uri": uri, "created_at": stamp(self.world.now())}
        invitee["no_show"] = mark
        self._tell("invitee_no_show.created", invitee, self.world.events[invitee["event"]])
        return mark

    def unmark_no_show(self, invitee: Document) -> None:
        """Take the mark off, and tell of it; the telling still carries the mark."""
        if invitee["no_show"] is None:
            raise InvalidArgument("invitee", "is not marked as a no-show")
        self._tell("invitee_no_show.deleted", invitee, self.world.events[invitee["event"]])
        invitee["no_show"] = None

    def _event(
        self,
        of: Document,
        start: datetime,
        place: str | None,
        where: Mapping[str, Any] | None,
        hosts: Sequence[str] | None,
    ) -> Document:
        if start.tzinfo is None:
            raise InvalidArgument("starts_at", "has no time zone: pass an aware datetime")
        if (shared := self.world.group_event(of, start)) is not None:
            if shared["invitees_counter"]["active"] >= shared["invitees_counter"]["limit"]:
                raise InvalidArgument("starts_at", "is full")
            return shared
        uri = self.world.uri("scheduled_events")
        chosen = where or next(iter(of["locations"] or ()), None)
        event = documents.event(
            uri,
            of,
            [self.world.users[host] for host in self._assigned(of, hosts)],
            self.world.now(),
            starts_at=start,
            location=documents.location(chosen, uuid_of(uri), place, self.world.random),
            limit=self.world.limits[of["uri"]],
        )
        self.world.add_event(event)
        return event

    def _assigned(self, of: Document, free: Sequence[str] | None) -> list[str]:
        """Choose the hosts; round robin takes those who are free in turn."""
        hosts = self.world.hosts[of["uri"]]
        if of["pooling_type"] not in {"round_robin", "multi_pool"}:
            return list(hosts)
        chosen = next((host for host in hosts if free is None or host in free), hosts[0])
        hosts.remove(chosen)
        hosts.append(chosen)
        return [chosen]

    def _cancellation(self, by: str, name: str, reason: str | None) -> Document:
        return {
            "canceled_by": name,
            "reason": reason,
            "canceler_type": by,
            "created_at": stamp(self.world.now()),
        }

    def _cancel(self, invitee: Document, event: Document, cancellation: Document) -> None:
        invitee.update(
            status="canceled", cancellation=cancellation, updated_at=stamp(self.world.now())
        )
        self._count(event)
        if not event["invitees_counter"]["active"]:
            self._close(event, cancellation)

    def _close(self, event: Document, cancellation: Document) -> None:
        event.update(
            status="canceled", cancellation=cancellation, updated_at=stamp(self.world.now())
        )

    def _count(self, event: Document) -> None:
        counter = event["invitees_counter"]
        counter["total"] = len(self.world.of_event(event["uri"]))
        counter["active"] = len(self.world.of_event(event["uri"], "active"))

    def _tell(self, what: str, invitee: Document, event: Document) -> None:
        self.world.tell(what, documents.invitee_payload(invitee, event), hosts_of(event))

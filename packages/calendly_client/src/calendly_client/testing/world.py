"""What a Calendly account holds, and what people do with it. The sandbox locks around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from string import ascii_uppercase
from typing import Any

from attrs import Factory, define, field

from ..errors import InvalidArgument
from ..ids import HOST, uuid_of
from . import documents
from .documents import Document, moment_of, stamp

Tell = Callable[[str, Document, Document], None]
"""Takes what happened, the invitee and the meeting."""


@define(eq=False, kw_only=True)
class World:
    """An organization, its people, their meetings. Documents are kept by their URIs."""

    now: Callable[[], datetime]
    random: Random
    tell: Tell
    organization: str = field(
        default=Factory(lambda self: self.uri("organizations"), takes_self=True)
    )
    users: dict[str, Document] = field(factory=dict[str, Document])
    roles: dict[str, str] = field(factory=dict[str, str])
    event_types: dict[str, Document] = field(factory=dict[str, Document])
    hosts: dict[str, list[str]] = field(factory=dict[str, list[str]])
    limits: dict[str, int] = field(factory=dict[str, int])
    events: dict[str, Document] = field(factory=dict[str, Document])
    invitees: dict[str, Document] = field(factory=dict[str, Document])

    def uri(self, collection: str) -> str:
        """Make up a new URI."""
        return f"{HOST}/{collection}/{''.join(self.random.choices(ascii_uppercase, k=16))}"

    def is_admin(self, user: str) -> bool:
        """Tell whether a user runs the organization."""
        return self.roles[user] in {"owner", "admin"}

    def may_see(self, user: str, event: Document) -> bool:
        """Tell whether a meeting is a user's to see."""
        return self.is_admin(user) or user in hosts_of(event)

    def of_event(self, event: str, status: str | None = None) -> list[Document]:
        """List a meeting's invitees."""
        return [
            invitee
            for invitee in self.invitees.values()
            if invitee["event"] == event and status in {None, invitee["status"]}
        ]

    def add_user(self, name: str, email: str, timezone: str, role: str) -> Document:
        """Take somebody in."""
        uri = self.uri("users")
        self.users[uri] = documents.user(uri, name, email, timezone, self.organization, self.now())
        self.roles[uri] = role
        return self.users[uri]

    def add_event_type(
        self, name: str, hosts: Sequence[str], limit: int, **settings: Any
    ) -> Document:
        """Offer a kind of meeting."""
        uri, owner = self.uri("event_types"), self.users[hosts[0]]
        self.event_types[uri] = documents.event_type(
            uri, name, owner, self.now(), position=len(self.event_types), **settings
        )
        self.hosts[uri], self.limits[uri] = list(hosts), limit
        return self.event_types[uri]

    def book(
        self,
        of: Document,
        *,
        starts_at: datetime | None,
        answers: Mapping[str, str],
        guests: Iterable[str],
        place: str | None,
        **said: Any,
    ) -> Document:
        """Let somebody book a meeting, and tell of it."""
        now = self.now()
        event = self._event(of, starts_at, place)
        uri = f"{event['uri']}/invitees/{uuid_of(self.uri('invitees'))}"
        places = {question["name"]: question["position"] for question in of["custom_questions"]}
        self.invitees[uri] = documents.invitee(
            uri,
            event["uri"],
            now,
            questions_and_answers=[
                {"question": text, "answer": answer, "position": places.get(text, number)}
                for number, (text, answer) in enumerate(answers.items())
            ],
            **said,
        )
        event["event_guests"] += [
            {"email": guest, "created_at": stamp(now), "updated_at": stamp(now)} for guest in guests
        ]
        self._count(event)
        self.tell("invitee.created", self.invitees[uri], event)
        return self.invitees[uri]

    def cancel_invitee(self, invitee: Document, by: str, name: str, reason: str | None) -> None:
        """Let one invitee not come, and tell of it; the last one takes the meeting along."""
        event = self.events[invitee["event"]]
        if invitee["status"] == "canceled":
            raise InvalidArgument("invitee", "is canceled already")
        self._cancel(invitee, event, self._cancellation(by, name, reason))
        self.tell("invitee.canceled", invitee, event)

    def cancel_event(self, event: Document, name: str, reason: str | None) -> Document:
        """Let the host call a meeting off, and tell of it for each invitee."""
        cancellation = self._cancellation("host", name, reason)
        coming = self.of_event(event["uri"], "active")
        for invitee in coming:
            self._cancel(invitee, event, cancellation)
        self._close(event, cancellation)
        for invitee in coming:
            self.tell("invitee.canceled", invitee, event)
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
        before = self.events[old["event"]]
        if old["status"] == "canceled":
            raise InvalidArgument("invitee", "is canceled already")
        event = self._event(
            self.event_types[before["event_type"]], starts_at, None, hosts_of(before)
        )
        uri = f"{event['uri']}/invitees/{uuid_of(self.uri('invitees'))}"
        kept = ("email", "name", "timezone", "tracking", "text_reminder_number")
        new = documents.invitee(
            uri,
            event["uri"],
            self.now(),
            **{key: old[key] for key in kept},
            questions_and_answers=old["questions_and_answers"],
        )
        new["old_invitee"], old["new_invitee"], old["rescheduled"] = old["uri"], uri, True
        self.invitees[uri] = new
        host = before["event_memberships"][0]["user_name"]
        name = old["name"] if by == "invitee" else host
        self._cancel(old, before, self._cancellation(by, name, reason))
        self._count(event)
        news = [("invitee.canceled", old, before), ("invitee.created", new, event)]
        for what, invitee, of in reversed(news) if created_first else news:
            self.tell(what, invitee, of)
        return new

    def mark_no_show(self, invitee: Document) -> None:
        """Mark that an invitee did not come, and tell of it."""
        if invitee["no_show"] is not None:
            raise InvalidArgument("invitee", "is marked as a no-show already")
        uri = self.uri("invitee_no_shows")
        invitee["no_show"] = {"uri": uri, "created_at": stamp(self.now())}
        self.tell("invitee_no_show.created", invitee, self.events[invitee["event"]])

    def unmark_no_show(self, invitee: Document) -> None:
        """Take the mark off, and tell of it; the telling still carries the mark."""
        if invitee["no_show"] is None:
            raise InvalidArgument("invitee", "is not marked as a no-show")
        self.tell("invitee_no_show.deleted", invitee, self.events[invitee["event"]])
        invitee["no_show"] = None

    def _event(
        self,
        of: Document,
        starts_at: datetime | None,
        place: str | None,
        hosts: Sequence[str] | None = None,
    ) -> Document:
        now = self.now()
        start = starts_at or now.replace(minute=0, second=0, microsecond=0) + timedelta(
            days=1, hours=len(self.events)
        )
        if start.tzinfo is None:
            raise InvalidArgument("starts_at", "has no time zone: pass an aware datetime")
        for event in self.events.values() if of["kind"] == "group" else ():
            same = (event["event_type"], event["start_time"]) == (of["uri"], stamp(start))
            if same and event["status"] == "active":
                if event["invitees_counter"]["active"] >= event["invitees_counter"]["limit"]:
                    raise InvalidArgument("starts_at", "is full")
                return event
        uri = self.uri("scheduled_events")
        self.events[uri] = documents.event(
            uri,
            of,
            [self.users[host] for host in hosts or self._assigned(of)],
            now,
            starts_at=start,
            location=documents.location(of["locations"][0], uuid_of(uri), place, self.random),
            limit=self.limits[of["uri"]],
        )
        return self.events[uri]

    def _assigned(self, of: Document) -> list[str]:
        hosts = self.hosts[of["uri"]]
        if of["pooling_type"] == "round_robin":
            hosts.append(hosts.pop(0))
            return hosts[-1:]
        return list(hosts)

    def _cancellation(self, by: str, name: str, reason: str | None) -> Document:
        return {
            "canceled_by": name,
            "reason": reason,
            "canceler_type": by,
            "created_at": stamp(self.now()),
        }

    def _cancel(self, invitee: Document, event: Document, cancellation: Document) -> None:
        invitee.update(status="canceled", cancellation=cancellation, updated_at=stamp(self.now()))
        self._count(event)
        if not event["invitees_counter"]["active"]:
            self._close(event, cancellation)

    def _close(self, event: Document, cancellation: Document) -> None:
        event.update(status="canceled", cancellation=cancellation, updated_at=stamp(self.now()))

    def _count(self, event: Document) -> None:
        counter = event["invitees_counter"]
        counter["total"] = len(self.of_event(event["uri"]))
        counter["active"] = len(self.of_event(event["uri"], "active"))


def hosts_of(event: Document) -> list[str]:
    """List a meeting's hosts."""
    return [membership["user"] for membership in event["event_memberships"]]


def has_begun(event: Document, now: datetime) -> bool:
    """Tell whether a meeting has begun."""
    return moment_of(event["start_time"]) <= now

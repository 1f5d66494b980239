"""Meeting recaps, and what is kept for the auditors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from attrs import frozen

from ...errors import InvalidArgument
from ...models import (
    ActivityLogEntry,
    EmailCommunication,
    Invitee,
    MeetingRecap,
    RecapStatus,
    ScheduledEvent,
    SmsCommunication,
    User,
)
from ..documents import Document, moment_of, stamp
from ..keeping import shown
from ..world import hosts_of
from .office import OfficeBuilder, kept


@frozen(kw_only=True)
class DeletionRequest:
    """What somebody asked to be deleted.

    Attributes:
        emails: Of the invitees to forget.
        start_time: Since when meetings are to be forgotten.
        end_time: Until when.
        asked_at: When this was asked.
        done: Whether it is deleted.
    """

    emails: tuple[str, ...] = ()
    start_time: datetime | None = None
    end_time: datetime | None = None
    asked_at: datetime
    done: bool = False


class RecordBuilder(OfficeBuilder):
    """Writes recaps, keeps the log, carries out deletions."""

    @property
    def meeting_recaps(self) -> tuple[MeetingRecap, ...]:
        """The recaps of all users, with their texts."""
        with self.lock:
            recaps = self.office.recaps.recaps.values()
            return tuple(self._read(shown(recap), MeetingRecap) for recap in recaps)

    def add_meeting_recap(
        self,
        event: ScheduledEvent | str | None = None,
        *,
        user: User | str | None = None,
        name: str = "Weekly Sync",
        starts_at: datetime | None = None,
        duration: int = 30,
        summary: str | None = "We met.",
        action_items: str | None = None,
        discussion: str | None = None,
        transcript: str = "Noor Haddad: Hello.\nAda Okafor: Good morning.",
        status: RecapStatus | str = RecapStatus.AVAILABLE,
    ) -> MeetingRecap:
        """Let the notetaker write a recap.

        Args:
            event: Of which meeting, or its URI; None: of one that was not booked with Calendly.
            user: Whose recap it is; by default the host's, or the owner's.
            name: Of a meeting that was not booked: its name.
            starts_at: When that one was, an aware datetime; by default an hour ago.
            duration: How long that one was, in minutes.
            summary: What it was about, in Markdown.
            action_items: What is to be done.
            discussion: What was said, topic by topic.
            transcript: What was said, a line for each speaker; empty: there is none.
            status: How far it is. Subscribers hear of it once it is available.

        Raises:
            InvalidArgument: There is no such meeting or status, or the time has no zone.
        """
        known = RecapStatus(status)
        if not known.is_known:
            raise InvalidArgument("status", "must be available, processing or unavailable")
        if starts_at is not None and starts_at.tzinfo is None:
            raise InvalidArgument("starts_at", "has no time zone: pass an aware datetime")
        with self.lock:
            booked = None if event is None else kept(self.world.events, event, "event")
            if booked is not None and user is None:
                user = hosts_of(booked)[0]
            owner = self._member(user)
            start = starts_at or self.world.now() - timedelta(hours=1)
            meeting = self._booked(booked) if booked else self._other(owner, name, start, duration)
            texts = {
                "summary_md": summary,
                "action_items_md": action_items,
                "discussion_md": discussion,
            }
            recap = self.office.recaps.add(owner, meeting, texts, transcript, known.value)
        return self._recapped(recap)

    def finish_meeting_recap(self, recap: MeetingRecap | str) -> MeetingRecap:
        """Make a recap available that was still in the making, and tell of it.

        Args:
            recap: Which, or its URI.

        Raises:
            InvalidArgument: There is no such recap, or it is available.
        """
        with self.lock:
            document = kept(self.office.recaps.recaps, recap, "recap")
            if document["status"] == RecapStatus.AVAILABLE.value:
                raise InvalidArgument("recap", "is available already")
            document["status"] = RecapStatus.AVAILABLE.value
            self.office.recaps.tell_created(document)
        return self._recapped(document)

    def share_meeting_recap(
        self, recap: MeetingRecap | str, *, shared: bool = True
    ) -> MeetingRecap:
        """Make a link by which others read a recap, and tell of it.

        Args:
            recap: Which, or its URI.
            shared: False takes the link away.
        """
        with self.lock:
            document = kept(self.office.recaps.recaps, recap, "recap")
            link = f"https://calendly.com/recaps/{self.world.random.getrandbits(64):016x}"
            self.office.recaps.change(document, {"share_link": link if shared else None})
        return self._recapped(document)

    def log_activity(
        self,
        namespace: str,
        action: str,
        *,
        actor: User | str | None = None,
        details: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> ActivityLogEntry:
        """Write an entry into the activity log.

        Args:
            namespace: What it was done to, such as ``User``.
            action: What was done, such as ``Add``.
            actor: Who did it; None: Calendly itself.
            details: More about it.
            at: When, an aware datetime; by default now.
        """
        with self.lock:
            who = None if actor is None else self._member(actor)
            entry = self.office.records.log(namespace, action, who, details or {}, at)
            return self._read(entry, ActivityLogEntry)

    def add_outgoing_communication(
        self,
        invitee: Invitee | str,
        *,
        kind: Literal["email", "sms"] = "email",
        subject: str | None = "Your meeting",
        body: str = "See you soon.",
    ) -> EmailCommunication | SmsCommunication:
        """Note that Calendly wrote to an invitee about their meeting.

        Args:
            invitee: To whom, or the URI.
            kind: A mail, or a text message to their reminder number.
            subject: Of a mail.
            body: What it said.

        Raises:
            InvalidArgument: There is no such invitee, or they left no number.
        """
        with self.lock:
            to = kept(self.world.invitees, invitee, "invitee")
            address = to["email" if kind == "email" else "text_reminder_number"]
            if not address:
                raise InvalidArgument("invitee", "left no number for text reminders")
            title = subject if kind == "email" else None
            event = self.world.events[to["event"]]
            row = self.office.records.sent(event, address, kind, title, body)
            if kind == "email":
                return self._read(row, EmailCommunication)
            return self._read(row, SmsCommunication)

    @property
    def deletion_requests(self) -> tuple[DeletionRequest, ...]:
        """What was asked to be deleted."""
        with self.lock:
            return tuple(_request(row) for row in self.office.records.deletions.values())

    def delete_requested(self) -> int:
        """Delete what was asked for, as the service does within seven days.

        Returns:
            How many meetings and invitees are gone.
        """
        with self.lock:
            return self.office.records.delete()

    def _recapped(self, recap: Document) -> MeetingRecap:
        self.send_out()
        with self.lock:
            return self._read(shown(recap), MeetingRecap)

    def _booked(self, event: Document) -> Document:
        hosts: list[Document] = event["event_memberships"]
        people = [(host["user_email"], host["user_name"], True) for host in hosts]
        people += [
            (invitee["email"], invitee["name"], False)
            for invitee in self.world.of_event(event["uri"], "active")
        ]
        keys = ("name", "start_time", "end_time", "location")
        attendees = [_attendee(*person) for person in people]
        return {"event": event["uri"], **{k: event[k] for k in keys}, "attendees": attendees}

    def _other(self, owner: str, name: str, start: datetime, duration: int) -> Document:
        host = self.world.users[owner]
        return {
            "event": None,
            "name": name,
            "start_time": stamp(start),
            "end_time": stamp(start + timedelta(minutes=duration)),
            "location": None,
            "attendees": [_attendee(host["email"], host["name"], host=True)],
        }


def _attendee(email: str, name: str, host: bool) -> Document:
    return {"host": host, "user_email": email, "user_name": name}


def _request(row: Document) -> DeletionRequest:
    times = {key: moment_of(row[key]) for key in ("start_time", "end_time") if key in row}
    asked_at, emails = moment_of(row["asked_at"]), tuple(row.get("emails", ()))
    return DeletionRequest(emails=emails, asked_at=asked_at, done=row["done"], **times)

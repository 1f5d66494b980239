"""What Calendly's notetaker wrote of meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

from .locations import Location


class RecapStatus(OpenStrEnum):
    """How far a recap is. Case does not matter: ``RecapStatus("available")`` is ``AVAILABLE``."""

    AVAILABLE = "Available"
    PROCESSING = "Processing"
    UNAVAILABLE = "Unavailable"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        # Answers have capitals, the filter has none.
        known = cls.__members__.get(value.upper()) if isinstance(value, str) else None
        return super()._missing_(value) if known is None else known


@frozen(kw_only=True)
class RecapAttendee:
    """Someone who was in a meeting.

    Attributes:
        host: Whether it is the host.
        user_email: The address.
        user_name: The full name.
    """

    host: bool = False
    user_email: str | None = None
    user_name: str | None = None


@frozen(kw_only=True)
class MeetingRecap:
    """What the notetaker wrote of one meeting.

    Lists leave out the texts, ``summary_md``, ``action_items_md`` and ``discussion_md``: fetch one
    recap to read them.

    Attributes:
        uri: Identifies the recap.
        status: How far it is.
        app_url: Where a user opens it.
        event: The URI of the meeting; None for one that was not booked with Calendly.
        name: The meeting's name.
        start_time: When the meeting started, in UTC.
        end_time: When it ended.
        location: Where it was.
        attendees: Who was there.
        summary_md: What it was about, in Markdown.
        action_items_md: What is to be done, in Markdown.
        discussion_md: What was said, topic by topic, in Markdown.
        transcript: The URI of the transcript: read it with ``meeting_recaps.transcript(recap)``.
        share_link: Where others read it.
        created_at: When it was made.
        updated_at: When it was last changed.
    """

    uri: str
    status: RecapStatus | None = None
    app_url: str | None = None
    event: str | None = None
    name: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    location: Location | None = None
    attendees: tuple[RecapAttendee, ...] = ()
    summary_md: str | None = None
    action_items_md: str | None = None
    discussion_md: str | None = None
    transcript: str | None = None
    share_link: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class TranscriptLine:
    """What one person said at a stretch.

    Attributes:
        speaker: Who; None if the line does not tell.
        text: The words.
    """

    speaker: str | None
    text: str


@frozen(kw_only=True)
class Transcript:
    """What was said in a meeting, word for word.

    Attributes:
        uri: Identifies the transcript.
        text: All of it, a line for each stretch of speech; see `lines`.
    """

    uri: str
    text: str = ""

    @property
    def lines(self) -> tuple[TranscriptLine, ...]:
        """The text, cut into who said what; blank lines are left out."""
        return tuple(_line(line) for line in self.text.splitlines() if line.strip())


@frozen(kw_only=True)
class RecapMeeting:
    """The meeting of a recap, as a webhook tells it.

    Attributes:
        uri: Identifies the meeting; None for one that was not booked with Calendly.
        name: The meeting's name.
        start_time: When it started, in UTC.
        end_time: When it ended.
        location: Where it was.
        attendees: Who was there.
    """

    uri: str | None = None
    name: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    location: Location | None = None
    attendees: tuple[RecapAttendee, ...] = ()


@frozen(kw_only=True)
class ChangedRecap:
    """A recap as a webhook tells that it was made or changed.

    Attributes:
        uri: Identifies the recap.
        transcript: The URI of the transcript.
        summary_md: What the meeting was about, in Markdown.
        action_items_md: What is to be done, in Markdown.
        discussion_md: What was said, topic by topic, in Markdown.
        share_link: Where others read it.
        created_at: When it was made.
        updated_at: When it was last changed.
    """

    uri: str
    transcript: str | None = None
    summary_md: str | None = None
    action_items_md: str | None = None
    discussion_md: str | None = None
    share_link: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class DeletedRecap:
    """What is left of a recap when a webhook tells that it was deleted.

    Attributes:
        uri: Identifies the recap that was.
        deleted_at: When it was deleted.
    """

    uri: str
    deleted_at: datetime | None = None


def _line(line: str) -> TranscriptLine:
    """Cut a line at its first colon, unless that is no speaker's name in front of it."""
    speaker, colon, words = line.strip().partition(": ")
    return (
        TranscriptLine(speaker=speaker, text=words.strip())
        if colon and speaker
        else TranscriptLine(speaker=None, text=line.strip())
    )

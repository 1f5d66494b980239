"""What the notetaker writes of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from ..ids import uuid_of
from .documents import Document, stamp
from .keeping import shown
from .world import World

TEXTS: Final = ("summary_md", "action_items_md", "discussion_md")
_MEETING: Final = ("name", "start_time", "end_time", "location", "attendees")


@frozen
class Recaps:
    """Keeps recaps, each for its user, and tells of what happens to them."""

    world: World

    @property
    def recaps(self) -> dict[str, Document]:
        """The recaps of all users."""
        return self.world.store("meeting_recaps")

    def of(self, user: str) -> list[Document]:
        """List a user's recaps."""
        return [row for row in self.recaps.values() if row["_user"] == user]

    def add(
        self, user: str, meeting: Document, texts: Mapping[str, str | None], words: str, status: str
    ) -> Document:
        """Write a recap down, and tell of it once it is available."""
        uri, now = self.world.uri("meeting_recaps"), stamp(self.world.now())
        self.recaps[uri] = {
            "uri": uri,
            "app_url": f"https://calendly.com/app/meeting_recaps/{uuid_of(uri)}",
            "status": status,
            **meeting,
            **dict.fromkeys(TEXTS),
            **texts,
            "transcript": f"{uri}/transcript" if words else None,
            "share_link": None,
            "created_at": now,
            "updated_at": now,
            "_user": user,
            "_words": words,
        }
        if status == "Available":
            self.tell_created(self.recaps[uri])
        return self.recaps[uri]

    def change(self, recap: Document, said: Mapping[str, str | None]) -> None:
        """Rewrite texts or the link, and tell of it."""
        recap.update(said, updated_at=stamp(self.world.now()))
        payload: Document = {"event": self._meeting(recap), "recap": self._told(recap)}
        self.world.tell("meeting_recap.updated", payload, (recap["_user"],))

    def remove(self, recap: Document) -> None:
        """Delete a recap, and tell of it."""
        del self.recaps[recap["uri"]]
        gone = {"uri": recap["uri"], "deleted_at": stamp(self.world.now())}
        event = {"event": {"uri": recap["event"]}} if recap["event"] else {}
        self.world.tell("meeting_recap.deleted", {**event, "recap": gone}, (recap["_user"],))

    def tell_created(self, recap: Document) -> None:
        """Tell that a recap can be read."""
        payload: Document = {
            "created_at": recap["created_at"],
            "event": self._meeting(recap),
            "recap": self._told(recap),
        }
        self.world.tell("meeting_recap.created", payload, (recap["_user"],))

    def _meeting(self, recap: Document) -> Document:
        uri = {"uri": recap["event"]} if recap["event"] else {}
        return {**uri, **{key: recap[key] for key in _MEETING}}

    def _told(self, recap: Document) -> Document:
        return shown(recap, "app_url", "status", "event", *_MEETING)

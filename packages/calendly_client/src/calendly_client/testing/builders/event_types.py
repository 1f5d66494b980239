"""Kinds of meetings to offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...converter import CONVERTER
from ...errors import InvalidArgument
from ...models import EventType, LocationConfiguration, User, ZoomConferenceConfiguration
from .base import BuilderBase, uri_of_user


class EventTypeBuilder(BuilderBase):
    """Offers kinds of meetings."""

    @property
    def event_types(self) -> tuple[EventType, ...]:
        """What can be booked."""
        return self._all(self.world.event_types, EventType)

    def event_type(self, slug: str) -> EventType:
        """Find an event type by its slug.

        Args:
            slug: The last part of its page's address, such as ``intro-call``.
        """
        return self._read(self._type(slug), EventType)

    def add_event_type(
        self,
        name: str,
        *,
        hosts: Sequence[User | str],
        duration: int = 30,
        kind: Literal["solo", "group"] = "solo",
        pooling_type: Literal["round_robin", "collective"] | None = None,
        questions: Sequence[str] = (),
        location: LocationConfiguration = ZoomConferenceConfiguration(),  # noqa: B008 - frozen
        limit: int | None = None,
    ) -> EventType:
        """Offer a kind of meeting.

        Args:
            name: As shown to invitees; the slug is made of it.
            hosts: Who holds it; the first one owns it.
            duration: In minutes.
            kind: For one invitee, or for several at the same time.
            pooling_type: How several hosts share it.
            questions: What the page asks.
            location: Where it happens.
            limit: How many invitees may come; by default 1, and 10 to a group.
        """
        if not hosts:
            raise InvalidArgument("hosts", "is empty: somebody must hold the meeting")
        with self.lock:
            document = self.world.add_event_type(
                name,
                [uri_of_user(host) for host in hosts],
                limit or (10 if kind == "group" else 1),
                duration=duration,
                kind=kind,
                pooling_type=pooling_type,
                questions=questions,
                location=CONVERTER.unstructure(location),
            )
            return self._read(document, EventType)

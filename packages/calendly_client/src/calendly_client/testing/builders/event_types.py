"""Kinds of meetings to offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from ...converter import CONVERTER
from ...errors import InvalidArgument
from ...models import (
    CustomQuestion,
    EventType,
    LocationConfiguration,
    PoolingType,
    User,
    ZoomConferenceConfiguration,
)
from ..offers import Offers
from ..slots import Slots
from .base import BuilderBase, uri_of_user


class EventTypeBuilder(BuilderBase):
    """Offers kinds of meetings."""

    @property
    def offers(self) -> Offers:
        """What can be done with the world's event types."""
        return Offers(self.world)

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
        pooling_type: PoolingType | str | None = None,
        questions: Sequence[CustomQuestion | str] = (),
        location: LocationConfiguration = ZoomConferenceConfiguration(),  # noqa: B008 - frozen
        locations: Sequence[LocationConfiguration] | None = None,
        limit: int | None = None,
        description: str | None = None,
        active: bool = True,
        secret: bool = False,
        admin_managed: bool = False,
        duration_options: Sequence[int] | None = None,
        start_time_increment: int = 30,
        before_buffer: int = 0,
        after_buffer: int = 0,
        locale: str = "en",
        color: str = "#0069ff",
        internal_note: str | None = None,
    ) -> EventType:
        """Offer a kind of meeting.

        Args:
            name: As shown to invitees; the slug is made of it.
            hosts: Who holds it; the first one owns it.
            duration: In minutes.
            kind: For one invitee, or for several at the same time.
            pooling_type: How several hosts share it: ``round_robin`` or ``collective``.
            questions: What the page asks: a text, or a question with its kind and choices.
            location: Where it happens.
            locations: The places between which invitees choose, in place of ``location``; none at
                all is possible.
            limit: How many invitees may come; by default 1, and 10 to a group.
            description: As shown to invitees.
            active: Whether it can be booked.
            secret: Whether it is hidden on the owner's page.
            admin_managed: Whether an administrator keeps it.
            duration_options: What else invitees may choose, in minutes.
            start_time_increment: Minutes between two start times.
            before_buffer: Minutes kept free before a meeting.
            after_buffer: Minutes kept free after it.
            locale: The page's language.
            color: Such as ``#8247f5``.
            internal_note: For the team only.

        Raises:
            InvalidArgument: Nobody holds it.
        """
        if not hosts:
            raise InvalidArgument("hosts", "is empty: somebody must hold the meeting")
        places = [location] if locations is None else locations
        with self.lock:
            document = self.offers.add(
                name,
                [uri_of_user(host) for host in hosts],
                limit or (10 if kind == "group" else 1),
                new=False,
                questions=[CONVERTER.unstructure(asked) for asked in questions],
                locations=[CONVERTER.unstructure(place) for place in places],
                duration=duration,
                kind=kind,
                pooling_type=None if pooling_type is None else str(pooling_type),
                description=description,
                active=active,
                secret=secret,
                admin_managed=admin_managed,
                duration_options=duration_options and list(duration_options),
                start_time_increment=start_time_increment,
                before_buffer=before_buffer,
                after_buffer=after_buffer,
                locale=locale,
                color=color,
                internal_note=internal_note,
            )
        self.send_out()
        return self._read(document, EventType)

    def delete_event_type(self, event_type: EventType | str) -> EventType:
        """Take an event type off the lists, as only the website can. It can still be fetched.

        Args:
            event_type: The event type, its URI or its slug.
        """
        with self.lock:
            document = self.offers.delete(self._type(event_type))
        self.send_out()
        return self._read(document, EventType)

    def available_times(
        self, event_type: EventType | str = "intro-call", *, days: int = 7
    ) -> tuple[datetime, ...]:
        """List when an event type can be booked.

        Args:
            event_type: The event type, its URI or its slug.
            days: How far to look, from the sandbox's time on.
        """
        with self.lock:
            now, slots = self.world.now(), Slots(self.world)
            found = slots.between(self._type(event_type), now, now + timedelta(days=days))
            return tuple(start for start, _ in found)

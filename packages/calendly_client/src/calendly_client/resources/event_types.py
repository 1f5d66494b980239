"""``/event_types``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from api_client_core.endpoints import Resource, S, endpoint, listing, operation
from api_client_core.pages import Page, every
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.wire import UNSET, QueryValue, Unset

from ..converter import One, PageOf
from ..errors import InvalidArgument
from ..ids import uri_of, uuid_of
from ..models import EventType
from ._settings import Place, changes, durations, filled, given, number, places
from ._verbs import GET, PATCH, POST, owned, paging, whose

_ONE: Final = One(EventType)
_BUFFERS: Final = (0, 5, 10, 15, 30, 45, 60, 90, 120, 150, 180)
_CLEARABLE: Final = ("description", "duration_options", "locations")
_COLOR: Final = re.compile("#[a-f0-9]{6}", re.IGNORECASE)


class EventTypes(Resource[S]):
    """Kinds of meetings that can be booked.

    See https://developer.calendly.com/api-docs/calendly-api/event-types
    """

    @listing
    def list(
        self,
        *,
        user: str | None = None,
        organization: str | None = None,
        active: bool | None = None,
        admin_managed: bool | None = None,
        user_availability_schedule: str | None = None,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[EventType]]:
        """Walk through event types: a user's, those shared with them included, or all.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/list-event-types

        Args:
            user: Only this user's: a URI, or its last segment. This or ``organization`` is needed.
            organization: All of this organization's: a URI, or its last segment.
            active: Only those that can be booked now, or only those that cannot.
            admin_managed: Only those that an administrator keeps, or only the others.
            user_availability_schedule: Only those with this schedule; goes with ``user``.
            sort: By ``name``, ``position``, ``created_at`` or ``updated_at``, such as ``name:asc``,
                which is the default; several are separated by commas.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: It is not told whose, ``count`` is out of range, or an id is empty or
                of something else.
            PermissionDenied: They are not the caller's to see.
        """
        owner = _owner(user, organization, user_availability_schedule)
        which = {"active": active, "admin_managed": admin_managed}
        query = {**owner, **which, **paging(sort, count, page_token)}
        return GET("event_types", query=query, returns=PageOf(EventType))

    @operation
    async def find(
        self: EventTypes[Describing],
        wanted: str,
        *,
        user: str | None = None,
        organization: str | None = None,
        active: bool | None = None,
    ) -> EventType | None:
        """Look up an event type by what people know of it; None if there is none.

        It goes through the list. Should several fit, as in an organization whose members all have a
        ``30min``, then those that can be booked go first, in the list's order.

        Args:
            wanted: Its slug, its scheduling URL, or its name, whose case does not count. A name is
                looked for only if it is no slug or URL of another.
            user: As in `list`. This or ``organization`` is needed.
            organization: As in `list`.
            active: As in `list`.

        Raises:
            InvalidArgument: ``wanted`` is blank, or as in `list`.
            PermissionDenied: They are not the caller's to see.
        """
        filled("wanted", wanted)
        told, name = wanted.strip(), wanted.strip().casefold()
        listed = await every(self.list(user=user, organization=organization, active=active))
        found = [kind for kind in listed if told in (kind.slug, kind.scheduling_url)]
        found = found or [kind for kind in listed if (kind.name or "").strip().casefold() == name]
        return min(found, key=lambda kind: not kind.active, default=None)

    @endpoint
    def get(self, event_type: str) -> Call[EventType]:
        """Fetch one event type; a deleted one too, with ``deleted_at`` set.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/get-event-type

        Args:
            event_type: Its URI, or the URI's last segment.

        Raises:
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to see.
        """
        return GET(*_path(event_type), returns=_ONE)

    @endpoint
    def create(
        self,
        *,
        name: str,
        owner: str,
        active: bool | None = None,
        description: str | None = None,
        duration: int | None = None,
        duration_options: Sequence[int] | None = None,
        locations: Sequence[Place] | None = None,
        color: str | None = None,
        locale: str | None = None,
        start_time_increment: int | None = None,
        before_buffer: int | None = None,
        after_buffer: int | None = None,
    ) -> Call[EventType]:
        """Make an event type for one host and one invitee.

        What is left out is up to Calendly. The hours are set apart: see
        ``event_type_availability_schedules.update``.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/create-event-type

        Args:
            name: As shown to invitees.
            owner: The host: a user's URI, or its last segment.
            active: Whether it can be booked at once; by default not.
            description: As shown to invitees.
            duration: In minutes, 1 to 720.
            duration_options: What invitees may choose from, in minutes: at most 4, each once;
                ``duration`` is one of them.
            locations: Where meetings may happen: configurations, or kinds alone, such as
                ``["zoom_conference"]``.
            color: Such as ``#8247f5``.
            locale: The page's language: ``de``, ``en``, ``es``, ``fr``, ``it``, ``nl``, ``pt`` or
                ``uk``.
            start_time_increment: Minutes between two start times, 5 to 720; by default 30.
            before_buffer: Minutes to keep free before a meeting: 0, 5, 10, 15, 30, 45, 60, 90, 120,
                150 or 180; by default 0.
            after_buffer: Minutes to keep free after it; as before.

        Raises:
            InvalidArgument: A number is out of range, the color is none, a location has no kind, or
                an id is empty or of something else.
            PermissionDenied: The owner is not the caller's to change.
            AmbiguousDelivery: The reply was lost: list the event types before trying again.
        """
        body = _page(name, active, description, color, locale, locations)
        pace = _pace(duration, duration_options, start_time_increment, before_buffer, after_buffer)
        return POST("event_types", body=given(**_host(owner), **body, **pace), returns=_ONE)

    @endpoint
    def update(
        self,
        event_type: str,
        *,
        name: str | Unset = UNSET,
        active: bool | Unset = UNSET,
        description: str | Unset | None = UNSET,
        duration: int | Unset = UNSET,
        duration_options: Sequence[int] | Unset | None = UNSET,
        locations: Sequence[Place] | Unset | None = UNSET,
        color: str | Unset = UNSET,
        locale: str | Unset = UNSET,
        start_time_increment: int | Unset = UNSET,
        before_buffer: int | Unset = UNSET,
        after_buffer: int | Unset = UNSET,
    ) -> Call[EventType]:
        """Change an event type for one host and one invitee; others cannot be changed.

        What is left out stays. None clears ``description``, ``duration_options`` and ``locations``;
        that is assumed, for Calendly documents no null here.

        See https://developer.calendly.com/api-docs/calendly-api/event-types/update-event-type

        Args:
            event_type: Its URI, or the URI's last segment.
            name: As shown to invitees.
            active: Whether it can be booked.
            description: As shown to invitees.
            duration: In minutes, 1 to 720; one of the durations to choose from, if there are any.
            duration_options: What invitees may choose from, in minutes: at most 4, each once.
            locations: Where meetings may happen: takes the place of the whole list.
            color: Such as ``#8247f5``.
            locale: The page's language: ``de``, ``en``, ``es``, ``fr``, ``it``, ``nl``, ``pt`` or
                ``uk``.
            start_time_increment: Minutes between two start times, 5 to 720.
            before_buffer: Minutes to keep free before a meeting: 0, 5, 10, 15, 30, 45, 60, 90, 120,
                150 or 180.
            after_buffer: Minutes to keep free after it; as before.

        Raises:
            InvalidArgument: Nothing is to be changed, a number is out of range, the color is none,
                a location has no kind, or an id is empty or of something else.
            BadRequest: It is for groups or several hosts: "Cannot update a non solo event type".
            NotFound: There is no such event type.
            PermissionDenied: It is not the caller's to change.
        """
        body = _page(name, active, description, color, locale, locations)
        body |= _pace(duration, duration_options, start_time_increment, before_buffer, after_buffer)
        return PATCH(*_path(event_type), body=changes(body, _CLEARABLE), returns=_ONE)


def _path(event_type: str) -> tuple[str, str]:
    return "event_types", uuid_of(event_type, "event_type", "event_types")


def _host(owner: str) -> dict[str, object]:
    return {"owner": uri_of(owner, "owner", "users")}


def _page(
    name: str | Unset,
    active: bool | Unset | None,
    description: str | Unset | None,
    color: str | Unset | None,
    locale: str | Unset | None,
    locations: Sequence[Place] | Unset | None,
) -> dict[str, object]:
    """Check what the page says."""
    if isinstance(color, str) and not _COLOR.fullmatch(color):
        raise InvalidArgument("color", "must be six hexadecimal digits, such as #8247f5")
    return {
        "name": filled("name", name),
        "active": active,
        "description": description,
        "color": color.lower() if isinstance(color, str) else color,
        "locale": locale,
        "locations": places("locations", locations),
    }


def _pace(
    duration: int | Unset | None,
    options: Sequence[int] | Unset | None,
    increment: int | Unset | None,
    before: int | Unset | None,
    after: int | Unset | None,
) -> dict[str, object]:
    """Check how long meetings are, and how close to each other."""
    for name, free in (("before_buffer", before), ("after_buffer", after)):
        if isinstance(free, bool) or free not in (*_BUFFERS, None, UNSET):
            raise InvalidArgument(name, f"must be one of {', '.join(map(str, _BUFFERS))} minutes")
    return {
        **durations(duration, options),
        "start_time_increment": number("start_time_increment", increment, 5),
        "before_buffer": before,
        "after_buffer": after,
    }


def _owner(
    user: str | None, organization: str | None, schedule: str | None
) -> dict[str, QueryValue]:
    """Check that it is told whose event types are meant."""
    owner = owned(user, organization)
    if schedule is not None and user is None:
        raise InvalidArgument("user_availability_schedule", "needs user=... as well")
    return {**owner, **whose(user_availability_schedule=schedule)}

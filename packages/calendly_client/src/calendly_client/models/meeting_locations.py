"""Where a user is set up to meet."""

from __future__ import annotations

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum


class LocationKind(OpenStrEnum):
    """A kind of place, as everything but a booked meeting names it."""

    ASK_INVITEE = "ask_invitee"
    CUSTOM = "custom"
    GOOGLE_CONFERENCE = "google_conference"
    GOTOMEETING_CONFERENCE = "gotomeeting_conference"
    INBOUND_CALL = "inbound_call"
    MICROSOFT_TEAMS_CONFERENCE = "microsoft_teams_conference"
    OUTBOUND_CALL = "outbound_call"
    PHYSICAL = "physical"
    WEBEX_CONFERENCE = "webex_conference"
    ZOOM_CONFERENCE = "zoom_conference"


@frozen(kw_only=True)
class MeetingLocation:
    """A kind of place that a user is set up for.

    Attributes:
        kind: What kind.
        connected: Whether the account of the web conference is connected; None for other kinds.
    """

    kind: LocationKind
    connected: bool | None = None

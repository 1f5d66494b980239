"""Where a meeting happens: a union tagged by ``type``.

Every variant has ``type``, ``location`` (a text for people, or None) and ``join_url`` (a link, or
None), so that code that only shows the place need not tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from .conferences import GotoMeetingData, MicrosoftTeamsData, WebExData, ZoomData


class ConferenceStatus(OpenStrEnum):
    """How far the making of a conference is.

    Do not judge by it whether there is a link: Calendly sends ``join_url`` before ``PUSHED``, too.
    """

    PROCESSING = "processing"
    INITIATED = "initiated"
    PUSHED = "pushed"
    FAILED = "failed"


@frozen(kw_only=True)
class _Place:
    """A place that is told in words."""

    location: str | None = None

    @property
    def join_url(self) -> None:
        """No link: this is no web conference."""


@frozen(kw_only=True)
class _Conference:
    """A web conference. Its details are gone six months after the meeting."""

    status: ConferenceStatus | None = None
    join_url: str | None = None

    @property
    def location(self) -> None:
        """No text: a web conference has a link."""


@frozen(kw_only=True)
class InPersonMeeting(_Place):
    """At an address."""

    type: str = "physical"
    additional_info: str | None = None


@frozen(kw_only=True)
class OutboundCall(_Place):
    """The host calls; ``location`` is the invitee's number."""

    type: str = "outbound_call"


@frozen(kw_only=True)
class InboundCall(_Place):
    """The invitee calls; ``location`` is the host's number."""

    type: str = "inbound_call"
    additional_info: str | None = None


@frozen(kw_only=True)
class CustomLocation(_Place):
    """Whatever the host wrote."""

    type: str = "custom"


@frozen(kw_only=True)
class InviteeSpecifiedLocation(_Place):
    """Whatever the invitee wrote."""

    type: str = "ask_invitee"


@frozen(kw_only=True)
class GoogleConference(_Conference):
    """Google Meet."""

    type: str = "google_conference"


@frozen(kw_only=True)
class ZoomConference(_Conference):
    """Zoom."""

    type: str = "zoom"
    data: ZoomData | None = None


@frozen(kw_only=True)
class GotoMeetingConference(_Conference):
    """GoTo Meeting."""

    type: str = "gotomeeting"
    data: GotoMeetingData | None = None


@frozen(kw_only=True)
class MicrosoftTeamsConference(_Conference):
    """Microsoft Teams."""

    type: str = "microsoft_teams_conference"
    data: MicrosoftTeamsData | None = None


@frozen(kw_only=True)
class WebExConference(_Conference):
    """Webex."""

    type: str = "webex_conference"
    data: WebExData | None = None


@frozen(kw_only=True)
class UnknownLocation:
    """A kind of place that this release does not know; ``data`` is all that the API said."""

    type: str
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @property
    def location(self) -> str | None:
        """The text, if there is one."""
        return self._text("location")

    @property
    def join_url(self) -> str | None:
        """The link, if there is one."""
        return self._text("join_url")

    def _text(self, key: Literal["location", "join_url"]) -> str | None:
        value = self.data.get(key)
        return value if isinstance(value, str) else None


Location: TypeAlias = (
    InPersonMeeting
    | OutboundCall
    | InboundCall
    | CustomLocation
    | InviteeSpecifiedLocation
    | GoogleConference
    | ZoomConference
    | GotoMeetingConference
    | MicrosoftTeamsConference
    | WebExConference
    | UnknownLocation
)
"""Where a meeting happens."""

LOCATIONS: Mapping[str, type[Any]] = {
    "physical": InPersonMeeting,
    "outbound_call": OutboundCall,
    "inbound_call": InboundCall,
    "custom": CustomLocation,
    "ask_invitee": InviteeSpecifiedLocation,
    "google_conference": GoogleConference,
    # The documentation, its samples and live answers name some of these differently.
    "zoom": ZoomConference,
    "zoom_conference": ZoomConference,
    "gotomeeting": GotoMeetingConference,
    "gotomeeting_conference": GotoMeetingConference,
    "microsoft_teams_conference": MicrosoftTeamsConference,
    "webex_conference": WebExConference,
    "webex": WebExConference,
}
"""The variants by their ``type``."""

"""Where meetings of an event type may happen: a union tagged by ``kind``.

The names differ from those of a booked meeting's location: ``zoom_conference`` here, ``zoom``
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import field, frozen


@frozen(kw_only=True)
class _Configuration:
    """What any kind may carry.

    Attributes:
        location: The address, number or text that is set.
        additional_info: What invitees are told besides.
        phone_number: The number to call; old answers send it as a number.
        position: Its place in the list of a share, from 0; event types do not tell it.
    """

    location: str | None = None
    additional_info: str | None = None
    phone_number: int | str | None = None
    position: int | None = None


@frozen(kw_only=True)
class PhysicalConfiguration(_Configuration):
    """At an address."""

    kind: str = "physical"


@frozen(kw_only=True)
class OutboundCallConfiguration(_Configuration):
    """The host calls the number that the invitee gives."""

    kind: str = "outbound_call"


@frozen(kw_only=True)
class InboundCallConfiguration(_Configuration):
    """The invitee calls ``phone_number``."""

    kind: str = "inbound_call"


@frozen(kw_only=True)
class CustomConfiguration(_Configuration):
    """Whatever the host wrote."""

    kind: str = "custom"


@frozen(kw_only=True)
class AskInviteeConfiguration(_Configuration):
    """Wherever the invitee wants."""

    kind: str = "ask_invitee"


@frozen(kw_only=True)
class GoogleConferenceConfiguration(_Configuration):
    """Google Meet."""

    kind: str = "google_conference"


@frozen(kw_only=True)
class ZoomConferenceConfiguration(_Configuration):
    """Zoom."""

    kind: str = "zoom_conference"


@frozen(kw_only=True)
class GotoMeetingConferenceConfiguration(_Configuration):
    """GoTo Meeting."""

    kind: str = "gotomeeting_conference"


@frozen(kw_only=True)
class MicrosoftTeamsConferenceConfiguration(_Configuration):
    """Microsoft Teams."""

    kind: str = "microsoft_teams_conference"


@frozen(kw_only=True)
class WebExConferenceConfiguration(_Configuration):
    """Webex."""

    kind: str = "webex_conference"


@frozen(kw_only=True)
class UnknownConfiguration:
    """A kind of place that this release does not know; ``data`` is all that the API said."""

    kind: str
    data: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)


LocationConfiguration: TypeAlias = (
    PhysicalConfiguration
    | OutboundCallConfiguration
    | InboundCallConfiguration
    | CustomConfiguration
    | AskInviteeConfiguration
    | GoogleConferenceConfiguration
    | ZoomConferenceConfiguration
    | GotoMeetingConferenceConfiguration
    | MicrosoftTeamsConferenceConfiguration
    | WebExConferenceConfiguration
    | UnknownConfiguration
)
"""Where meetings of an event type may happen."""

CONFIGURATIONS: Mapping[str, type[Any]] = {
    "physical": PhysicalConfiguration,
    "outbound_call": OutboundCallConfiguration,
    "inbound_call": InboundCallConfiguration,
    "custom": CustomConfiguration,
    "ask_invitee": AskInviteeConfiguration,
    "google_conference": GoogleConferenceConfiguration,
    "zoom_conference": ZoomConferenceConfiguration,
    "gotomeeting_conference": GotoMeetingConferenceConfiguration,
    "microsoft_teams_conference": MicrosoftTeamsConferenceConfiguration,
    "webex_conference": WebExConferenceConfiguration,
}
"""The variants by their ``kind``."""

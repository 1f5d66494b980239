"""What the makers of web conferences say about one: numbers to dial, passwords."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class ZoomDialInNumber:
    """A number to dial into a Zoom meeting."""

    number: str
    country: str | None = None
    type: str | None = None
    city: str | None = None
    country_name: str | None = None


@frozen(kw_only=True)
class ZoomSettings:
    """Settings of a Zoom meeting; live answers often leave them empty."""

    global_dial_in_numbers: tuple[ZoomDialInNumber, ...] = ()


@frozen(kw_only=True)
class ZoomExtra:
    """Where all of Zoom's numbers are listed."""

    intl_numbers_url: str | None = None


@frozen(kw_only=True)
class ZoomData:
    """A Zoom meeting. Its id comes as a number or as text."""

    id: int | str | None = None
    settings: ZoomSettings | None = None
    extra: ZoomExtra | None = None
    password: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class GotoMeetingData:
    """A GoTo meeting."""

    unique_meeting_id: int | str | None = None
    conference_call_info: str | None = None


@frozen(kw_only=True)
class MicrosoftTeamsAudio:
    """How to phone in to a Teams meeting."""

    conference_id: int | str | None = None
    dialin_url: str | None = None
    toll_number: str | None = None


@frozen(kw_only=True)
class MicrosoftTeamsData:
    """A Teams meeting."""

    id: int | str | None = None
    audio_conferencing: MicrosoftTeamsAudio | None = None


@frozen(kw_only=True)
class WebExCallInNumber:
    """A number to dial into a Webex meeting."""

    call_in_number: str
    label: str | None = None
    toll_type: str | None = None


@frozen(kw_only=True)
class WebExTelephony:
    """How to phone in to a Webex meeting."""

    call_in_numbers: tuple[WebExCallInNumber, ...] = ()


@frozen(kw_only=True)
class WebExData:
    """A Webex meeting."""

    id: int | str | None = None
    telephony: WebExTelephony | None = None
    password: str | None = field(default=None, repr=False)


CAMEL_CASED: tuple[type[Any], ...] = (
    GotoMeetingData,
    MicrosoftTeamsAudio,
    MicrosoftTeamsData,
    WebExCallInNumber,
    WebExTelephony,
    WebExData,
)
"""Those whose keys are passed on as their makers write them: ``uniqueMeetingId``."""

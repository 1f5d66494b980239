"""What a campaign may be told besides what it says, to whom, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, TypedDict, cast

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from ._parts import FILLED, Part, at, mapping, minute
from .errors import InvalidArgument
from .resources._checks import day_text


class Device(OpenStrEnum):
    """Where a push goes."""

    ANDROID = "android"
    IOS = "ios"
    WINDOWS = "windows"


class ConversionWindow(OpenStrEnum):
    """How soon after a message something counts as its success."""

    MINUTES_30 = "30m"
    HOURS_1 = "1H"
    HOURS_2 = "2H"
    HOURS_4 = "4H"
    HOURS_6 = "6H"
    HOURS_8 = "8H"
    HOURS_12 = "12H"
    DAYS_1 = "1D"
    DAYS_2 = "2D"
    DAYS_3 = "3D"
    DAYS_5 = "5D"
    WEEKS_1 = "1W"
    WEEKS_2 = "2W"
    MONTHS_1 = "1M"
    MONTHS_2 = "2M"
    MONTHS_5 = "5M"


def _window(value: ConversionWindow | str) -> ConversionWindow:
    return ConversionWindow(value)


@frozen(kw_only=True)
class ConversionGoal(Part):
    """What a campaign is to bring about: its conversions are counted.

    Args:
        event: The name of an event, spelt as in CleverTap.
        within: How soon after the message; an open list.
        filter: Which of these events, as CleverTap's ``filter_type``: ``event_property`` (a list of
            ``property_name``, ``operator``, ``property_value``), ``first_time``, ``last_time``,
            ``time_of_day``, ``day_of_week``, ``day_of_month``. Sent as it is.
        revenue_property: The property of the event that holds what was earned.

    Raises:
        InvalidArgument: The event is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    event: str = field(metadata=at("event_name", filled=True))
    within: ConversionWindow = field(converter=_window, metadata=at("conversion_time"))
    filter: Mapping[str, Any] = mapping("filter")
    revenue_property: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: ``filter_type`` must be there even if it is empty."""
        told = super().to_wire()
        told["filter_type"] = told.pop("filter", {})
        return told


@frozen(kw_only=True)
class CustomControlGroup(Part):
    """People who never get the campaign: a control group made in the dashboard.

    Args:
        name: What it is called there.

    Raises:
        InvalidArgument: The name is empty.
    """

    name: str = field(metadata=FILLED)

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {"type": "custom", **super().to_wire()}


@frozen(kw_only=True)
class CampaignControlGroup(Part):
    """People who do not get the campaign, drawn from those it is meant for.

    Args:
        percentage: How many of a hundred, 0 to 100.

    Raises:
        InvalidArgument: It is outside.
    """

    percentage: int

    def __attrs_post_init__(self) -> None:
        number: object = cast("object", self.percentage)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 100:
            raise InvalidArgument("percentage", "must be a whole number from 0 to 100")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {"type": "campaign", **super().to_wire()}


@frozen(kw_only=True)
class KeptFor:
    """How long a push may wait for a device that is off, counted from when it is sent.

    Args:
        time: In whole minutes, at least one.

    Raises:
        InvalidArgument: It is shorter, or no whole number of minutes.
    """

    time: timedelta

    def __attrs_post_init__(self) -> None:
        right = isinstance(cast("object", self.time), timedelta)
        if not right or self.time < _MINUTE or self.time % _MINUTE:
            raise InvalidArgument("time", "must be a timedelta of whole minutes, at least one")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        return {"ttl_type": "relative", "value": self.time // _MINUTE}


@frozen(kw_only=True)
class KeptUntil:
    """Until when a push may wait for a device that is off.

    Args:
        day: On which day.
        at: At what time, in whole minutes; on the clock of the account, as far as is known.

    Raises:
        InvalidArgument: The day is no date, or the time has seconds or a zone of its own.
    """

    day: date
    at: time

    def __attrs_post_init__(self) -> None:
        self.to_wire()

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it."""
        digits = day_text("day", self.day) + minute("at", self.at).replace(":", "")
        return {"ttl_type": "absolute", "value": int(digits)}


_MINUTE = timedelta(minutes=1)


class CampaignOptions(TypedDict, total=False):
    """What a campaign may be told besides. Those for one channel say so.

    Attributes:
        devices: For a push, which must have them: ``android``, ``ios``, ``windows``.
        send_to_all_devices: Push: whether to send to all devices of a person, or to the last used.
        ttl: Push: how long it may wait for a device, `KeptFor` or `KeptUntil`.
        app_name: The app, for a project with several.
        provider_nick_name: E-mail, SMS, WhatsApp: who delivers, as the dashboard calls them;
            CleverTap takes the project's default without it.
        provider_group_nickname: A group of such providers.
        subscription_groups: E-mail: only to people who subscribe to one of these groups.
        send_email_to_opted_out_users: E-mail: also to people who unsubscribed.
        labels: To find the campaign by, in the dashboard and in message reports.
        respect_frequency_caps: Whether the account's caps count; they do if this is left out.
        respect_throttle: Whether the account's throttle counts; it does not if this is left out.
        conversion_goal: What it is to bring about.
        control_group: Who is left out, to compare with.
        system_control_group_include: Whether the account's own control group gets it too.
        users_limit_overall: The most people it may reach, at least 100.
        users_limit_per_run: The same for each time of a recurring one, at least 100.
        upper_cap_for_target_segment: The most people that may match, at least 100.
        pa_webhook_name: A webhook that hears what was done (private beta).
        more: Further keys of CleverTap's, sent as they are.
    """

    devices: Sequence[Device | str]
    send_to_all_devices: bool
    ttl: KeptFor | KeptUntil
    app_name: str
    provider_nick_name: str
    provider_group_nickname: str
    subscription_groups: Sequence[str]
    send_email_to_opted_out_users: bool
    labels: Sequence[str]
    respect_frequency_caps: bool
    respect_throttle: bool
    conversion_goal: ConversionGoal
    control_group: CustomControlGroup | CampaignControlGroup
    system_control_group_include: bool
    users_limit_overall: int
    users_limit_per_run: int
    upper_cap_for_target_segment: int
    pa_webhook_name: str
    more: Mapping[str, Any]

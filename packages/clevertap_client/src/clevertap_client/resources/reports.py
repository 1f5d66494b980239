"""``/1/counts/top.json``, ``trends.json``, ``/1/now.json`` and ``/1/message/report.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call
from api_client_core.wire import UNSET, Unset

from .. import limits
from .._parts import extras, join
from ..converter import Number, Sorted, Whole
from ..errors import InvalidArgument
from ..models import (
    ActiveUsers,
    MessageReport,
    ReportChannel,
    ReportDelivery,
    ReportMessageType,
    ReportStatus,
    TopGroup,
    TopValues,
    Trend,
    TrendGroup,
)
from ..queries import Query, QueryLike, query_to_wire
from ._checks import day_text, days, filled, several, whole
from ._reports import Labelled, as_it_is, report_data, settled, top_data
from ._verbs import POST

_ACTIVE: Final = Whole(ActiveUsers, prepare=Sorted(ActiveUsers))
_REPORT: Final = Whole(MessageReport, prepare=report_data)
_SLOW: Final = limits.REPORT_SECONDS.value


class Reports(Resource[S]):
    """What people do, in numbers."""

    @operation
    async def top(
        self: Reports[Describing],
        query: QueryLike,
        groups: Mapping[str, TopGroup | Mapping[str, Any]],
        *,
        deadline: float = 600.0,
    ) -> Mapping[str, TopValues]:
        """Give the most frequent values of properties, or the rarest.

        Args:
            query: Which events: a `Query` with an event, or a mapping in CleverTap's own words.
            groups: The properties, by labels of your own.
            deadline: Seconds to wait for the result, asked for after 2, 4, 8 and at most 30.

        Returns:
            The values, by your labels. A property that CleverTap does not know has a ``problem``.

        Raises:
            NotReady: It was not ready in time.

        See https://developer.clevertap.com/docs/top-property-counts-api
        """
        body = query_to_wire(query, event=True)
        asked = {_label(label): _top(group) for label, group in _groups(groups, None).items()}
        body["groups"] = asked
        read = Labelled(tuple(asked), TopValues, top_data)
        return await settled("top.json", body, read, deadline, _SLOW)

    @operation
    async def trends(
        self: Reports[Describing],
        query: QueryLike,
        groups: Mapping[str, TrendGroup | Mapping[str, Any]],
        *,
        unique: bool | None = None,
        sum_event_prop: str | None = None,
        deadline: float = 600.0,
    ) -> Mapping[str, Trend]:
        """Give how often an event came in each day, week or month.

        Args:
            query: Which events, within a year: a `Query` with an event, or a mapping in CleverTap's
                own words.
            groups: 1 to 5 series, by labels of your own.
            unique: Whether to count people instead of events.
            sum_event_prop: A property of the event to add up instead.
            deadline: Seconds to wait for the result, asked for after 2, 4, 8 and at most 30.

        Returns:
            The series, by your labels. A week of CleverTap's ends with the year.

        Raises:
            NotReady: It was not ready in time.

        See https://developer.clevertap.com/docs/trends-api
        """
        body = query_to_wire(query, event=True)
        if isinstance(query, Query) and query.start and query.end:
            ends = ("query", query.start), ("query", query.end)
            days(*ends, longest=limits.TREND_DAYS.value)
        most = limits.TREND_GROUPS.value
        asked = {_label(label): _trend(group) for label, group in _groups(groups, most).items()}
        body["unique"] = UNSET if unique is None else unique
        body["sum_event_prop"] = UNSET if sum_event_prop is None else sum_event_prop
        body["groups"] = asked
        kind: type[Mapping[str, Number]] = dict[str, Number]
        read = Labelled(tuple(asked), kind, as_it_is)
        return await settled("trends.json", body, read, deadline, _SLOW)

    @endpoint
    def now(
        self,
        *,
        user_type: bool = False,
        session_source: bool = False,
        browser: bool = False,
        os: bool = False,
        device: bool = False,
        new: bool = False,
    ) -> Call[ActiveUsers]:
        """Count who used the app in the last five minutes. Partly known: see ``more``.

        Args:
            user_type: Also by type of user.
            session_source: Also by where sessions came from.
            browser: Also by browser.
            os: Also by operating system.
            device: Also by device.
            new: A switch that CleverTap's page shows and does not explain.

        See https://developer.clevertap.com/docs/real-time-counts-api
        """
        asked = {
            "user_type": user_type,
            "session_source": session_source,
            "browser": browser,
            "os": os,
            "device": device,
            "new": new,
        }
        body = {name: True for name, wanted in asked.items() if wanted}
        return POST("1", "now.json", body=body, returns=_ACTIVE, idempotent=True)

    @endpoint
    def messages(
        self,
        start: date,
        end: date,
        *,
        daily: bool | None = None,
        channel: Sequence[ReportChannel | str] = (),
        delivery: Sequence[ReportDelivery | str] = (),
        status: Sequence[ReportStatus | str] = (),
        message_type: Sequence[ReportMessageType | str] = (),
        label: Sequence[str] = (),
        timeout: float = _SLOW,
    ) -> Call[MessageReport]:
        """Give the numbers of all campaigns that started in some days, Live ones included.

        CleverTap takes its time: about 30 seconds for a month, and two minutes for three. A
        campaign counts on the day it started, so a long stretch may be asked for in pieces.

        Args:
            start: The first day, in the time zone of the account.
            end: The last day.
            daily: Also day by day; what that adds is not documented, and kept in ``more``.
            channel: Only these channels.
            delivery: Only these kinds of delivery.
            status: Only campaigns that stand like this.
            message_type: Only these types.
            label: Only campaigns with one of these labels.
            timeout: Seconds for one attempt.

        See https://developer.clevertap.com/docs/get-message-reports-api
        """
        days(("start", start), ("end", end))
        body = {
            "from": day_text("start", start),
            "to": day_text("end", end),
            "daily": UNSET if daily is None else daily,
            "channel": _chosen("channel", channel),
            "delivery": _chosen("delivery", delivery),
            "status": _chosen("status", status),
            "message_type": _chosen("message_type", message_type),
            "label": _chosen("label", label),
        }
        path = ("1", "message", "report.json")
        return POST(*path, body=body, returns=_REPORT, timeout=timeout, idempotent=True)


def _chosen(name: str, values: Sequence[str]) -> tuple[str, ...] | Unset:
    return several(name, values) if values else UNSET


def _groups(groups: Mapping[str, Any], most: int | None) -> Mapping[str, Any]:
    if not isinstance(cast("object", groups), Mapping):
        raise InvalidArgument("groups", "must map labels of your own to groups")
    several("groups", groups, at_most=most)
    return groups


def _label(label: str) -> str:
    # Labels stand beside these in the answer.
    if filled("groups", label) in {"status", "code", "error", "req_id"}:
        raise InvalidArgument("groups", f"the label {label!r} is a word of CleverTap's own")
    return label


def _top(group: TopGroup | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(group, TopGroup):
        most = limits.TOP_VALUES.value
        given = {
            "property_type": filled("property_type", group.property_type),
            "name": filled("name", group.name),
            "top_n": None if group.top_n is None else whole("top_n", group.top_n, 1, most),
            "order": group.order,
        }
        return {name: value for name, value in given.items() if value is not None}
    return _as_given(group)


def _trend(group: TrendGroup | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(group, TrendGroup):
        told: dict[str, Any] = {"trend_type": filled("trend_type", group.trend_type)}
        join(told, "more", extras("more", group.more))
        return told
    return _as_given(group)


def _as_given(group: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(cast("object", group), Mapping):
        raise InvalidArgument("groups", "must hold groups: see the example")
    return dict(group)

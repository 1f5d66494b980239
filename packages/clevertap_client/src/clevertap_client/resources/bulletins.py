"""``/1/targets/trigger.json``: bulletins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from .._parts import extras
from ..converter import succeeded
from ..errors import InvalidArgument
from ._checks import aware, email, filled
from ._verbs import POST


class Bulletins(Resource[S]):
    """Bulletins: campaigns of the dashboard about an event of your business, for those it concerns.

    Such as an episode that came out, for everybody who follows the series. Push, e-mail, SMS and
    web push only.
    """

    @endpoint
    def announce(
        self,
        business_event: str,
        name: str,
        properties: Mapping[str, str],
        *,
        by: str,
        at: datetime | None = None,
    ) -> Call[Mapping[str, Any]]:
        """Raise a business event, and so send the bulletins about it.

        It is not repeated if its answer is lost.

        Args:
            business_event: The event, as the dashboard calls it.
            name: What to call this occurrence.
            properties: All that the event declares; texts only.
            by: The e-mail address of an administrator of the account.
            at: When to send; an aware datetime. Without it, now.

        Returns:
            CleverTap's whole answer; no page describes it.

        Raises:
            InvalidArgument: Something is empty, a property is no text, or ``at`` has no zone.
            RequestRejected: CleverTap refuses it, for example because a declared property is
                missing or the address is no administrator's.
            AmbiguousDelivery: The answer was lost: it may be raised, or not.

        See https://developer.clevertap.com/docs/bulletins-api
        """
        given = extras("properties", properties)
        for key, value in given.items():
            if not isinstance(value, str):
                raise InvalidArgument(key, f"must be text here, not {type(value).__name__}")
        body = {
            "business_event": filled("business_event", business_event),
            "name": filled("name", name),
            "properties": given,
            "c-by": email("by", by),
            "when": "now" if at is None else int(aware("at", at).timestamp()),
        }
        return POST("1", "targets", "trigger.json", body=body, returns=succeeded)

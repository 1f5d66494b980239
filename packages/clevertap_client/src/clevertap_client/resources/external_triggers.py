"""``/send/externaltrigger.json``: campaigns that wait in the dashboard for a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from .. import limits
from .._parts import extras
from ..converter import Whole
from ..errors import InvalidArgument
from ..models import Queued
from ..recipients import TriggerRecipient, triggered
from ._campaigns import campaign_id
from ._checks import several
from ._verbs import POST

TriggerValue: TypeAlias = (
    "str | int | float | bool | Sequence[TriggerValue] | Mapping[str, TriggerValue] | None"
)
"""What a template can print, or loop over."""
TriggerRecipients: TypeAlias = TriggerRecipient | Iterable[TriggerRecipient]
"""One user, or several of one kind."""


class ExternalTriggers(Resource[S]):
    """External Trigger campaigns: made in the dashboard once, fired for named users from here.

    Their text reads what is sent along: ``{{ ExternalTrigger.name }}``. That makes them one of the
    ways to tell somebody of something at once, which campaigns made by the API cannot; unlike an
    event for a Live campaign, nothing is stored, and it does not matter when it happened.

    A public beta: the account must have it enabled. A trigger that is fired twice is sent twice, so
    nothing here is repeated if its answer is lost.
    """

    @endpoint
    def fire(
        self,
        campaign: int | str,
        to: TriggerRecipients,
        properties: Mapping[str, TriggerValue] | None = None,
    ) -> Call[Queued]:
        """Fire one campaign.

        Args:
            campaign: Its id; the dashboard has it in its address.
            to: A user, or up to 1000 of one kind: identities as text, `ObjectId` or `Email`.
            properties: What its text reads. Give all that it reads, and texts as they should look:
                a date, for one, is refused.

        Raises:
            InvalidArgument: ``to`` names nobody, too many or different kinds of users, or a
                property cannot be sent.
            RequestRejected: CleverTap refuses it, for example because there is no such campaign.
            AmbiguousDelivery: The answer was lost: it may be fired, or not.

        See https://developer.clevertap.com/docs/external-trigger-api
        """
        body = {
            "to": triggered(to, limits.RECIPIENTS_PER_SEND.value),
            "campaign_id": str(campaign_id(campaign)),
            "ExternalTrigger": _properties(properties),
        }
        return POST("1", "send", "externaltrigger.json", body=body, returns=Whole(Queued))

    @endpoint
    def fire_several(
        self,
        campaigns: Sequence[int | str],
        to: TriggerRecipients,
        properties: Mapping[str, TriggerValue] | None = None,
    ) -> Call[Queued]:
        """Fire up to five campaigns with the same properties.

        One client says that CleverTap wants a further header here, ``X-CleverTap-Token``; another
        works without. If yours does, give it to the client: ``headers={"X-CleverTap-Token": ...}``.

        Args:
            campaigns: Their ids.
            to: As for `fire`.
            properties: As for `fire`.

        Raises:
            InvalidArgument: No campaign, or more than five; else as for `fire`.
            RequestRejected: CleverTap refuses it.
            AmbiguousDelivery: The answer was lost: they may be fired, or not.

        See https://developer.clevertap.com/docs/external-trigger-api
        """
        named = several("campaigns", campaigns, at_most=limits.CAMPAIGNS_PER_TRIGGER.value)
        body = {
            "to": triggered(to, limits.RECIPIENTS_PER_SEND.value),
            "campaign_id_list": [campaign_id(one) for one in named],
            "ExternalTrigger": _properties(properties),
        }
        return POST("2", "send", "externaltrigger.json", body=body, returns=Whole(Queued))


def _properties(given: Mapping[str, TriggerValue] | None) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in extras("properties", given or {}).items()}


def _value(name: str, value: object) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        inner = extras(name, cast("Mapping[str, object]", value))
        return {key: _value(f"{name}.{key}", item) for key, item in inner.items()}
    if isinstance(value, list | tuple):
        return [_value(name, item) for item in cast("Sequence[object]", value)]
    raise InvalidArgument(
        name, f"is a {type(value).__name__}: send text, numbers, flags, lists or objects of them"
    )

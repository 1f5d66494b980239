"""The envelope of webhook deliveries, which the API answers with as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from api_client_core.errors import Unreadable
from api_client_core.structure import decoded, structured
from api_client_core.wire import Reply

from .converter import CONVERTER, read
from .models import Payload, UnknownPayload, WebhookDelivery, WebhookEvent
from .models.webhook_deliveries import PAYLOADS


def delivery_of(data: Mapping[str, Any], raw: bytes) -> WebhookDelivery:
    """Make a delivery of a decoded body.

    Raises:
        Unreadable: With the JSON path of each fault.
    """
    event = read(data.get("event"), WebhookEvent, "event")
    told = {**data, "payload": _payload(event, data.get("payload")), "raw": raw}
    return structured(CONVERTER, told, WebhookDelivery)


def sample(reply: Reply) -> WebhookDelivery:
    """Read a reply that is a delivery. Raises `Unreadable`."""
    body = decoded(reply)
    if not isinstance(body, dict):
        raise Unreadable("$: not an object")
    return delivery_of(cast("dict[str, Any]", body), reply.content)


def _payload(event: WebhookEvent, data: object) -> Payload:
    if event in PAYLOADS:
        payload: Payload = read(data, PAYLOADS[event], "payload")
        return payload
    if not isinstance(data, dict):
        raise Unreadable("not an object @ $.payload")
    return UnknownPayload(data=cast("dict[str, Any]", data))

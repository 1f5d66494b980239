"""What a webhook campaign and a message of the app inbox carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from attrs import field, frozen

from api_client_core.open_enum import OpenStrEnum

from .._parts import Part, at, listed, mapping


class WebhookField(OpenStrEnum):
    """What CleverTap sends of each person to a webhook."""

    PROFILE_ATTRIBUTES = "profile-attributes"
    TOKENS = "tokens"
    IDENTITIES = "identities"


def _fields(given: Sequence[WebhookField | str]) -> tuple[WebhookField, ...]:
    return tuple(WebhookField(name) for name in listed("fields", given, str))


def _tags(given: Sequence[str]) -> tuple[str, ...]:
    return listed("tags", given, str)


@frozen(kw_only=True)
class WebhookContent(Part):
    """People, sent to an address of yours.

    Args:
        endpoint: The name of a webhook that was set up in the dashboard.
        fields: What to send of each person.
        key_values: What to send besides.

    Raises:
        InvalidArgument: The endpoint is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "webhook"

    endpoint: str = field(metadata=at("webhook_endpoint_name", filled=True))
    fields: tuple[WebhookField, ...] = field(
        default=(), converter=_fields, metadata=at("webhook_fields")
    )
    key_values: Mapping[str, Any] = mapping("key_values", at("webhook_key_value"))


@frozen(kw_only=True)
class AppInboxContent(Part):
    """A message for the inbox inside an app. Partly known: no page shows its ``content``.

    Args:
        content: CleverTap's ``content``, sent as it is.
        template_type: How it is laid out.
        tags: For the app to sort by.
        orientation: Which way the device is held.
        time_to_live: How long it stays; in CleverTap's own form.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "notificationinbox"

    content: Mapping[str, Any] = mapping("content")
    template_type: str | None = None
    tags: tuple[str, ...] = field(default=(), converter=_tags)
    orientation: str | None = None
    time_to_live: int | Mapping[str, Any] | None = None

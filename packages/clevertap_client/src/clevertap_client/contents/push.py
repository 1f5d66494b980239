"""What a push to phones and desktops says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

from attrs import field, frozen

from .._parts import FILLED, Part, at, flat

KeyValue: TypeAlias = str | int | float | bool
"""What an app is given under a name of your own."""


def _as_text(value: bool | str | None) -> str | None:
    """Write a flag as CleverTap writes this one."""
    return str(value).lower() if isinstance(value, bool) else value


@frozen(kw_only=True)
class IosPush(Part):
    """What a push says on iOS only.

    Args:
        mutable_content: Whether the app may change it, as pictures and counting views need.
        deep_link: Where a tap leads.
        sound_file: Played, if the app has it.
        category: Names action buttons that the app defines.
        badge_count: Shown on the app's icon.
        media_url: The address of a picture, a sound or a film.
        key_values: For the app, by your own names.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    mutable_content: str | None = field(
        default=None, converter=_as_text, metadata=at("mutable-content")
    )
    deep_link: str | None = None
    sound_file: str | None = None
    category: str | None = None
    badge_count: int | None = None
    media_url: str | None = field(default=None, metadata=at("ct_mediaUrl"))
    key_values: Mapping[str, KeyValue] = flat("key_values")


@frozen(kw_only=True)
class AndroidPush(Part):
    """What a push says on Android only.

    Args:
        channel: The notification channel (CleverTap's ``wzrk_cid``), as the app names it. A
            campaign for Android needs one.
        background_image: The address of a picture.
        default_sound: Whether the device's own sound is played.
        deep_link: Where a tap leads.
        large_icon: The address of a picture.
        enable_rendermax: Whether CleverTap tries to have it shown on more devices.
        key_values: For the app, by your own names.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    channel: str | None = field(default=None, metadata=at("wzrk_cid"))
    background_image: str | None = None
    default_sound: bool | None = None
    deep_link: str | None = None
    large_icon: str | None = None
    enable_rendermax: bool | None = None
    key_values: Mapping[str, KeyValue] = flat("key_values")


@frozen(kw_only=True)
class WindowsPush(Part):
    """What a push says on Windows only.

    Args:
        deep_link: Where a tap leads.
        key_values: For the app, by your own names.
    """

    deep_link: str | None = None
    key_values: Mapping[str, KeyValue] = flat("key_values")


@frozen(kw_only=True)
class PushContent(Part):
    """A push to phones and desktops.

    Args:
        title: Its heading.
        body: Its text.
        ios: What differs on iOS.
        android: What differs on Android; a campaign for Android needs its ``channel``.
        windows: What differs on Windows.
        more: Further keys of CleverTap's, sent as they are.

    Raises:
        InvalidArgument: The title or the body is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "push"

    title: str = field(repr=False, metadata=FILLED)
    body: str = field(repr=False, metadata=FILLED)
    ios: IosPush | None = field(default=None, metadata=at("platform_specific", "ios"))
    android: AndroidPush | None = field(default=None, metadata=at("platform_specific", "android"))
    windows: WindowsPush | None = field(default=None, metadata=at("platform_specific", "windows"))
    more: Mapping[str, Any] = flat("more")

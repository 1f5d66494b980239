"""What a push to browsers says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .._parts import FILLED, Part, at, flat, listed, mapping
from .push import KeyValue


@frozen
class WebPushButton(Part):
    """A button below a web push.

    Args:
        title: What it says.
        link: Where it leads.
        icon: The address of its picture.

    Raises:
        InvalidArgument: The title or the link is empty.
    """

    title: str = field(repr=False, metadata=FILLED)
    link: str = field(repr=False, metadata=FILLED)
    icon: str | None = None


def _buttons(given: Iterable[WebPushButton]) -> tuple[WebPushButton, ...]:
    return listed("buttons", given, WebPushButton)


@frozen(kw_only=True)
class ChromePush(Part):
    """What a web push says in Chrome.

    Args:
        image: The address of a picture.
        icon: The address of a picture.
        deep_link: Where a click leads.
        ttl: How long it may wait for the browser; CleverTap's page gives no unit.
        require_interaction: Whether it stays until it is clicked.
        buttons: Below it, in this order.
        more: Further keys of CleverTap's, sent as they are.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    image: str | None = None
    icon: str | None = None
    deep_link: str | None = None
    ttl: int | None = None
    require_interaction: bool | None = None
    buttons: tuple[WebPushButton, ...] = field(default=(), converter=_buttons)
    more: Mapping[str, Any] = flat("more")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: the keys of buttons are numbered."""
        told = super().to_wire()
        for number, button in enumerate(told.pop("buttons", ()), 1):
            names = {"title": "cta_title", "link": "cta_link", "icon": "cta_iconlink"}
            told |= {f"{names[name]}{number}": value for name, value in button.items()}
        return told


@frozen(kw_only=True)
class FirefoxPush(Part):
    """What a web push says in Firefox.

    Args:
        icon: The address of a picture.
        deep_link: Where a click leads.
        ttl: As in `ChromePush`.
        more: Further keys of CleverTap's, sent as they are.
    """

    icon: str | None = None
    deep_link: str | None = None
    ttl: int | None = None
    more: Mapping[str, Any] = flat("more")


@frozen(kw_only=True)
class SafariPush(Part):
    """What a web push says in Safari.

    Args:
        deep_link: Where a click leads.
        ttl: As in `ChromePush`.
        more: Further keys of CleverTap's, sent as they are.
    """

    deep_link: str | None = None
    ttl: int | None = None
    more: Mapping[str, Any] = flat("more")


@frozen(kw_only=True)
class KaiOsPush(Part):
    """What a web push says on KaiOS.

    Args:
        icon: The address of a picture.
        ttl: As in `ChromePush`.
        key_values: For the app, by your own names.
    """

    icon: str | None = None
    ttl: int | None = None
    key_values: Mapping[str, KeyValue] = mapping("key_values", at("kaiosKV"))


@frozen(kw_only=True)
class WebPushContent(Part):
    """A push to browsers.

    Args:
        title: Its heading.
        body: Its text.
        chrome: What differs in Chrome.
        firefox: What differs in Firefox.
        safari: What differs in Safari.
        kaios: What differs on KaiOS.
        more: Further keys of CleverTap's, sent as they are.

    Raises:
        InvalidArgument: The title or the body is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "webpush"

    title: str = field(repr=False, metadata=FILLED)
    body: str = field(repr=False, metadata=FILLED)
    chrome: ChromePush | None = field(default=None, metadata=at("platform_specific", "chrome"))
    firefox: FirefoxPush | None = field(default=None, metadata=at("platform_specific", "firefox"))
    safari: SafariPush | None = field(default=None, metadata=at("platform_specific", "safari"))
    kaios: KaiOsPush | None = field(default=None, metadata=at("platform_specific", "kaios"))
    more: Mapping[str, Any] = flat("more")

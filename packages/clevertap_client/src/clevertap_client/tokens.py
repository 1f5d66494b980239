"""Push tokens of devices, as they are uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, cast

from attrs import field, frozen

from . import limits as facts
from ._stored import bare, get, of_kind
from .errors import InvalidArgument
from .users import ObjectId

TokenType: TypeAlias = Literal["fcm", "gcm", "apns", "wns", "mpns", "chrome"]
"""Who delivers to the device: Firebase, its predecessor, Apple, Windows, Windows Phone, Chrome."""

_TYPES: Final = facts.TOKEN_TYPES.value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise InvalidArgument(name, "must be text, neither empty nor with spaces around it")
    return str.__str__(value)


def _token(token: str) -> str:
    return _text("token", token)


def _public(key: str) -> str:
    return _text("keys.p256dh", key)


def _secret(key: str) -> str:
    return _text("keys.auth", key)


def _device(device: ObjectId) -> ObjectId:
    if not isinstance(cast("object", device), ObjectId):
        raise InvalidArgument(
            "device", "must be an ObjectId: CleverTap takes a token for no other kind of identity"
        )
    return device


@frozen
class WebPushKeys:
    """What a browser's push subscription gives besides its token.

    Args:
        p256dh: Its public key.
        auth: Its secret.
    """

    p256dh: str = field(converter=_public, repr=False)
    auth: str = field(converter=_secret, repr=False)


@frozen(repr=False)
class TokenRecord:
    """A device's push token.

    Args:
        device: The device. No identity, e-mail or phone will do.
        token: What the push service calls it.
        type: Which push service.
        keys: For ``chrome``, which needs them; for no other.

    Raises:
        InvalidArgument: It names the argument, never a value.

    See https://developer.clevertap.com/docs/upload-device-tokens-api
    """

    device: ObjectId = field(converter=_device)
    token: str = field(converter=_token)
    type: TokenType
    keys: WebPushKeys | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.type not in _TYPES:
            raise InvalidArgument("type", f"must be one of {', '.join(_TYPES)}")
        given: object = self.keys
        if self.type == "chrome" and not isinstance(given, WebPushKeys):
            raise InvalidArgument("keys", "must be WebPushKeys(p256dh=..., auth=...) for chrome")
        if self.type != "chrome" and given is not None:
            raise InvalidArgument("keys", f"are for chrome only, not for {self.type}")

    @property
    def user(self) -> ObjectId:
        """Whom it is about, as other records say it: the device."""
        return self.device

    @property
    def repeatable(self) -> bool:
        """Whether uploading it twice does no more than uploading it once: always."""
        return True

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: plain JSON data, always in the same order."""
        data: dict[str, Any] = {"id": self.token, "type": self.type}
        if self.keys is not None:
            data["keys"] = {"p256dh": self.keys.p256dh, "auth": self.keys.auth}
        return {"type": "token", "objectId": self.device.value, "tokenData": data}

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> TokenRecord:
        """Take up what `to_wire` gave, after JSON and back, without checking it again.

        Raises:
            InvalidArgument: It is no token record.
        """
        of_kind(data, "token")
        token: Mapping[str, Any] = get(data, "tokenData", Mapping)
        keys = None if token.get("keys") is None else get(token, "keys", Mapping)
        return bare(
            cls,
            device=bare(ObjectId, value=get(data, "objectId")),
            token=get(token, "id"),
            type=get(token, "type"),
            keys=None
            if keys is None
            else bare(WebPushKeys, p256dh=get(keys, "p256dh"), auth=get(keys, "auth")),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_wire, (self.to_wire(),)

    def __repr__(self) -> str:
        return f"<TokenRecord of type {self.type}>"

"""Webhook deliveries: check that Calendly sent them, and read them. Pure functions, no I/O.

    delivery = webhooks.parse(body, header, key)      # raises WebhookError, and nothing else
    if delivery.invitee:                              # or .contact, .event_type, ...
        print(delivery.event, delivery.invitee.email)

``body`` are the bytes as received, before any framework has decoded them; ``header`` is the value
of ``Calendly-Webhook-Signature``, or None. Whoever knows the key is believed: keep it secret.

See https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NoReturn, TypeAlias, cast

from api_client_core.errors import Unreadable
from api_client_core.exchange import Hooks
from api_client_core.secrets import Secret
from api_client_core.structure import Drift, drift_reporter

from ._deliveries import delivery_of
from ._moments import aware
from .errors import (
    BodyTooLarge,
    InvalidArgument,
    InvalidHeader,
    StaleTimestamp,
    UnreadablePayload,
    WebhookError,
    WrongSignature,
)
from .models import WebhookDelivery

__all__ = [
    "HEADER",
    "TOLERANCE",
    "Keys",
    "WebhookDelivery",
    "WebhookError",
    "parse",
    "parse_unverified",
    "sign",
    "verify",
]

HEADER: Final = "Calendly-Webhook-Signature"
"""The name of the header with the signature."""

Keys: TypeAlias = str | Secret | Sequence[str | Secret]
"""A signing key, or several: while one replaces another, both are good."""

TOLERANCE: Final = timedelta(minutes=5)
"""How far a delivery's time may be from ours. Calendly's own example allows three minutes."""

_LONGEST_HEADER: Final = 1024
_DEEPEST: Final = 100
_ELEMENT: Final = re.compile(r"([a-z][a-z0-9_]*)=([!-+\--~]*)", re.ASCII)
_SECONDS: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def sign(body: bytes, key: str | Secret, at: datetime) -> str:
    """Sign a body as Calendly does, and give the header's value. For tests of receivers.

    Args:
        body: The bytes that will be sent.
        key: The signing key.
        at: When it is sent; an aware datetime.

    Raises:
        InvalidArgument: The key is empty, or the time has no zone or lies before 1970.
    """
    moment = int(aware("at", at).timestamp())
    if moment < 0:
        raise InvalidArgument("at", "lies before 1970")
    (secret,) = _secrets(key, "key")
    return f"t={moment},v1={_digest(secret, str(moment), body)}"


def verify(
    body: bytes,
    header: str | None,
    keys: Keys,
    *,
    tolerance: timedelta | None = TOLERANCE,
    now: datetime | None = None,
    max_bytes: int | None = None,
) -> datetime:
    """Check that a delivery was signed with a key, not long ago; give the time it was signed.

    Args:
        body: The bytes as received.
        header: The value of ``Calendly-Webhook-Signature``; None if there is none.
        keys: The signing key, or several.
        tolerance: How far the signed time may be from ``now``, into the past and the future. None
            switches this check off, which a receiver wants that knows repetitions by other means:
            it is not documented whether Calendly signs a retry anew.
        now: The time now, aware; by default the machine's.
        max_bytes: The longest body to look at; by default any.

    Raises:
        InvalidHeader: There is no header, or it cannot be read.
        WrongSignature: No signature in it fits the body and a key.
        StaleTimestamp: It fits, but is too old, or from the future.
        BodyTooLarge: The body is longer than ``max_bytes``.
        InvalidArgument: An argument of the caller's own is wrong: an empty key, a time without a
            zone, a body that is no bytes.
    """
    secrets = _secrets(keys, "keys")
    moment = datetime.now(UTC) if now is None else aware("now", now)
    if tolerance is not None and tolerance < timedelta(0):
        raise InvalidArgument("tolerance", "is negative; None switches the check off")
    _check_body(body, max_bytes)
    stamp, signatures = _read_header(header)
    fits = False
    for secret in secrets:
        expected = _digest(secret, stamp, body)
        for signature in signatures:
            fits |= hmac.compare_digest(expected, signature)
    if not fits:
        raise WrongSignature("the signature fits none of the keys: another key, or another body")
    signed_at = datetime.fromtimestamp(int(stamp), UTC)
    if tolerance is not None and abs(moment - signed_at) > tolerance:
        away = (moment - signed_at).total_seconds()
        when = f"{away:.0f} s ago" if away > 0 else f"{-away:.0f} s ahead of our clock"
        raise StaleTimestamp(f"signed {when}, {tolerance.total_seconds():.0f} s are allowed")
    return signed_at


def parse(
    body: bytes,
    header: str | None,
    keys: Keys,
    *,
    tolerance: timedelta | None = TOLERANCE,
    now: datetime | None = None,
    max_bytes: int | None = None,
    on_drift: Callable[[Drift], None] | None = None,
) -> WebhookDelivery:
    """Check a delivery, and read it.

    Kinds of events that this release has no model for are read too: their payload is an
    `UnknownPayload`, which keeps the data.

    Args:
        body: The bytes as received.
        header: The value of ``Calendly-Webhook-Signature``; None if there is none.
        keys: The signing key, or several.
        tolerance: As in `verify`.
        now: As in `verify`.
        max_bytes: As in `verify`.
        on_drift: As in `parse_unverified`.

    Raises:
        WebhookError: Of `verify`'s kinds, or `UnreadablePayload`: the signature is right, but the
            body is no JSON, or not what Calendly promises.
        InvalidArgument: As in `verify`.
    """
    verify(body, header, keys, tolerance=tolerance, now=now, max_bytes=max_bytes)
    return parse_unverified(body, on_drift=on_drift)


def parse_unverified(
    body: bytes, *, on_drift: Callable[[Drift], None] | None = None
) -> WebhookDelivery:
    """Read a delivery without checking who sent it: for bodies that were checked and stored.

    Args:
        body: The bytes as received.
        on_drift: Told of every optional field that came with an unexpected type, and was left out.

    Raises:
        UnreadablePayload: It is no JSON, or not what Calendly promises.
        InvalidArgument: The body is no bytes.
    """
    _check_body(body, None)
    data = _decode(body)
    watcher = partial(Hooks(on_drift=on_drift).tell, "on_drift") if on_drift else None
    token = drift_reporter.set(watcher)
    try:
        delivery = delivery_of(data, body)
    except Unreadable as error:
        problems = error.problems
    else:
        return delivery
    finally:
        drift_reporter.reset(token)
    # Raised outside the handler: a chained converter error would print values.
    raise UnreadablePayload("; ".join(problems))


def _decode(body: bytes) -> dict[str, Any]:
    try:
        data = _DECODER.decode(body.decode())
        if b"\\u" in body and _SURROGATE.search(body):
            # Half of a pair can be escaped in JSON, but neither stored nor sent on.
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    except ValueError:
        problem = "the body is not JSON"
    except RecursionError:
        problem = "the body is nested too deep"
    else:
        if not isinstance(data, dict):
            problem = "the body is no JSON object"
        elif _opens(body) > _DEEPEST and _is_deeper(cast("object", data), _DEEPEST):
            problem = f"the body is nested more than {_DEEPEST} deep"
        else:
            return cast("dict[str, Any]", data)
    raise UnreadablePayload(problem)


def _opens(body: bytes) -> int:
    return body.count(b"{") + body.count(b"[")


def _is_deeper(data: object, levels: int) -> bool:
    """Tell whether data is nested so deep that copying or storing it could fail."""
    level = [data]
    for _ in range(levels):
        level = [inner for item in level for inner in _inside(item)]
    return bool(level)


def _inside(item: object) -> Iterable[object]:
    if isinstance(item, dict):
        return cast("dict[str, object]", item).values()
    return cast("list[object]", item) if isinstance(item, list) else ()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice: two readers could read it differently")
    return found


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_object)


def _read_header(header: str | None) -> tuple[str, list[str]]:
    """Give the time as written, and the signatures of the scheme that we know."""
    if header is None:
        raise InvalidHeader(f"no {HEADER} header: the subscription may have no signing key")
    if not isinstance(header, str):  # pyright: ignore[reportUnnecessaryIsInstance] - frameworks
        raise InvalidArgument("header", "must be text: decode it as ASCII first")
    if len(header) > _LONGEST_HEADER:
        raise InvalidHeader(f"the header is longer than {_LONGEST_HEADER} characters")
    elements = [_ELEMENT.fullmatch(part) for part in header.split(",")]
    pairs = [found.groups() for found in elements if found]
    stamps = [value for name, value in pairs if name == "t"]
    signatures = [value for name, value in pairs if name == "v1"]
    if len(pairs) < len(elements) or len(stamps) != 1 or not _SECONDS.fullmatch(stamps[0]):
        raise InvalidHeader("the header is not of the form t=<seconds>,v1=<hex>")
    if not signatures or not all(_DIGEST.fullmatch(text) for text in signatures):
        raise InvalidHeader("the header has no v1 signature of 64 lower-case hex digits")
    return stamps[0], signatures


def _digest(secret: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _secrets(keys: Keys, name: str) -> tuple[bytes, ...]:
    several: Iterable[str | Secret] = (keys,) if isinstance(keys, str | Secret) else keys
    texts = [Secret(key).reveal() for key in several]
    if not texts or not all(texts):
        raise InvalidArgument(name, "is empty: anybody could sign with an empty key")
    try:
        return tuple(text.encode() for text in texts)
    except UnicodeEncodeError:
        problem = "is no text that can be encoded as UTF-8"
    raise InvalidArgument(name, problem)


def _check_body(body: bytes, max_bytes: int | None) -> None:
    if not isinstance(body, bytes):  # pyright: ignore[reportUnnecessaryIsInstance] - frameworks
        raise InvalidArgument("body", "must be the bytes as received, not decoded or parsed")
    if max_bytes is not None and len(body) > max_bytes:
        raise BodyTooLarge(f"the body has {len(body)} bytes, {max_bytes} are allowed")

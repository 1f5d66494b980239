"""People and values as CleverTap's answers show them."""

from __future__ import annotations

from typing import Any

from .store import PLATFORMS, StoredProfile


def described(profile: StoredProfile) -> dict[str, Any]:
    """Give a person as look-ups answer."""
    record = identified(profile)
    record["events"] = _summary(profile)
    record["platformInfo"] = _platforms(profile)
    return record


def identified(profile: StoredProfile) -> dict[str, Any]:
    """Give who a person is, and their properties."""
    own = ("Email", "Name", "Phone")
    record: dict[str, Any] = {
        key.lower(): echoed(key, profile.properties[key])
        for key in own
        if key in profile.properties
    }
    if profile.identity is not None:
        record["identity"] = profile.identity
    record["profileData"] = {k: v for k, v in profile.properties.items() if k not in own}
    return record


def _summary(profile: StoredProfile) -> dict[str, Any]:
    times: dict[str, list[int]] = {}
    for event in profile.events:
        times.setdefault(event.name, []).append(event.ts)
    return {
        name: {"count": len(seen), "first_seen": min(seen), "last_seen": max(seen)}
        for name, seen in times.items()
    }


def _platforms(profile: StoredProfile) -> list[dict[str, Any]]:
    if not profile.tokens:
        return [{"platform": "Web", "objectId": profile.object_id}]
    return [
        {
            "platform": PLATFORMS[token["type"]],
            "push_token": token["id"],
            "objectId": profile.devices.get(str(token["id"]), profile.object_id),
        }
        for token in profile.tokens
    ]


def echoed(key: str, value: Any) -> Any:
    """Give a value as the service echoes it."""
    if key == "Phone" and isinstance(value, str) and value.lstrip("+").isdigit():
        return int(value.lstrip("+"))
    return str(value) if key == "identity" else value

"""Ids: a URI, or its last segment, whichever the caller has at hand."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from api_client_core.wire import without_addresses

from .errors import InvalidArgument

HOST: Final = "https://api.calendly.com"
"""Where URIs live, whatever host the client talks to."""


def uuid_of(ref: str, name: str = "uri", collection: str | None = None) -> str:
    """Give the last segment of a URI; a bare id passes through.

    >>> uuid_of("https://api.calendly.com/users/GBGBDCAADAEDCRZ2")
    'GBGBDCAADAEDCRZ2'

    Args:
        ref: The URI, or the id.
        name: What to call it in an error.
        collection: What it must be an id of, such as ``users``; by default anything.

    Raises:
        InvalidArgument: It is empty, no text, or a URI of something else.
    """
    if ref and not isinstance(ref, str):  # pyright: ignore[reportUnnecessaryIsInstance] - a model
        raise InvalidArgument(
            name, f"must be a URI or its last segment, not {type(ref).__name__}: pass its uri"
        )
    if not ref or ref != ref.strip():
        raise InvalidArgument(name, "is empty or has blanks: pass a URI, or its last segment")
    parts = _segments(ref) if "://" in ref else ref.split("/")
    if parts[-1] in {"", ".", ".."}:
        raise InvalidArgument(name, "has no id: pass a URI, or its last segment")
    # Calendly's samples of availability schedules spell it in the singular.
    if len(parts) > 1 and collection is not None and collection not in {parts[-2], f"{parts[-2]}s"}:
        told = without_addresses(parts[-2])
        raise InvalidArgument(name, f"is a URI of {told}, not of {collection}")
    return parts[-1]


def uri_of(ref: str, name: str, collection: str) -> str:
    """Give the full URI, which filters and bodies want; a bare id is expanded.

    Args:
        ref: The URI, or the id.
        name: What to call it in an error.
        collection: What it is an id of, such as ``users``.

    Raises:
        InvalidArgument: It is empty, or a URI of something else.
    """
    uuid = uuid_of(ref, name, collection)
    return ref if "://" in ref else f"{HOST}/{collection}/{quote(uuid, safe='')}"


def invitee_path(invitee: str, event: str | None) -> tuple[str, str]:
    """Give the ids of the meeting and of the invitee.

    Raises:
        InvalidArgument: One of them is missing, or they contradict each other.
    """
    return _inside("invitee", invitee, "event", event, "scheduled_events")


def invitation_path(invitation: str, organization: str | None) -> tuple[str, str]:
    """Give the ids of the organization and of the invitation.

    Raises:
        InvalidArgument: One of them is missing, or they contradict each other.
    """
    return _inside("invitation", invitation, "organization", organization, "organizations")


def _inside(name: str, ref: str, outer: str, given: str | None, collection: str) -> tuple[str, str]:
    """Give the ids of a thing's outer thing, which its URI names, and of the thing itself."""
    uuid = uuid_of(ref, name, f"{name}s")
    parts = _segments(ref)
    named = parts[-3] if len(parts) >= 4 and parts[-4] == collection else None
    told = None if given is None else uuid_of(given, outer, collection)
    if named and told and named != told:
        raise InvalidArgument(outer, f"is not the one that the {name}'s URI names")
    found = named or told
    if found is None:
        raise InvalidArgument(name, f"is a bare id: pass its URI, or the {outer}'s id as well")
    return found, uuid


def _segments(uri: str) -> list[str]:
    """Give the segments of a URI's path, whatever its host looks like."""
    path = re.split("[?#]", uri.partition("://")[2], maxsplit=1)[0].partition("/")[2]
    return path.strip("/").split("/")

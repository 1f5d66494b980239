"""What all routes share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from attrs import define, field

from api_client_core.testing import Answer, Received, Sandbox

from .. import refusals
from ..access import Doorman
from ..checks import instant
from ..deliveries import Post
from ..documents import Document
from ..paging import Query
from ..plans import Feature
from ..refusals import Refused, malformed
from ..world import World


@define(eq=False, slots=False)
class Base(Sandbox):
    """Answers as Calendly does, from what the world holds."""

    world: World = field(init=False, repr=False)
    post: Post = field(init=False, repr=False)
    doorman: Doorman = field(init=False, repr=False)
    open_paths: ClassVar[tuple[str, ...]] = ("/oauth/",)
    """Where no bearer token is asked for, and no rate is counted."""

    def has(self, feature: Feature) -> bool:
        """Tell whether the account has a feature."""
        return True

    def joined(self, user: Document) -> None:
        """Give somebody who has just joined what everybody has. Extend it, calling ``super()``."""

    def furnish(self) -> None:
        """Fill the account when it is opened. Extend it, calling ``super()``."""

    def mine(self, user: str | None, organization: str | None) -> None:
        """Refuse filters that name somebody else's."""
        if user is not None and user not in self.world.users:
            raise Refused(refusals.STRANGER)
        if organization not in {None, self.world.organization}:
            raise Refused(refusals.ORGANIZATION_EVENTS)


def one(document: Document, status: int = 200) -> Answer:
    """Answer with one thing."""
    return Answer.json({"resource": document}, status)


def found(documents: Mapping[str, Document], uri: str) -> Document:
    """Find a document. Raises `Refused`."""
    if uri not in documents:
        raise Refused(refusals.NOT_FOUND)
    return documents[uri]


def body_of(request: Received) -> dict[str, Any]:
    """Read a JSON object. Raises `Refused`."""
    try:
        body = request.json()
    except ValueError:
        body = "not JSON"
    if body is not None and not isinstance(body, dict):
        raise malformed("body", "must be a JSON object")
    return cast("dict[str, Any]", body or {})


def time_of(query: Query, name: str) -> datetime | None:
    """Read a filter that is a time. Raises `Refused`."""
    text = query.get(name)
    if text is None:
        return None
    moment = instant(text)
    if moment is None:
        raise malformed(name, "must be a UTC time")
    return moment


def many(documents: Iterable[Document]) -> Answer:
    """Answer with a list that never comes in pages."""
    return Answer.json({"collection": list(documents)})

"""What the builders of an organization's office share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ...errors import InvalidArgument
from ...models import User
from ..documents import Document
from ..routes.office import OfficeRoutes
from .base import BuilderBase, uri_of_user


class HasUri(Protocol):
    """Anything that is identified by a URI."""

    @property
    def uri(self) -> str:
        """The URI."""
        ...


class OfficeBuilder(BuilderBase, OfficeRoutes):
    """Changes what an organization keeps besides its meetings."""

    def _member(self, user: User | str | None) -> str:
        """Give the URI of somebody in the organization; by default the owner's."""
        uri = next(iter(self.world.users)) if user is None else uri_of_user(user)
        if uri not in self.world.users:
            raise InvalidArgument("user", "is not in this organization")
        return uri


def kept(documents: Mapping[str, Document], thing: HasUri | str, name: str) -> Document:
    """Find what a test refers to. Raises `InvalidArgument`."""
    uri = thing if isinstance(thing, str) else thing.uri
    if uri not in documents:
        raise InvalidArgument(name, "is not one of this sandbox")
    return documents[uri]

"""What all builders share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from ...converter import read
from ...errors import InvalidArgument
from ...models import EventType, User
from ..deliveries import Sending
from ..documents import Document
from ..meetings import Meetings
from ..routes.base import Base

T = TypeVar("T")


class BuilderBase(Base):
    """Changes the world from inside a test, where `Base` answers from outside."""

    sending: Sending

    @property
    def meetings(self) -> Meetings:
        """What can be done with the world's meetings."""
        return Meetings(self.world)

    def send_out(self) -> None:
        """Send what has been written to subscribers, unless it is held. Call without the lock."""
        self.post.dispatch(self.sending)

    def _type(self, wanted: EventType | str) -> Document:
        text = wanted if isinstance(wanted, str) else wanted.uri
        for document in self.world.event_types.values():
            if text in {document["uri"], document["slug"]}:
                return document
        slugs = ", ".join(str(document["slug"]) for document in self.world.event_types.values())
        raise InvalidArgument("event_type", f"is none of this sandbox: {slugs}")

    def _all(self, found: Mapping[str, Document], kind: type[T]) -> tuple[T, ...]:
        with self.lock:
            return tuple(self._read(document, kind) for document in found.values())

    def _read(self, document: Document, kind: type[T]) -> T:
        return read(document, kind, "resource")


def uri_of_user(user: User | str) -> str:
    """Give a user's URI."""
    return user if isinstance(user, str) else user.uri

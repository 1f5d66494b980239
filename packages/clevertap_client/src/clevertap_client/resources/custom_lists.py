"""``/get_custom_list_segment_url`` and what follows: segments from your own lists of users."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..converter import Whole
from ..models import CustomList, UploadUrl
from ..users import ObjectId
from ._checks import filled
from ._files import completion, listed, place, put
from ._verbs import POST


class CustomLists(Resource[S]):
    """Segments from your own lists of users."""

    @operation
    async def upload(
        self: CustomLists[Describing],
        name: str,
        users: Path | bytes | Iterable[str | ObjectId],
        *,
        email: str,
        creator: str,
        filename: str | None = None,
        replace: bool = False,
        timeout: float = 600.0,
    ) -> CustomList:
        """Make a segment of users: get a place, put the file there, and say that it is complete.

        CleverTap fills the segment later, and writes to the address whether it worked.

        Args:
            name: What the segment is to be called.
            users: Identities and `ObjectId`, or a CSV file of up to 5 GB whose first line is
                ``Type,Identity``; a type is ``i`` for an identity and ``g`` for an object id.
            email: An admin's address, who is told of the outcome.
            creator: Who made it, for the dashboard.
            filename: What the file is to be called; by default its own name, or ``users.csv``.
            replace: Whether a segment of that name is replaced; otherwise it is refused.
            timeout: Seconds for sending the file once.

        Raises:
            InvalidArgument: The file cannot be read, or begins with another line.
            InvalidCredentials: The address is no admin's: CleverTap says 401 to that too.
            AmbiguousDelivery: No answer came to the last call: ask the dashboard.

        See https://developer.clevertap.com/docs/custom-list-endpoints
        """
        file = await listed(users)
        called = users.name if isinstance(users, Path) else "users.csv"
        called = called if filename is None else filled("filename", filename)
        completion(name, email, creator, replace=replace)
        found = await self.upload_url()
        await self.put(found.url, file, timeout=timeout)
        return await self.complete(
            name, url=found.url, filename=called, email=email, creator=creator, replace=replace
        )

    @endpoint
    def upload_url(self) -> Call[UploadUrl]:
        """Get a place for a file, open for 24 hours. `upload` does all three steps for you.

        See https://developer.clevertap.com/docs/custom-list-endpoints
        """
        return place("get_custom_list_segment_url")

    @endpoint
    def put(self, url: str, content: Path | bytes, *, timeout: float = 600.0) -> Call[None]:
        """Put a file where `upload_url` says. It is sent without credentials.

        Args:
            url: The ``url`` that `upload_url` gave.
            content: The CSV file, of up to 5 GB; its first line is ``Type,Identity``.
            timeout: Seconds for sending it once.

        Raises:
            NotAllowed: The place is closed: get another.
            OSError: The file cannot be read.
        """
        return put(url, content, timeout)

    @endpoint
    def complete(
        self,
        name: str,
        *,
        url: str,
        filename: str,
        email: str,
        creator: str,
        replace: bool = False,
    ) -> Call[CustomList]:
        """Say that the file is in its place. Not repeated if the answer is lost.

        Args:
            name: What the segment is to be called.
            url: The ``url`` that `upload_url` gave.
            filename: What the file is to be called.
            email: An admin's address, who is told of the outcome.
            creator: Who made it, for the dashboard.
            replace: Whether a segment of that name is replaced; otherwise it is refused.

        Raises:
            InvalidCredentials: The address is no admin's.
        """
        body = completion(name, email, creator, replace=replace)
        body |= {"filename": filled("filename", filename), "url": filled("url", url)}
        return POST("upload_custom_list_segment_completed", body=body, returns=Whole(CustomList))

"""``/get_catalog_url`` and what follows: catalogs of products and of places."""

from __future__ import annotations

from pathlib import Path

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..converter import done
from ..models import UploadUrl
from ._checks import filled
from ._files import beginning, completion, place, put
from ._verbs import POST


class Catalogs(Resource[S]):
    """Catalogs that messages recommend from. Files above 5 GB go in parts: use ``request``."""

    @operation
    async def upload(
        self: Catalogs[Describing],
        name: str,
        content: Path | bytes,
        *,
        email: str,
        creator: str,
        replace: bool = False,
        override: bool | None = None,
        is_location_catalog: bool | None = None,
        timeout: float = 600.0,
    ) -> None:
        """Upload a catalog: get a place, put the file there, and say that it is complete.

        CleverTap reads it later, and writes to the address whether it worked.

        Args:
            name: What the catalog is called.
            content: The CSV file, of up to 5 GB.
            email: An admin's address, who is told of the outcome.
            creator: Who made it, for the dashboard.
            replace: Whether a catalog of that name is replaced.
            override: Sent as it is; what it does is not described.
            is_location_catalog: Whether the rows are places.
            timeout: Seconds for sending the file once.

        Raises:
            InvalidArgument: The file cannot be read, is empty, or too large.
            InvalidCredentials: The address is no admin's: CleverTap says 401 to that too.
            AmbiguousDelivery: No answer came to the last call: ask the dashboard.

        See https://developer.clevertap.com/docs/catalog-api-endpoints
        """
        await beginning("content", content)
        completion(name, email, creator, replace=replace)
        found = await self.upload_url()
        await self.put(found.url, content, timeout=timeout)
        await self.complete(
            name,
            url=found.url,
            email=email,
            creator=creator,
            replace=replace,
            override=override,
            is_location_catalog=is_location_catalog,
        )

    @endpoint
    def upload_url(self) -> Call[UploadUrl]:
        """Get a place for a file. `upload` does all three steps for you.

        See https://developer.clevertap.com/docs/catalog-api-endpoints
        """
        return place("get_catalog_url")

    @endpoint
    def put(self, url: str, content: Path | bytes, *, timeout: float = 600.0) -> Call[None]:
        """Put a file where `upload_url` says. It is sent without credentials.

        Args:
            url: The ``url`` that `upload_url` gave.
            content: The CSV file, of up to 5 GB.
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
        email: str,
        creator: str,
        replace: bool = False,
        override: bool | None = None,
        is_location_catalog: bool | None = None,
    ) -> Call[None]:
        """Say that the file is in its place. Not repeated if the answer is lost.

        Args:
            name: What the catalog is called.
            url: The ``url`` that `upload_url` gave.
            email: An admin's address, who is told of the outcome.
            creator: Who made it, for the dashboard.
            replace: Whether a catalog of that name is replaced.
            override: Sent as it is; what it does is not described.
            is_location_catalog: Whether the rows are places.

        Raises:
            InvalidCredentials: The address is no admin's.
        """
        body = completion(name, email, creator, replace=replace) | {"url": filled("url", url)}
        more = {"override": override, "isLocationCatalog": is_location_catalog}
        body |= {key: value for key, value in more.items() if value is not None}
        return POST("upload_catalog_completed", body=body, returns=done)

"""The resources of the API, by name. Each is imported when it is first used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call
from api_client_core.wire import QueryValue

from .resources._anything import Json, Method, any_call

if TYPE_CHECKING:
    from .resources.bulletins import Bulletins
    from .resources.campaigns import Campaigns
    from .resources.catalogs import Catalogs
    from .resources.content_blocks import ContentBlocks
    from .resources.custom_lists import CustomLists
    from .resources.events import Events
    from .resources.external_triggers import ExternalTriggers
    from .resources.messages import Messages
    from .resources.profiles import Profiles
    from .resources.promo import Promo
    from .resources.reports import Reports
    from .resources.segments import Segments
    from .resources.uploads import Uploads
    from .resources.variables import Variables


class CleverTapApi(Resource[S]):
    """All of CleverTap's server API, by noun."""

    @cached_property
    def bulletins(self) -> Bulletins[S]:
        """Campaigns of the dashboard about an event of your business."""
        from .resources.bulletins import Bulletins

        return Bulletins(self.sender)

    @cached_property
    def campaigns(self) -> Campaigns[S]:
        """Campaigns on past behaviour."""
        from .resources.campaigns import Campaigns

        return Campaigns(self.sender)

    @cached_property
    def catalogs(self) -> Catalogs[S]:
        """Products and places that messages recommend."""
        from .resources.catalogs import Catalogs

        return Catalogs(self.sender)

    @cached_property
    def content_blocks(self) -> ContentBlocks[S]:
        """Text and HTML that messages share."""
        from .resources.content_blocks import ContentBlocks

        return ContentBlocks(self.sender)

    @cached_property
    def custom_lists(self) -> CustomLists[S]:
        """Segments from your own lists of users."""
        from .resources.custom_lists import CustomLists

        return CustomLists(self.sender)

    @cached_property
    def events(self) -> Events[S]:
        """What people did."""
        from .resources.events import Events

        return Events(self.sender)

    @cached_property
    def external_triggers(self) -> ExternalTriggers[S]:
        """Campaigns of the dashboard that wait for a call."""
        from .resources.external_triggers import ExternalTriggers

        return ExternalTriggers(self.sender)

    @cached_property
    def messages(self) -> Messages[S]:
        """Messages to users that you name."""
        from .resources.messages import Messages

        return Messages(self.sender)

    @cached_property
    def profiles(self) -> Profiles[S]:
        """What CleverTap knows of people."""
        from .resources.profiles import Profiles

        return Profiles(self.sender)

    @cached_property
    def promo(self) -> Promo[S]:
        """Wallets, coupons and vouchers."""
        from .resources.promo import Promo

        return Promo(self.sender)

    @cached_property
    def reports(self) -> Reports[S]:
        """What people do, in numbers."""
        from .resources.reports import Reports

        return Reports(self.sender)

    @cached_property
    def segments(self) -> Segments[S]:
        """Segments whose members you name."""
        from .resources.segments import Segments

        return Segments(self.sender)

    @cached_property
    def uploads(self) -> Uploads[S]:
        """Events and profiles, on their way to CleverTap."""
        from .resources.uploads import Uploads

        return Uploads(self.sender)

    @cached_property
    def variables(self) -> Variables[S]:
        """Values that apps read."""
        from .resources.variables import Variables

        return Variables(self.sender)

    @endpoint
    def request(
        self,
        method: Method,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Mapping[str, object] | Sequence[object] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        idempotent: bool | None = None,
    ) -> Call[Json]:
        """Call anything that this release has no method for, with the same errors and retries.

        Args:
            method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
            path: All of it, with its version: such as ``/1/get/webhooks.json``. Not
                percent-encoded.
            query: By name; None is left out, a list repeats its key. A cursor is encoded already:
                pass it as ``Raw``.
            body: Sent as JSON; some paths want a list.
            headers: For this call only, besides the client's own.
            timeout: Seconds for one attempt, in place of the client's.
            idempotent: Whether it may be sent twice; by default all but ``POST`` and ``PATCH``.
                Reports are read with ``POST``: say True for them.

        Returns:
            The decoded body, of whatever shape; None for HTTP 204.

        Raises:
            InvalidArgument: The path is no path, or something cannot be sent.
            UnexpectedReply: The body is empty: CleverTap does not know the path.
            RequestRejected: The status is 200, and the body says fail.
        """
        return any_call(method, path, query, body, headers, timeout, idempotent)

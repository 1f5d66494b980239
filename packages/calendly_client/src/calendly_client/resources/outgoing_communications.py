"""``/outgoing_communications``."""

from __future__ import annotations

from datetime import datetime

from api_client_core.endpoints import Resource, S, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import PageAs
from ..ids import uri_of
from ..models import OutgoingCommunication, OutgoingCommunicationPage
from ._verbs import GET, between, paging


class OutgoingCommunications(Resource[S]):
    """Mails and text messages that Calendly sent. They take the Enterprise plan.

    See https://developer.calendly.com/api-docs/calendly-api/outgoing-communications
    """

    @listing
    def list(
        self,
        *,
        organization: str,
        min_created_at: datetime | None = None,
        max_created_at: datetime | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[OutgoingCommunication]]:
        """Walk through the messages that were sent for an organization.

        Each of its ``pages()`` is an `OutgoingCommunicationPage`, which also tells how many
        messages match.

        See https://developer.calendly.com/api-docs/calendly-api/outgoing-communications/list-outgoing-communications

        Args:
            organization: Whose: a URI, or its last segment.
            min_created_at: Only messages that were made after this time; an aware datetime.
            max_created_at: Only messages that were made before this time; an aware datetime.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: A time has no zone, the times are in the wrong order, ``count`` is out
                of range, or the id is empty or of something else.
            PlanRequired: The account is not on the Enterprise plan.
            PermissionDenied: They are not the caller's to see.
        """
        query = {
            "organization": uri_of(organization, "organization", "organizations"),
            **between(min_created_at=min_created_at, max_created_at=max_created_at),
            **paging(None, count, page_token),
        }
        returns = PageAs(OutgoingCommunicationPage)
        return GET("outgoing_communications", query=query, returns=returns)

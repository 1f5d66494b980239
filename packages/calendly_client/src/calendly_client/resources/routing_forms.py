"""``/routing_forms``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import uri_of, uuid_of
from ..models import RoutingForm
from ._verbs import GET, paging


class RoutingForms(Resource[S]):
    """Questions that lead to the right page.

    See https://developer.calendly.com/api-docs/calendly-api/routing-forms
    """

    @listing
    def list(
        self,
        *,
        organization: str,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[RoutingForm]]:
        """Walk through an organization's forms; the drafts too.

        See https://developer.calendly.com/api-docs/calendly-api/routing-forms/list-routing-forms

        Args:
            organization: Whose: a URI, or its last segment.
            sort: ``created_at:asc`` or ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            PermissionDenied: They are not the caller's to see.
        """
        query = {
            "organization": uri_of(organization, "organization", "organizations"),
            **paging(sort, count, page_token),
        }
        return GET("routing_forms", query=query, returns=PageOf(RoutingForm))

    @endpoint
    def get(self, routing_form: str) -> Call[RoutingForm]:
        """Fetch one form.

        See https://developer.calendly.com/api-docs/calendly-api/routing-forms/get-routing-form

        Args:
            routing_form: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such form.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(routing_form, "routing_form", "routing_forms")
        return GET("routing_forms", uuid, returns=One(RoutingForm))

"""``/routing_form_submissions``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint, listing
from api_client_core.pages import Page
from api_client_core.steps import Call

from ..converter import One, PageOf
from ..ids import uri_of, uuid_of
from ..models import RoutingFormSubmission
from ._verbs import GET, paging


class RoutingFormSubmissions(Resource[S]):
    """Who filled in a routing form, and where it led them.

    See https://developer.calendly.com/api-docs/calendly-api/routing-forms
    """

    @listing
    def list(
        self,
        *,
        form: str,
        sort: str | None = None,
        count: int = 100,
        page_token: str | None = None,
    ) -> Call[Page[RoutingFormSubmission]]:
        """Walk through a form's submissions; those that led to no meeting too.

        See https://developer.calendly.com/api-docs/calendly-api/routing-forms/list-routing-form-submissions

        Args:
            form: The routing form's: a URI, or its last segment.
            sort: ``created_at:asc`` or ``created_at:desc``.
            count: How many to ask for at once, 1 to 100.
            page_token: Where to go on: an earlier page's ``next_token``.

        Raises:
            InvalidArgument: ``count`` is out of range, or the id is empty or of something else.
            NotFound: There is no such form.
            PermissionDenied: They are not the caller's to see.
        """
        query = {"form": uri_of(form, "form", "routing_forms"), **paging(sort, count, page_token)}
        return GET("routing_form_submissions", query=query, returns=PageOf(RoutingFormSubmission))

    @endpoint
    def get(self, submission: str) -> Call[RoutingFormSubmission]:
        """Fetch one submission: an invitee's ``routing_form_submission`` names the one before it.

        See https://developer.calendly.com/api-docs/calendly-api/routing-forms/get-routing-form-submission

        Args:
            submission: Its URI, or the URI's last segment.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such submission.
            PermissionDenied: It is not the caller's to see.
        """
        uuid = uuid_of(submission, "submission", "routing_form_submissions")
        return GET("routing_form_submissions", uuid, returns=One(RoutingFormSubmission))

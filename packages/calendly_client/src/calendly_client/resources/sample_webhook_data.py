"""``/sample_webhook_data``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from .._deliveries import sample
from ..models import WebhookDelivery, WebhookEvent, WebhookScope
from ._scopes import fitting, owner
from ._verbs import GET


class SampleWebhookData(Resource[S]):
    """Deliveries to try a receiver with.

    See https://developer.calendly.com/api-docs/calendly-api/webhooks
    """

    @endpoint
    def get(
        self,
        *,
        event: WebhookEvent | str,
        organization: str,
        scope: WebhookScope | str,
        user: str | None = None,
        group: str | None = None,
    ) -> Call[WebhookDelivery]:
        """Fetch a delivery as a subscription would get it, without a signature.

        It may be made up, or tell of the account's newest meeting: treat it as personal data. Its
        ``raw`` is the body; `webhooks.sign` signs it, for a receiver that checks.

        See https://developer.calendly.com/api-docs/calendly-api/webhooks/get-sample-webhook-data

        Args:
            event: What happened, such as ``invitee.created``.
            organization: Whose: a URI, or its last segment.
            scope: ``organization``, ``user`` or ``group``.
            user: The user, for the user scope.
            group: The group, for the group scope.

        Raises:
            InvalidArgument: The scope and its owner do not fit, or the scope cannot hear of the
                event, or an id is empty or of something else.
            PermissionDenied: The organization scope takes an administrator.
            UnexpectedReply: It is no delivery of this kind.
        """
        (kind,) = fitting((event,), scope, "event")
        query = {"event": kind, **owner(organization, scope, user, group)}
        return GET("sample_webhook_data", query=query, returns=sample)

"""``/1/targets``: campaigns on past behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeAlias, Unpack, cast

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.errors import Unreadable
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..campaign_options import CampaignOptions
from ..contents import CampaignContent
from ..converter import Many, Whole, done
from ..errors import ConnectionFailed, ServerError, TooManyRequests
from ..models import Campaign, CampaignEstimate, CampaignResult, CreatedCampaign
from ..pace import CREATE
from ..queries import QueryLike
from ..schedules import Now, When
from ._campaigns import campaign_body, campaign_id, with_channel
from ._checks import day_number, days
from ._patience import patiently
from ._verbs import POST

CampaignRef: TypeAlias = int | str | Campaign | CreatedCampaign
"""A campaign: its id, or what `campaigns.list` and `campaigns.create` gave."""


def _numbers(body: Any) -> Any:
    """Put what is not known beside what is."""
    found = body.get("result")
    if not isinstance(found, dict):
        raise Unreadable("not an object @ $.result")
    told = cast("dict[str, Any]", found)
    known = {name: told[name] for name in ("sent", "clicked") if name in told}
    return known | {"more": {name: told[name] for name in told if name not in known}}


_RESULT: Final = Whole(CampaignResult, prepare=_numbers)
_LONGEST_PAUSE: Final = 60.0
_NOW: Final = Now()


class Campaigns(Resource[S]):
    """Campaigns: sent to people by what they did in the past, or what they are.

    **The API cannot make a Live campaign**: one that is sent when somebody does something, or
    fails to. Nothing that CleverTap publishes has a parameter for it; a `when` is now, later or
    recurring. Nor can the API change a campaign, or put ``Event`` properties into a text. What
    works instead, for a message at the moment when something happens:

    * Make a Live campaign in the dashboard once, qualified on an event, and upload an `EventRecord`
      of that name each time (see `EventRecord.fires_live_campaign`).
    * Make an External Trigger campaign in the dashboard once, and call `external_triggers.fire`
      each time; nothing is stored, and any time will do.
    * Write the text yourself, and send it with `messages.send_email` and its like; nothing in the
      dashboard is needed.

    A campaign of this API for each happening is the wrong way: it reaches everybody who did the
    same on those days, again and again, and each stays in the dashboard.
    """

    @endpoint
    def create(
        self,
        name: str,
        *,
        content: CampaignContent,
        when: When | Mapping[str, Any],
        where: QueryLike | None = None,
        segment: int | None = None,
        skip_estimate: bool = False,
        **options: Unpack[CampaignOptions],
    ) -> Call[CreatedCampaign]:
        """Make a campaign, which is then sent when it is due. There is no way to change it.

        It cannot be a Live campaign: see `Campaigns`. It is not repeated if its answer is lost:
        look with `list` before trying again. CleverTap takes at most 3 of these calls in a second,
        drafts and estimates included: a client waits rather than send more.

        Args:
            name: What the dashboard calls it.
            content: What it says. The class is the channel: `PushContent`, `EmailContent`,
                `SmsContent`, `WebPushContent`, `WhatsAppContent`, `WebhookContent` or
                `AppInboxContent`.
            when: `Now`, `Later` or `Recurring`; a mapping is sent as it is.
            where: To whom: a `Query`, or a mapping that is sent as it is. Without it, and without
                ``segment``, **everybody** gets the campaign. Its last day may not lie in the
                future.
            segment: The id of a saved segment, in place of ``where``.
            skip_estimate: Do not work out how many it reaches, which takes time.
            **options: See `CampaignOptions`. A push must have ``devices``.

        Raises:
            InvalidArgument: Something is missing or does not fit; a push for Android needs the
                ``channel`` of its `AndroidPush`.
            RequestRejected: CleverTap refuses it, for example because there is no such channel or
                control group.
            AmbiguousDelivery: The answer was lost: it may have been made.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        flags = {"estimate_only": False, **({"skip_estimate": True} if skip_estimate else {})}
        body = campaign_body(name, content, when, where, segment, options, **flags)
        return POST(*CREATE, body=with_channel(body), returns=Whole(CreatedCampaign))

    @endpoint
    def draft(
        self,
        name: str,
        *,
        content: CampaignContent,
        when: When | Mapping[str, Any],
        where: QueryLike | None = None,
        segment: int | None = None,
        **options: Unpack[CampaignOptions],
    ) -> Call[CreatedCampaign]:
        """Make a campaign that waits in the dashboard for somebody to publish it.

        `stop` discards it, one client reports.

        Args:
            name: As for `create`.
            content: As for `create`.
            when: As for `create`.
            where: As for `create`.
            segment: As for `create`.
            **options: As for `create`.

        Raises:
            InvalidArgument: Something is missing or does not fit.
            RequestRejected: CleverTap refuses it.
            AmbiguousDelivery: The answer was lost: it may have been made.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        body = campaign_body(name, content, when, where, segment, options, draft=True)
        return POST(*CREATE, body=with_channel(body), returns=Whole(CreatedCampaign))

    @endpoint
    def estimate(
        self,
        name: str,
        *,
        content: CampaignContent,
        when: When | Mapping[str, Any] = _NOW,
        where: QueryLike | None = None,
        segment: int | None = None,
        **options: Unpack[CampaignOptions],
    ) -> Call[CampaignEstimate]:
        """Count whom a campaign would reach. Nothing is made, and nothing is sent.

        Args:
            name: As for `create`; CleverTap wants one here too.
            content: As for `create`.
            when: As for `create`.
            where: As for `create`.
            segment: As for `create`.
            **options: As for `create`.

        Raises:
            InvalidArgument: Something is missing or does not fit.
            RequestRejected: CleverTap refuses it.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        body = campaign_body(name, content, when, where, segment, options, estimate_only=True)
        return POST(*CREATE, body=body, returns=Whole(CampaignEstimate), idempotent=True)

    @endpoint
    def list(self, start: date, end: date) -> Call[tuple[Campaign, ...]]:
        """List the campaigns that start on some days.

        CleverTap's pages contradict each other on whether campaigns of the dashboard are among
        them; those of the API are.

        Args:
            start: The first day, in the time zone of the account.
            end: The last day.

        Raises:
            InvalidArgument: One is no date, or they are out of order.

        See https://developer.clevertap.com/docs/get-campaigns-api
        """
        days(("start", start), ("end", end))
        body = {"from": day_number("start", start), "to": day_number("end", end)}
        read = Many(Campaign, "targets")
        return POST("1", "targets", "list.json", body=body, returns=read, idempotent=True)

    @endpoint
    def result(self, campaign: CampaignRef) -> Call[CampaignResult]:
        """Fetch the numbers of a campaign that is done.

        A Live campaign is never done while it runs: see `reports.messages`.

        Args:
            campaign: The campaign, or its id.

        Raises:
            NotReady: It is not done.
            RequestRejected: There is no such campaign.

        See https://developer.clevertap.com/docs/get-campaign-report-api
        """
        body = {"id": campaign_id(campaign)}
        return POST("1", "targets", "result.json", body=body, returns=_RESULT, idempotent=True)

    @endpoint
    def stop(self, campaign: CampaignRef) -> Call[None]:
        """Stop a campaign that is scheduled or running. One that is stopped already stays so.

        Args:
            campaign: The campaign, or its id; the dashboard has it in its address.

        Raises:
            RequestRejected: There is no such campaign.

        See https://developer.clevertap.com/docs/stop-campaign-api
        """
        body = {"id": campaign_id(campaign)}
        return POST("1", "targets", "stop.json", body=body, returns=done, idempotent=True)

    @operation
    async def watch(
        self: Campaigns[Describing], campaign: CampaignRef, *, deadline: float = 3600.0
    ) -> CampaignResult:
        """Wait until a campaign is done, and give its numbers.

        Asks after 2 seconds, 4, 8, and then once a minute, which is far below the 60 times a minute
        that CleverTap is said to allow. A connection that fails, a server error and too many
        requests do not end it before the deadline.

        Args:
            campaign: The campaign, or its id.
            deadline: Seconds from the first answer until giving up.

        Raises:
            NotReady: It was not done in time.
            CallFailed: It failed otherwise, or the last question before the deadline did.
        """
        bearing = (ConnectionFailed, ServerError, TooManyRequests)
        call = self.result(campaign)
        return await patiently(call, deadline, longest_pause=_LONGEST_PAUSE, bearing=bearing)

"""``/1/targets/``: campaigns on past behaviour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeAlias

from attrs import define, field

from api_client_core.testing import Answer, Received, route

from .. import outgoing
from ..account import SandboxAccount
from ..campaign_checks import checked
from ..campaigns import ExternalCampaign, SandboxCampaign
from ..live import LiveCampaign
from ..queries import days
from ..refusals import NO_CAMPAIGN, NOT_COMPLETED, Refused
from ..schedules import runs
from ..sending import Sending
from .base import Base, body_of, credentials, success

Campaign: TypeAlias = SandboxCampaign | ExternalCampaign | LiveCampaign


@define(eq=False, slots=False)
class Targets(Base):
    """Campaigns, from their making to their end."""

    campaign_duration: timedelta = field(default=timedelta(0), kw_only=True)

    def sending(self, account: SandboxAccount) -> Sending:
        """Send for an account."""
        return Sending(account, self.queries(account), self.clock())

    def settle(self, account: SandboxAccount) -> None:
        """Run what has fallen due."""
        super().settle(account)
        self.sending(account).settle()

    @route("POST", "/1/targets/create.json")
    @credentials
    def create_campaign(self, account: SandboxAccount, request: Received) -> Answer:
        """Make a campaign, or say whom it would reach."""
        body, now = body_of(request), self.clock()
        channel = checked(body, account.dashboard)
        starts = runs(body["when"], now, self.zone)
        first = next(starts, now)
        people = self.sending(account).audience.of(body)
        skipped = body.get("skip_estimate") is True
        estimates = {} if skipped else outgoing.estimates(people, channel, body)
        if body.get("estimate_only") is True:
            return success(estimates=estimates)
        made = SandboxCampaign(
            id=account.dashboard.new_id(now),
            body=body,
            channel=channel,
            draft=body.get("draft") is True,
            starts_at=first,
            next_run=first,
            later_runs=starts,
            made_at=now,
        )
        account.dashboard.campaigns[made.id] = made
        self.settle(account)
        return success(id=made.id, estimates=estimates)

    @route("POST", "/1/targets/list.json")
    @credentials
    def list_campaigns(self, account: SandboxAccount, request: Received) -> Answer:
        """List the campaigns that start in some days."""
        first, last = days(body_of(request))
        rows: list[dict[str, Any]] = [
            {
                "id": campaign.id,
                "name": campaign.name,
                "scheduled_on": int(
                    campaign.starts_at.astimezone(self.zone).strftime("%Y%m%d%H%M")
                ),
                "status": self.status(campaign),
            }
            for campaign in account.dashboard.campaigns.values()
            if first <= campaign.starts_at.astimezone(self.zone).date() <= last
        ]
        return success(targets=rows)

    @route("POST", "/1/targets/result.json")
    @credentials
    def result(self, account: SandboxAccount, request: Received) -> Answer:
        """Say what became of a campaign."""
        campaign = _found(account, body_of(request))
        over = {"completed", "stopped"}
        if not isinstance(campaign, SandboxCampaign) or self.status(campaign) not in over:
            raise Refused(NOT_COMPLETED)
        return success(result={"sent": campaign.sent, "clicked": campaign.clicked})

    @route("POST", "/1/targets/stop.json")
    @credentials
    def stop_campaign(self, account: SandboxAccount, request: Received) -> Answer:
        """Stop a campaign; one that is over stays as it is."""
        campaign = _found(account, body_of(request))
        over = isinstance(campaign, SandboxCampaign) and self.status(campaign) == "completed"
        campaign.stopped = campaign.stopped or not over
        return success()

    def status(self, campaign: SandboxCampaign) -> str:
        """Tell how far a campaign is."""
        return campaign.status(self.clock(), self.campaign_duration)


def _found(account: SandboxAccount, body: dict[str, Any]) -> Campaign:
    board = account.dashboard
    every: list[Campaign] = [*board.campaigns.values(), *board.external.values(), *account.live]
    for campaign in every:
        if campaign.id == body.get("id"):
            return campaign
    raise Refused(NO_CAMPAIGN)

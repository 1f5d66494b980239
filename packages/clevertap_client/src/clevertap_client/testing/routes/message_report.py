"""``/1/message/report.json``: the numbers of all campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..objects import as_list, as_object
from ..queries import days
from .base import body_of, credentials, success
from .targets import Targets

_FILTERS: Final = ("channel", "delivery", "status", "message_type")


class MessageReport(Targets):
    """What campaigns did, by the day they started."""

    @route("POST", "/1/message/report.json")
    @credentials
    def report(self, account: SandboxAccount, request: Received) -> Answer:
        """Give the numbers of the campaigns that started in some days."""
        body = body_of(request)
        first, last = (f"{day:%Y%m%d}" for day in days(body))
        rows = [row for row in self._rows(account) if first <= row["start_date"] <= last]
        for name in _FILTERS:
            if wanted := as_list(body.get(name)):
                rows = [row for row in rows if row[name] in wanted]
        if labels := as_list(body.get("label")):
            rows = [row for row in rows if set(labels) & set(row["labels"])]
        return success(total_results=len(rows), messages=rows)

    def _rows(self, account: SandboxAccount) -> Iterator[dict[str, Any]]:
        for live in account.live:
            mails = [mail for mail in account.outbox if mail.campaign is live]
            yield {
                "message id": live.id,
                "message_name": live.event,
                "channel": "email",
                "delivery": "action",
                "start_date": f"{live.made_at.astimezone(self.zone):%Y%m%d}",
                "status": "stopped" if live.stopped else "running",
                "message_type": "single",
                "sent": len(mails),
                "viewed": 0,
                "clicked": 0,
                "conversion_event": "",
                "labels": [],
            }
        for campaign in account.dashboard.campaigns.values():
            goal = as_object(campaign.body.get("conversion_goal"))
            yield {
                "message id": campaign.id,
                "message_name": campaign.name,
                "channel": campaign.channel,
                "delivery": "api",
                "start_date": f"{campaign.starts_at.astimezone(self.zone):%Y%m%d}",
                "status": self.status(campaign),
                "message_type": "single",
                "sent": campaign.sent,
                "viewed": 0,
                "clicked": campaign.clicked,
                "conversion_event": str(goal.get("event_name", "")),
                "labels": as_list(campaign.body.get("labels")) or [],
            }

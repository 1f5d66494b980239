"""What only the dashboard can do, and what only CleverTap can: Live campaigns, refusals."""

from __future__ import annotations

from ...codes import RECORD_CODES
from ..account import SandboxAccount
from ..checks import TEXTS
from ..live import LiveCampaign, Mail, Silence
from ..routes.upload import Upload


class LiveBuilder(Upload):
    """Live campaigns, and their mails."""

    @property
    def outbox(self) -> list[Mail]:
        """The mails that Live campaigns sent."""
        return self.account.outbox

    @property
    def silent(self) -> list[Silence]:
        """The events that sent none, and why."""
        return self.account.silent

    def live_campaign(
        self,
        event: str,
        *,
        subject: str = "",
        body: str = "",
        account: SandboxAccount | None = None,
    ) -> LiveCampaign:
        """Publish a Live campaign, which in the real service only the dashboard can.

        Its mails need the extra ``liquid``.

        Args:
            event: The name of the event that it qualifies on.
            subject: A Liquid template, with ``Event`` and ``Profile``.
            body: A Liquid template.
            account: Whose; by default the first account's.

        Raises:
            TemplateError: A template cannot be read.
        """
        from ...liquid import check

        check(subject)
        check(body)
        campaign = LiveCampaign(event, subject, body)
        with self.lock:
            (account or self.account).live.append(campaign)
        return campaign

    def refuse_next(self, code: int, error: str | None = None, *, times: int = 1) -> None:
        """Refuse the next records, whatever they are: to see codes that cannot be provoked.

        Args:
            code: Such as 555.
            error: What to say, without the number of the record.
            times: How many records.
        """
        known = RECORD_CODES.get(code)
        text = error or TEXTS.get(code) or f"{known.meaning if known else 'Refused'}. "
        with self.lock:
            self.planned += [(code, text)] * times

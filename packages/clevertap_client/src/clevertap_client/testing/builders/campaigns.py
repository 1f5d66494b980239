"""What only the dashboard can do, and what only CleverTap can: Live campaigns, refusals."""

from __future__ import annotations

from ...codes import RECORD_CODES
from ..account import SandboxAccount
from ..campaigns import SandboxCampaign
from ..checks import TEXTS
from ..live import LiveCampaign, Mail, Silence
from ..outgoing import Message, Unreached
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
        campaign = LiveCampaign(event, subject, body, self.clock())
        with self.lock:
            (account or self.account).live.append(campaign)
        return campaign

    def external_campaign(self, name: str, *, account: SandboxAccount | None = None) -> int:
        """Publish a campaign that waits for an external trigger, and give its id.

        Args:
            name: What the dashboard calls it.
            account: Whose; by default the first account's.
        """
        board = (account or self.account).dashboard
        with self.lock:
            number = board.new_id(self.clock())
            board.external[number] = name
        return number

    def business_event(
        self, name: str, *properties: str, account: SandboxAccount | None = None
    ) -> None:
        """Declare an event that bulletins are about.

        Args:
            name: What the dashboard calls it.
            *properties: The names of its properties.
            account: Whose; by default the first account's.
        """
        with self.lock:
            (account or self.account).dashboard.business_events[name] = frozenset(properties)

    @property
    def campaigns(self) -> tuple[SandboxCampaign, ...]:
        """The campaigns that the API made."""
        with self.lock:
            return tuple(self.account.dashboard.campaigns.values())

    @property
    def messages(self) -> tuple[Message, ...]:
        """What campaigns of the API, calls and external triggers sent; for Live ones see outbox."""
        with self.lock:
            self.settle(self.account)
            return tuple(self.account.dashboard.messages)

    @property
    def unreached(self) -> tuple[Unreached, ...]:
        """Whom that did not reach, and why."""
        with self.lock:
            self.settle(self.account)
            return tuple(self.account.dashboard.unreached)

    def refuse_next(self, code: int, error: str | None = None, *, times: int = 1) -> None:
        """Refuse the next records, whatever they are: to see codes that no data provokes.

        Args:
            code: Such as 555, a failure of the service itself; any other code too, published or
                not.
            error: What to say, without the number of the record.
            times: How many records.
        """
        known = RECORD_CODES.get(code)
        text = error or TEXTS.get(code) or f"{known.meaning if known else 'Refused'}. "
        with self.lock:
            self.planned.extend([(code, text)] * times)

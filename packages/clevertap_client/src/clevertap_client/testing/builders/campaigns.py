"""What only the dashboard can do, and what only CleverTap can: Live campaigns, refusals."""

from __future__ import annotations

from typing import Final

from ...codes import RECORD_CODES
from ...errors import InvalidArgument
from ..account import SandboxAccount
from ..campaigns import ExternalCampaign, SandboxCampaign
from ..checks import TEXTS
from ..live import LiveCampaign, Mail, Silence
from ..outgoing import Message, Unreached
from ..rendering import check
from ..routes.upload import Upload

_TRIGGERED: Final = ("email", "push", "whatsapp", "webhook")


class LiveBuilder(Upload):
    """Live campaigns, and their mails."""

    @property
    def outbox(self) -> list[Mail]:
        """All mails that went out, rendered if a template of the dashboard is behind them."""
        with self.lock:
            self.settle(self.account)
            return self.account.outbox

    @property
    def silent(self) -> list[Silence]:
        """The events that no Live campaign mailed for, and why."""
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
        check(subject, body)
        owner, now = account or self.account, self.clock()
        with self.lock:
            campaign = LiveCampaign(event, subject, body, now, owner.dashboard.new_id(now))
            owner.live.append(campaign)
        return campaign

    def external_campaign(
        self,
        name: str,
        *,
        channel: str = "email",
        subject: str = "",
        body: str = "",
        account: SandboxAccount | None = None,
    ) -> int:
        """Publish a campaign that waits for an external trigger, and give its id.

        Templates need the extra ``liquid``.

        Args:
            name: What the dashboard calls it.
            channel: ``email``, ``push``, ``whatsapp`` or ``webhook``.
            subject: A Liquid template, with ``ExternalTrigger`` and ``Profile``.
            body: A Liquid template.
            account: Whose; by default the first account's.

        Raises:
            InvalidArgument: There are no external triggers by that channel.
            TemplateError: A template cannot be read.
        """
        if channel not in _TRIGGERED:
            raise InvalidArgument("channel", f"must be one of {', '.join(_TRIGGERED)}")
        check(subject, body)
        board = (account or self.account).dashboard
        with self.lock:
            made = ExternalCampaign(board.new_id(self.clock()), name, channel, subject, body)
            board.external[made.id] = made
        return made.id

    def control_group(
        self, name: str | None, *identities: str, account: SandboxAccount | None = None
    ) -> None:
        """Let people get no campaign that names a control group.

        Args:
            name: What the dashboard calls the group; None: the account's own, which all campaigns
                pass over, Live ones too, unless they say ``system_control_group_include``.
            *identities: Who is in it.
            account: Whose; by default the first account's.
        """
        board = (account or self.account).dashboard
        with self.lock:
            if name is None:
                board.system_control_group |= set(identities)
            else:
                board.control_groups.setdefault(name, set()).update(identities)

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
        """What the API's campaigns, calls and external triggers sent, by any channel.

        Mails are in ``outbox`` besides, where those of Live campaigns are, too.
        """
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

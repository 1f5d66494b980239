"""Sending messages: at once, when campaigns fall due, on a trigger, or because of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from attrs import frozen

from .account import SandboxAccount
from .audience import Audience
from .campaigns import ExternalCampaign, SandboxCampaign
from .holding import held_back, over_limit
from .live import LiveCampaign, Mail, Silence, fitting, obstacle, unqualified
from .objects import as_object
from .outgoing import Message, Unreached, addresses
from .outgoing import obstacle as no_way
from .queries import Queries
from .quiet import Timing
from .rendering import Unrendered, rendered
from .store import StoredEvent, StoredProfile

_CAPPED: Final = "the frequency cap: {} a day by {}"


@frozen
class Sending:
    """Sends for an account."""

    account: SandboxAccount
    queries: Queries
    now: datetime

    @property
    def audience(self) -> Audience:
        """Finds whom messages are for."""
        return Audience(self.account, self.queries, self.now)

    def settle(self) -> None:
        """Run the campaigns that have fallen due, and send what had to wait."""
        for campaign in self.account.dashboard.campaigns.values():
            if not campaign.draft and not campaign.stopped:
                timing = self._timing(campaign)
                while (due := campaign.next_run) and timing.opens(due) <= self.now:
                    self._open(campaign, timing, due)
                    campaign.step()
                self._deliver(campaign)

    def _timing(self, campaign: SandboxCampaign) -> Timing:
        return Timing.of(campaign.body, self.queries.zone, self.account.dashboard.quiet_hours)

    def _open(self, campaign: SandboxCampaign, timing: Timing, due: datetime) -> None:
        """Find whom a run is for, and when it reaches each of them."""
        chosen = 0
        for person in self.audience.of(campaign.body):
            reason = held_back(campaign, person, self.account.dashboard)
            reason = reason or no_way(person, campaign.channel, campaign.body)
            reason = reason or over_limit(campaign.body, "users_limit_per_run", chosen)
            at = reason or timing.reaches(person, due, campaign.made_at)
            if isinstance(at, str):
                self._missed(person, campaign.channel, at, campaign.id)
            else:
                chosen += 1
                campaign.waiting.append((at, person))

    def _deliver(self, campaign: SandboxCampaign) -> None:
        ready = [row for row in campaign.waiting if row[0] <= self.now]
        campaign.waiting = [row for row in campaign.waiting if row[0] > self.now]
        for at, member in sorted(ready, key=lambda row: row[0]):
            person = member.current
            if person is None:
                continue
            limit = over_limit(campaign.body, "users_limit_overall", campaign.reached)
            if limit is not None:
                self._missed(person, campaign.channel, limit, campaign.id)
                continue
            content = as_object(campaign.body.get("content"))
            sent = self.send(person, campaign.channel, content, at, campaign, options=campaign.body)
            campaign.sent += sent
            campaign.reached += sent > 0

    def send(
        self,
        person: StoredProfile,
        channel: str,
        content: Mapping[str, Any],
        at: datetime,
        campaign: SandboxCampaign | ExternalCampaign | None = None,
        *,
        number: int | None = None,
        options: Mapping[str, Any],
        trigger: Mapping[str, Any] | None = None,
    ) -> int:
        """Send a message; tell how many went out: none, one, or one for each device."""
        number = number if campaign is None else campaign.id
        reason = no_way(person, channel, options)
        if reason is None and options.get("respect_frequency_caps") is not False:
            reason = self._capped(person, channel, at)
        if reason is not None:
            self._missed(person, channel, reason, number)
            return 0
        places = addresses(person, channel, options)
        for to in places:
            message = Message(channel, to, person, content, at, number, trigger)
            self.account.dashboard.messages.append(message)
            if channel == "email":
                subject, body = (str(content.get(name, "")) for name in ("subject", "body"))
                mail = Mail(to, subject, body, person, at, campaign, trigger=trigger)
                self.account.outbox.append(mail)
        return len(places)

    def fire(
        self, person: StoredProfile, campaign: ExternalCampaign, trigger: Mapping[str, Any]
    ) -> None:
        """Let an external trigger reach somebody."""
        if campaign.stopped:
            self._missed(person, campaign.channel, "the campaign was stopped", campaign.id)
            return
        try:
            content = {
                name: rendered(template, person, trigger=trigger)
                for name, template in (("subject", campaign.subject), ("body", campaign.body))
            }
        except Unrendered as problem:
            self._missed(person, campaign.channel, str(problem), campaign.id)
            return
        self.send(
            person, campaign.channel, content, self.now, campaign, options={}, trigger=trigger
        )

    def react(self, event: StoredEvent) -> None:
        """Let Live campaigns mail because of an event that has just arrived, or say why not."""
        account = self.account
        campaigns = fitting(event, account.live)
        if not campaigns:
            account.silent.append(Silence(event, unqualified(event.name, account.live)))
        reason = obstacle(event, account.store, self.now.timestamp()) if campaigns else None
        for campaign in campaigns:
            outcome = Silence(event, reason, campaign) if reason else self._mail(event, campaign)
            if isinstance(outcome, Mail):
                account.outbox.append(outcome)
            else:
                account.silent.append(outcome)

    def _mail(self, event: StoredEvent, campaign: LiveCampaign) -> Mail | Silence:
        person = event.profile
        reason = "the campaign was stopped" if campaign.stopped else None
        reason = reason or held_back(campaign, person, self.account.dashboard)
        reason = reason or self._capped(person, "email", self.now)
        if reason is not None:
            return Silence(event, reason, campaign)
        try:
            subject, body = (
                rendered(template, person, event=event.properties)
                for template in (campaign.subject, campaign.body)
            )
        except Unrendered as problem:
            return Silence(event, str(problem), campaign)
        to = str(person.properties["Email"])
        return Mail(to, subject, body, person, self.now, campaign, event)

    def _capped(self, person: StoredProfile, channel: str, at: datetime) -> str | None:
        most = self.account.dashboard.frequency_caps.get(channel)
        if most is None or self._sent_on(self._day(at), person, channel) < most:
            return None
        return _CAPPED.format(most, channel)

    def _sent_on(self, day: date, person: StoredProfile, channel: str) -> int:
        if channel == "email":
            gone = [(mail.profile, mail.at) for mail in self.account.outbox]
        else:
            sent = self.account.dashboard.messages
            gone = [(m.profile, m.at) for m in sent if m.channel == channel]
        return sum(who.current is person and self._day(at) == day for who, at in gone)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.queries.zone).date()

    def _missed(self, person: StoredProfile, channel: str, reason: str, number: int | None) -> None:
        who = person.identity or person.object_id
        self.account.dashboard.unreached.append(Unreached(channel, who, reason, number))

"""What an account holds, as plain data."""

from __future__ import annotations

from typing import Any, ClassVar

from ..account import SandboxAccount
from ..live import Mail, Silence
from ..outgoing import Message
from ..store import StoredEvent, StoredProfile
from .accounts import AccountBuilder
from .campaigns import LiveBuilder


class StateBuilder(LiveBuilder, AccountBuilder):
    """Shows what is there, to this process or to another."""

    remote: ClassVar[frozenset[str]] = frozenset(
        {
            "add_profile",
            "add_token",
            "business_event",
            "control_group",
            "event_count",
            "external_campaign",
            "live_campaign",
            "refuse_next",
        }
    )

    def state(self, account: SandboxAccount | None = None) -> dict[str, Any]:
        """Give what an account holds as plain data, fit for JSON, and to be compared.

        It has ``profiles``, ``events``, ``counts`` of events by name, ``outbox``, ``silent``,
        ``messages``, ``unreached`` and ``campaigns``; besides ``now``, how many ``requests`` there
        were, and ``most_in_flight``.

        Args:
            account: Which; by default the first.
        """
        with self.lock:
            shown = account or self.account
            self.settle(shown)
            counts: dict[str, int] = {}
            for event in shown.events:
                counts[event.name] = counts.get(event.name, 0) + 1
            board = shown.dashboard
            return {
                **super().state(),
                "profiles": [_profile(profile) for profile in shown.profiles],
                "events": [_event(event) for event in shown.events],
                "counts": counts,
                "outbox": [_mail(mail) for mail in shown.outbox],
                "silent": [_silence(silence) for silence in shown.silent],
                "messages": [_message(message) for message in board.messages],
                "unreached": [
                    {"channel": u.channel, "who": u.who, "reason": u.reason, "campaign": u.campaign}
                    for u in board.unreached
                ],
                "campaigns": [
                    {"id": c.id, "name": c.name, "status": self.status(c), "sent": c.sent}
                    for c in board.campaigns.values()
                ],
            }


def _profile(profile: StoredProfile) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for event in profile.events:
        counts[event.name] = counts.get(event.name, 0) + 1
    return {
        "object_id": profile.object_id,
        "identity": profile.identity,
        "ids": sorted(list(pair) for pair in profile.ids),
        "properties": dict(profile.properties),
        "tokens": list(profile.tokens),
        "counts": counts,
    }


def _event(event: StoredEvent) -> dict[str, Any]:
    return {
        "name": event.name,
        "identity": event.identity,
        "object_id": event.profile.object_id,
        "ts": event.ts,
        "properties": dict(event.properties),
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.to,
        "subject": mail.subject,
        "body": mail.body,
        "identity": mail.profile.identity,
        "at": mail.at.isoformat(),
        "campaign": None if mail.campaign is None else mail.campaign.id,
        "event": None if mail.event is None else _event(mail.event),
        "trigger": mail.trigger,
    }


def _silence(silence: Silence) -> dict[str, Any]:
    return {
        "event": _event(silence.event),
        "reason": silence.reason,
        "campaign": None if silence.campaign is None else silence.campaign.id,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "to": message.to,
        "identity": message.profile.identity,
        "content": dict(message.content),
        "at": message.at.isoformat(),
        "campaign": message.campaign,
        "trigger": message.trigger,
    }

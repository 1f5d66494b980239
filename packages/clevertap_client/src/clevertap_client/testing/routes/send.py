"""``/1/send/``: messages to named users, and external triggers."""

from __future__ import annotations

from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ... import limits
from ..account import SandboxAccount
from ..campaign_checks import check_content
from ..objects import as_list, as_number, as_object
from ..outgoing import Unreached
from ..refusals import MALFORMED, NO_CAMPAIGN, TOO_MANY_CAMPAIGNS, Refused
from .base import body_of, credentials, needs, success
from .targets import Targets

_USERS: Final = ("FBID", "GPID", "Email", "Identity", "objectId")
_TRIGGERED: Final = ("identity", "email", "objectId")
_UNKNOWN: Final = "nobody is known by that"


class Send(Targets):
    """Messages at once."""

    @route("POST", "/1/send/push.json")
    @route("POST", "/1/send/email.json")
    @route("POST", "/1/send/sms.json")
    @route("POST", "/1/send/webpush.json")
    @route("POST", "/1/send/whatsapp.json")
    @credentials
    def send_message(self, account: SandboxAccount, request: Received) -> Answer:
        """Send a message to users."""
        body, channel = body_of(request), request.path.split("/")[-1].removesuffix(".json")
        sending = self.sending(account)
        people = sending.audience.named(body.get("to"), _USERS, limits.RECIPIENTS_PER_SEND.value)
        check_content(channel, body.get("content"))
        content, number = as_object(body["content"]), body.get("campaign_id")
        for who, person in people:
            if person is None:
                account.dashboard.unreached.append(Unreached(channel, who, _UNKNOWN, number))
            else:
                sending.send(person, channel, content, sending.now, number=number, options=body)
        return _queued()

    @route("POST", "/1/send/externaltrigger.json")
    @credentials
    def fire(self, account: SandboxAccount, request: Received) -> Answer:
        """Fire one external trigger."""
        number = body_of(request).get("campaign_id")
        campaign = as_number(number) if isinstance(number, str) else None
        if campaign is None:
            raise Refused(NO_CAMPAIGN)
        return self._fire(account, request, [campaign])

    @route("POST", "/2/send/externaltrigger.json")
    @credentials
    def fire_several(self, account: SandboxAccount, request: Received) -> Answer:
        """Fire several external triggers."""
        numbers = as_list(body_of(request).get("campaign_id_list"))
        if not numbers:
            raise Refused(NO_CAMPAIGN)
        if len(numbers) > limits.CAMPAIGNS_PER_TRIGGER.value:
            raise Refused(TOO_MANY_CAMPAIGNS, limits.CAMPAIGNS_PER_TRIGGER.value)
        return self._fire(account, request, numbers)

    def _fire(self, account: SandboxAccount, request: Received, numbers: list[Any]) -> Answer:
        needs(self, "external_triggers")
        body, board = body_of(request), account.dashboard
        sending = self.sending(account)
        most = limits.RECIPIENTS_PER_SEND.value
        people = sending.audience.named(body.get("to"), _TRIGGERED, most)
        properties: object = body.get("ExternalTrigger", {})
        if not isinstance(properties, dict):
            raise Refused(MALFORMED)
        if not all(isinstance(number, int) and number in board.external for number in numbers):
            raise Refused(NO_CAMPAIGN)
        for campaign in (board.external[number] for number in numbers):
            for who, person in people:
                if person is None:
                    unknown = Unreached(campaign.channel, who, _UNKNOWN, campaign.id)
                    board.unreached.append(unknown)
                else:
                    sending.fire(person, campaign, as_object(body.get("ExternalTrigger")))
        return _queued()


def _queued() -> Answer:
    return success(message="Added to queue for processing")

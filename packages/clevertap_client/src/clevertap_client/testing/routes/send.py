"""``/1/send/``: messages to named users, and external triggers."""

from __future__ import annotations

from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ... import limits
from ..account import SandboxAccount
from ..campaign_checks import check_content
from ..objects import as_list, as_number, as_object
from ..outgoing import Message, Unreached
from ..refusals import MALFORMED, NO_CAMPAIGN, TOO_MANY_CAMPAIGNS, Refused
from .base import body_of, credentials, needs, success
from .targets import Targets

_USERS: Final = ("FBID", "GPID", "Email", "Identity", "objectId")
_TRIGGERED: Final = ("identity", "email", "objectId")
_CHANNELS: Final = ("push", "email", "sms", "webpush", "whatsapp")


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
        people = sending.named(body.get("to"), _USERS, limits.RECIPIENTS_PER_SEND.value)
        check_content(channel, body.get("content"))
        number = body.get("campaign_id")
        for who, person in people:
            if person is None:
                unknown = Unreached(channel, who, "nobody is known by that", number)
                account.dashboard.unreached.append(unknown)
            else:
                sending.send(person, channel, as_object(body["content"]), self.clock(), number)
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
        people = self.sending(account).named(
            body.get("to"), _TRIGGERED, limits.RECIPIENTS_PER_SEND.value
        )
        properties: object = body.get("ExternalTrigger", {})
        if not isinstance(properties, dict):
            raise Refused(MALFORMED)
        if not all(isinstance(number, int) and number in board.external for number in numbers):
            raise Refused(NO_CAMPAIGN)
        for number in numbers:
            for who, person in people:
                board.unreached += _unknown(who, number) if person is None else []
                if person is not None:
                    at, content = self.clock(), as_object(body.get("ExternalTrigger"))
                    told = Message("external_trigger", who, person, content, at, number)
                    board.messages.append(told)
        return _queued()


def _unknown(who: str, number: int) -> list[Unreached]:
    return [Unreached("external_trigger", who, "nobody is known by that", number)]


def _queued() -> Answer:
    return success(message="Added to queue for processing")

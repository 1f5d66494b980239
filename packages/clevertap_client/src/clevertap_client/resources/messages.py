"""``/1/send``: messages to named users, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias, Unpack

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call, Operation, together

from .. import limits
from .._parts import extras, join, known_options
from ..contents import EmailContent, MessageContent, PushContent, SmsContent, WebPushContent
from ..converter import Whole
from ..errors import CallFailed, ConnectionFailed, InvalidArgument, StatusError
from ..message_options import MessageOptions
from ..models import Queued
from ..recipients import Recipient, addressed, several_recipients
from ..sending import SendResult, Unsent
from ._checks import filled, whole
from ._verbs import POST

Recipients: TypeAlias = Recipient | Iterable[Recipient]
"""One user, or several."""
_PATHS: Final[Mapping[type[MessageContent], str]] = {
    PushContent: "push.json",
    EmailContent: "email.json",
    SmsContent: "sms.json",
    WebPushContent: "webpush.json",
}


class Messages(Resource[S]):
    """Messages to users that you name: no campaign in the dashboard is needed.

    Write the text out yourself: there are no ``Event`` properties here. The answer says that
    CleverTap took the message, not that anybody got it. A message that is sent twice arrives twice,
    so nothing here is repeated if its answer is lost; who is named twice in a call gets it once.

    WhatsApp messages to named users are not described on CleverTap's pages: see `request`.
    """

    @endpoint
    def send_push(
        self, to: Recipients, *, content: PushContent, **options: Unpack[MessageOptions]
    ) -> Call[Queued]:
        """Send a push to at most 1000 users.

        Args:
            to: A user, or several: an identity as text, an `ObjectId`, `Fbid`, `Gpid` or `Email`.
            content: What it says.
            **options: See `MessageOptions`.

        Raises:
            InvalidArgument: ``to`` names nobody or too many, or something does not fit.
            RequestRejected: CleverTap refuses it.
            AmbiguousDelivery: The answer was lost: it may be sent, or not.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        return _send(to, content, options, PushContent)

    @endpoint
    def send_email(
        self, to: Recipients, *, content: EmailContent, **options: Unpack[MessageOptions]
    ) -> Call[Queued]:
        """Send a mail to at most 1000 users.

        Args:
            to: As for `send_push`; the same errors are raised.
            content: What it says.
            **options: See `MessageOptions`.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        return _send(to, content, options, EmailContent)

    @endpoint
    def send_sms(
        self, to: Recipients, *, content: SmsContent, **options: Unpack[MessageOptions]
    ) -> Call[Queued]:
        """Send a text message to at most 1000 users.

        Args:
            to: As for `send_push`; the same errors are raised.
            content: What it says.
            **options: See `MessageOptions`.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        return _send(to, content, options, SmsContent)

    @endpoint
    def send_webpush(
        self, to: Recipients, *, content: WebPushContent, **options: Unpack[MessageOptions]
    ) -> Call[Queued]:
        """Send a push to browsers to at most 1000 users.

        Args:
            to: As for `send_push`; the same errors are raised.
            content: What it says.
            **options: See `MessageOptions`.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        return _send(to, content, options, WebPushContent)

    @operation
    async def send(
        self: Messages[Describing],
        to: Recipients,
        *,
        content: MessageContent,
        in_flight: int = 2,
        **options: Unpack[MessageOptions],
    ) -> SendResult:
        """Send a message to any number of users, 1000 in each call, and say what became of it.

        What CleverTap does not take does not raise: call `SendResult.raise_for_failed`, or look at
        ``complete``. After the first batch that fails no further one is started. If you cancel it,
        ``partial_of(error, SendResult)`` says what was done; so it does after an interrupt.

        Args:
            to: Users, as for `send_push`; all of them are held in memory.
            content: What it says. The class is the channel.
            in_flight: How many calls at once, 1 to 3: what CleverTap allows an account.
            **options: See `MessageOptions`.

        Raises:
            InvalidArgument: ``to`` names nobody, or something does not fit. Nothing was sent.

        See https://developer.clevertap.com/docs/create-campaign-api
        """
        whole("in_flight", in_flight, 1, limits.READS_IN_FLIGHT.value)
        users, size = several_recipients(to), limits.RECIPIENTS_PER_SEND.value
        batches = [users[n : n + size] for n in range(0, len(users), size)]
        calls = [(batch, _send(batch, content, options)) for batch in batches]
        sending = _Sending()
        try:
            await together(sending.operations(calls), in_flight)
        except BaseException as error:
            vars(error)["partial"] = sending.result(users)
            raise
        return sending.result(users)


class _Sending:
    """Keeps count of batches, some of which are under way."""

    def __init__(self) -> None:
        self.started = 0
        self.pending: dict[int, tuple[Recipient, ...]] = {}
        self.queued: list[int] = []
        self.failed: list[Unsent] = []
        self.in_doubt: list[Unsent] = []

    def operations(
        self, calls: Iterable[tuple[tuple[Recipient, ...], Call[Queued]]]
    ) -> Iterator[Operation[None]]:
        for users, call in calls:
            if self.failed or self.in_doubt:
                return
            number, self.started = self.started, self.started + len(users)
            self.pending[number] = users
            yield self._one(number, call)

    async def _one(self, number: int, call: Call[Queued]) -> None:
        try:
            await call
        except (StatusError, ConnectionFailed) as error:
            self.failed.append(Unsent(self.pending.pop(number), error))
        except CallFailed as error:
            self.in_doubt.append(Unsent(self.pending.pop(number), error))
        else:
            self.queued.append(len(self.pending.pop(number)))

    def result(self, users: tuple[Recipient, ...]) -> SendResult:
        return SendResult(
            queued=sum(self.queued),
            failed=tuple(self.failed),
            in_doubt=tuple(self.in_doubt),
            unanswered=tuple(user for _, batch in sorted(self.pending.items()) for user in batch),
            left=users[self.started :],
        )


def _send(
    to: Recipients, content: MessageContent, options: MessageOptions, *kinds: type[MessageContent]
) -> Call[Queued]:
    allowed = kinds or tuple(_PATHS)
    if type(content) not in allowed:
        names = " or ".join(kind.__name__ for kind in allowed)
        raise InvalidArgument("content", f"must be of the class {names}")
    told = known_options(options, MessageOptions)
    if "provider_nick_name" in told and not isinstance(content, EmailContent | SmsContent):
        raise InvalidArgument("provider_nick_name", "belongs to mails and text messages")
    for name in ("provider_nick_name", "tag_group"):
        if name in told:
            filled(name, told[name])
    to_wire = addressed(to, limits.RECIPIENTS_PER_SEND.value)
    body = {"to": to_wire, "content": content.to_wire(), **told}
    join(body, "more", extras("more", options.get("more") or {}))
    return POST("1", "send", _PATHS[type(content)], body=body, returns=Whole(Queued))

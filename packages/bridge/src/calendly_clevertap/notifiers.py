"""Other ways to tell somebody of a booking than an event that a Live campaign waits for.

An external trigger fires a campaign that waits in the dashboard; nothing is stored. A mail to a
user needs no campaign at all. Either is a mapping, as a `BookingMapping` is, and a plan takes it
wherever it takes one. Neither minds when the booking was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, Unpack, cast

from attrs import evolve, field, frozen

from clevertap_client import EmailContent, MessageOptions
from clevertap_client import InvalidArgument as Unfit

from .arguments import of
from .booking import Booking
from .errors import InvalidArgument
from .expressions import Expr, Flag, Moment, Number, Text, constant
from .preview import KEY, Line, Properties, Target, encoded, line_of, sealed, values_of
from .serving import AnyMapping, expression_for, expression_in, with_property
from .stored import object_of, to_data

if TYPE_CHECKING:
    from .ledger import Entry
    from .work import Work

_OPTIONS: Final[Mapping[str, tuple[type[Any], ...]]] = {
    "provider_nick_name": (str,),
    "tag_group": (str,),
    "campaign_id": (int, str),
    "respect_frequency_caps": (bool,),
    "more": (Mapping,),
}
Printed: TypeAlias = Text | Number | Flag | str | float | bool
"""What a text can print: of a time, write its text first."""


@frozen(kw_only=True)
class TriggerMapping(AnyMapping):
    """Fires an External Trigger campaign, whose text reads ``{{ ExternalTrigger.invitee_name }}``.

    Start with `on`; the campaign is made in CleverTap's dashboard::

        TriggerMapping.on(1750575722, user=fields.host.email.lower()).property(
            "invitee_name", fields.invitee.name
        )

    ``booking_key`` is sent along, the same in every copy.
    """

    campaign_id: str
    properties: Properties = ()

    @property
    def name(self) -> str:
        """It is called after its campaign."""
        return f"trigger {self.campaign_id}"

    @classmethod
    def on(cls, campaign_id: int | str, *, user: Text | str) -> Self:
        """Start a mapping for one campaign.

        Args:
            campaign_id: A number; the dashboard has it in the campaign's address.
            user: The identity of the profile, as for a `BookingMapping`.

        Raises:
            InvalidArgument: It is no number, or the user is no text.
        """
        given = str(campaign_id)
        if not (given.isascii() and given.isdigit()):
            raise InvalidArgument("campaign_id", "must be the number of a campaign")
        return cls(campaign_id=given, user=user)

    def property(self, name: str, value: Printed) -> Self:
        """Send a property along, in place of any that has the name.

        It is left out where the booking has no value: add ``.or_else(...)``.

        Args:
            name: What the campaign's text calls it.
            value: Where to read it, or a constant. A time must be written as text first.

        Raises:
            InvalidArgument: The name is empty, or the value cannot be printed.
        """
        if isinstance(cast("object", value), Moment | datetime):
            raise InvalidArgument(str(name), "is a time: write it as text, with .text(zone=...)")
        if name == KEY:
            raise InvalidArgument(name, "is sent along anyway; choose another name")
        expr = expression_for(name, value, _printed, "")
        return evolve(self, properties=with_property(self.properties, name, expr))

    def made(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in for one user."""
        lines = [line_of(n, expr, booking, _printed, fit=False) for n, expr in self.properties]
        lines.append(Line(KEY, f"booking.{KEY}", booking.key))
        told = {"campaign": self.campaign_id, "properties": values_of(lines)}

        def ready(identity: str) -> bytes:
            return encoded({**told, "to": identity})

        return (sealed("trigger", self.name, self.user, booking, lines, ready),)

    def expressions(self) -> Iterable[Expr[Any]]:
        """List all that it reads, apart from the user."""
        return (expr for _, expr in self.properties)

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        properties = {name: to_data(expr) for name, expr in self.properties}
        return {"campaign_id": self.campaign_id, **super().to_data(), "properties": properties}

    @classmethod
    def _loaded(cls, data: dict[str, Any]) -> Self:
        made = cls.on(data.get("campaign_id", ""), user=data["user"])
        for name, value in object_of(data.get("properties", {}), "properties").items():
            made = made.property(name, expression_in(value, f"properties.{name}"))
        return made


@frozen(kw_only=True)
class EmailMapping(AnyMapping):
    """Sends a mail to a user: no campaign is needed, and nothing is stored.

    Start with `on`::

        EmailMapping.on(
            user=fields.host.email.lower(),
            subject=template("New meeting with {who}", who=fields.invitee.name),
            body=template("<p>{who} has booked.</p>", who=fields.invitee.name),
        )
    """

    called: str
    subject: Text
    body: Text
    sender_name: str | None = None
    options: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=False)

    @property
    def name(self) -> str:
        """What results call it."""
        return self.called

    @classmethod
    def on(
        cls,
        /,
        *,
        user: Text | str,
        subject: Text | str,
        body: Text | str,
        name: str = "mail",
        sender_name: str | None = None,
        **options: Unpack[MessageOptions],
    ) -> Self:
        """Say what the mail is.

        Args:
            user: The identity of the profile, as for a `BookingMapping`. It must have an ``Email``.
            subject: Its subject.
            body: HTML: a text, or a `template`. What a booking puts into it is escaped: people type
                their names themselves.
            name: What to call it in results. One user can have several mails of one booking if
                their names differ.
            sender_name: Whom it is from, as readers see it.
            options: ``tag_group``, ``provider_nick_name``, ``campaign_id``,
                ``respect_frequency_caps``, ``more``: see `clevertap_client.MessageOptions`.

        Raises:
            InvalidArgument: The subject, the body or the name is no text or empty, or there is no
                such option, or it cannot be that.
        """
        if unknown := set(options) - set(_OPTIONS):
            raise InvalidArgument("options", f"knows no {', '.join(sorted(unknown))}")
        for option, given in options.items():
            of(option, given, *_OPTIONS[option])
        if not of("name", name, str).strip():
            raise InvalidArgument("name", "is empty")
        of("sender_name", sender_name, str, NoneType)
        return cls(
            user=user,
            called=name,
            subject=_text("subject", subject),
            body=_text("body", body),
            sender_name=sender_name,
            options=options,
        )

    def made(self, booking: Booking) -> tuple[Target, ...]:
        """Fill it in for one user."""
        lines = [
            line_of("subject", self.subject, booking, _in_one_line, fit=False),
            line_of("body", _html(self.body), booking, _printed, fit=False),
        ]

        def ready(identity: str) -> bytes:
            for line in lines:
                if line.value is None:
                    raise InvalidArgument(line.name, line.remarks[-1])
            sender = {"sender_name": self.sender_name} if self.sender_name else {}
            told = {"content": {**values_of(lines), **sender}, "options": dict(self.options)}
            return encoded({**told, "to": identity})

        return (sealed("email", self.name, self.user, booking, lines, ready),)

    def expressions(self) -> Iterable[Expr[Any]]:
        """List all that it reads, apart from the user."""
        return (self.subject, self.body)

    def to_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        texts = {"subject": to_data(self.subject), "body": to_data(self.body), "name": self.name}
        sender = {"sender_name": self.sender_name} if self.sender_name else {}
        return {**texts, **super().to_data(), **sender, **self.options}

    @classmethod
    def _loaded(cls, data: dict[str, Any]) -> Self:
        texts = {name: expression_in(data.get(name), name) for name in ("subject", "body")}
        return cls.on(**{**data, **texts})


async def notify(work: Work, entry: Entry) -> None:
    """Fire a trigger, or send a mail, that the ledger holds; an operation.

    Raises:
        CallFailed: CleverTap does not take it, or may have it: `AmbiguousDelivery`.
    """
    told, describe = json.loads(entry.event), work.clevertap.describe
    if entry.kind == "trigger":
        await describe.external_triggers.fire(told["campaign"], told["to"], told["properties"])
    else:
        content = EmailContent(**told["content"])
        await describe.messages.send_email(told["to"], content=content, **told["options"])


def _printed(name: object, value: object) -> Any:
    if not isinstance(name, str) or not name.strip():
        raise Unfit("name", "is empty")
    return value


def _in_one_line(_: object, value: object) -> Any:
    return " ".join(str(value).split())  # a line break would begin another header


def _text(name: str, given: Text | str) -> Text:
    if isinstance(given, str) and not given.strip():
        raise InvalidArgument(name, "is empty")
    expr: object = constant(given) if isinstance(given, str) else given
    if not isinstance(expr, Text):
        raise InvalidArgument(name, "must be text, or a template")
    return expr


def _html(body: Text) -> Text:
    """Escape what a booking puts into it, and leave what its author wrote."""
    source = body.source
    if body.steps or source.kind not in {"constant", "template", "joined"}:
        return body.escaped()
    parts = ((name, p.escaped() if isinstance(p, Text) else p) for name, p in source.parts)
    return Text(evolve(source, parts=tuple(parts)))

"""What a WhatsApp message says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from attrs import field, frozen

from .._parts import FILLED, Part, at, flat, listed
from ..errors import InvalidArgument


def _replacements(given: Sequence[str]) -> tuple[str, ...]:
    return listed("replacements", given, str)


def _rows(given: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(cast("object", given), str) or not isinstance(cast("object", given), Iterable):
        raise InvalidArgument("buttons", "must be a list of lists of texts, one for each button")
    return tuple(listed("buttons", row, str) for row in given)


@frozen(kw_only=True)
class WhatsAppHeader(Part):
    """The head of a WhatsApp template. Partly known.

    Args:
        type: ``Image``, ``Video``, ``Document`` or ``Text``, with a capital letter.
        media_url: The address of what it shows.
        replacements: What fills the places in its text, in their order.
        more: Further keys of CleverTap's, sent as they are.

    Raises:
        InvalidArgument: The type is empty.
    """

    type: str = field(repr=False, metadata=FILLED)
    media_url: str | None = field(default=None, metadata=at("media", "url"))
    replacements: tuple[str, ...] = field(default=(), converter=_replacements, repr=False)
    more: Mapping[str, Any] = flat("more")


@frozen(kw_only=True)
class WhatsAppContent(Part):
    """A WhatsApp message, made of a template that WhatsApp has approved. Partly known.

    One client saw CleverTap refuse, for this channel, every time but `Now` and a `Later` of one
    time on the account's clock.

    Args:
        template_name: The template.
        locale: Its language, such as ``en``.
        header: Its head, if it has one.
        body: What fills the places in its text, in their order; ``${Name}`` stands for a property
            of the profile.
        buttons: What fills the places of each button, in the order of the buttons.
        message_type: ``template``.
        more: Further keys of CleverTap's, sent as they are.

    Raises:
        InvalidArgument: The template or the language is empty.

    See https://developer.clevertap.com/docs/create-campaign-api
    """

    target_mode: ClassVar[str] = "whatsapp"

    template_name: str = field(repr=False, metadata=FILLED)
    locale: str = field(repr=False, metadata=FILLED)
    header: WhatsAppHeader | None = None
    body: tuple[str, ...] = field(
        default=(), converter=_replacements, metadata=at("body", "replacements"), repr=False
    )
    buttons: tuple[tuple[str, ...], ...] = field(default=(), converter=_rows, repr=False)
    message_type: str = "template"
    more: Mapping[str, Any] = flat("more")

    def to_wire(self) -> dict[str, Any]:
        """Give it as CleverTap takes it: each button is an object."""
        told = super().to_wire()
        if "buttons" in told:
            told["buttons"] = [{"replacements": row} for row in told["buttons"]]
        return told

"""The codes with which CleverTap refuses a record, and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from .limits import Confidence
from .models import Code


@frozen
class RecordCode:
    """One way in which a record is refused.

    Attributes:
        code: CleverTap's number.
        meaning: What is wrong.
        advice: What to do.
        temporary: Whether the same record may be accepted later.
        confidence: Where the meaning is from; the advice is ours.
    """

    code: int
    meaning: str
    advice: str
    temporary: bool = False
    confidence: Confidence = "documented"


_UNPUBLISHED: Final = "the code is not in the published table"
_ASK: Final = "read the error text; the code is not published, CleverTap's support knows it"

RECORD_CODES: Final[Mapping[int, RecordCode]] = {
    entry.code: entry
    for entry in (
        RecordCode(
            509, "the event has no name", "give the event a name of letters, digits and spaces"
        ),
        RecordCode(510, _UNPUBLISHED, _ASK, confidence="assumed"),
        RecordCode(511, _UNPUBLISHED, _ASK, confidence="assumed"),
        RecordCode(
            512, "the event is no proper record", "send evtData as an object of plain values"
        ),
        RecordCode(
            513,
            "the event's name belongs to CleverTap",
            "choose another name; case and spaces make no difference to CleverTap",
        ),
        RecordCode(514, "Gender is invalid", "send M or F, or leave Gender out"),
        RecordCode(515, "Email is invalid", "send one address such as name@example.com"),
        RecordCode(
            516, "Phone is invalid", "send it as E.164: a plus, the country code, digits only"
        ),
        RecordCode(517, "Employed is invalid", "send Y or N, or leave Employed out"),
        RecordCode(
            518, "Education is invalid", "send School, College or Graduate, or leave Education out"
        ),
        RecordCode(519, "Married is invalid", "send Y or N, or leave Married out"),
        RecordCode(520, "Age is invalid", "send a whole number, or leave Age out"),
        RecordCode(521, _UNPUBLISHED, _ASK, confidence="assumed"),
        RecordCode(
            522,
            "the event has too many properties",
            "send fewer; 100 are allowed unless the account has more",
        ),
        RecordCode(
            523, "the record names nobody", "send the identity or the object id of the person"
        ),
        RecordCode(
            524, "the record is neither event nor profile", "set type to event, profile or token"
        ),
        RecordCode(
            525,
            "the timestamp is no time in Unix seconds",
            "send whole seconds since 1970, not milliseconds and not 0, or leave the time out",
        ),
        RecordCode(
            526, "the object id is invalid", "copy the CleverTap ID of the profile, or use identity"
        ),
        RecordCode(527, _UNPUBLISHED, _ASK, confidence="assumed"),
        RecordCode(
            528,
            "the event is discarded in this account",
            "restore it under Settings > Schema > Events in the dashboard, or use another name",
        ),
        RecordCode(529, _UNPUBLISHED, _ASK, confidence="assumed"),
        RecordCode(
            530, "the token's object id is invalid", "a token needs the CleverTap ID of the device"
        ),
        RecordCode(531, "the token data is invalid", "send tokenData with id and type"),
        RecordCode(532, "the token has no id", "send the registration id as tokenData.id"),
        RecordCode(
            533, "the token has no type", "send fcm, apns, wns, mpns or chrome as tokenData.type"
        ),
        RecordCode(
            534,
            "the token's type does not fit the object id",
            "check that the object id is of a device on that platform",
        ),
        RecordCode(
            535, "the token data is invalid", "send keys.p256dh and keys.auth for chrome only"
        ),
        RecordCode(
            555,
            "CleverTap failed on this record",
            "send this record again after a pause",
            temporary=True,
        ),
    )
}


def advice_for(code: Code) -> str:
    """Say what to do about a refused record.

    Args:
        code: As CleverTap gave it, a number or a text.
    """
    known = _entry(code)
    return known.advice if known else "read the error text; this code is not known here"


def is_temporary(code: Code) -> bool:
    """Tell whether the same record may be accepted if it is sent again later."""
    known = _entry(code)
    return known is not None and known.temporary


def _entry(code: Code) -> RecordCode | None:
    return RECORD_CODES.get(code) if isinstance(code, int) else _BY_TEXT.get(code)


_BY_TEXT: Final = {str(code): entry for code, entry in RECORD_CODES.items()}

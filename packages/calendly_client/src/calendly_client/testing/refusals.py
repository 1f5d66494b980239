"""How Calendly says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from api_client_core.testing import Answer

_DENIED: Final = "Permission Denied"


@frozen
class Refusal:
    """An answer that says no, and the rule it follows."""

    rule: str
    status: int
    title: str
    message: str


class Refused(Exception):
    """Raised by a route, to be answered with a refusal."""

    def __init__(
        self,
        refusal: Refusal,
        details: Sequence[Mapping[str, str]] = (),
        required_scopes: Sequence[str] = (),
    ) -> None:
        super().__init__(refusal)
        self.refusal: Refusal = refusal
        self.details: Sequence[Mapping[str, str]] = details
        self.required_scopes: Sequence[str] = required_scopes

    def answer(self) -> Answer:
        """Put it on the wire."""
        body: dict[str, object] = {
            "title": self.refusal.title,
            "message": self.refusal.message,
        }
        if self.details:
            body["details"] = self.details
        if self.required_scopes:
            body["required_scopes"] = self.required_scopes
        return Answer.json(body, self.refusal.status)


def malformed(parameter: str, problem: str) -> Refused:
    """Refuse a parameter that cannot be read."""
    return Refused(INVALID, details=[{"parameter": parameter, "message": problem}])


INVALID: Final = Refusal(
    "malformed", 400, "Invalid Argument", "The supplied parameters are invalid."
)
TOKEN: Final = Refusal("token", 401, "Unauthenticated", "The access token is invalid")
EXPIRED: Final = Refusal("expired", 401, "Unauthenticated", "The access token expired")
SCOPE: Final = Refusal(
    "scope",
    403,
    "Insufficient scope",
    "This operation requires the scopes listed in the 'required_scopes' array.",
)
NOT_FOUND: Final = Refusal(
    "not_found",
    404,
    "Resource Not Found",
    "The server could not find the requested resource.",
)
SEE_EVENT: Final = Refusal("see_event", 403, _DENIED, "You are not allowed to view this event")
OWN_EVENTS: Final = Refusal(
    "own_events",
    403,
    _DENIED,
    "Please also specify organization when requesting events for a user within your organization.",
)
STRANGER: Final = Refusal("own_events", 403, _DENIED, "This user is not in your organization")
ORGANIZATION_EVENTS: Final = Refusal(
    "organization_events", 403, _DENIED, "You do not have permission"
)
ORGANIZATION_SCOPE: Final = Refusal(
    "organization_scope", 403, _DENIED, "You do not have permission to access this resource."
)
CANCELED_TWICE: Final = Refusal("canceled_twice", 403, _DENIED, "Event is already canceled")
CANCEL_PAST: Final = Refusal("cancel_past", 403, _DENIED, "Event in the past")
CANCEL_OTHERS: Final = Refusal(
    "cancel_others", 403, _DENIED, "You are not allowed to cancel this event"
)
UNIQUE_URL: Final = Refusal(
    "unique_url", 409, "Already Exists", "Hook with this url already exists"
)

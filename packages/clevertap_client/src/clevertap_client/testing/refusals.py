"""How the sandbox says no to a whole request. Each refusal names the rule that it stands on."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from api_client_core.testing import Answer


@frozen
class Refusal:
    """A refusal of a request.

    Attributes:
        rule: Its key in `RULES`.
        error: CleverTap's words; ``{}`` is filled in.
        status: The HTTP status.
        code: What the body says; None leaves it out.
    """

    rule: str
    error: str
    status: int = 200
    code: int | str | None = None

    def answer(self, *parts: object) -> Answer:
        """Give the answer.

        Args:
            *parts: What to fill in.
        """
        body: dict[str, Any] = {"status": "fail", "error": self.error.format(*parts)}
        if self.code is not None:
            body["code"] = self.code
        return Answer.json(body, self.status)


class Refused(Exception):
    """Ends a route with a refusal."""

    def __init__(self, refusal: Refusal, *parts: object) -> None:
        super().__init__(refusal.rule)
        self.refusal = refusal
        self.parts = parts

    def answer(self) -> Answer:
        """Give the answer."""
        return self.refusal.answer(*self.parts)


CREDENTIALS: Final = Refusal("credentials", "Invalid Credentials", 401, 401)
MALFORMED: Final = Refusal("malformed", "Malformed request", 400, 400)
WRONG_METHOD: Final = Refusal("wrong-method", "Method Not Allowed", 405, 405)
TOO_MANY: Final = Refusal("concurrency", "Too many concurrent requests", 429, 429)
NO_PROFILE: Final = Refusal("missing-profile", "Not Found", 404, 404)
NOT_ENABLED: Final = Refusal("features", "Operation not allowed: {} is not enabled", 403, 403)

UNREADABLE_QUERY: Final = Refusal("queries", "Query parse failure", 200, 4004)
WRONG_DATES: Final = Refusal("query-dates", "Query parse failure - Invalid date", 200, 4002)
FROM_AFTER_TO: Final = Refusal(
    "query-dates", "Query parse failure - The from date cannot be after the to date", 200, 4002
)
UNKNOWN_EVENT: Final = Refusal("unknown-event", '["Invalid event : {}"]', 200, 400)
ENCODED_TWICE: Final = Refusal("cursor-encoding", "Incorrect Usage", 400, 400)
INVALIDATED: Final = Refusal("cursor-life", "Cursor is invalidated", 200, "CURSOR_INVALIDATED")
IN_PROGRESS: Final = Refusal("export-progress", "Request still in progress", 200, 2)
UNKNOWN_REQUEST: Final = Refusal("request-ids", "invalid request id", 200, 400)
NO_GROUPS: Final = Refusal("groups", "Field groups is empty", 200, 400)
TOO_MANY_GROUPS: Final = Refusal("groups", "At most 5 groups, and at most a year", 200, 400)

NO_NAME: Final = Refusal("campaign-errors", "Field name is empty")
NO_CONTENT: Final = Refusal("campaign-errors", "Field {} is empty (inside content)")
NO_WHEN: Final = Refusal("campaign-errors", "Field when is empty")
NO_WHERE: Final = Refusal("campaign-errors", "Query specified in where failed to parse")
CAMPAIGN_DATES: Final = Refusal(
    "campaign-errors", "Query parse failure - The from date cannot be after the to date"
)
NO_CONTROL_GROUP: Final = Refusal(
    "campaign-errors", "No custom control group with name {} is defined"
)
NO_CHANNEL: Final = Refusal(
    "campaign-errors",
    "Notification channel is required for devices having Android 8.0 or above",
)
WRONG_CHANNEL: Final = Refusal("campaign-errors", "Invalid Notification Channel ID")
FUTURE: Final = Refusal(
    "campaign-words", "Query parse failure - The to date cannot be in the future"
)
WRONG_MODE: Final = Refusal("campaign-words", "Field target_mode is invalid")
WRONG_WHEN: Final = Refusal("campaign-words", "Field when is invalid")
WRONG_GOAL: Final = Refusal("campaign-words", "Field filter_type is empty (inside conversion_goal)")
NO_SEGMENT: Final = Refusal("campaign-words", "Invalid segment")
NO_CAMPAIGN: Final = Refusal("campaign-words", "Invalid campaign id")
NOT_COMPLETED: Final = Refusal("campaign-result", "This target hasn't been completed", 409, 409)
NOBODY: Final = Refusal("send-words", "Field to is empty")
TOO_MANY_USERS: Final = Refusal("send-words", "At most {} users can be targeted")
TOO_MANY_CAMPAIGNS: Final = Refusal("send-words", "At most {} campaigns can be triggered")
NO_BUSINESS_EVENT: Final = Refusal("bulletins", "Business event {} is not defined")
NO_PROPERTY: Final = Refusal("bulletins", "Property {} is missing, or is not a string")
NO_ADMIN: Final = Refusal(
    "admins",
    "Email id is either not in the right format or does not belong to a valid admin",
    401,
    401,
)

TOO_MANY_PEOPLE: Final = Refusal("person-limits", "At most {} can be given", 400, 400)
UNKNOWN_SEGMENT: Final = Refusal("segments", "Segment {} does not exist", 400, 400)
SEGMENT_EXISTS: Final = Refusal("segments", "Segment {} already exists", 409, 409)
LIST_EXISTS: Final = Refusal("files", "{} already exists; set replace", 200, 409)
NO_FILE: Final = Refusal("files", "No file was uploaded to that url", 200, 400)
WRONG_FILE: Final = Refusal("files", "The file must have the columns Type,Identity", 200, 400)
WRONG_VARIABLE: Final = Refusal("variables", "Variable {} is not valid", 400, 400)
WRONG_BLOCK: Final = Refusal("content-blocks", "Content Block is not valid: {}", 400, 400)
NO_IDENTITY: Final = Refusal("promo", "Invalid identity", 400, 400)

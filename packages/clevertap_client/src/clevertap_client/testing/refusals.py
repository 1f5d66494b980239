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

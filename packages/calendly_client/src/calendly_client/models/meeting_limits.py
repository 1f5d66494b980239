"""How many meetings a user takes."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class UserMeetingLimits:
    """How many meetings a user takes, over all event types; None is as many as come.

    Every meeting that is not canceled counts once. Days are those of the event type's time zone,
    weeks run from Sunday to Saturday. Partly known: the API may tell more.

    Attributes:
        daily_limit: In a day.
        weekly_limit: In a week.
        monthly_limit: In a month.
        user: The URI of the user, if it is told.
    """

    daily_limit: int | None = None
    weekly_limit: int | None = None
    monthly_limit: int | None = None
    user: str | None = None

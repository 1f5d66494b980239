"""When a campaign reaches whom: whose clock counts, quiet hours, and when it is too late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen

from .objects import as_list, as_object
from .schedules import weekday
from .store import StoredProfile

_DAY: Final = timedelta(days=1)
_EARLIEST: Final = timezone(timedelta(hours=14))
"""Where a day begins first."""


@frozen
class Timing:
    """What a campaign says of the hours in which it is sent.

    Attributes:
        zone: The account's time zone.
        when: The campaign's ``when``, if it is an object.
        quiet: Its quiet hours, or the account's, by weekday from Sunday, 1.
    """

    zone: tzinfo
    when: Mapping[str, Any]
    quiet: Mapping[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any], zone: tzinfo, quiet_hours: Mapping[str, Any]) -> Timing:
        """Read a campaign."""
        when = as_object(body.get("when"))
        if "dnd" not in when and "dnd" in body:
            when = {**when, "dnd": body["dnd"]}
        own = as_object(as_object(when.get("dnd")).get("dnd_info"))
        return cls(zone, when, own or quiet_hours)

    @property
    def by_user(self) -> bool:
        """Whether each user's clock counts; a campaign that goes out at once has no time."""
        wanted = self.when.get("delivery_timezone") == "user"
        return wanted and self.when.get("type") != "now"

    def opens(self, due: datetime) -> datetime:
        """Tell when the first user's clock has come to the time of a run."""
        return self._wall(due).replace(tzinfo=_EARLIEST) if self.by_user else due

    def reaches(self, profile: StoredProfile, due: datetime, made_at: datetime) -> datetime | str:
        """Tell when a message reaches somebody, or why it never does.

        Args:
            profile: Who.
            due: When the campaign runs, on the account's clock.
            made_at: When it was made.
        """
        at = due
        if self.by_user:
            at = self._wall(due).replace(tzinfo=self._of(profile))
            if at < made_at and self.when.get("user_timezone_wrap_around") is True:
                at += _DAY
            if at < made_at:
                return "it was past the time on the user's clock already"
        moved = self._after_quiet(profile, at)
        if moved is None:
            return "quiet hours: messages are discarded in them"
        last = self._cutoff(at)
        if last is not None and moved > last:
            return "it was past the campaign's cutoff"
        return moved

    def _wall(self, due: datetime) -> datetime:
        return due.astimezone(self.zone)

    def _of(self, profile: StoredProfile) -> tzinfo:
        try:
            return ZoneInfo(str(profile.properties["Tz"]))
        except (KeyError, ValueError, OSError):
            return self.zone

    def _cutoff(self, at: datetime) -> datetime | None:
        """Give the first time after a run at which the clock shows the cutoff."""
        clock = _clock(self.when.get("campaign_cutoff"))
        if clock is None:
            return None
        local = at if self.by_user else at.astimezone(self.zone)
        last = local.replace(hour=clock.hour, minute=clock.minute)
        return last if last > local else last + _DAY

    def _after_quiet(self, profile: StoredProfile, at: datetime) -> datetime | None:
        """Give the end of the quiet hours that a time falls into; None if messages are dropped."""
        dnd = as_object(self.when.get("dnd"))
        if not dnd:
            return at
        zone = self._of(profile) if dnd.get("dnd_timezone") != "account" else self.zone
        for _ in range(_MOST):
            end = self._end_of_quiet(at.astimezone(zone))
            if end is None:
                return at
            if dnd.get("message_state") == "discard":
                return None
            at = end
        return None

    def _end_of_quiet(self, at: datetime) -> datetime | None:
        for begins in (at, at - _DAY):  # hours of the day before may last into this one
            for hours in as_list(self.quiet.get(str(weekday(begins.date())))) or []:
                start, end = (_clock(as_object(hours).get(name)) for name in ("from", "to"))
                if start is None or end is None:
                    continue
                first = begins.replace(
                    hour=start.hour, minute=start.minute, second=0, microsecond=0
                )
                last = begins.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
                last += _DAY if last <= first else timedelta(0)
                if first <= at < last:
                    return last
        return None


_MOST: Final = 14
"""How many quiet hours in a row are waited out."""


def _clock(text: Any) -> time | None:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of the day only
    except (TypeError, ValueError):
        return None

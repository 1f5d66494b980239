"""Stretches of calendar time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from calendly_client import Calendly, Window

MARCH = datetime(2026, 3, 31, 12, tzinfo=UTC)


def test_a_month_is_a_calendar_month_not_30_days() -> None:
    assert Window.last(MARCH, months=1).start == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert Window.coming(MARCH, months=1).end == datetime(2026, 4, 30, 12, tzinfo=UTC)
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    assert Window.last(leap, years=1).start == datetime(2027, 2, 28, tzinfo=UTC)


def test_units_add_up() -> None:
    window = Window.last(MARCH, years=1, months=1, weeks=1, days=1, hours=1)
    assert window == Window(datetime(2025, 2, 20, 11, tzinfo=UTC), MARCH)


def test_without_a_moment_it_is_counted_from_now() -> None:
    before = datetime.now(UTC)
    last, coming = Window.last(days=1), Window.coming(weeks=2)
    after = datetime.now(UTC)
    assert before <= last.end <= after
    assert before <= coming.start <= after
    assert coming.end - coming.start == timedelta(weeks=2)


def test_a_naive_moment_or_a_window_that_runs_backwards_is_refused() -> None:
    naive = MARCH.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        Window.last(naive, days=1)
    with pytest.raises(ValueError, match="time zone"):
        Window(MARCH, naive)
    with pytest.raises(ValueError, match="end: must not lie before start"):
        Window.coming(MARCH, days=-1)


def test_a_window_fits_the_filters_of_a_list() -> None:
    window = Window.last(datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=5))), months=3)
    call = Calendly("token").describe.scheduled_events.list(
        min_start_time=window.start, max_start_time=window.end
    )
    assert ("min_start_time", "2025-11-30T19:00:00.000000Z") in call.query
    assert ("max_start_time", "2026-02-28T19:00:00.000000Z") in call.query

"""The demo tells the truth, says when it does not, and leaves nothing behind."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.console import Console

from calendly_clevertap import demo
from calendly_clevertap.demo._stage import Stage, staged

Data = dict[str, Any]


@pytest.fixture(scope="module")
def seen() -> Data:
    return demo.facts()


def parts(seen: Data, scene: int, kind: str) -> list[Data]:
    """Give what a scene shows of one kind; scenes are numbered from 1."""
    return [part for part in seen["scenes"][scene - 1]["shown"] if part["kind"] == kind]


def values(part: Data) -> Data:
    return {row["name"]: row["value"] for row in part["rows"]}


def printed(width: int, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, **options)
    demo.show(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_all_of_it_is_true(seen: Data) -> None:
    checks = [check for scene in seen["scenes"] for check in scene["checks"]]
    assert seen["ok"]
    assert len(checks) > 30
    assert all(check["ok"] for check in checks)


def test_it_says_that_both_services_are_sandboxes(seen: Data) -> None:
    assert seen["services"] == "sandboxes on this machine"
    assert "Both services are sandboxes on this machine" in printed(80)


def test_the_preview_shows_a_target_for_the_host_and_one_for_the_invitee(seen: Data) -> None:
    host, invitee = parts(seen, 2, "planned")
    assert (host["event"], invitee["event"]) == ("Meeting Scheduled", "Demo Booked")
    assert host["user"].endswith("@example.com")
    assert invitee["user"] == "ada@okafor-solar.example"
    assert values(host)["company"] == "Okafor Solar"
    told = seen["scenes"][1]["told"]
    assert told.endswith("looked up: host.calendly_user_since, host.timezone.")


def test_the_same_delivery_comes_twice_and_is_accepted_twice(seen: Data) -> None:
    (arrivals,) = parts(seen, 3, "arrivals")
    assert [row["event"] for row in arrivals["rows"]] == ["invitee.created"] * 2
    assert [row["status"] for row in arrivals["rows"]] == [200, 200]


def test_clevertap_then_holds_one_event_for_each_with_dates_as_dates(seen: Data) -> None:
    host, invitee = parts(seen, 4, "event")
    types = {row["name"]: row["type"] for row in host["rows"]}
    assert types["meeting_starts_at"] == "date"
    assert types["meeting_date"] == "string"
    assert not values(host)["meeting_date"].endswith("UTC")  # but on the host's clock
    assert "UTC+01:00" in values(invitee)["meeting_date"]
    assert values(host)["booking_key"] == values(invitee)["booking_key"]
    (profiles,) = parts(seen, 4, "profiles")
    assert {"Name", "Email"} == set(profiles["rows"]["ada@okafor-solar.example"])


def test_the_host_is_mailed_what_the_plan_feeds_the_template(seen: Data) -> None:
    (mail,) = parts(seen, 5, "letter")
    (host, _) = parts(seen, 4, "event")
    assert mail["to"] == host["profile"]
    assert mail["subject"] == "New demo: Ada Okafor of Okafor Solar"
    assert values(host)["meeting_date"] in mail["body"]
    assert values(host)["meeting_url"] in mail["body"]


def test_a_reschedule_is_one_fact_with_the_old_time_and_the_new(seen: Data) -> None:
    (booked, _), (moved,) = parts(seen, 4, "event"), parts(seen, 6, "event")
    (arrivals,) = parts(seen, 6, "arrivals")
    assert [row["event"] for row in arrivals["rows"]] == ["invitee.canceled", "invitee.created"]
    assert moved["name"] == "Meeting Rescheduled"
    assert values(moved)["previous_starts_at"] == values(booked)["meeting_starts_at"]
    assert values(moved)["meeting_starts_at"] != values(booked)["meeting_starts_at"]


def test_a_cancellation_comes_with_its_reason(seen: Data) -> None:
    (canceled,) = parts(seen, 7, "event")
    assert canceled["name"] == "Meeting Canceled"
    assert values(canceled)["reason"] == "We have found what we need. Thank you!"


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_screen_and_needs_no_colour(width: int) -> None:
    text = printed(width, no_color=True)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "All 32 checks" in text


def test_a_screen_that_knows_colour_gets_some() -> None:
    assert "\x1b[" in printed(80, force_terminal=True, color_system="standard")


def test_what_turns_out_untrue_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def without_events() -> Generator[Stage, None, None]:
        with staged() as stage:
            stage.clevertap.discarded_events.add("meeting canceled")
            yield stage

    monkeypatch.setattr(demo, "staged", without_events)
    text = printed(80)
    assert "not true: there is one cancellation, with its reason" in text
    assert "checks failed" in text
    assert "All" not in text.splitlines()[-1]
    assert not demo.facts()["ok"]


def test_an_intake_that_is_down_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def without_intake() -> Generator[Stage, None, None]:
        with staged() as stage:
            stage.receiver.stop()
            yield stage

    monkeypatch.setattr(demo, "staged", without_intake)
    assert "not true: the intake accepted every delivery" in printed(80)


def test_nothing_stays_running() -> None:
    before = threading.active_count()
    demo.facts()
    assert threading.active_count() == before

"""What can be typed: each command does what its flow does, tells it, and exits as it stands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from calendly_clevertap import Intake, MemoryLedger, SqliteLedger
from calendly_clevertap._commands import app
from calendly_clevertap._terminal import signing_keys
from calendly_client import AsyncCalendly
from calendly_client.testing import CalendlySandbox
from clevertap_client import AsyncCleverTap
from clevertap_client.testing import Answer, CleverTapSandbox

from .plans import PLAN
from .test_doors import serving

KEY = "a signing key"
PLAN_FILE = "from tests.bridge.plans import PLAN\nplan = PLAN\nnothing = 1\n"


@pytest.fixture
def calendly() -> Iterator[CalendlySandbox]:
    with CalendlySandbox(seed=7, sending="held") as sandbox:
        yield sandbox


@pytest.fixture
def clevertap() -> Iterator[CleverTapSandbox]:
    with CleverTapSandbox() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def environment(
    calendly: CalendlySandbox,
    clevertap: CleverTapSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Be somebody with both accounts, in a folder with a plan."""
    monkeypatch.setenv("CALENDLY_TOKEN", calendly.token)
    monkeypatch.setenv("CALENDLY_BASE_URL", calendly.url)
    monkeypatch.setenv("CLEVERTAP_ACCOUNT_ID", clevertap.account_id)
    monkeypatch.setenv("CLEVERTAP_PASSCODE", clevertap.passcode)
    monkeypatch.setenv("CLEVERTAP_BASE_URL", clevertap.url)
    monkeypatch.setenv("CALENDLY_SIGNING_KEY", KEY)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(tmp_path)
    Path("plan.py").write_text(PLAN_FILE, encoding="utf-8")
    sys.modules.pop("plan", None)
    yield
    sys.modules.pop("plan", None)


def run(*words: str, status: int = 0) -> Result:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == status, (done.output, done.exception)
    return done


def told(*words: str, status: int = 0) -> Any:
    return json.loads(run(*words, "--json", status=status).stdout)


def test_preview_makes_a_booking_up() -> None:
    assert "Meeting Scheduled, for" in run("preview").output
    seen = told("preview")
    assert seen["happened"] == "booked"
    (target,) = seen["targets"]
    assert target["event"][0]["name"] == "invitee_name"
    assert set(target) == {"kind", "name", "user", "event", "profile", "problem"}


def test_preview_takes_the_latest_booking_as_a_zaps_test_step_does(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    calendly.book(invitee_name="Ada Okafor")
    calendly.book(invitee_name="Bo Lindqvist")
    assert "Bo Lindqvist" in run("preview", "--latest").output
    first = calendly.invitees[0]
    assert "Ada Okafor" in run("preview", first.uri).output
    assert clevertap.journal == []


def test_preview_without_any_booking_says_so() -> None:
    assert "no meeting is planned" in run("preview", "--latest", status=3).output


def test_preview_of_what_cannot_be_sent_exits_with_1(calendly: CalendlySandbox) -> None:
    invitee = calendly.book("architecture-review")
    assert "add .for_each" in run("preview", invitee.uri, status=1).output


def test_sync_sends_a_booking_once(calendly: CalendlySandbox, clevertap: CleverTapSandbox) -> None:
    invitee = calendly.book()
    assert "Meeting Scheduled: sent" in run("sync", invitee.uri).output
    again = told("sync", invitee.uri)
    assert (again["ok"], again["deliveries"][0]["outcome"]) == (True, "already done")
    assert clevertap.event_count("Meeting Scheduled") == 1


def test_sync_check_stores_nothing(calendly: CalendlySandbox, clevertap: CleverTapSandbox) -> None:
    invitee = calendly.book()
    assert run("sync", invitee.uri, "--check").output == "CleverTap would take 1\n"
    assert clevertap.events == ()
    clevertap.refuse_next(code=513)
    assert "refused: 513" in run("sync", invitee.uri, "--check", status=1).output


def test_sync_of_what_cannot_be_sent_exits_with_1(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    invitee = calendly.book()
    clevertap.fail(Answer(400, b"{}"), method="POST")
    assert "dead" in run("sync", invitee.uri, status=1).output


def test_replay_sends_what_was_refused(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    invitee = calendly.book()
    clevertap.fail(Answer(400, b"{}"), method="POST")
    run("sync", invitee.uri, status=1)
    clevertap.heal()
    assert "Meeting Scheduled: sent" in run("replay").output
    assert "in the ledger: 1 done" in run("replay").output


def test_drain_delivers_what_is_left(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    calendly.subscribe("http://127.0.0.1:9/x")
    calendly.book()
    with SqliteLedger("calendly-clevertap.db") as ledger:
        ledger.keep(calendly.held[-1].body)
    seen = told("drain")
    assert seen["ledger"] == {"done": 1}
    assert clevertap.event_count("Meeting Scheduled") == 1
    assert run("drain").output == "in the ledger: 1 done\n"


def test_backfill_fetches_what_was_booked_before(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    for _ in range(3):
        calendly.book()
    yesterday = (calendly.now() - timedelta(days=1)).date().isoformat()
    assert "3 meetings, 3 bookings: 3 sent" in run("backfill", "--since", yesterday).output
    assert clevertap.event_count("Meeting Scheduled") == 3
    assert told("backfill", "--since", yesterday)["outcomes"] == {"already done": 3}


def test_backfill_can_only_mark(calendly: CalendlySandbox, clevertap: CleverTapSandbox) -> None:
    invitee = calendly.book()
    run("backfill", "--since", "2020-01-01", "--mark-only")
    assert "already done" in run("sync", invitee.uri).output
    assert clevertap.events == ()


def test_what_happened_since_the_zap_was_off_is_not_marked(
    calendly: CalendlySandbox, clevertap: CleverTapSandbox
) -> None:
    calendly.book()
    hour_ago = (calendly.now() - timedelta(hours=1)).isoformat()
    run("backfill", "--since", "2020-01-01", "--marked-before", hour_ago)
    run("backfill", "--since", "2020-01-01")
    assert clevertap.event_count("Meeting Scheduled") == 1


def test_forget_asks_for_the_address_and_purge_takes_days(calendly: CalendlySandbox) -> None:
    invitee = calendly.book(invitee_email="Ada@example.org")
    run("sync", invitee.uri)
    done = CliRunner().invoke(app, ["forget"], input="ada@example.org\n")
    assert done.stdout.endswith("forgotten: 1 events and deliveries\n")
    assert told("purge", "--days", "1") == {"purged": 0}
    run("purge", "--days", "0", status=2)


def test_the_ledger_may_be_a_database(
    calendly: CalendlySandbox, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALENDLY_CLEVERTAP_LEDGER", postgres)
    invitee = calendly.book()
    assert "Meeting Scheduled: sent" in run("sync", invitee.uri).output
    assert "already done" in run("sync", invitee.uri).output
    assert not Path("calendly-clevertap.db").exists()


def test_a_time_that_is_none_is_a_wrong_call() -> None:
    assert "must be like 2026-11-30" in run("backfill", "--since", "soon", status=2).output


@pytest.fixture
def receiver(calendly: CalendlySandbox, clevertap: CleverTapSandbox) -> Iterator[str]:
    clients = (
        AsyncCalendly(calendly.token, base_url=calendly.url),
        AsyncCleverTap(clevertap.account_id, clevertap.passcode, base_url=clevertap.url),
    )
    intake = Intake(PLAN, *clients, MemoryLedger(), KEY)
    with serving(intake.wsgi) as url:
        yield f"{url}/calendly"
    intake.close()


def test_publish_subscribes_and_keeps_what_is_there(
    calendly: CalendlySandbox, receiver: str
) -> None:
    assert run("publish", receiver).output.startswith("made: ")
    assert run("publish", receiver).output.startswith("kept: ")
    (subscription,) = calendly.subscriptions
    assert subscription.callback_url.startswith(receiver)


def test_publish_to_a_receiver_with_another_key_exits_with_1(
    receiver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALENDLY_SIGNING_KEY", "another key")
    assert "has another key" in run("publish", receiver, status=1).output


def test_recipe_prints_and_checks(tmp_path: Path) -> None:
    assert "Event: Meeting Scheduled" in run("recipe").output
    template = tmp_path / "mail.liquid"
    template.write_text("{{ Event.meeting_dat }}", encoding="utf-8")
    assert "meeting_date" in run("recipe", "--check", str(template), status=1).output
    template.write_text("{{ Event.meeting_date }}", encoding="utf-8")
    assert run("recipe", "--check", str(template)).output == "all is fed\n"
    assert "must be one that the plan sends" in run("recipe", "--event", "x", status=2).output
    assert set(told("recipe")) == {
        "event_name", "always", "sometimes", "profile", "subject", "template",
    }  # fmt: skip


def test_doctor_tells_what_is_wrong(calendly: CalendlySandbox, receiver: str) -> None:
    run("publish", receiver)
    calendly.book()
    found = told("doctor", "--url", receiver, status=1)
    names = {check["name"]: check["ok"] for check in found["checks"]}
    assert (names["token"], names["subscription"], names["signing key"]) == (True, True, True)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ("nowhere:plan", "no module"),
        ("plan:other", "has no"),
        ("plan:nothing", "is no Plan"),
        ("plan", "module"),
    ],
)
def test_a_plan_that_is_not_there_is_a_wrong_call(plan: str, says: str) -> None:
    assert says in run("preview", "--plan", plan, status=2).output


def test_the_environment_may_hold_several_signing_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALENDLY_SIGNING_KEY", "new, old,")
    assert signing_keys() == ("new", "old")


def test_a_template_is_a_file(tmp_path: Path) -> None:
    assert "is a directory" in run("recipe", "--check", str(tmp_path), status=2).output


@pytest.mark.parametrize("name", ["CALENDLY_TOKEN", "CLEVERTAP_PASSCODE"])
def test_credentials_come_from_the_environment_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name)
    assert name in run("drain", status=2).output
    for command in app.registered_commands:
        shown = run(command.name or "", "--help").output
        for word in ("--token", "--passcode", "--signing-key"):
            assert word not in shown


def test_a_service_that_is_down_is_3(calendly: CalendlySandbox) -> None:
    invitee = calendly.book()
    calendly.fail(Answer(401, b"{}"), times=9)
    done = run("sync", invitee.uri, status=3)
    assert calendly.token not in done.output

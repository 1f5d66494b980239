"""The sandbox in a process of its own: steered, and read as data."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from clevertap_client import (
    AmbiguousDelivery,
    CleverTap,
    EmailContent,
    EventRecord,
    ProfileRecord,
    ServerError,
)
from clevertap_client.testing import CleverTapSandbox, RemoteSandbox, Reset, SandboxProcess, faults

from .conftest import IMPATIENT

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
COACH = ProfileRecord("coach", {"Name": "Kim", "Email": "kim@x.example"})


def test_what_an_account_holds_is_plain_data(sandbox: CleverTapSandbox) -> None:
    sandbox.set_clock(NOON)
    sandbox.live_campaign("Booked", subject="{{ Event.who }}")
    trigger = sandbox.external_campaign("x", subject="{{ ExternalTrigger.who }}")
    with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as clevertap:
        clevertap.uploads.send([COACH])
        clevertap.uploads.send([EventRecord("Booked", "coach", {"who": "Ada"})])
        clevertap.uploads.send([EventRecord("Booked", "kim@x.example", {"who": "Bo"})])
        clevertap.external_triggers.fire(trigger, ["coach", "nobody"], {"who": "Cy"})
    state = sandbox.state()
    assert json.loads(json.dumps(state)) == state
    assert (state["now"], state["requests"], state["most_in_flight"]) == (NOON.isoformat(), 4, 1)
    assert state["counts"] == {"Booked": 2}
    assert [(p["identity"], p["counts"]) for p in state["profiles"]] == [
        ("coach", {"Booked": 1}),
        ("kim@x.example", {"Booked": 1}),
    ]
    assert state["events"][0] == {
        "name": "Booked",
        "identity": "coach",
        "object_id": "sandbox-0001",
        "ts": int(NOON.timestamp()),
        "properties": {"who": "Ada"},
    }
    assert [(mail["to"], mail["subject"]) for mail in state["outbox"]] == [
        ("kim@x.example", "Ada"),
        ("kim@x.example", "Cy"),
    ]
    assert "no Email" in state["silent"][0]["reason"]
    assert state["unreached"][0]["who"] == "nobody"
    assert state["messages"][0]["trigger"] == {"who": "Cy"}


ORPHAN = """
from clevertap_client.testing import SandboxProcess
import os
far = SandboxProcess("clevertap_client.testing")
print(far.url, flush=True)
os._exit(1)
"""


def test_it_does_not_outlive_who_started_it() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True)
    with RemoteSandbox(done.stdout.strip()) as remote:
        for _ in range(3000):
            if not _is_there(remote):
                return
            time.sleep(0.01)
    pytest.fail("it runs on, and nobody is there to end it")


def _is_there(remote: RemoteSandbox) -> bool:
    try:
        remote.state()
    except httpx.TransportError:
        return False
    return True


def test_another_process_is_steered_and_read() -> None:
    with SandboxProcess("clevertap_client.testing", "--passcode", 'two"words') as remote:
        remote.set_clock(NOON)
        remote.call("live_campaign", "Booked", subject="{{ Event.who }}")
        remote.call("add_profile", "coach", Email="kim@x.example")
        told = remote.environment
        assert told["CLEVERTAP_PASSCODE"] == 'two"words'
        with CleverTap(
            told["CLEVERTAP_ACCOUNT_ID"],
            told["CLEVERTAP_PASSCODE"],
            base_url=told["CLEVERTAP_BASE_URL"],
            clock=IMPATIENT,
        ) as clevertap:
            booked = EventRecord("Booked", "coach", {"who": "Ada"})
            remote.fail(faults.no_words(503), path="/1/profile.json", lasting=timedelta(hours=3))
            with pytest.raises(ServerError):
                clevertap.profiles.get("coach")
            remote.advance(timedelta(hours=3))
            assert clevertap.profiles.get("coach").email == "kim@x.example"
            remote.fail(Reset(applied=True))  # the answer is lost, the event is not
            assert clevertap.uploads.send([booked]).in_doubt
            remote.fail(Reset(applied=True), path="/1/send/*")
            with pytest.raises(AmbiguousDelivery):
                clevertap.messages.send_email("coach", content=EmailContent(subject="x", body="y"))
        state = remote.state()
        assert state["now"] == (NOON + timedelta(hours=3)).isoformat()
        assert [mail["subject"] for mail in state["outbox"]] == ["Ada", "x"]
        assert remote.call("event_count", "booked") == 1
        assert {entry["fault"] for entry in remote.journal()} == {None, "answer", "reset"}

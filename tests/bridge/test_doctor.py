"""Whatever keeps a booking from its profile, the doctor finds it and names the cure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import define

from calendly_clevertap import Check, Diagnosis, Intake, doctor, publish
from clevertap_client.testing import Answer

from .conftest import Stage
from .plans import PLAN
from .test_doors import opened, serving
from .test_intake import KEY

TEMPLATE = 'Hey {{ Profile.name }}, {{ Event["invitee_name"] }} comes {{ Event["meeting_date"] }}.'


@define
class Clinic:
    """A bridge that is live, and what the doctor is told of it."""

    stage: Stage
    door: Intake
    told: dict[str, Any]

    def examine(self, **told: Any) -> dict[str, Check]:
        told = {**self.told, **told}
        found: Diagnosis = self.stage.run(doctor(**told))
        return {check.name: check for check in found.checks}

    def with_token(self, token: str) -> dict[str, Any]:
        """Tell the doctor another token."""
        self.stage.calendly.token = token
        return {"calendly": self.stage.clients()["calendly"]}

    def book(self, **said: Any) -> None:
        self.stage.calendly.book(**said)
        self.stage.calendly.flush()


@pytest.fixture
def clinic(make_stage: Callable[[str], Stage], request: pytest.FixtureRequest) -> Iterator[Clinic]:
    stage = make_stage(getattr(request, "param", "blocking"))
    stage.moment = datetime.now(UTC)  # the sandboxes' servers tell the real date
    stage.calendly.set_clock(stage.moment)
    with ExitStack() as stack:
        door = stack.enter_context(opened(stage))
        url = stack.enter_context(serving(door.wsgi))
        told: dict[str, Any] = {**stage.clients(), "plan": PLAN, "ledger": stage.ledger}
        stage.run(publish(f"{url}/calendly", signing_key=KEY, **told))
        told |= {"url": f"{url}/calendly", "signing_keys": KEY, "template": TEMPLATE}
        made = Clinic(stage, door, told)
        made.book()
        yield made


@pytest.mark.parametrize("clinic", ["blocking", "async"], indirect=True)
def test_a_bridge_that_works_is_well(clinic: Clinic) -> None:
    found = clinic.examine()
    assert {name: check.seen for name, check in found.items() if not check.ok} == {}


def test_what_cannot_be_asked_says_why_and_nothing_raises(clinic: Clinic) -> None:
    found = clinic.examine(url=None, template=None, ledger=None)
    skipped = {name: check.seen for name, check in found.items() if check.ok is None}
    assert skipped == {
        "callback": "skipped: no url given",
        "signing key": "skipped: no url given",
        "template": "skipped: no template given",
        "ledger": "skipped: no ledger given",
    }
    clinic.stage.calendly.stop()
    clinic.stage.clevertap.stop()
    found = clinic.examine()
    assert [name for name, check in found.items() if check.ok] == [
        "callback", "signing key", "template", "ledger"
    ]  # fmt: skip
    assert found["subscription"].seen == "skipped: Calendly does not take the token"
    assert found["token"].cure == "look at network, proxy, base_url and region"


def test_a_member_is_well_who_asks_for_the_own_meetings_only(clinic: Clinic) -> None:
    clinic.told |= member(clinic)
    url = clinic.told["url"]
    told = {name: clinic.told[name] for name in ("calendly", "clevertap", "plan", "ledger")}
    publish(f"{url}/own", signing_key=KEY, scope="user", **told)
    found = clinic.examine(url=f"{url}/own", scope="user")
    assert [check for check in found.values() if check.ok is False] == []


def test_what_is_found_tells_no_secrets_and_no_addresses(clinic: Clinic) -> None:
    clinic.stage.clevertap.refuse_next(513)
    clinic.book(invitee_email="eve@example.org")
    printed = "\n".join(map(str, clinic.examine(signing_keys=["k-17", KEY]).values()))
    for secret in ("@", "k-17", clinic.stage.calendly.token, clinic.stage.clevertap.passcode):
        assert secret not in printed


def no_token(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.calendly.doorman.tokens.clear()
    return {}


def token_without_scope(clinic: Clinic) -> dict[str, Any]:
    sandbox = clinic.stage.calendly
    scopes = ["users:read", "organizations:read", "scheduled_events:read"]
    return clinic.with_token(sandbox.token_for(sandbox.users[0], scopes))


def member(clinic: Clinic) -> dict[str, Any]:
    sandbox = clinic.stage.calendly
    return clinic.with_token(sandbox.token_for(sandbox.users[1]))


def no_webhooks(clinic: Clinic) -> dict[str, Any]:
    told = {"title": "Permission Denied", "message": "Please upgrade to a paid Calendly account."}
    clinic.stage.calendly.fail(Answer.json(told, 403), path="/webhook_subscriptions", times=9)
    return {}


def unsubscribed(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.calendly.post.subscriptions.clear()
    return {}


def disabled(clinic: Clinic) -> dict[str, Any]:
    for subscription in clinic.stage.calendly.post.subscriptions.values():
        subscription["state"] = "disabled"
    return {}


def deaf(clinic: Clinic) -> dict[str, Any]:
    for subscription in clinic.stage.calendly.post.subscriptions.values():
        subscription["events"] = ["invitee.created"]
    return {}


def stopped(clinic: Clinic) -> dict[str, Any]:
    return {"url": "http://127.0.0.1:9/calendly"}


def other_key(clinic: Clinic) -> dict[str, Any]:
    return {"signing_keys": "another key"}


def other_region(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.revoke_passcode(clinic.stage.clevertap.passcode)
    return {}


def discarded(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.discarded_events.add("Meeting Canceled")
    return {}


def too_much(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.properties_per_event = 3
    return {}


def ghost(clinic: Clinic) -> dict[str, Any]:
    """Somebody in CleverTap already had the host's address, under an identity of the app's."""
    people = clinic.stage.clevertap.account.store
    own = clinic.stage.clevertap.profile("noor@example.com")
    assert own is not None
    own.properties.pop("Email")
    people.add_profile({"identity": "u-17", "profileData": {"Email": "noor@example.com"}})
    return {}


def no_address(clinic: Clinic) -> dict[str, Any]:
    own = clinic.stage.clevertap.profile("noor@example.com")
    assert own is not None
    own.properties.pop("Email")
    return {}


def hungry_template(clinic: Clinic) -> dict[str, Any]:
    return {"template": TEMPLATE.replace("meeting_date", "meeting_time")}


def slow_clock(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.later(timedelta(minutes=3))
    return {}


def dead(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.refuse_next(513)
    clinic.book(invitee_email="eve@example.org")
    return {}


def in_doubt(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.fail(Answer(502, b""), path="/1/upload")
    clinic.book(invitee_email="eve@example.org")
    return {}


def stuck(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.fail(Answer(401, b""), path="/1/upload")
    clinic.book(invitee_email="eve@example.org")
    clinic.stage.later(timedelta(minutes=30))
    return {}


def lost(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.calendly.book(invitee_email="eve@example.org")
    clinic.stage.calendly.post.outbox.clear()
    return {}


def vanished(clinic: Clinic) -> dict[str, Any]:
    clinic.stage.clevertap.account.store.events.clear()
    for profile in clinic.stage.clevertap.profiles:
        profile.events.clear()
    return {}


@pytest.mark.parametrize(
    ("plant", "name", "meaning", "cure"),
    [
        (no_token, "token", "wrong, expired or revoked", "make a token under Integrations"),
        (token_without_scope, "access", "without a scope", "make a token with .*webhooks:read"),
        (member, "access", "their own meetings only", "administrator's token, or scope='user'"),
        (no_webhooks, "access", "plan does not include this", "upgrade the Calendly account"),
        (unsubscribed, "subscription", "tells nobody", "run publish"),
        (disabled, "subscription", "Calendly gave up", "run publish"),
        (deaf, "subscription", "never told", "run publish"),
        (stopped, "callback", "no receiver answers", "see whether it runs"),
        (other_key, "signing key", "refuses all that Calendly sends", "the same one"),
        (other_region, "credentials", "the region is wrong", "the dashboard's address"),
        (discarded, "credentials", "CleverTap refuses this event", "restore it under Settings"),
        (too_much, "credentials", "CleverTap refuses this event", "send fewer"),
        (ghost, "identity", "a second profile", "the identity that CleverTap knows them by"),
        (no_address, "identity", "no campaign can mail it", r'add .profile\("Email"'),
        (hungry_template, "template", "mails have gaps there", "send the property"),
        (slow_clock, "clock", "too old or too new for Live campaigns", "NTP"),
        (dead, "ledger", "CleverTap does not get it", "replay"),
        (in_doubt, "ledger", "may have them, or not", "look for their booking_key"),
        (stuck, "ledger", "nobody tries them again", "run drain"),
        (lost, "arrival", "nobody was subscribed then", "fetch it with backfill"),
        (vanished, "arrival", "another account", "compare the accounts"),
    ],
)
def test_the_doctor_finds_it_and_names_the_cure(
    clinic: Clinic, plant: Callable[[Clinic], dict[str, Any]], name: str, meaning: str, cure: str
) -> None:
    found = clinic.examine(**plant(clinic))
    check = found[name]
    assert check.ok is False
    assert re.search(meaning, check.meaning)
    assert re.search(cure, check.cure)

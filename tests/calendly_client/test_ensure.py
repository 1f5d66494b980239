"""`ensure` leaves one live subscription for an address, whatever was there and whatever fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import define, field

from api_client_core.senders import Clock
from api_client_core.testing import Answer, Received, Reset, Sandbox, route
from calendly_client import (
    AmbiguousDelivery,
    AsyncCalendly,
    CallFailed,
    ConnectionFailed,
    Ensured,
    HealthState,
    HookExists,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    RetryPolicy,
    Secret,
    SubscriptionContested,
)
from calendly_client.testing import CalendlySandbox

from .conftest import Colour

API = "https://api.calendly.com"
URL = "https://example.com/in?shop=7"
WISH: dict[str, Any] = {
    "events": ["invitee.created", "invitee.canceled"],
    "organization": "ORG1",
    "scope": "organization",
    "signing_key": "a random text",
}
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


@define(eq=False)
class Hooks(Sandbox):
    """Remembers subscriptions as Calendly does: one for each URL, never changed."""

    hooks: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]])
    made: int = 0
    before_create: Callable[[], object] | None = None

    def add(self, url: str, **changes: Any) -> dict[str, Any]:
        """Subscribe a URL."""
        self.made += 1
        hook = {
            "uri": f"{API}/webhook_subscriptions/H{self.made}",
            "callback_url": url,
            "state": "active",
            "events": list(WISH["events"]),
            "scope": "organization",
            "organization": f"{API}/organizations/ORG1",
            "created_at": (NOON + timedelta(minutes=self.made)).isoformat(),
            "updated_at": NOON.isoformat(),
            "retry_started_at": None,
        }
        self.hooks[f"H{self.made}"] = hook | changes
        return self.hooks[f"H{self.made}"]

    @property
    def urls(self) -> list[str]:
        """Who is subscribed."""
        return [hook["callback_url"] for hook in self.hooks.values()]

    @property
    def told(self) -> list[str]:
        """What was called, in order."""
        return [entry.request.method for entry in self.journal]

    @route("GET", "/webhook_subscriptions")
    def list(self, request: Received) -> Answer:
        """List one scope's."""
        wanted = {name: request.first(name) for name in ("organization", "scope", "user")}
        rows = [
            hook
            for hook in self.hooks.values()
            if all(value is None or hook.get(name) == value for name, value in wanted.items())
        ]
        return Answer.json({"collection": rows, "pagination": {"next_page_token": None}})

    @route("POST", "/webhook_subscriptions")
    def create(self, request: Received) -> Answer:
        """Subscribe, once for each URL."""
        hurry, self.before_create = self.before_create, None
        if hurry is not None:
            hurry()
        body = request.json()
        if body["url"] in self.urls:
            text = "Hook with this url already exists"
            return Answer.json({"title": "Already Exists", "message": text}, 409)
        told = {
            key: body[key] for key in ("events", "scope", "organization", "user") if key in body
        }
        return Answer.json({"resource": self.add(body["url"], **told)}, 201)

    @route("DELETE", "/webhook_subscriptions/{uuid}")
    def delete(self, request: Received, uuid: str) -> Answer:
        """Delete one."""
        return Answer(204 if self.hooks.pop(uuid, None) else 404)


@pytest.fixture
def hooks() -> Any:
    with Hooks() as hooks:
        yield hooks


@pytest.fixture
def ensure(colour: Colour, hooks: Hooks) -> Callable[..., Ensured]:
    client = colour.client(hooks.url, "token")

    def run(url: str = URL, **changes: Any) -> Ensured:
        answer: Ensured = colour.run(client.webhook_subscriptions.ensure(url, **(WISH | changes)))
        return answer

    return run


Ensure = Callable[..., Ensured]


def test_where_nobody_is_subscribed_it_subscribes(hooks: Hooks, ensure: Ensure) -> None:
    ensured = ensure()
    assert ensured.created
    assert (ensured.replaced, ensured.gap) == ((), None)
    assert hooks.urls == [ensured.subscription.callback_url]
    assert hooks.urls[0].startswith(f"{URL}&revision=1-")


def test_a_second_run_does_nothing(hooks: Hooks, ensure: Ensure) -> None:
    first = ensure()
    again = ensure(events=["invitee.canceled", "invitee.created"])
    assert again == Ensured(subscription=first.subscription)
    assert hooks.told == ["GET", "POST", "GET", "GET"]


def test_the_key_is_not_in_the_url_and_a_secret_is_as_good_as_text(
    hooks: Hooks, ensure: Ensure
) -> None:
    ensure()
    assert "random" not in hooks.urls[0]
    assert not ensure(signing_key=Secret(WISH["signing_key"])).created


@pytest.mark.parametrize(
    "change",
    [
        {"signing_key": "another random text"},
        {"signing_key": None},
        {"events": ["invitee.created"]},
        {"events": [*WISH["events"], "contact.created"]},
        {"renew": True},
    ],
)
def test_what_differs_is_replaced_without_a_gap(
    hooks: Hooks, ensure: Ensure, change: dict[str, Any]
) -> None:
    old = ensure().subscription
    changed = ensure(**change)
    assert hooks.told[-4:] == ["GET", "POST", "GET", "DELETE"]
    assert (changed.created, changed.replaced, changed.gap) == (True, (old,), None)
    assert hooks.urls == [changed.subscription.callback_url]
    assert "&revision=2-" in hooks.urls[0]
    assert not ensure(**(change | {"renew": False})).created


def test_one_that_was_subscribed_by_hand_is_taken_over(hooks: Hooks, ensure: Ensure) -> None:
    hooks.add("https://Example.com/in?shop=7")
    ensured = ensure()
    assert len(ensured.replaced) == 1
    assert hooks.urls == [ensured.subscription.callback_url]


def test_others_are_left_alone(hooks: Hooks, ensure: Ensure) -> None:
    others = [
        hooks.add("https://example.com/in?shop=8"),
        hooks.add("https://example.com/in"),
        hooks.add("https://example.com/other?shop=7"),
        hooks.add(f"{URL}&revision=blue"),
        hooks.add(URL, scope="user", user=f"{API}/users/U1"),
    ]
    ensure()
    ensure(signing_key="another random text")
    assert [hook["callback_url"] for hook in others] == hooks.urls[:5]
    assert len(hooks.hooks) == 6


def test_owners_who_share_an_address_do_not_get_in_each_others_way(
    hooks: Hooks, ensure: Ensure
) -> None:
    for user in ("U1", "U2", "U3"):
        ensured = ensure(scope="user", user=user)
        assert "revision=1-" in ensured.subscription.callback_url
    assert len(set(hooks.urls)) == 3
    assert hooks.told.count("POST") == 3


def test_a_disabled_one_is_replaced_and_the_gap_told(hooks: Hooks, ensure: Ensure) -> None:
    ensure()
    failed = NOON + timedelta(hours=3)
    hooks.hooks["H1"] |= {"state": "disabled", "retry_started_at": failed.isoformat()}
    ensured = ensure()
    assert ensured.gap is not None
    assert ensured.gap.since == failed
    assert ensured.gap.until > failed
    assert list(hooks.hooks) == ["H2"]


def test_what_a_failing_one_still_had_to_deliver_is_part_of_the_gap(
    hooks: Hooks, ensure: Ensure
) -> None:
    ensure()
    assert ensure().gap is None
    hooks.hooks["H1"]["retry_started_at"] = NOON.isoformat()
    assert ensure().gap is None
    ensured = ensure(events=["invitee.created"])
    assert ensured.gap is not None
    assert ensured.gap.since == NOON


# ------------------------------------------------------------------------------- when things break


def test_a_crash_after_subscribing_is_healed_by_the_next_run(hooks: Hooks, ensure: Ensure) -> None:
    ensure()
    hooks.fail(Answer(403), method="DELETE")
    with pytest.raises(PermissionDenied):
        ensure(events=["invitee.created"])
    assert len(hooks.hooks) == 2
    healed = ensure(events=["invitee.created"])
    assert not healed.created
    assert len(healed.replaced) == 1
    assert list(hooks.hooks) == ["H2"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_lost_reply_is_looked_up(hooks: Hooks, ensure: Ensure, applied: bool) -> None:
    hooks.fail(Reset(applied=applied), method="POST")
    ensured = ensure()
    assert ensured.created
    assert list(hooks.hooks) == ["H1"]
    assert not ensure().created


def test_one_that_is_gone_already_is_no_problem(hooks: Hooks, ensure: Ensure) -> None:
    ensure()
    hooks.fail(Answer(404), method="DELETE")
    assert len(ensure(events=["invitee.created"]).replaced) == 1


def test_a_service_that_keeps_failing_is_an_error_after_some_rounds(
    colour: Colour, hooks: Hooks
) -> None:
    naps = list[float]()

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    clock = Clock(sleep=naps.append, asleep=nap)
    hooks.fail(Answer(503), method="POST", times=99)
    client = colour.client(hooks.url, "token", clock=clock)
    with pytest.raises(AmbiguousDelivery):
        colour.run(client.webhook_subscriptions.ensure(URL, **WISH))
    assert hooks.told == ["GET", "POST"] * 6
    assert naps == [0.5, 1, 2, 4, 8]


def test_refusals_are_raised(hooks: Hooks, ensure: Ensure) -> None:
    hooks.fail(Answer(403), method="POST")
    with pytest.raises(PermissionDenied):
        ensure()


# ---------------------------------------------------------------------------------- with others


def test_who_is_second_takes_what_the_first_made(hooks: Hooks, ensure: Ensure) -> None:
    url = ensure().subscription.callback_url
    hooks.hooks.clear()
    hooks.before_create = lambda: hooks.add(url)
    ensured = ensure()
    assert ensured.subscription.callback_url == url
    assert len(hooks.hooks) == 1


def test_who_is_second_and_wants_something_else_wins(hooks: Hooks, ensure: Ensure) -> None:
    url = ensure().subscription.callback_url
    hooks.hooks.clear()
    hooks.before_create = lambda: hooks.add(url, events=["contact.created"])
    ensured = ensure()
    assert "&revision=2-" in ensured.subscription.callback_url
    assert hooks.urls == [ensured.subscription.callback_url]


def test_who_is_first_and_overtaken_is_told_and_withdraws(hooks: Hooks, ensure: Ensure) -> None:
    ensure()
    later = {"created_at": (NOON + timedelta(days=1)).isoformat()}
    hooks.before_create = lambda: hooks.add(f"{URL}&revision=3-{'f' * 10}", **later)
    with pytest.raises(SubscriptionContested, match="later"):
        ensure(events=["invitee.created"])
    assert hooks.urls[-1:] == [f"{URL}&revision=3-{'f' * 10}"]
    assert len(hooks.hooks) == 2  # the old one is the winner's to delete


@pytest.mark.parametrize("same", [True, False])
def test_processes_at_once_leave_one_subscription(hooks: Hooks, same: bool) -> None:
    outcomes: list[Ensured | SubscriptionContested] = []

    async def one(key: str) -> None:
        async with AsyncCalendly("token", base_url=hooks.url) as client:
            wish: dict[str, Any] = WISH | {"signing_key": key}
            try:
                outcomes.append(await client.webhook_subscriptions.ensure(URL, **wish))
            except SubscriptionContested as contested:
                outcomes.append(contested)

    keys = ["one key"] * 6 if same else [f"key {n}" for n in range(6)]
    threads = [threading.Thread(target=asyncio.run, args=(one(key),)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 6
    assert len(hooks.hooks) == 1
    content = [o for o in outcomes if isinstance(o, Ensured)]
    assert hooks.urls[0] in {ensured.subscription.callback_url for ensured in content}
    assert len(content) == 6 or not same


# ----------------------------------------------------------------------------------- fixed URLs


def test_at_a_fixed_url_the_old_one_goes_first_and_the_gap_is_told(
    hooks: Hooks, ensure: Ensure
) -> None:
    first = ensure(fixed_url=True)
    assert (first.subscription.callback_url, first.gap) == (URL, None)
    assert ensure(fixed_url=True) == Ensured(subscription=first.subscription)
    before = datetime.now(UTC)
    changed = ensure(fixed_url=True, events=["invitee.created"])
    assert hooks.told[-4:] == ["GET", "DELETE", "POST", "GET"]
    assert (changed.created, changed.replaced) == (True, (first.subscription,))
    assert changed.gap is not None
    assert before <= changed.gap.since <= changed.gap.until <= datetime.now(UTC)
    assert hooks.urls == [URL]


def test_at_a_fixed_url_a_new_key_is_a_matter_of_renewing(hooks: Hooks, ensure: Ensure) -> None:
    ensure(fixed_url=True)
    assert not ensure(fixed_url=True, signing_key="another random text").created
    assert ensure(fixed_url=True, signing_key="another random text", renew=True).created
    assert hooks.urls == [URL]


def test_from_a_fixed_url_to_revisions_and_back(hooks: Hooks, ensure: Ensure) -> None:
    ensure(fixed_url=True)
    revised = ensure()
    assert (hooks.urls, revised.gap) == ([revised.subscription.callback_url], None)
    back = ensure(fixed_url=True)
    assert (hooks.urls, back.gap) == ([URL], None)


def test_a_fixed_url_that_somebody_else_has_is_told(hooks: Hooks, ensure: Ensure) -> None:
    hooks.add(URL, scope="user", user=f"{API}/users/U1")
    with pytest.raises(HookExists):
        ensure(fixed_url=True)
    assert len(hooks.hooks) == 1


def test_an_error_tells_that_nobody_is_subscribed_now(
    colour: Colour, hooks: Hooks, ensure: Ensure
) -> None:
    ensure(fixed_url=True)
    hooks.fail(Answer(403), method="POST")
    with pytest.raises(CallFailed) as failed:
        ensure(fixed_url=True, events=["invitee.created"])
    assert "nothing is delivered since" in failed.value.__notes__[0]
    assert hooks.urls == []
    assert ensure(fixed_url=True, events=["invitee.created"]).created


def test_also_if_the_service_keeps_failing(hooks: Hooks, ensure: Ensure) -> None:
    ensure(fixed_url=True)
    hooks.fail(Answer(503), method="POST", times=99)
    with pytest.raises(AmbiguousDelivery) as failed:
        ensure(fixed_url=True, events=["invitee.created"])
    assert "nothing is delivered since" in failed.value.__notes__[0]


# -------------------------------------------------------------------------------- wrong arguments


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("url", {"url": "example.com/in"}),
        ("url", {"url": f"{URL}#part"}),
        ("url", {"url": f"{URL}&revision=4"}),
        ("parameter", {"parameter": "a b"}),
        ("parameter", {"parameter": ""}),
        ("events", {"events": []}),
        ("events", {"events": ["meeting_recap.created"]}),
        ("user", {"scope": "user"}),
        ("signing_key", {"signing_key": ""}),
    ],
)
def test_a_wrong_argument_is_told_before_anything_is_sent(
    hooks: Hooks, ensure: Ensure, name: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidArgument) as wrong:
        ensure(**changes)
    assert wrong.value.name == name
    assert hooks.journal == []


def test_the_parameter_can_be_called_otherwise(hooks: Hooks, ensure: Ensure) -> None:
    ensure(f"{URL}&revision=4", parameter="v")
    assert hooks.urls[0].startswith(f"{URL}&revision=4&v=1-")
    assert not ensure(f"{URL}&revision=4", parameter="v").created


def test_without_a_query_the_revision_begins_one(hooks: Hooks, ensure: Ensure) -> None:
    ensure("https://example.com/in")
    assert hooks.urls[0].startswith("https://example.com/in?revision=1-")


# ---------------------------------------------------------------------------------------- health


def test_health_tells_what_works_what_fails_and_the_cure(colour: Colour, hooks: Hooks) -> None:
    hooks.add(URL)
    hooks.add("https://example.com/failing", retry_started_at=NOON.isoformat())
    hooks.add("https://example.com/off", state="disabled", retry_started_at=NOON.isoformat())
    client = colour.client(hooks.url, "token")
    owner = {"organization": "ORG1", "scope": "organization"}
    working, failing, off = colour.run(client.webhook_subscriptions.health(**owner))
    assert (working.state, working.since, working.cure) == (HealthState.WORKING, None, None)
    assert (failing.state, failing.since) == (HealthState.FAILING, NOON)
    assert failing.disabled_at == NOON + timedelta(days=1)
    assert "signing key" in failing.cure
    assert (off.state, off.since, off.disabled_at) == (HealthState.DISABLED, NOON, None)
    assert "ensure" in off.cure


def test_health_of_one_address_knows_its_revisions(
    colour: Colour, hooks: Hooks, ensure: Ensure
) -> None:
    hooks.add("https://example.com/other")
    made = ensure().subscription
    client = colour.client(hooks.url, "token")
    owner = {"organization": "ORG1", "scope": "organization"}
    (health,) = colour.run(client.webhook_subscriptions.health(**owner, url=URL))
    assert health.subscription == made
    assert colour.run(client.webhook_subscriptions.health(**owner, url="https://x.example/")) == ()


def test_the_health_of_what_was_ensured_takes_its_uri_alone(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    hooks = colour.client(sandbox).webhook_subscriptions
    wish = {**WISH, "organization": sandbox.organization}
    ensured = colour.run(hooks.ensure("http://127.0.0.1:9/nobody-listens", **wish))
    assert colour.run(hooks.health_of(ensured.subscription.uri)).state == HealthState.WORKING
    sandbox.book()
    assert colour.run(hooks.health_of(ensured.subscription.uri)).state == HealthState.FAILING
    colour.run(hooks.delete(ensured.subscription.uri))
    with pytest.raises(NotFound):
        colour.run(hooks.health_of(ensured.subscription.uri))


def test_a_service_that_cannot_be_reached_is_an_error(colour: Colour) -> None:
    client = colour.client("http://127.0.0.1:9", "token", retry=RetryPolicy(retries=0))
    with pytest.raises(ConnectionFailed):
        colour.run(client.webhook_subscriptions.ensure(URL, **WISH))

"""Who may do what in the sandbox, how often, and what goes wrong on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest

from calendly_client import (
    CalendarUnavailable,
    Calendly,
    InsufficientScope,
    InvalidArgument,
    PlanRequired,
    RateLimited,
    RetryPolicy,
    ServerError,
    UnexpectedReply,
)
from calendly_client.testing import CalendlySandbox, Reset, faults
from calendly_client.testing.__main__ import main
from calendly_client.testing.plans import Feature, Plan

from .conftest import IMPATIENT, KEY, MONDAY, Receiver

ONCE = RetryPolicy(retries=0)


@pytest.fixture
def calendly(sandbox: CalendlySandbox) -> Iterator[Calendly]:
    with Calendly(sandbox.token, base_url=sandbox.url, clock=IMPATIENT, retry=ONCE) as calendly:
        yield calendly


def book(calendly: Calendly, sandbox: CalendlySandbox) -> Any:
    return calendly.invitees.create(
        event_type=sandbox.event_type("intro-call").uri,
        start_time=sandbox.available_times()[0],
        email="ada@example.org",
        name="Ada",
        timezone="UTC",
        location={"kind": "zoom_conference"},
    )


def subscribe(calendly: Calendly, sandbox: CalendlySandbox, *events: str) -> Any:
    return calendly.webhook_subscriptions.create(
        url="https://example.com/in",
        events=events or ["invitee.created"],
        organization=sandbox.organization,
        scope="user",
        user=sandbox.users[0].uri,
    )


# ------------------------------------------------------------------------------- plans and scopes


def opened(sandbox: CalendlySandbox) -> Calendly:
    return Calendly(sandbox.token, base_url=sandbox.url)


def test_the_smallest_plan_books_and_subscribes() -> None:
    with CalendlySandbox(plan="free") as sandbox, opened(sandbox) as calendly:
        assert book(calendly, sandbox).email == "ada@example.org"
        assert subscribe(calendly, sandbox).scope == "user"


@pytest.mark.parametrize(
    ("feature", "message"),
    [("scheduling_api", "only available on paid"), ("webhooks", "upgrade to a paid")],
)
def test_a_feature_can_be_taken_away(feature: Feature, message: str) -> None:
    do = {"scheduling_api": book, "webhooks": subscribe}[feature]
    with (
        CalendlySandbox(without={feature}) as sandbox,
        opened(sandbox) as calendly,
        pytest.raises(PlanRequired, match=message),
    ):
        do(calendly, sandbox)


@pytest.mark.parametrize("plan", ["free", "trial", "standard", "teams", "enterprise"])
def test_a_plan_gives_what_it_gives(plan: Plan) -> None:
    with CalendlySandbox(plan=plan) as sandbox, opened(sandbox) as calendly:
        organization = sandbox.organization
        asked: dict[str, Callable[[], Any]] = {
            "recaps": lambda: calendly.meeting_recaps.list().all(),
            "recap hooks": lambda: subscribe(calendly, sandbox, "meeting_recap.created"),
            "log": lambda: calendly.activity_log_entries.list(organization=organization).all(),
        }
        found = {name for name, ask in asked.items() if is_given(ask)}
    wanted = {"free": set[str](), "enterprise": set(asked)}
    assert found == wanted.get(plan, {"recaps", "recap hooks"})


def is_given(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except PlanRequired:
        return False
    return True


def test_a_plan_or_feature_that_does_not_exist_is_refused() -> None:
    wrong: Any = "gold"
    with pytest.raises(InvalidArgument, match="plan: must be one of free, "):
        CalendlySandbox(plan=wrong)
    with pytest.raises(InvalidArgument, match="without: gold: is none of scheduling_api, "):
        CalendlySandbox(without=[wrong])


def test_a_subscription_needs_the_read_scope_of_all_that_it_hears(
    sandbox: CalendlySandbox,
) -> None:
    def token(*scopes: str) -> str:
        return sandbox.token_for(sandbox.users[0], ["webhooks:write", *scopes])

    events = ("invitee.created", "contact.created")
    with Calendly(token("scheduled_events:write"), base_url=sandbox.url) as calendly:
        assert subscribe(calendly, sandbox).events == ("invitee.created",)
        with pytest.raises(InsufficientScope) as refused:
            subscribe(calendly, sandbox, *events)
        assert set(refused.value.required_scopes) == {
            "webhooks:write",
            "scheduled_events:read",
            "contacts:read",
        }


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("event_types:read", "GET", "/event_types"),
        ("event_types:write", "POST", "/one_off_event_types"),
        ("availability:read", "GET", "/event_type_available_times"),
        ("availability:write", "PATCH", "/event_type_availability_schedules"),
        ("scheduled_events:write", "POST", "/invitees"),
        ("scheduled_events:write", "POST", "/invitee_no_shows"),
        ("scheduling_links:write", "POST", "/scheduling_links"),
        ("shares:write", "POST", "/shares"),
        ("webhooks:read", "GET", "/sample_webhook_data"),
        ("webhooks:write", "POST", "/webhook_subscriptions"),
    ],
)
def test_what_a_token_was_not_made_for_is_refused_before_anything_else(
    sandbox: CalendlySandbox, scope: str, method: str, path: str
) -> None:
    def status(*scopes: str) -> httpx.Response:
        token = sandbox.token_for(sandbox.users[0], scopes)
        headers = {"authorization": f"Bearer {token}"}
        with httpx.Client(transport=sandbox.transport(), headers=headers) as http:
            return http.request(method, f"http://sandbox{path}", json={})

    refused = status("users:read")
    assert (refused.status_code, refused.json()["required_scopes"]) == (403, [scope])
    assert status(scope).status_code == 400
    assert status(scope.replace(":read", ":write")).status_code == 400


def test_a_token_past_its_time_says_so(sandbox: CalendlySandbox) -> None:
    sandbox.set_clock(MONDAY)
    caller = sandbox.doorman.tokens[sandbox.token]
    sandbox.doorman.tokens["old"] = type(caller)(caller.user, None, MONDAY)
    answer = httpx.get(f"{sandbox.url}/users/me", headers={"authorization": "Bearer old"})
    assert (answer.status_code, answer.json()["message"]) == (401, "The access token expired")


# --------------------------------------------------------------------------------------- the rate


@pytest.mark.parametrize(("plan", "limit"), [("free", "50"), ("standard", "500")])
def test_the_plans_rate_is_announced(plan: Plan, limit: str) -> None:
    sandbox = CalendlySandbox(plan=plan)
    with httpx.Client(transport=sandbox.transport()) as http:
        headers = {"authorization": f"Bearer {sandbox.token}"}
        answer = http.get("http://sandbox/nowhere", headers=headers)
    assert answer.status_code == 404
    assert answer.headers["x-ratelimit-limit"] == limit
    assert answer.headers["x-ratelimit-reset"] == "60"


def test_a_window_can_be_scaled_down(sandbox: CalendlySandbox) -> None:
    sandbox.rate_limit, sandbox.rate_window = 2, 0.5
    sandbox.set_clock(MONDAY)
    headers = {"authorization": f"Bearer {sandbox.token}"}
    with httpx.Client(transport=sandbox.transport(), headers=headers) as http:
        first = http.get("http://sandbox/users/me")
        sandbox.advance(timedelta(seconds=0.3))
        codes = [http.get("http://sandbox/users/me").status_code for _ in range(2)]
        last = http.get("http://sandbox/users/me")
        sandbox.advance(timedelta(seconds=0.2))
        codes.append(http.get("http://sandbox/users/me").status_code)
    assert codes == [200, 429, 200]
    assert (first.headers["x-ratelimit-reset"], last.headers["x-ratelimit-reset"]) == (
        "0.500",
        "0.200",
    )


def test_each_user_has_a_rate_of_their_own_whatever_the_token(sandbox: CalendlySandbox) -> None:
    sandbox.rate_limit = 2
    noor, tomas, _ = sandbox.users
    found: list[int] = []
    for token in (sandbox.token, sandbox.token_for(noor), sandbox.token, sandbox.token_for(tomas)):
        headers = {"authorization": f"Bearer {token}"}
        found.append(httpx.get(f"{sandbox.url}/users/me", headers=headers).status_code)
    assert found == [200, 200, 429, 200]


# ----------------------------------------------------------------------------------------- faults


def test_faults_are_ready_made(sandbox: CalendlySandbox, calendly: Calendly) -> None:
    for fault, error in (
        (faults.too_many_requests(120), RateLimited),
        (faults.server_error(), ServerError),
        (faults.gateway_page(), ServerError),
        (faults.no_words(), ServerError),
        (faults.calendar_unavailable(), CalendarUnavailable),
    ):
        sandbox.fail(fault, path="/users/*")
        with pytest.raises(error):
            calendly.users.me()
    sandbox.fail(faults.no_words(200))
    with pytest.raises(UnexpectedReply):
        calendly.users.me()
    assert len(sandbox.requests("GET", "/users/me")) == 6


def test_trouble_by_chance_is_survived_by_a_client_that_tries_again(
    sandbox: CalendlySandbox,
) -> None:
    sandbox.fail(Reset(), method="GET", chance=0.3, seed=7)
    patient = RetryPolicy(retries=9, first_wait=0.0)
    with Calendly(sandbox.token, base_url=sandbox.url, retry=patient) as calendly:
        names = {calendly.users.me().name for _ in range(30)}
    assert names == {"Noor Haddad"}
    assert len(sandbox.requests("GET", "/users/me")) > 30


def test_a_burst_of_a_hundred_new_connections_loses_none(sandbox: CalendlySandbox) -> None:
    at_once = threading.Barrier(100)
    host, headers = (
        sandbox.url.removeprefix("http://"),
        {"authorization": f"Bearer {sandbox.token}"},
    )

    def one(_: int) -> int:
        at_once.wait(30)
        connection = HTTPConnection(host, timeout=30)
        try:
            connection.request("GET", "/users/me", headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    with ThreadPoolExecutor(100) as threads:
        assert list(threads.map(one, range(100))) == [200] * 100
    assert len(sandbox.requests()) == 100


# ------------------------------------------------------------------------------- the command line


def test_the_command_line_takes_plan_clock_limit_and_trouble(
    capsys: pytest.CaptureFixture[str], receiver: Receiver
) -> None:
    seen: list[Any] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            told = capsys.readouterr().out.splitlines()
            lines = dict(line.removeprefix("export ").split("=", 1) for line in told)
            headers = {"authorization": f"Bearer {lines['CALENDLY_TOKEN']}"}
            with httpx.Client(base_url=lines["CALENDLY_BASE_URL"], headers=headers) as http:
                seen.extend(http.get("/users/me") for _ in range(2))
            seen.append(lines)
            return True

    arguments = "--plan trial --rate-limit 1 --clock 2026-11-30T09:00Z --bookings 1 --seed 5"
    main([*arguments.split(), "--webhook", receiver.callback, "--signing-key", KEY], Stop())
    first, second, lines = seen
    assert (first.status_code, second.status_code) == (200, 429)
    assert first.json()["resource"]["uri"] == lines["CALENDLY_USER"]
    assert first.json()["resource"]["current_organization"] == lines["CALENDLY_ORGANIZATION"]
    (delivery,) = receiver.taken
    assert delivery.created_at == MONDAY
    with pytest.raises(SystemExit):
        main(["--plan", "gold"])
    assert "invalid choice: 'gold'" in capsys.readouterr().err

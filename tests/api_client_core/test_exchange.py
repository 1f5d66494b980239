"""One call from first attempt to verdict, stepped by hand: no network, no clock, no waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import Factory, define, evolve
from hypothesis import given
from hypothesis import strategies as st

from api_client_core.exchange import Hooks, Service, exchange
from api_client_core.retry import RetryPolicy
from api_client_core.secrets import Secret
from api_client_core.senders import Describing
from api_client_core.steps import (
    Call,
    Lost,
    Operation,
    Transmit,
    chance,
    now,
    utc,
    wait,
)
from api_client_core.structure import Drift
from api_client_core.wire import Reply, Request

from .toy import (
    ERRORS,
    KEY,
    Parcel,
    Parcels,
    PostAmbiguous,
    PostConnectionFailed,
    PostError,
    PostNotFound,
    PostStatusError,
    PostTimedOut,
    PostUnexpected,
    service,
)

T = TypeVar("T")
PARCEL = (
    b'{"id": "p1", "status": "waiting", "posted_at": "2026-03-04T05:06:07Z",'
    b' "contents": {"kind": "letter", "sheets": 1}}'
)
FOUND = Reply(200, {}, PARCEL)
BUSY = Reply(503)
SLOW_DOWN = Reply(429, {"retry-after": "7"})
RESET = Lost("the connection was lost", sent=True)
REFUSED = Lost("nothing was sent", sent=False)
parcels = Parcels(Describing())
ASK, SEND = parcels.get("p1"), parcels.send("Nowhere 1")


@define
class World:
    """What an exchange lives in. Each outcome may say how long it took to come."""

    outcomes: Sequence[Reply | Lost | tuple[float, Reply | Lost]]
    dice: float = 0.5
    time: float = 500.0
    attempts: list[Transmit] = Factory(list[Transmit])
    waits: list[float] = Factory(list[float])

    def play(self, operation: Coroutine[Any, Any, T]) -> T:
        """Perform the steps of an operation, one by one."""
        answer: object = None
        try:
            while True:
                answer = self.step(operation.send(answer))
        except StopIteration as done:
            value: T = done.value
            return value

    def step(self, step: object) -> object:
        """Perform one step."""
        match step:
            case Transmit():
                outcome = self.outcomes[len(self.attempts)]
                took, what = outcome if isinstance(outcome, tuple) else (0.0, outcome)
                self.attempts.append(step)
                self.time += took
                return what
            case wait():
                self.waits.append(step.seconds)
                self.time += step.seconds
                return None
            case now():
                return self.time
            case utc():
                return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.time)
            case chance():
                return self.dice
            case _:
                raise AssertionError(f"an exchange asked for {step!r}")


def office(**options: Any) -> Service:
    """Describe the service, with other options than usual."""
    return evolve(service("https://post.example/v1"), **options)


# ------------------------------------------------------------------------------------- verdicts


def test_an_answer_is_read_at_the_first_attempt() -> None:
    world = World([FOUND])
    response = world.play(exchange(ASK, office()))
    assert isinstance(response.value, Parcel)
    assert response.value.id == "p1"
    assert (response.attempts, response.reply) == (1, FOUND)
    assert response.request == world.attempts[0].request
    assert world.waits == []


@pytest.mark.parametrize(
    ("call", "outcomes", "expected", "attempts"),
    [
        (ASK, [BUSY, BUSY, BUSY], PostStatusError, 3),
        (ASK, [RESET, RESET, RESET], PostConnectionFailed, 3),
        (ASK, [REFUSED, BUSY, RESET], PostConnectionFailed, 3),
        (ASK, [Lost("late", sent=True, timeout=True)] * 3, PostTimedOut, 3),
        (ASK, [BUSY, Reply(404)], PostNotFound, 2),
        (ASK, [Reply(302, {"location": "https://elsewhere.example"})], PostStatusError, 1),
        (ASK, [Reply(200)], PostUnexpected, 1),
        (ASK, [BUSY, Reply(200, {}, b"<html>")], PostUnexpected, 2),
        (ASK, [Reply(200, {}, b'{"refused": true}')], PostStatusError, 1),
        (SEND, [RESET], PostAmbiguous, 1),
        (SEND, [BUSY], PostAmbiguous, 1),
        (SEND, [REFUSED, SLOW_DOWN, RESET], PostAmbiguous, 3),
        (SEND, [REFUSED, REFUSED, REFUSED], PostConnectionFailed, 3),
        (SEND, [Reply(422)], PostStatusError, 1),
        (SEND, [Reply(201, {}, b"{}")], PostUnexpected, 1),
    ],
)
def test_a_failure_is_raised_as_the_clients_own_error(
    call: Call[Any], outcomes: list[Reply | Lost], expected: type[PostError], attempts: int
) -> None:
    world = World(outcomes)
    with pytest.raises(PostError) as caught:
        world.play(exchange(call, office()))
    assert type(caught.value) is expected
    assert len(world.attempts) == attempts
    error: Any = caught.value
    assert error.attempts == attempts
    sent = world.attempts[-1].request
    assert error.request == evolve(sent, content=b""), "a body may hold what must not be stored"
    last = outcomes[-1]
    assert error.reply == (last if isinstance(last, Reply) else None)
    assert error.status == (last.status if isinstance(last, Reply) else None)
    assert error.__cause__ is None
    assert error.__context__ is None, "a chained error would print what was received"


def test_every_attempt_sends_the_same_request() -> None:
    world = World([RESET, BUSY, FOUND])
    assert world.play(exchange(ASK, office())).attempts == 3
    assert len({attempt.request for attempt in world.attempts}) == 1


# ------------------------------------------------------------------------------ waiting and time


def test_waits_are_drawn_from_zero_up_to_a_doubling_limit() -> None:
    policy = RetryPolicy(retries=6, first_wait=1.0, longest_wait=10.0)
    for dice in (0.0, 0.25, 0.999):
        world = World([BUSY] * 6 + [FOUND], dice)
        world.play(exchange(ASK, office(retry=policy)))
        assert world.waits == [dice * most for most in (1, 2, 4, 8, 10, 10)]


def test_a_wait_that_is_asked_for_is_kept_whatever_the_dice_say() -> None:
    world = World([SLOW_DOWN, FOUND], dice=0.9)
    world.play(exchange(SEND, office()))
    assert world.waits == [7.0]


def test_one_that_would_pass_the_deadline_is_raised_with_what_was_asked() -> None:
    world = World([(85.0, SLOW_DOWN)])
    with pytest.raises(PostStatusError) as caught:
        world.play(exchange(ASK, office(timeout=90.0)))
    assert caught.value.retry_after == 7.0
    assert "retry after 7 s" in str(caught.value)
    assert world.waits == []


def test_a_header_that_comes_with_every_reply_is_no_request_to_wait() -> None:
    # Services send their rate limit's reset along with successes and failures alike.
    world = World([Reply(500, {"x-ratelimit-reset": "50"}), FOUND], dice=0.5)
    world.play(exchange(ASK, office()))
    assert world.waits == [0.25]


def test_attempts_and_waits_together_keep_the_deadline() -> None:
    late = (30.0, Lost("late", sent=True, timeout=True))
    world = World([late] * 9, dice=0.5)
    policy = RetryPolicy(retries=8, first_wait=4.0, longest_wait=4.0, deadline=90.0)
    with pytest.raises(PostTimedOut) as caught:
        world.play(exchange(ASK, office(retry=policy)))
    assert caught.value.attempts == 3
    assert world.time - 500.0 <= 94.0
    # 2 s were waited twice, so the third attempt gets what is left of the 90.
    assert [attempt.timeout for attempt in world.attempts] == [30.0, 30.0, 26.0]


def test_a_deadline_shorter_than_the_timeout_is_kept() -> None:
    world = World([(5.0, Lost("late", sent=True, timeout=True))])
    with pytest.raises(PostTimedOut):
        world.play(exchange(ASK, office(timeout=30.0, retry=RetryPolicy(deadline=5.0))))
    assert [attempt.timeout for attempt in world.attempts] == [5.0]


@given(
    outcomes=st.lists(
        st.tuples(st.floats(0, 30), st.sampled_from([RESET, REFUSED, BUSY, SLOW_DOWN])),
        min_size=20,
        max_size=20,
    ),
    retries=st.integers(0, 19),
    deadline=st.floats(1, 200),
    dice=st.floats(0, 1, exclude_max=True),
)
def test_no_attempt_starts_after_the_deadline_and_none_is_given_more_than_is_left(
    outcomes: list[tuple[float, Reply | Lost]], retries: int, deadline: float, dice: float
) -> None:
    world = World(outcomes, dice)
    timeout = min(30.0, deadline)
    policy = RetryPolicy(retries=retries, deadline=deadline)
    with pytest.raises(PostError):
        world.play(exchange(ASK, office(retry=policy, timeout=timeout)))
    assert len(world.attempts) <= retries + 1
    time = 0.0
    for (took, _), attempt, pause in zip(
        outcomes, world.attempts, [0.0, *world.waits], strict=False
    ):
        time += pause
        assert time < deadline or time == 0
        assert 0 < attempt.timeout <= max(0.001, min(timeout, deadline - time) + 1e-6)
        time += took


def test_a_call_may_have_a_timeout_of_its_own_and_time_to_use_it() -> None:
    world = World([(100.0, BUSY), (10.0, FOUND)])
    world.play(exchange(parcels.census(), office()))
    assert world.attempts[0].timeout == 120.0
    assert world.attempts[1].timeout == pytest.approx(120.0 - 100.25)


# ---------------------------------------------------------------------------- what goes along


def test_credentials_are_asked_for_before_every_attempt() -> None:
    given_out: list[str] = []

    async def authorize() -> Mapping[str, Secret]:
        given_out.append(f"key {len(given_out) + 1} at {await now():g}")
        return {"authorization": Secret(given_out[-1])}

    world = World([BUSY, (5.0, RESET), FOUND])
    world.play(exchange(ASK, office(authorize=authorize)))
    assert [dict(attempt.credentials)["authorization"] for attempt in world.attempts] == given_out
    assert given_out == ["key 1 at 500", "key 2 at 500.25", "key 3 at 505.75"]


def test_a_request_holds_the_clients_headers_but_never_the_credentials() -> None:
    world = World([FOUND])
    response = world.play(exchange(ASK, office()))
    sent = world.attempts[0]
    assert sent.credentials == (("authorization", f"Key {KEY}"),)
    assert dict(response.request.headers) == {"user-agent": "toy", "accept": "application/json"}
    assert response.request.url == "https://post.example/v1/parcels/p1"
    assert KEY not in repr(sent)
    assert KEY not in repr(response)


def test_an_absolute_address_gets_no_credentials(tmp_path: Path) -> None:
    async def authorize() -> Mapping[str, Secret]:
        raise AssertionError("asked for credentials")

    call = parcels.photo("https://store.example/put?signature=abc", tmp_path / "photo.png")
    world = World([Reply(204)])
    world.play(exchange(call, office(authorize=authorize)))
    assert world.attempts[0].credentials == ()
    assert world.attempts[0].request.url == "https://store.example/put?signature=abc"
    assert world.attempts[0].request.content == tmp_path / "photo.png"


# --------------------------------------------------------------------------------------- hooks


def every_hook(note: Callable[..., None]) -> Hooks:
    """Observe all there is to observe."""

    def named(name: str) -> Callable[..., None]:
        return lambda *facts: note(name, *facts)

    return Hooks(
        on_request=named("request"),
        on_reply=named("reply"),
        on_lost=named("lost"),
        on_retry=named("retry"),
        on_drift=named("drift"),
    )


def test_hooks_see_every_attempt_in_order() -> None:
    seen: list[tuple[object, ...]] = []
    world = World([BUSY, RESET, FOUND])
    response = world.play(exchange(ASK, office(hooks=every_hook(lambda *f: seen.append(f)))))
    request = response.request
    assert seen == [
        ("request", request, 1),
        ("reply", request, BUSY, 1),
        ("retry", request, 0.25, 1),
        ("request", request, 2),
        ("lost", request, RESET, 2),
        ("retry", request, 0.5, 2),
        ("request", request, 3),
        ("reply", request, FOUND, 3),
    ]
    assert KEY not in repr(seen)


def test_a_hook_that_raises_is_logged_and_changes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("ada@example.com")

    world = World([BUSY, RESET, FOUND])
    with caplog.at_level(logging.WARNING, "api_client_core"):
        response = world.play(exchange(ASK, office(hooks=every_hook(broken))))
    assert response.attempts == 3
    assert len(caplog.records) == 8
    assert "RuntimeError" in caplog.text
    assert "ada@example.com" not in caplog.text


def test_a_hook_may_not_swallow_the_users_interrupt() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        World([FOUND]).play(exchange(ASK, office(hooks=every_hook(interrupt))))


DRIFTED = PARCEL.replace(b'"id"', b'"insured": "ada@example.com", "notes": [7], "id"')


def test_an_optional_field_of_another_type_is_reported_and_takes_its_default() -> None:
    drifts: list[Drift] = []
    world = World([Reply(200, {}, DRIFTED)])
    response = world.play(exchange(ASK, office(hooks=Hooks(on_drift=drifts.append))))
    assert isinstance(response.value, Parcel)
    assert (response.value.insured, response.value.notes) == (False, ())
    assert {(drift.model, drift.field) for drift in drifts} == {
        ("Parcel", "insured"),
        ("Parcel", "notes"),
    }
    assert "ada@example.com" not in repr(drifts)
    assert any("true or false" in drift.problem for drift in drifts)


def test_drift_without_an_observer_or_with_a_broken_one_is_harmless() -> None:
    def broken(_: Drift) -> None:
        raise RuntimeError

    for hooks in (Hooks(), Hooks(on_drift=broken)):
        world = World([Reply(200, {}, DRIFTED)])
        assert world.play(exchange(ASK, office(hooks=hooks))).attempts == 1


def test_an_essential_field_of_another_type_is_named_with_its_path_and_never_its_value() -> None:
    body = PARCEL.replace(b'"sheets": 1', b'"sheets": "ada@example.com"')
    with pytest.raises(PostUnexpected) as caught:
        World([Reply(200, {}, body)]).play(exchange(ASK, office()))
    assert len(caught.value.problems) == 1
    assert "whole number" in caught.value.problems[0]
    assert "$.contents" in caught.value.problems[0]
    assert "ada@example.com" not in f"{caught.value} {caught.value!r}"


# ------------------------------------------------------------------------------------- abandoned


def test_an_exchange_is_an_operation_and_can_be_dropped_at_any_step() -> None:
    for steps in range(8):
        operation: Operation[Any] = exchange(ASK, office())
        world = World([BUSY, BUSY, FOUND])
        asked: Any = operation.send(None)
        for _ in range(steps):
            asked = operation.send(world.step(asked))
        operation.close()
        assert asked is not None


def test_an_error_thrown_into_it_comes_out_as_it_is() -> None:
    operation: Operation[Any] = exchange(ASK, office())
    assert operation.send(None) is not None
    with pytest.raises(KeyboardInterrupt):
        _ = operation.throw(KeyboardInterrupt())


# -------------------------------------------------------------------------------- the service


@pytest.mark.parametrize(
    "address",
    [
        "",
        "post.example",
        "ftp://post.example",
        "https://",
        "https://post.example/?a=1",
        "https://post.example/#top",
        "https://[::1",
        "https://post.example:port",
        "https://post.example:99999",
        "https://po st.example",
    ],
)
def test_a_base_url_that_cannot_work_is_refused_by_name(address: str) -> None:
    with pytest.raises(PostError, match=r"^base_url: must be an http or https URL"):
        service(address)


def test_a_base_url_with_a_password_is_refused_without_printing_it() -> None:
    with pytest.raises(PostError, match="base_url") as caught:
        service("https://ada:sesame@post.example")
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_timeout_that_is_no_time_is_refused_by_name(seconds: float) -> None:
    with pytest.raises(PostError, match=r"^timeout: must be a positive number of seconds"):
        service("https://post.example", timeout=seconds)


def test_a_service_prints_no_secret() -> None:
    shown = repr(Service(api="post", base_url="https://post.example/", errors=ERRORS))
    assert "https://post.example" in shown
    assert KEY not in repr(office())


def test_a_request_prints_no_query() -> None:
    request = Request("GET", "https://post.example/v1/parcels?email=ada%40example.com")
    assert "ada" not in repr(request)
    assert request.where == "GET /v1/parcels"

"""The limiter counts what is left of a window, and waits for its end. Stepped by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

import pytest
from attrs import define, field

from api_client_core.senders import run
from api_client_core.steps import Call, Operation, Step, now, wait
from api_client_core.wire import Reply
from calendly_client import Calendly, InvalidArgument, RateLimiter

CALENDLY = Calendly("any")
LISTING, BOOKING = CALENDLY.describe.users.me(), Call("calendly", "POST", ("invitees",), Reply.json)


def told(left: int, reset: str, most: int = 100) -> Reply:
    headers = {"limit": str(most), "remaining": str(left), "reset": reset}
    return Reply(200, {f"x-ratelimit-{name}": value for name, value in headers.items()})


@define
class Service:
    """Answers with the headers of a fixed window, at whatever time it is."""

    most: int = 3
    length: float = 60.0
    time: float = 1000.0
    others: int = 0
    starts: float | None = None
    used: int = 0
    refused: int = 0
    waits: list[float] = field(factory=list[float])

    def ask(self, limiter: RateLimiter, call: Call[Any] = LISTING) -> None:
        """Send a call, once the limiter lets it, and hear the reply at once."""
        run(limiter.before(call), self.perform)
        limiter.after(call, self.answer(), self.time, self.time)

    def answer(self) -> Reply:
        """Count a request."""
        if self.starts is None or self.time >= self.starts + self.length:
            self.starts, self.used = self.time, 0
        self.used += 1
        left = self.most - self.used - self.others
        self.refused += left < 0
        return told(max(0, left), f"{self.starts + self.length - self.time:.2f}", self.most)

    def crowd(self, limiter: RateLimiter, calls: int, *, seconds: float, lost: int = 0) -> None:
        """Send many calls at once; each reply takes its time, and the first ones are lost."""
        agenda: list[tuple[float, int, Callable[[], None]]] = []
        order = count()

        def later(pause: float, what: Callable[[], None]) -> None:
            heappush(agenda, (self.time + pause, next(order), what))

        def go_on(operation: Operation[None]) -> None:
            answer: float | None = None
            try:
                while not isinstance(step := operation.send(answer), wait):
                    answer = self.time
                later(step.seconds, partial(go_on, operation))
            except StopIteration:
                sent, reply = self.time, self.answer()
                if next(arrived) >= lost:
                    later(seconds, lambda: limiter.after(LISTING, reply, sent, self.time))

        arrived = count()
        for _ in range(calls):
            later(0.0, partial(go_on, limiter.before(LISTING)))
        while agenda:
            self.time, _, what = heappop(agenda)
            what()

    def perform(self, step: Step[Any]) -> Any:
        if isinstance(step, wait):
            self.waits.append(step.seconds)
            self.time += step.seconds
        return self.time if isinstance(step, now) else None


def test_what_is_left_is_used_and_then_the_end_of_the_window_is_waited_for() -> None:
    service, limiter = Service(), RateLimiter()
    for _ in range(7):
        service.ask(limiter)
    assert service.refused == 0
    assert service.waits == [pytest.approx(60, abs=0.1)] * 2


def test_what_others_use_lowers_what_is_allowed() -> None:
    service, limiter = Service(most=10, others=8), RateLimiter()
    for _ in range(3):
        service.ask(limiter)
    assert service.refused == 0
    assert len(service.waits) == 1


def test_the_number_of_requests_is_a_limit_of_our_own() -> None:
    service, limiter = Service(most=500), RateLimiter(requests=2)
    for _ in range(5):
        service.ask(limiter)
    assert len(service.waits) == 2


def test_a_reply_that_says_more_is_left_than_we_counted_raises_nothing() -> None:
    service, limiter = Service(most=3), RateLimiter()
    service.ask(limiter)
    for left in ("2", "2", "2"):
        run(limiter.before(LISTING), service.perform)
        headers = {"x-ratelimit-remaining": left, "x-ratelimit-reset": "59.90"}
        limiter.after(LISTING, Reply(200, headers), service.time, service.time)
    assert len(service.waits) == 1


def test_a_window_that_the_service_has_begun_anew_is_believed() -> None:
    service, limiter = Service(), RateLimiter()
    for _ in range(3):
        service.ask(limiter)
    limiter.after(
        LISTING,
        Reply(200, {"x-ratelimit-remaining": "2", "x-ratelimit-reset": "59.50"}),
        service.time + 30,
        service.time + 30,
    )
    service.time += 30
    run(limiter.before(LISTING), service.perform)
    assert service.waits == []


def test_a_reply_of_the_window_before_changes_nothing() -> None:
    service, limiter = Service(), RateLimiter()
    service.ask(limiter)
    stale = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.10"}
    limiter.after(LISTING, Reply(200, stale), service.time, service.time)
    service.ask(limiter)
    assert service.waits == []


@pytest.mark.parametrize("reset", ["60", "60.25"])
def test_a_reply_that_was_long_on_its_way_gives_nothing_back(reset: str) -> None:
    limiter, service = RateLimiter(), Service()
    run(limiter.before(LISTING), service.perform)  # the slow one
    for left in range(98, -1, -1):
        run(limiter.before(LISTING), service.perform)
        limiter.after(LISTING, told(left, reset), 1000.0, 1000.0)
    limiter.after(LISTING, told(99, reset), 1000.0, 1020.0)
    service.time = 1021.0
    run(limiter.before(LISTING), service.perform)
    assert service.waits == [pytest.approx(39, abs=0.5)], "until the end that the others told"


def test_the_first_reply_may_be_the_slow_one() -> None:
    limiter, service = RateLimiter(), Service()
    for _ in range(3):
        run(limiter.before(LISTING), service.perform)
    limiter.after(LISTING, told(99, "60"), 1000.0, 1020.0)
    limiter.after(LISTING, told(0, "41"), 1019.0, 1020.0)
    service.time = 1021.0
    run(limiter.before(LISTING), service.perform)
    assert service.waits == [pytest.approx(40, abs=0.5)]


def test_what_the_service_does_not_count_is_not_counted() -> None:
    limiter, service = RateLimiter(), Service()
    for _ in range(700):
        run(limiter.before(LISTING), service.perform)
        limiter.after(LISTING, told(500, "60", 500), service.time, service.time)
    assert service.waits == []


def test_but_a_limit_of_our_own_holds_all_the_same() -> None:
    limiter, service = RateLimiter(requests=5), Service()
    for _ in range(11):
        run(limiter.before(LISTING), service.perform)
        limiter.after(LISTING, told(500, "60", 500), service.time, service.time)
    assert len(service.waits) == 2


@pytest.mark.parametrize("seconds", [0.0, 0.2, 3.0])
def test_a_crowd_that_does_not_know_the_limit_yet_is_refused_nothing(seconds: float) -> None:
    service, limiter = Service(most=50), RateLimiter(longest_wait=300)
    service.crowd(limiter, 200, seconds=seconds)
    assert service.refused == 0
    assert service.time == pytest.approx(1180, abs=15), "four windows"


def test_a_crowd_keeps_to_a_limit_of_our_own() -> None:
    service, limiter = Service(most=500), RateLimiter(requests=3, longest_wait=300)
    service.crowd(limiter, 9, seconds=0.2)
    assert service.time == pytest.approx(1120, abs=1), "the third window"


def test_a_service_that_tells_nothing_is_not_waited_for() -> None:
    limiter, service = RateLimiter(), Service()
    for _ in range(600):
        run(limiter.before(LISTING), service.perform)
        limiter.after(LISTING, Reply(200), service.time, service.time)
    assert service.waits == []


def test_replies_that_are_lost_hold_nobody_up_for_long() -> None:
    service, limiter = Service(most=500), RateLimiter()
    service.crowd(limiter, 50, seconds=0.0, lost=50)
    assert service.time == pytest.approx(1005, abs=0.1)


def test_a_clock_that_stands_still_hangs_nobody() -> None:
    limiter, time = RateLimiter(), Service()
    for _ in range(20):
        run(limiter.before(LISTING), lambda step: time.time if isinstance(step, now) else None)


def test_a_wait_that_is_too_long_is_not_waited() -> None:
    service, limiter = Service(length=86_400), RateLimiter()
    for _ in range(5):
        service.ask(limiter)
    assert (service.waits, service.refused) == ([], 2)


def test_bookings_are_counted_apart() -> None:
    service, limiter = Service(most=1), RateLimiter()
    service.ask(limiter, BOOKING)
    run(limiter.before(LISTING), service.perform)
    assert service.waits == []


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "-1"])
def test_headers_that_make_no_sense_are_passed_over(value: str) -> None:
    limiter, service = RateLimiter(requests=1), Service()
    headers = {"x-ratelimit-remaining": value, "x-ratelimit-reset": value}
    for _ in range(3):
        run(limiter.before(LISTING), service.perform)
        limiter.after(LISTING, Reply(200, headers), service.time, service.time)
    assert service.waits == []


@pytest.mark.parametrize(
    ("name", "given"),
    [("requests", {"requests": 0}), ("longest_wait", {"longest_wait": -1.0})],
)
def test_arguments_are_checked(name: str, given: dict[str, float]) -> None:
    with pytest.raises(InvalidArgument, match=name):
        RateLimiter(**given)  # type: ignore[arg-type] # one of them

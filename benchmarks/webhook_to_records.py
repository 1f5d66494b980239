"""What it takes to make CleverTap's records of a webhook's body, over `json.loads` of that body.

The way is the whole one: check the signature, read the delivery, make the booking, fill in the plan
and encode the records. Each round times every stage and `json.loads`, by the processor's time, in
changing order; a ratio is the median over the rounds.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import median, quantiles
from time import thread_time
from typing import Final

from attrs import frozen

from calendly_clevertap import Booking, Plan, presets
from calendly_client import webhooks
from calendly_client.testing import sample_delivery

GOAL: Final = 3.3
CALLS: Final = 200
KEY: Final = "a made-up key"
AT: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GUIDE: Final = Plan().booked(presets.zapier_guide())
FULL: Final = presets.full()


@frozen
class Stage:
    """One part of the way, or all of it."""

    name: str
    work: Callable[[], object]


def body() -> bytes:
    """Make up a body of some 2.6 kB, with all that a booking page can ask."""
    answers = {
        "Company name": "Okafor Solar",
        "What would you like to talk about?": "Heat pumps for two schools, and how to pay for them",
        "How did you hear of us?": "A colleague told me at the fair in Hannover",
        "How many people work with you?": "between 20 and 50",
    }
    tags = ("campaign", "source", "medium", "content", "term")
    utm = {tag: f"autumn-2026-{tag}" for tag in tags}
    return sample_delivery(
        answers=answers,
        utm=utm,
        guests=["bo@example.com", "cy@example.com"],
        at=AT,
    ).raw


def records(booking: Booking, plan: Plan) -> list[bytes]:
    """Fill in a plan; what it makes is encoded."""
    targets = plan.targets(booking)
    return [each for target in targets for each in (target.payload, target.wanted_payload)]


def stages(raw: bytes) -> list[Stage]:
    """List what is timed; `json.loads` comes first."""
    header = webhooks.sign(raw, KEY, AT)
    delivery = webhooks.parse_unverified(raw)
    booking = Booking.from_delivery(delivery)

    def whole(plan: Plan) -> list[bytes]:
        told = webhooks.parse(raw, header, KEY, tolerance=None)
        return records(Booking.from_delivery(told), plan)

    return [
        Stage("json.loads", lambda: json.loads(raw)),
        Stage("verify", lambda: webhooks.verify(raw, header, KEY, tolerance=None)),
        Stage("parse", lambda: webhooks.parse_unverified(raw)),
        Stage("booking", lambda: Booking.from_delivery(delivery)),
        Stage("records, guide", lambda: records(booking, GUIDE)),
        Stage("records, full", lambda: records(booking, FULL)),
        Stage("whole, guide", lambda: whole(GUIDE)),
        Stage("whole, full", lambda: whole(FULL)),
    ]


def timed(work: Callable[[], object]) -> float:
    """Give the processor's time of one call."""
    begun = thread_time()
    for _ in range(CALLS):
        work()
    return (thread_time() - begun) / CALLS


def measure(raw: bytes, rounds: int) -> dict[str, list[float]]:
    """Time all stages, round by round."""
    all_of_them = stages(raw)
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {stage.name: [] for stage in all_of_them}
    for number in range(-2, rounds):  # the first two warm up
        gc.collect()
        for stage in all_of_them if number % 2 else reversed(all_of_them):
            seconds = timed(stage.work)
            if number >= 0:
                times[stage.name].append(seconds)
    return times


def main(words: Sequence[str]) -> int:
    """Measure, print, and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=40, help="rounds (at least 2)")
    options.add_argument("--limit", type=float, help="fail if the guide's ratio is above this one")
    options.add_argument("--profile", type=int, metavar="LINES", help="profile the whole instead")
    chosen = options.parse_args(words)
    raw = body()
    if chosen.profile:
        work = next(stage.work for stage in stages(raw) if stage.name == "whole, guide")
        profiler = cProfile.Profile()
        profiler.runcall(timed, work)
        pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(chosen.profile)
        return 0
    times = measure(raw, max(2, chosen.rounds))
    floor = times.pop("json.loads")
    print(f"a body of {len(raw)} bytes; json.loads takes {median(floor) * 1e6:.1f} µs")
    found: dict[str, float] = {}
    for name, each in times.items():
        ratios = [mine / theirs for mine, theirs in zip(each, floor, strict=True)]
        low, found[name], high = quantiles(ratios, n=4)
        micros = median(each) * 1e6
        print(f"{name:<16}{micros:>8.1f} µs{found[name]:>8.2f}  ({low:.2f} to {high:.2f})")
    ratio = found["whole, guide"]
    print(f"goal: {GOAL:.1f} or less, {'reached' if ratio <= GOAL else 'missed'}")
    return int(chosen.limit is not None and ratio > chosen.limit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

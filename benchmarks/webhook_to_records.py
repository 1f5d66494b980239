"""What it takes to make CleverTap's records of a webhook's body, over `json.loads` of that body.

The way is the whole one: check the signature, read the delivery, make the booking, fill in the plan
and encode the records. Bodies come one by one and not two hundred times in a row, so each call of a
stage has one of `json.loads` beside it, and a ratio is the median of these pairs'.
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
from time import perf_counter_ns
from typing import Final

from attrs import frozen

from calendly_clevertap import Booking, Plan, presets
from calendly_client import webhooks
from calendly_client.testing import sample_delivery

GOAL: Final = 3.3
WARM: Final = 200
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


def measure(all_of_them: Sequence[Stage], rounds: int) -> dict[str, list[tuple[int, int]]]:
    """Time all stages in turn, each beside the first; give both times in nanoseconds."""
    gc.collect()
    gc.freeze()
    floor, *others = all_of_them
    pairs: dict[str, list[tuple[int, int]]] = {stage.name: [] for stage in others}
    for number in range(-WARM, rounds):
        for stage in others:
            before = perf_counter_ns()
            floor.work()
            between = perf_counter_ns()
            stage.work()
            after = perf_counter_ns()
            if number >= 0:
                pairs[stage.name].append((after - between, between - before))
    return pairs


def main(words: Sequence[str]) -> int:
    """Measure, print, and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3000, help="rounds (at least 2)")
    options.add_argument("--limit", type=float, help="fail if the guide's ratio is above this one")
    options.add_argument("--profile", type=int, metavar="LINES", help="profile the whole instead")
    chosen = options.parse_args(words)
    raw = body()
    ways = stages(raw)
    if chosen.profile:
        work = next(way.work for way in ways if way.name == "whole, guide")
        profiler = cProfile.Profile()
        for _ in range(WARM):
            profiler.runcall(work)
        pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(chosen.profile)
        return 0
    pairs = measure(ways, max(2, chosen.rounds))
    floors = [floor for each in pairs.values() for _, floor in each]
    print(f"a body of {len(raw)} bytes; json.loads takes {median(floors) / 1000:.1f} µs")
    found: dict[str, float] = {}
    for name, each in pairs.items():
        low, found[name], high = quantiles([mine / floor for mine, floor in each], n=4)
        micros = median(mine for mine, _ in each) / 1000
        print(f"{name:<16}{micros:>8.1f} µs{found[name]:>8.2f}  ({low:.2f} to {high:.2f})")
    ratio = found["whole, guide"]
    print(f"goal: {GOAL:.1f} or less, {'reached' if ratio <= GOAL else 'missed'}")
    return int(chosen.limit is not None and ratio > chosen.limit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

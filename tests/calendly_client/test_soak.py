"""Long runs: processes that share a token are killed at random, again and again."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from api_client_core.testing import Delay
from calendly_client import Calendly, ReauthorizationRequired
from calendly_client.oauth import FileTokenStore

from .test_rotation import World, started, until, world

__all__ = ["world"]  # a fixture

ROUNDS = 40


@pytest.mark.soak
def test_kills_at_random_lose_a_permission_only_if_its_answer_was_lost(
    world: World, tmp_path: Path
) -> None:
    store, sandbox = FileTokenStore(tmp_path / "token.json"), world.sandbox
    sandbox.rate_limit = None
    fates, dice = Counter[str](), random.Random(4)
    token = world.token
    for _ in range(ROUNDS):
        sandbox.journal.clear()
        store.save(token)
        sandbox.fail(Delay(0.15), path="/oauth/token")
        helpers = [started(world, store.path, 5) for _ in range(2)]
        for helper in helpers:
            assert helper.stdin is not None
            helper.stdin.write("go\n")
            helper.stdin.flush()
        if dice.random() < 0.9:  # the others die before
            until(lambda: world.refreshes != [])
        time.sleep(dice.uniform(0, 0.3))
        for helper in helpers:
            helper.kill()
            helper.communicate()
        # What the service answered, in order: a token that was answered is never sent again.
        with Calendly(auth=world.auth(store), base_url=sandbox.url) as calendly:
            try:
                calendly.users.me()
                fates["kept"] += 1
            except ReauthorizationRequired as refusal:
                told = "its answer could not be stored" in str(refusal)
                fates["lost with its answer, and told so" if told else str(refusal)] += 1
        answered = [e.answer.status for e in sandbox.journal if e.request.path == "/oauth/token"]
        assert len(world.refreshes) <= 3, "two processes, and one further try"
        assert answered.count(200) <= 1
        fates[f"{len(world.refreshes)} refreshes"] += 1
        sandbox.advance(timedelta(minutes=2))
        token = sandbox.token_of(world.registered)
        sandbox.advance(timedelta(hours=3))
    print(f"\n{ROUNDS} rounds of two processes killed at random: {dict(fates)}")
    assert fates["kept"] + fates["lost with its answer, and told so"] == ROUNDS

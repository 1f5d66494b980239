"""What the sandbox offers to those who write tests with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendly_client.testing import CalendlySandbox


def test_whoever_moves_to_no_time_in_particular_comes_at_another_hour(
    sandbox: CalendlySandbox,
) -> None:
    first = sandbox.book()
    second = sandbox.reschedule(first)
    before, after = sandbox.events
    assert (second.old_invitee, second.event) == (first.uri, after.uri)
    assert before.start_time < after.start_time < before.start_time + timedelta(days=1)


@pytest.mark.parametrize(("scope", "kinds"), [("organization", 11), ("user", 13), ("group", 10)])
def test_a_receiver_may_be_told_all_that_its_scope_hears_of(
    sandbox: CalendlySandbox, scope: str, kinds: int
) -> None:
    told = sandbox.subscribe(
        "https://example.com/in",
        events="all",
        scope=scope,
        user=sandbox.users[0] if scope == "user" else None,
        group=sandbox.groups[0] if scope == "group" else None,
    )
    assert len(set(told.events)) == kinds
    assert {"invitee.created", "contact.created"} <= set(told.events)


def test_completion_offers_what_tests_use_and_not_what_routes_need() -> None:
    class Ours(CalendlySandbox):
        def open_the_office(self) -> None:
            self.book()

    offered = {name for name in dir(Ours()) if name[0] != "_"}
    used = {"book", "events", "subscribe", "fail", "journal", "advance", "users", "url", "stop"}
    assert used | {"token", "rate_limit", "seats", "agree", "open_the_office"} <= offered
    assert not offered & {"world", "post", "doorman", "handle", "meetings", "office", "sample"}
    assert not [name for name in offered if name.startswith(("get_", "list_", "oauth_"))]

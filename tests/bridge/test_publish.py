"""Going live once, and seeing to it afterwards that it stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from attrs import define

from api_client_core.testing.server import Server
from calendly_clevertap import (
    BookingMapping,
    InvalidArgument,
    Misconfigured,
    Plan,
    Published,
    fields,
    publish,
)
from calendly_client import CalendlyError
from calendly_client.models import WebhookSubscription
from clevertap_client.testing import Answer

from .conftest import START, Stage
from .plans import BOOKED, PLAN
from .test_doors import opened, serving
from .test_intake import KEY


@define
class Site:
    """A receiver that runs, and the services on both sides of it."""

    stage: Stage
    url: str

    def publish(self, **said: Any) -> Published:
        given: dict[str, Any] = {
            "plan": PLAN,
            "ledger": self.stage.ledger,
            "signing_key": KEY,
            **said,
        }
        url = given.pop("url", self.url)
        published: Published = self.stage.run(publish(url, **self.stage.clients(), **given))
        return published

    @property
    def hooks(self) -> tuple[WebhookSubscription, ...]:
        return tuple(
            hook
            for hook in self.stage.calendly.subscriptions
            if hook.callback_url.startswith(self.url)
        )

    def hook(self) -> dict[str, Any]:
        """Give the sandbox's own record of the subscription."""
        (hook,) = self.hooks
        return self.stage.calendly.post.subscriptions[hook.uri]

    def sent(self) -> int:
        return self.stage.clevertap.event_count("Meeting Scheduled")

    def book(self, minutes: int = 0) -> None:
        """Let somebody book, a while from now."""
        self.stage.later(timedelta(minutes=minutes))
        self.stage.calendly.book()
        self.stage.calendly.flush()


@pytest.fixture
def site(make_stage: Callable[[str], Stage], request: pytest.FixtureRequest) -> Iterator[Site]:
    stage = make_stage(getattr(request, "param", "blocking"))
    with ExitStack() as stack:
        door = stack.enter_context(opened(stage))
        yield Site(stage, stack.enter_context(serving(door.wsgi)) + "/calendly")


@pytest.mark.parametrize("site", ["blocking", "async"], indirect=True)
def test_it_subscribes_the_receiver_to_what_the_plan_serves(site: Site) -> None:
    published = site.publish()
    (hook,) = site.hooks
    assert (published.created, published.replaced, published.gap) == (True, (), None)
    assert sorted(hook.events) == ["invitee.canceled", "invitee.created"]
    assert (hook.uri, hook.scope) == (published.subscription.uri, "organization")
    assert set(site.stage.ledger.stats().values()) == {0}  # nothing is left of the questions
    site.book()
    assert site.sent() == 1
    again = site.publish()
    assert (again.created, again.subscription.uri, again.gap) == (False, hook.uri, None)


def test_a_plan_that_serves_more_is_heard_of_anew(site: Site) -> None:
    first = site.publish().subscription
    more = PLAN.no_show(BookingMapping.on("No Show", user=fields.host.email.lower()))
    published = site.publish(plan=more)
    assert [old.uri for old in published.replaced] == [first.uri]
    assert "invitee_no_show.created" in site.hooks[0].events


def test_hosts_have_a_profile_that_can_be_mailed_before_their_first_meeting(site: Site) -> None:
    noor, *others = site.stage.calendly.users
    site.stage.clevertap.add_profile(noor.email, Name="Dr Noor", Email="own@example.com")
    curated = BOOKED.profile("Role", "host").profile("Guest", fields.invitee.name)
    site.publish(plan=Plan().booked(curated))
    for user in others:
        made = site.stage.clevertap.profile(user.email)
        assert made is not None
        assert made.properties == {"Name": user.name, "Email": user.email, "Role": "host"}
    kept = site.stage.clevertap.profile(noor.email)
    assert kept is not None
    assert kept.properties == {"Name": "Dr Noor", "Email": "own@example.com", "Role": "host"}


def test_in_the_scope_of_a_user_only_that_user_is_seen_to(site: Site) -> None:
    noor, *others = site.stage.calendly.users
    site.publish(scope="user")
    (hook,) = site.hooks
    assert (hook.scope, hook.user) == ("user", noor.uri)
    assert site.stage.clevertap.profile(noor.email) is not None
    assert site.stage.clevertap.profile(others[0].email) is None


def test_a_group_is_named_by_its_uri(site: Site) -> None:
    (group,) = site.stage.calendly.groups
    assert site.publish(scope=group.uri).remarks == ()
    assert (site.hooks[0].scope, site.hooks[0].group) == ("group", group.uri)


def test_whoever_may_not_see_the_members_is_told_so(site: Site) -> None:
    site.stage.calendly.fail(Answer(403, b"{}"), path="/organization_memberships")
    (remark,) = site.publish().remarks
    assert "seen to at their first booking" in remark
    assert len(site.hooks) == 1


def test_a_profile_that_cannot_be_seen_to_is_told(site: Site) -> None:
    site.stage.clevertap.fail(Answer(500, b""), path="/1/profile.json", times=99)
    assert any("HTTP 500" in remark for remark in site.publish().remarks)
    site.stage.clevertap.heal()
    assert site.publish().remarks == ()
    assert len(site.stage.clevertap.profiles) == len(site.stage.calendly.users)


@pytest.mark.parametrize(
    ("status", "seen", "cure"),
    [
        (200, "HTTP 200 to what is signed wrongly", "receive with Intake"),
        (404, "HTTP 404 to what is signed wrongly", "what URL it is at"),
        (301, "HTTP 301 to what is signed wrongly", "what URL it is at"),
        (500, "HTTP 500 to what is signed wrongly", "see whether it runs"),
    ],
)
def test_nothing_is_changed_if_the_receiver_answers_wrongly(
    blocking_stage: Stage, status: int, seen: str, cure: str
) -> None:
    server = Server(lambda _: (Answer(status), None))
    site = Site(blocking_stage, server.url)
    try:
        with pytest.raises(Misconfigured) as raised:
            site.publish()
    finally:
        server.close()
    assert (raised.value.seen, site.hooks) == (seen, ())
    assert cure in raised.value.cure


def test_nothing_is_changed_if_the_receiver_has_another_key(site: Site) -> None:
    with pytest.raises(Misconfigured, match="HTTP 401 to what is signed with the key") as raised:
        site.publish(signing_key="k-2")
    assert "the same one" in raised.value.cure
    assert "k-2" not in str(raised.value)
    assert site.hooks == ()


def test_nothing_is_changed_if_the_receiver_is_not_reached(blocking_stage: Stage) -> None:
    site = Site(blocking_stage, "http://127.0.0.1:9/calendly")
    with pytest.raises(Misconfigured, match="no receiver answers there"):
        site.publish(url="http://127.0.0.1:9/other")
    site.publish(url="http://127.0.0.1:9/other", probe=False)


def test_a_plan_that_serves_nothing_is_refused(site: Site) -> None:
    with pytest.raises(InvalidArgument, match="plan: serves nothing"):
        site.publish(plan=Plan())


def disable(site: Site) -> None:
    """Let Calendly have given up: first it failed to tell of the next booking, a while after."""
    failed = site.stage.moment + timedelta(minutes=61)
    site.hook().update(state="disabled", retry_started_at=f"{failed:%FT%TZ}")


def fail(site: Site) -> None:
    """Let deliveries be refused for a while: the receiver misses its key."""
    site.stage.calendly.post.keys[site.hook()["uri"]] = "k-2"


def remove(site: Site) -> None:
    site.stage.calendly.post.subscriptions.pop(site.hook()["uri"])


@pytest.mark.parametrize("harm", [disable, fail, remove])
def test_run_again_it_heals_and_fetches_what_was_missed_and_no_more(site: Site, harm: Any) -> None:
    site.book()  # before it was live: somebody else's
    site.stage.later(timedelta(seconds=1))
    site.publish()
    site.book()
    assert site.sent() == 1
    harm(site)
    site.book(minutes=60)
    assert site.sent() == 1
    if harm is fail:
        site.stage.calendly.post.keys[site.hook()["uri"]] = KEY
    site.stage.later(timedelta(minutes=5))
    published = site.publish()
    assert published.gap is not None
    assert published.backfilled is not None
    assert site.sent() == 2
    site.book()
    assert site.sent() == 3
    assert site.publish().gap is None


@pytest.mark.parametrize("site", ["blocking", "async"], indirect=True)
def test_a_gap_is_remembered_until_it_is_filled(site: Site) -> None:
    site.publish()
    remove(site)
    site.book(minutes=60)
    site.stage.calendly.fail(Answer(503, b""), path="/scheduled_events", times=2)
    with pytest.raises(CalendlyError):
        site.publish()
    assert (len(site.hooks), site.sent()) == (1, 0)
    published = site.publish()
    assert published.gap is not None
    assert published.gap.since == START
    assert site.sent() == 1


def test_without_a_ledger_a_gap_is_told_and_nothing_is_fetched(site: Site) -> None:
    site.publish(ledger=None)
    disable(site)
    site.book(minutes=60)
    published = site.publish(ledger=None)
    assert published.gap is not None
    assert (published.backfilled, site.sent()) == (None, 0)

"""No secret, address or body in what is logged, shown or raised, whatever happens."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from calendly_client import CalendlyError, Secret, webhooks
from calendly_client.testing import Answer, CalendlySandbox, Reset, Stall, Truncate, sample_delivery

from .conftest import Colour

INVITEE, HOST = "ada.okafor@example.org", "noor@example.com"
KEY, REASON, NAME = "whsec-4711-do-not-tell", "a private matter", "Ada Okafor"
AT = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """All that was said: every log record at DEBUG, and what the test adds."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    yield said
    for record in caplog.records:
        said.append(record.getMessage())
        said.append(repr(record.args))
    assert said, "nothing was said at all: the test would prove nothing"
    text = "\n".join(said)
    for secret in ("sandbox-token", KEY, INVITEE, "ada.okafor", HOST, REASON, NAME, "%40"):
        assert secret not in text, f"{secret} in {text}"


def show(said: list[str], thing: object) -> None:
    said += [repr(thing), str(thing), f"{thing}"]


FLOWS: dict[str, Callable[[Any, Any], Any]] = {
    "a user": lambda c, invitee: c.users.me(),
    "an event": lambda c, invitee: c.scheduled_events.get(invitee.event),
    "an invitee": lambda c, invitee: c.scheduled_events.invitee(invitee.uri),
    "events by address": lambda c, invitee: c.scheduled_events.list(
        user=c.me, invitee_email=INVITEE, count=1
    ),
    "invitees by address": lambda c, invitee: c.scheduled_events.invitees(
        invitee.event, email=INVITEE
    ),
    "cancel": lambda c, invitee: c.scheduled_events.cancel(invitee.event, reason=REASON),
    "subscribe": lambda c, invitee: c.webhook_subscriptions.create(
        url="https://example.com/in",
        events=["invitee.created"],
        organization=c.organization,
        scope="organization",
        signing_key=KEY,
    ),
}
FAULTS: dict[str, Any] = {
    "nothing": None,
    "a refusal that quotes": Answer.json(
        {
            "title": "Invalid Argument",
            "message": f"{INVITEE} is not welcome",
            "details": [{"parameter": "email", "message": f"'{INVITEE}' and <{HOST}>"}],
        },
        400,
    ),
    "a page that quotes": Answer.html(f"<p>{INVITEE} {NAME}</p>", 502),
    "an odd body": Answer.json({"resource": {"email": INVITEE, "uri": {HOST: NAME}}}),
    "no JSON": Answer(200, f"{{{INVITEE} {NAME}".encode()),
    "a reset": Reset(),
    "a cut": Truncate(keep=60),
    "a stall": Stall(30),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_call_gives_nothing_away(
    told: list[str],
    colour: Colour,
    sandbox: CalendlySandbox,
    flow: Callable[[Any, Any], Any],
    fault: Any,
) -> None:
    booked = sandbox.book(invitee_email=INVITEE, invitee_name=NAME)
    sandbox.book(invitee_email=INVITEE)
    client = colour.client(sandbox, timeout=0.05 if isinstance(fault, Stall) else 30.0)
    client.me, client.organization = sandbox.users[0].uri, sandbox.organization
    describe = client.describe
    describe.me, describe.organization = client.me, client.organization
    call = flow(describe, booked)
    show(told, client)
    show(told, client.sender.lines["calendly"].service)
    show(told, call)
    show(told, call.request("https://api.calendly.com", ()))
    if fault is not None:
        sandbox.fail(fault, times=3)
    try:
        colour.perform(lambda c: flow(c, booked), client)
    except CalendlyError as error:
        show(told, error)
        show(told, error.args)
        told.append("".join(traceback.format_exception(error)))


def test_a_delivery_that_is_refused_gives_nothing_away(told: list[str]) -> None:
    body = sample_delivery(invitee_email=INVITEE, invitee_name=NAME, at=AT).raw
    odd = body.replace(b'"active"', b"7").replace(b'"timezone"', b'"email"')
    broken = body[:-2]
    for sent in (body, odd, broken, INVITEE.encode()):
        for key, header in (
            (Secret(KEY), None),
            (Secret(KEY), f"{INVITEE}={NAME}"),
            (Secret(KEY), webhooks.sign(sent, "other", AT)),
            (Secret(KEY), webhooks.sign(sent, KEY, AT)),
            ([KEY, ""], "t=1,v1=x"),
        ):
            try:
                webhooks.parse(sent, header, key, tolerance=None, max_bytes=len(body))
            except CalendlyError as error:
                show(told, error)
                told.append("".join(traceback.format_exception(error)))
            show(told, key if isinstance(key, Secret) else "")


def test_models_keep_passwords_to_themselves() -> None:
    sandbox = CalendlySandbox()
    sandbox.book()
    (event,) = sandbox.events
    password = getattr(getattr(event.location, "data", None), "password", None)
    assert password
    assert password not in repr(event)

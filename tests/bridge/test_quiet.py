"""No address, name, token or body leaves by a log, a repr or a message."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from calendly_clevertap import BookingIncomplete, HostDirectory, Intake, NotDelivered
from calendly_client import webhooks
from clevertap_client.testing import Answer, Reset

from .conftest import START, Stage
from .plans import PLAN

SECRETS = (
    "ada@example.org", "Ada Okafor", "noor@example.com", "Noor Haddad", "tomas@example.com",
    "Analytical", "sandbox-token", "TEST-PASSCODE", "the signing key", "scheduled_event\"",
)  # fmt: skip


def test_all_flows_keep_quiet(
    make_stage: Callable[[str], Stage], colour: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stage = make_stage(colour)
    said: list[Any] = [stage.ledger, PLAN, HostDirectory()]

    def sync(source: Any, **options: Any) -> None:
        try:
            result = stage.sync(source, PLAN, **options)
            said.append(result)
            result.raise_for_undelivered()
        except (BookingIncomplete, NotDelivered) as error:
            said.extend((error, error.__cause__))

    invitee = stage.calendly.book(answers={"Company name": "Analytical"})
    booked = stage.calendly.held[-1].read()
    stage.calendly.fail(Answer(503, b"{}"), path="/users/*", times=2)
    sync(booked)
    stage.clevertap.fail(Reset(applied=True), method="POST", times=3)
    sync(booked)
    stage.clevertap.refuse_next(515)
    sync(booked)
    sync(invitee.uri, on_doubt="resend")
    stage.calendly.cancel(invitee, reason="Ada Okafor is ill")
    stage.clevertap.fail(Answer(401, b'{"error": "ada@example.org"}'), method="POST")
    sync(stage.calendly.held[-1].read())
    stage.later(timedelta(minutes=2))
    said.append(stage.drain(PLAN))
    stage.calendly.book("architecture-review")
    sync(stage.calendly.held[-1].read())
    said += stage.ledger.due(10)

    shown = [text for one in said for text in (repr(one), *map(str, getattr(one, "args", ())))]
    shown += [str(one) for one in said if isinstance(one, BaseException)]
    shown += [record.getMessage() for record in caplog.records]
    assert len(caplog.records) > 5
    for secret in SECRETS:
        assert [text for text in shown if secret in text] == []


def test_the_intake_keeps_quiet(
    make_stage: Callable[[str], Stage], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stage = make_stage("async")
    clients = stage.clients()
    door = Intake(PLAN, **clients, ledger=stage.ledger, signing_keys="the signing key")
    stage.calendly.book()
    body = stage.calendly.held[-1].body
    bodies = (body, body.replace(b'"created_at"', b'"updated"'), b'"ada@example.org"')
    for sent in bodies:
        for key in ("the signing key", "another"):
            header = {webhooks.HEADER: webhooks.sign(sent, key, START)}
            stage.run(door.handle(sent, header))
    shown = [repr(door), *(record.getMessage() for record in caplog.records)]
    assert len(shown) > 3
    for secret in SECRETS:
        assert [text for text in shown if secret in text] == []

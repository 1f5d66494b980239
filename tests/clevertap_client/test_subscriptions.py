"""What is done to people: deleted, taken apart, freed, and left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from clevertap_client import (
    AddressType,
    AmbiguousDelivery,
    CleverTap,
    InvalidArgument,
    RequestRejected,
    Subscription,
    SubscriptionStatus,
    UnexpectedReply,
    UploadReply,
)
from clevertap_client.testing import Answer, CleverTapSandbox, Reset

from .conftest import Colour

DESCRIBE = CleverTap("a", "b", region="in1").describe
DONE = Answer.json({"status": "success"})
PHONE = "+4915112345678"


def test_people_are_deleted_a_hundred_at_a_time(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(Answer(500))
    sandbox.fail(DONE, times=4)
    names = [f"u{n}" for n in range(201)]
    client = colour.client(sandbox)
    gone = colour.run(client.profiles.delete(identities=iter(names), object_ids=("dev-1",)))
    assert gone is None
    bodies = [r.json() for r in sandbox.requests("POST", "/1/delete/profiles.json")]
    assert (
        bodies
        == [
            {"identity": names[:100]},  # answered with 500, and sent again: it harms nobody
            {"identity": names[:100]},
            {"identity": names[100:200]},
            {"identity": names[200:]},
            {"guid": ["dev-1"]},
        ]
    )


@pytest.mark.parametrize(
    "who",
    [{}, {"identities": []}, {"identities": "kim"}, {"identities": [""]}, {"object_ids": [5]}],
)
def test_a_deletion_names_somebody(sandbox: CleverTapSandbox, colour: Colour, who: Any) -> None:
    with pytest.raises(InvalidArgument):
        colour.run(colour.client(sandbox).profiles.delete(**who))
    assert not sandbox.journal


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer.json({"status": "fail", "error": "no"}), RequestRejected),
        (Answer(200), UnexpectedReply),
    ],
)
def test_a_deletion_that_was_not_taken_is_an_error(
    sandbox: CleverTapSandbox, colour: Colour, answer: Answer, kind: type[Exception]
) -> None:
    sandbox.fail(answer)
    with pytest.raises(kind):
        colour.run(colour.client(sandbox).profiles.delete(identities=["kim"]))


def test_identities_are_taken_apart(sandbox: CleverTapSandbox, colour: Colour) -> None:
    sandbox.fail(DONE)
    assert colour.run(colour.client(sandbox).profiles.demerge(["kim", "k@x.example"])) is None
    (request,) = sandbox.requests("POST", "/1/demerge/profiles.json")
    assert request.json() == {"identities": ["kim", "k@x.example"]}


@pytest.mark.parametrize("who", [[], ["u"] * 101, "kim", [" "]])
def test_1_to_100_identities_are_taken_apart_in_a_call(who: Any) -> None:
    with pytest.raises(InvalidArgument, match="identities"):
        _ = DESCRIBE.profiles.demerge(who)


def test_phones_are_freed_and_refusals_kept(sandbox: CleverTapSandbox, colour: Colour) -> None:
    refused = {"status": "fail", "code": 516, "error": "Phone number is not valid."}
    sandbox.fail(Answer.json({"status": "partial", "processed": 1, "unprocessed": [refused]}))
    reply = colour.run(colour.client(sandbox).profiles.disassociate([PHONE, "+4915187654321"]))
    assert (reply.processed, [row.code for row in reply.unprocessed]) == (1, [516])
    (request,) = sandbox.requests("POST", "/1/disassociate")
    assert request.json() == {
        "d": [
            {"type": "phone", "value": PHONE},
            {"type": "phone", "value": "+4915187654321"},
        ]
    }


@pytest.mark.parametrize("phones", [[], [PHONE] * 1001, PHONE, ["015112345678"], [5]])
def test_1_to_1000_proper_phones_are_freed_in_a_call(phones: Any) -> None:
    with pytest.raises(InvalidArgument, match="phones"):
        _ = DESCRIBE.profiles.disassociate(phones)


@pytest.mark.parametrize(
    ("method", "status"), [("subscribe", "Resubscribe"), ("unsubscribe", "Unsubscribe")]
)
def test_addresses_are_subscribed_and_unsubscribed(
    sandbox: CleverTapSandbox, colour: Colour, method: str, status: str
) -> None:
    sandbox.fail(DONE)
    ask = getattr(colour.client(sandbox).profiles, method)
    reply = colour.run(ask(phones=[PHONE], emails=["k@x.example"], whatsapp=(PHONE,)))
    assert reply == UploadReply(status="success")
    (request,) = sandbox.requests("POST", "/1/subscribe")
    assert request.json() == {
        "d": [
            {"type": "phone", "value": PHONE, "status": status},
            {"type": "email", "value": "k@x.example", "status": status},
            {"type": "whatsapp", "value": PHONE, "status": status},
        ]
    }


def test_one_call_may_do_both_and_take_kinds_of_tomorrow(
    sandbox: CleverTapSandbox, colour: Colour
) -> None:
    sandbox.fail(DONE)
    changes = [
        Subscription(AddressType.EMAIL, "k@x.example", SubscriptionStatus.RESUBSCRIBE),
        Subscription("pager", "12", "Mute"),
    ]
    colour.run(colour.client(sandbox).profiles.set_subscriptions(changes))
    assert sandbox.requests()[0].json() == {
        "d": [
            {"type": "email", "value": "k@x.example", "status": "Resubscribe"},
            {"type": "pager", "value": "12", "status": "Mute"},
        ]
    }
    assert "x.example" not in repr(changes)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ({}, "phones"),
        ({"phones": PHONE}, "phones"),
        ({"phones": ["1"]}, "phones"),
        ({"emails": ["not an address"]}, "emails"),
        ({"whatsapp": ["+1"]}, "whatsapp"),
        ({"emails": [f"u{n}@x.example" for n in range(1001)]}, "subscriptions"),
    ],
)
def test_1_to_1000_proper_addresses_in_a_call(who: Any, name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        _ = DESCRIBE.profiles.subscribe(**who)
    assert caught.value.name == name
    with pytest.raises(InvalidArgument):
        _ = DESCRIBE.profiles.unsubscribe(**who)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["k@x.example"],
        [Subscription("email", "k", "Mute")],
        [Subscription("pager", "", "Mute")],
    ],
)
def test_a_list_of_wrong_changes_is_refused(rows: Any) -> None:
    with pytest.raises(InvalidArgument, match="subscriptions"):
        _ = DESCRIBE.profiles.set_subscriptions(rows)


@pytest.mark.parametrize(
    ("ask", "given"),
    [
        ("demerge", {"identities": ["kim"]}),
        ("disassociate", {"phones": [PHONE]}),
        ("subscribe", {"phones": [PHONE]}),
        ("unsubscribe", {"phones": [PHONE]}),
        ("set_subscriptions", {"subscriptions": [Subscription("phone", PHONE, "Mute")]}),
    ],
)
def test_what_may_do_harm_twice_is_sent_once(
    sandbox: CleverTapSandbox, colour: Colour, ask: str, given: Any
) -> None:
    sandbox.fail(Reset(applied=True))
    with pytest.raises(AmbiguousDelivery):
        colour.run(getattr(colour.client(sandbox).profiles, ask)(**given))
    assert len(sandbox.journal) == 1

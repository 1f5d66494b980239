"""A sandbox in which each call of the contract's data finds what it is about."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from clevertap_client import (
    CleverTap,
    EmailContent,
    EventRecord,
    NewSegment,
    Now,
    ProfileRecord,
    Variable,
)
from clevertap_client.testing import CleverTapSandbox

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
Told = Mapping[str, Any]

PUBLISHED = {
    *("uploads.batch", "profiles.get", "profiles.start_export", "profiles.count"),
    *("events.start_export", "events.export_page", "events.export", "events.count"),
    *("reports.trends", "reports.now", "campaigns.create", "campaigns.estimate"),
    *("campaigns.result", "campaigns.stop", "custom_lists.upload_url", "catalogs.upload_url"),
    *("messages.send_push", "messages.send_email", "messages.send_sms", "messages.send_webpush"),
    *("external_triggers.fire", "external_triggers.fire_several"),
}
"""Calls of whose answers CleverTap, or people who use it, have published an example."""

BLOCK = 172000000000001


def _export(client: CleverTap) -> Told:
    return {"cursor": client.profiles.start_export({})}


def _own_number(client: CleverTap) -> Told:
    number = "+4915112345678"
    client.uploads.send([ProfileRecord("kofi", {"identity": number, "Phone": number})])
    return {"phones": [number]}


def _segments(client: CleverTap) -> Told:
    names = ("north", "west")
    client.segments.create(*(NewSegment(name, customer_segment_id=name) for name in names))
    added, left = ({"model": "CustomerSegment", "customer_segment_id": name} for name in names)
    return {
        "changes": [
            {"model": "SegmentChange", "users": ["kofi"], "add_to": added, "remove_from": left}
        ]
    }


def _place(client: CleverTap) -> Told:
    return {"url": client.custom_lists.upload_url().url}


def _filled(client: CleverTap) -> Told:
    place = client.custom_lists.upload_url()
    client.custom_lists.put(place.url, b"Type,Identity\ni,kofi\n")
    return {"url": place.url}


def _defined(client: CleverTap) -> Told:
    client.variables.define({"dock.open": Variable(type="boolean", default_value=True)})
    return {}


INSTEAD: Mapping[str, Callable[[CleverTap], Told]] = {
    "profiles.export_page": _export,
    "profiles.disassociate": _own_number,
    "reports.messages": lambda client: (
        {"channel": ["email"], "message_type": [], "label": []}
        | {"delivery": ["api"], "status": []}
    ),
    "segments.update": _segments,
    "custom_lists.put": _place,
    "custom_lists.complete": _filled,
    "catalogs.put": _place,
    "catalogs.complete": _filled,
    "variables.get": _defined,
    "variables.delete": _defined,
    "content_blocks.list": lambda client: {"page_number": 1},
    "promo.transactions": lambda client: {"page": 1},
}
"""The calls that need it, see `instead`."""


def instead(call: str, client: CleverTap) -> Told:
    """Prepare a call, and give what it is told in place of the data's own arguments."""
    return INSTEAD[call](client) if call in INSTEAD else {}


@contextmanager
def furnished() -> Generator[tuple[CleverTapSandbox, CleverTap]]:
    """Open a sandbox with two people, what they did, and what somebody set up for them."""
    with CleverTapSandbox() as sandbox:
        sandbox.set_clock(NOON)
        sandbox.business_event("Dock opened", "dock")
        account = sandbox.account
        account.dashboard.admins.add("noor@quay.example")
        block = {"id": BLOCK, "name": "Footer", "type": "HTML", "content": "<p>Quay</p>"}
        days = {"createdAt": "2026-01-05T08:00:00.000Z", "updatedAt": "2026-01-06T08:00:00.000Z"}
        account.content.blocks[BLOCK] = {**block, **days}
        promotions = account.content.promotions
        promotions.wallets["kofi"] = [{"walletId": "w1", "balance": 12.5}]
        promotions.transactions["kofi"] = [{"walletId": "w1", "amount": 12.5, "type": "credit"}]
        promotions.coupons.append({"code": "QUAY7"})
        promotions.vouchers["kofi"] = [{"code": "V-1", "status": "active"}]
        with CleverTap(sandbox.account_id, sandbox.passcode, base_url=sandbox.url) as client:
            client.uploads.send(
                ProfileRecord(who, {"Name": who.title(), "Email": f"{who}@quay.example"})
                for who in ("kofi", "ama")
            )
            client.uploads.send(
                EventRecord("Berth Booked", who, {"Dock": "North", "Nights": 2}, at=NOON)
                for who in ("kofi", "ama")
            )
            client.campaigns.create(
                "New pier",
                content=EmailContent(subject="The new pier", body="<p>Open now.</p>"),
                when=Now(),
                where={},
            )
            yield sandbox, client

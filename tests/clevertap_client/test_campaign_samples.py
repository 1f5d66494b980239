"""CleverTap's own samples of campaigns, messages and triggers: requests are made, answers read.

The samples stay beside the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from api_client_core.errors import Rejected
from api_client_core.steps import Call
from api_client_core.structure import structured
from api_client_core.wire import Reply
from clevertap_client import (
    AndroidPush,
    ChromePush,
    CleverTap,
    ConversionGoal,
    Email,
    EmailContent,
    Fbid,
    Filter,
    FirefoxPush,
    Gpid,
    IosPush,
    KaiOsPush,
    KeptUntil,
    Later,
    NewSegment,
    Now,
    ObjectId,
    PushContent,
    Query,
    QuietHours,
    SafariPush,
    SegmentChange,
    SmsContent,
    StatusError,
    WebPushButton,
    WebPushContent,
    WhatsAppContent,
    WhatsAppHeader,
    WhoseClock,
    WindowsPush,
)
from clevertap_client.contents import CampaignContent
from clevertap_client.converter import build_converter
from clevertap_client.models import CampaignEstimate, CampaignResult, CreatedCampaign, Queued
from clevertap_client.testing import Answer, CleverTapSandbox

from .conftest import Colour

STRICT = build_converter(strict=True)
DESCRIBE = CleverTap("a", "b", region="in1").describe


@pytest.fixture
def load(shared: Path) -> Callable[[str], Any]:
    folder = shared / "samples" / "clevertap"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def sent(call: Call[Any]) -> Any:
    assert call.body is not None
    return call.body.data


def day(number: int) -> date:
    return date.fromisoformat(str(number))


def query(where: Mapping[str, Any]) -> Query:
    fields = where.get("common_profile_properties", {}).get("profile_fields", [])
    return Query(
        where["event_name"],
        day(where["from"]),
        day(where["to"]),
        profile_fields=[Filter(one["name"], one["value"], one["operator"]) for one in fields],
    )


def parts(wire: Mapping[str, Any], **keys: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the named arguments that keys mean, and what is left."""
    named = {name: wire[key] for name, key in keys.items() if key in wire}
    return named, {key: value for key, value in wire.items() if key not in keys.values()}


def push(wire: Mapping[str, Any]) -> PushContent:
    on = wire["platform_specific"]
    common = {"deep_link": "deep_link"}
    ios, ios_more = parts(
        on.get("ios", {}),
        **common,
        mutable_content="mutable-content",
        sound_file="sound_file",
        category="category",
        badge_count="badge_count",
    )
    if "mutable_content" in ios:
        ios["mutable_content"] = ios["mutable_content"] == "true"
    android, android_more = parts(
        on.get("android", {}),
        **common,
        channel="wzrk_cid",
        background_image="background_image",
        default_sound="default_sound",
        large_icon="large_icon",
    )
    windows, windows_more = parts(on.get("windows", {}), **common)
    return PushContent(
        title=wire["title"],
        body=wire["body"],
        ios=IosPush(**ios, key_values=ios_more) if "ios" in on else None,
        android=AndroidPush(**android, key_values=android_more) if "android" in on else None,
        windows=WindowsPush(**windows, key_values=windows_more) if "windows" in on else None,
        more={"sender_name": wire["sender_name"]} if "sender_name" in wire else {},
    )


def webpush(wire: Mapping[str, Any]) -> WebPushContent:
    on = wire["platform_specific"]
    chrome = dict(on["chrome"])
    button = WebPushButton(
        chrome.pop("cta_title1"), chrome.pop("cta_link1"), chrome.pop("cta_iconlink1")
    )
    kaios, _ = parts(on.get("kaios", {}), icon="icon", ttl="ttl", key_values="kaiosKV")
    return WebPushContent(
        title=wire["title"],
        body=wire["body"],
        chrome=ChromePush(**chrome, buttons=[button]),
        firefox=FirefoxPush(**on["firefox"]) if "firefox" in on else None,
        safari=SafariPush(**on["safari"]) if "safari" in on else None,
        kaios=KaiOsPush(**kaios) if kaios else None,
    )


def content(wire: Mapping[str, Any]) -> CampaignContent:
    by_channel: dict[str, Callable[[Mapping[str, Any]], CampaignContent]] = {
        "push": push,
        "webpush": webpush,
        "email": lambda said: EmailContent(**said),
        "sms": lambda said: SmsContent(**said),
    }
    return by_channel[wire["target_mode"]](wire["content"])


def users(to: Mapping[str, Any]) -> list[Any]:
    kinds: dict[str, Callable[[str], Any]] = {
        "FBID": Fbid,
        "GPID": Gpid,
        "Email": Email,
        "Identity": str,
        "objectId": ObjectId,
    }
    return [kinds[key](value) for key, values in to.items() for value in values]


@pytest.mark.parametrize(
    "name",
    [
        "targets_create_email_request",
        "targets_create_push_request",
        "targets_create_sms_request",
        "targets_create_webpush_request",
        "targets_create_multiapp_request",
        "booking_targets_create_email_estimate",
    ],
)
def test_a_campaign_can_be_made(load: Callable[[str], Any], name: str) -> None:
    wanted = load(name)
    taken = ("name", "content", "target_mode", "where", "when", "estimate_only")
    options = {key: value for key, value in wanted.items() if key not in taken}
    campaigns = DESCRIBE.campaigns
    make: Any = campaigns.estimate if wanted["estimate_only"] else campaigns.create
    where = query(wanted["where"])
    assert wanted["when"] == "now"
    call = make(wanted["name"], content=content(wanted), when=Now(), where=where, **options)
    assert sent(call) == wanted
    assert call.path == ("1", "targets", "create.json")


def test_parts_of_campaigns_can_be_made(load: Callable[[str], Any]) -> None:
    wire = load("targets_create_webpush_all_browsers_content")
    assert webpush(wire).to_wire() == wire

    wire = load("targets_create_whatsapp_content")
    whatsapp = WhatsAppContent(
        template_name=wire["template_name"],
        locale=wire["locale"],
        header=WhatsAppHeader(
            type=wire["header"]["type"], media_url=wire["header"]["media"]["url"]
        ),
        body=wire["body"]["replacements"],
        buttons=[button["replacements"] for button in wire["buttons"]],
    )
    assert whatsapp.to_wire() == wire

    wire = load("targets_create_conversion_goal")
    goal = ConversionGoal(
        event=wire["event_name"],
        within=wire["conversion_time"],
        filter=wire["filter_type"],
        revenue_property=wire["revenue_property"],
    )
    assert goal.to_wire() == wire

    wire = load("targets_create_ttl_absolute")
    text = str(wire["value"])
    until = KeptUntil(day=day(int(text[:8])), at=time.fromisoformat(text[8:]))
    assert until.to_wire() == wire

    wire = load("targets_create_when_later")
    on, at = wire["delivery_date_time"][0].split()
    quiet = QuietHours(state=wire["dnd"]["message_state"], clock=wire["dnd"]["dnd_timezone"])
    later = Later(
        day(int(on)),
        time.fromisoformat(at),
        clock=WhoseClock(wire["delivery_timezone"]),
        wrap_around=wire["user_timezone_wrap_around"],
        cutoff=time.fromisoformat(wire["campaign_cutoff"]),
        quiet_hours=quiet,
    )
    assert later.to_wire() == wire


def test_campaigns_are_named_by_their_ids(load: Callable[[str], Any]) -> None:
    wanted = load("targets_result_request")
    assert sent(DESCRIBE.campaigns.result(wanted["id"])) == wanted
    wanted = load("targets_stop_request")
    assert sent(DESCRIBE.campaigns.stop(wanted["id"])) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "send_email_request",
        "send_push_request",
        "send_sms_request",
        "send_webpush_request",
        "booking_send_email_request",
    ],
)
def test_a_message_can_be_sent(load: Callable[[str], Any], name: str) -> None:
    wanted = load(name)
    channel = next(part for part in name.split("_") if part in {"email", "push", "sms", "webpush"})
    options = {key: value for key, value in wanted.items() if key not in {"to", "content"}}
    said = content({**wanted, "target_mode": channel})
    method: Any = getattr(DESCRIBE.messages, f"send_{channel}")
    call = method(users(wanted["to"]), content=said, **options)
    assert sent(call) == wanted
    assert call.path == ("1", "send", f"{channel}.json")


def test_external_triggers_can_be_fired(load: Callable[[str], Any]) -> None:
    for name in ("externaltrigger_v1_request", "booking_external_trigger_request"):
        wanted = load(name)
        call = DESCRIBE.external_triggers.fire(
            wanted["campaign_id"], wanted["to"]["identity"], wanted["ExternalTrigger"]
        )
        assert sent(call) == wanted
    wanted = load("externaltrigger_v2_request")
    call = DESCRIBE.external_triggers.fire_several(
        wanted["campaign_id_list"],
        [Email(address) for address in wanted["to"]["email"]],
        wanted["ExternalTrigger"],
    )
    assert sent(call) == wanted


def test_bulletins_and_segments_can_be_told(load: Callable[[str], Any]) -> None:
    wanted = load("bulletin_request")
    call = DESCRIBE.bulletins.announce(
        wanted["business_event"], wanted["name"], wanted["properties"], by=wanted["c-by"]
    )
    assert sent(call) == wanted

    wanted = load("create_segment_request")
    assert sent(DESCRIBE.segments.create(*(NewSegment(**one) for one in wanted))) == wanted

    wanted = load("update_segment_request")
    changes: list[SegmentChange] = []
    for one in wanted["bulk_profiles"]:
        (segment,) = one["segments"]
        assert segment["action"] == "ADD"
        named = [user["identity"] for user in one["user_profiles"]]
        changes.append(SegmentChange(named, add_to=segment["ct_segment_id"]))
    assert sent(DESCRIBE.segments.update(*changes)) == wanted


def test_answers_are_read_and_no_key_is_unknown(load: Callable[[str], Any]) -> None:
    def read(call: Call[Any], name: str) -> Any:
        return call.read(Reply(200, {}, json.dumps(load(name)).encode()))

    def known(name: str, kind: type[Any]) -> Any:
        body = {key: value for key, value in load(name).items() if key != "status"}
        return structured(STRICT, body, kind)

    mail = EmailContent(subject="s", body="b")
    estimate = DESCRIBE.campaigns.estimate("n", content=mail)
    for channel in ("email", "sms", "webpush"):
        name = f"targets_create_{channel}_estimate_response"
        assert read(estimate, name) == known(name, CampaignEstimate)
        assert read(estimate, name).total > 0

    create = DESCRIBE.campaigns.create("n", content=mail, when=Now())
    name = "targets_create_push_response"
    assert read(create, name) == known(name, CreatedCampaign)

    result = load("targets_result_response")["result"]
    found = read(DESCRIBE.campaigns.result(1), "targets_result_response")
    assert found == CampaignResult(sent=result["sent"], clicked=result["clicked"])
    assert read(DESCRIBE.campaigns.stop(1), "targets_stop_response") is None

    send = DESCRIBE.messages.send_email("u", content=mail)
    for name in ("send_success_response", "externaltrigger_success_response"):
        assert read(send, name) == structured(STRICT, load(name), Queued)
        assert read(send, name).message


def test_every_refusal_is_an_error_with_its_words(
    load: Callable[[str], Any], shared: Path, sandbox: CleverTapSandbox, colour: Colour
) -> None:
    client = colour.client(sandbox)
    mail = EmailContent(subject="s", body="b")
    names = sorted(
        path.stem for path in (shared / "samples" / "clevertap").glob("targets_create_error_*.json")
    )
    assert len(names) >= 10
    for name in names:
        body = load(name)
        with pytest.raises(Rejected):
            DESCRIBE.campaigns.estimate("n", content=mail).read(
                Reply(200, {}, json.dumps(body).encode())
            )
        sandbox.fail(Answer.json(body))
        with pytest.raises(StatusError) as caught:
            colour.run(client.campaigns.create("n", content=mail, when=Now()))
        assert caught.value.error == body["error"]

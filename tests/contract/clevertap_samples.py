"""CleverTap's published samples, and how the typed API says and reads each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, cast

from api_client_core.steps import Call, Operation
from clevertap_client import (
    AndroidPush,
    AnyOf,
    ChromePush,
    CleverTap,
    ConversionGoal,
    Did,
    Email,
    EmailContent,
    EventRecord,
    Fbid,
    Filter,
    FirefoxPush,
    Gpid,
    IosPush,
    KaiOsPush,
    KeptUntil,
    Later,
    Nested,
    NewSegment,
    Now,
    ObjectId,
    ProfileRecord,
    PushContent,
    Query,
    QuietHours,
    Record,
    SafariPush,
    SegmentChange,
    SmsContent,
    Subscription,
    TokenRecord,
    TopGroup,
    TrendGroup,
    Variable,
    WebPushButton,
    WebPushContent,
    WebPushKeys,
    WhatsAppContent,
    WhatsAppHeader,
    WhoseClock,
    WindowsPush,
)
from clevertap_client.contents import CampaignContent
from clevertap_client.users import user_of

Wire = Mapping[str, Any]
DESCRIBE = CleverTap("a", "b", region="in1").describe
_DAY = date(2026, 1, 1)
_EVENT = Query("Seen", _DAY, _DAY)
_MAIL = EmailContent(subject="s", body="b")


def first(operation: Operation[Any]) -> Call[Any]:
    """Give the first call of an operation, which then ends."""
    step = operation.send(None)
    operation.close()
    assert isinstance(step, Call)
    return step


def said(call: Call[Any]) -> Any:
    """Give the JSON that a call sends."""
    assert call.body is not None
    return call.body.data


def day(number: int | str) -> date:
    """Read a day as CleverTap writes it."""
    return date.fromisoformat(str(number))


def parts(wire: Wire, **keys: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the named arguments that keys mean, and what is left."""
    named = {name: wire[key] for name, key in keys.items() if key in wire}
    return named, {key: value for key, value in wire.items() if key not in keys.values()}


def record(wire: Wire) -> Record:
    """Make a record anew, with all its checks. Nested objects are a beta, and must be meant."""
    key = next(key for key in ("identity", "objectId", "FBID", "GPID") if key in wire)
    user = user_of(key, wire[key])
    at = datetime.fromtimestamp(wire["ts"], UTC) if "ts" in wire else None
    if wire["type"] == "event":
        return EventRecord(wire["evtName"], user, wire["evtData"], at=at)
    if wire["type"] == "token":
        data = wire["tokenData"]
        keys = WebPushKeys(**data["keys"]) if "keys" in data else None
        return TokenRecord(ObjectId(wire["objectId"]), data["id"], data["type"], keys=keys)
    deep = {key: value for key, value in wire["profileData"].items() if _deep(value)}
    nested = {key: Nested(value) for key, value in deep.items()}
    return ProfileRecord(user, {**wire["profileData"], **nested}, at=at)


def _deep(value: Any) -> bool:
    rows: Sequence[object] = cast("Sequence[object]", value) if isinstance(value, list) else ()
    return any(isinstance(item, dict) for item in rows)


def query(wire: Wire) -> Query:
    """Make a query."""
    advanced = wire.get("advanced_query", {})
    common: dict[str, Any] = {
        key: items if key.startswith("geo") else _filters(items)
        for key, items in wire.get("common_profile_properties", {}).items()
    }
    many = advanced.get("did_any")
    return Query(
        wire.get("event_name"),
        day(wire["from"]) if "from" in wire else None,
        day(wire["to"]) if "to" in wire else None,
        event_properties=_filters(wire.get("event_properties", [])),
        session_properties=_filters(wire.get("session_properties", [])),
        did_all=[_did(event) for event in advanced.get("did_all", [])],
        did_none=[_did(event) for event in advanced.get("did_none", [])],
        did_any=many
        and AnyOf([_did(event) for event in many["any_events"]], many["operator"], many["value"]),
        **common,
    )


def _filters(items: Sequence[Wire]) -> list[Filter]:
    return [Filter(**item) for item in items]


def _did(wire: Wire) -> Did:
    return Did(
        wire["event_name"],
        day(wire["from"]),
        day(wire["to"]),
        event_properties=_filters(wire.get("event_properties", [])),
        operator=wire.get("operator"),
        value=wire.get("value"),
    )


def push(wire: Wire) -> PushContent:
    """Make a push."""
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


def webpush(wire: Wire) -> WebPushContent:
    """Make a push to browsers."""
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


def whatsapp(wire: Wire) -> WhatsAppContent:
    """Make a WhatsApp message."""
    head = wire["header"]
    return WhatsAppContent(
        template_name=wire["template_name"],
        locale=wire["locale"],
        header=WhatsAppHeader(type=head["type"], media_url=head["media"]["url"]),
        body=wire["body"]["replacements"],
        buttons=[button["replacements"] for button in wire["buttons"]],
    )


_CONTENTS: Mapping[str, Callable[[Wire], CampaignContent]] = {
    "push": push,
    "webpush": webpush,
    "email": lambda wire: EmailContent(**wire),
    "sms": lambda wire: SmsContent(**wire),
}


def campaign(wire: Wire) -> Any:
    """Say a campaign."""
    taken = ("name", "content", "target_mode", "where", "when", "estimate_only")
    options = {key: value for key, value in wire.items() if key not in taken}
    make: Any = DESCRIBE.campaigns.estimate if wire["estimate_only"] else DESCRIBE.campaigns.create
    assert wire["when"] == "now"
    content, where = _CONTENTS[wire["target_mode"]](wire["content"]), query(wire["where"])
    return said(make(wire["name"], content=content, when=Now(), where=where, **options))


def goal(wire: Wire) -> Any:
    """Say what a campaign is to bring about."""
    return ConversionGoal(
        event=wire["event_name"],
        within=wire["conversion_time"],
        filter=wire["filter_type"],
        revenue_property=wire["revenue_property"],
    ).to_wire()


def until(wire: Wire) -> Any:
    """Say until when a push waits."""
    text = str(wire["value"])
    return KeptUntil(day=day(text[:8]), at=time.fromisoformat(text[8:])).to_wire()


def later(wire: Wire) -> Any:
    """Say when."""
    on, at = wire["delivery_date_time"][0].split()
    return Later(
        day(on),
        time.fromisoformat(at),
        clock=WhoseClock(wire["delivery_timezone"]),
        wrap_around=wire["user_timezone_wrap_around"],
        cutoff=time.fromisoformat(wire["campaign_cutoff"]),
        quiet_hours=QuietHours(
            state=wire["dnd"]["message_state"], clock=wire["dnd"]["dnd_timezone"]
        ),
    ).to_wire()


def message(channel: str) -> Callable[[Wire], Any]:
    """Say a message to named users."""
    kinds: Mapping[str, Callable[[str], Any]] = {
        "FBID": Fbid,
        "GPID": Gpid,
        "Email": Email,
        "Identity": str,
        "objectId": ObjectId,
    }

    def say(wire: Wire) -> Any:
        to = [kinds[key](value) for key, values in wire["to"].items() for value in values]
        options = {key: value for key, value in wire.items() if key not in {"to", "content"}}
        send: Any = getattr(DESCRIBE.messages, f"send_{channel}")
        return said(send(to, content=_CONTENTS[channel](wire["content"]), **options))

    return say


def fire(wire: Wire) -> Any:
    """Say one external trigger."""
    triggers = DESCRIBE.external_triggers
    return said(triggers.fire(wire["campaign_id"], wire["to"]["identity"], wire["ExternalTrigger"]))


def fire_several(wire: Wire) -> Any:
    """Say several external triggers."""
    to = [Email(address) for address in wire["to"]["email"]]
    triggers = DESCRIBE.external_triggers
    return said(triggers.fire_several(wire["campaign_id_list"], to, wire["ExternalTrigger"]))


def bulletin(wire: Wire) -> Any:
    """Say a bulletin."""
    assert wire["when"] == "now"
    return said(
        DESCRIBE.bulletins.announce(
            wire["business_event"], wire["name"], wire["properties"], by=wire["c-by"]
        )
    )


def segment_changes(wire: Wire) -> Any:
    """Say who comes into segments."""
    changes: list[SegmentChange] = []
    for one in wire["bulk_profiles"]:
        (segment,) = one["segments"]
        assert segment["action"] == "ADD"
        named = [user["identity"] for user in one["user_profiles"]]
        changes.append(SegmentChange(named, add_to=segment["ct_segment_id"]))
    return said(DESCRIBE.segments.update(*changes))


def top(wire: Wire) -> Any:
    """Ask for top values."""
    groups = {label: TopGroup(**group) for label, group in wire["groups"].items()}
    return said(first(DESCRIBE.reports.top(query(wire), groups)))


def trends(wire: Wire) -> Any:
    """Ask for trends."""
    groups = {label: TrendGroup(**group) for label, group in wire["groups"].items()}
    return said(first(DESCRIBE.reports.trends(query(wire), groups, unique=wire["unique"])))


def message_report(wire: Wire) -> Any:
    """Ask what messages did."""
    dates, options = parts(wire, start="from", end="to")
    return said(DESCRIBE.reports.messages(day(dates["start"]), day(dates["end"]), **options))


def variables(wire: Wire) -> Any:
    """Define variables."""
    definitions = {
        name: Variable(told["type"], told["defaultValue"], told["description"])
        for name, told in wire["variableDefinitions"].items()
    }
    return said(DESCRIBE.variables.define(definitions))


def _upload(wire: Wire) -> Any:
    return said(DESCRIBE.uploads.batch([record(one) for one in wire["d"]]))


def _people(wire: Wire) -> Any:
    return said(DESCRIBE.profiles.start_export(query(wire)))


REQUESTS: Mapping[str, Callable[[Any], Any]] = {
    "booking_event_upload_request": _upload,
    "booking_external_trigger_request": fire,
    "booking_send_email_request": message("email"),
    "booking_targets_create_email_estimate": campaign,
    "bulletin_request": bulletin,
    "catalog_completed_request": lambda wire: said(DESCRIBE.catalogs.complete(**wire)),
    "counts_top_request": top,
    "counts_trends_request": trends,
    "cql_": _people,
    "create_segment_request": lambda wire: said(
        DESCRIBE.segments.create(*(NewSegment(**one) for one in wire))
    ),
    "create_vars_request": variables,
    "custom_list_completed_request": lambda wire: said(DESCRIBE.custom_lists.complete(**wire)),
    "delete_request_guid": lambda wire: said(
        first(DESCRIBE.profiles.delete(object_ids=wire["guid"]))
    ),
    "delete_request_identity": lambda wire: said(
        first(DESCRIBE.profiles.delete(identities=wire["identity"]))
    ),
    "delete_vars_request": lambda wire: said(
        DESCRIBE.variables.delete(wire["variableNames"], everything=wire["deleteAllVars"])
    ),
    "demerge_request": lambda wire: said(DESCRIBE.profiles.demerge(wire["identities"])),
    "disassociate_request": lambda wire: said(
        DESCRIBE.profiles.disassociate([row["value"] for row in wire["d"]])
    ),
    "events_cursor_post_request": lambda wire: said(DESCRIBE.events.start_export(query(wire))),
    "externaltrigger_v1_request": fire,
    "externaltrigger_v2_request": fire_several,
    "get_vars_request": lambda wire: said(
        DESCRIBE.variables.get(wire["identity"], include_defaults=wire["includeDefaults"])
    ),
    "message_report_request": message_report,
    "now_request": lambda wire: said(DESCRIBE.reports.now(**wire)),
    "send_email_request": message("email"),
    "send_push_request": message("push"),
    "send_sms_request": message("sms"),
    "send_webpush_request": message("webpush"),
    "subscribe_request": lambda wire: said(
        DESCRIBE.profiles.set_subscriptions([Subscription(**row) for row in wire["d"]])
    ),
    "targets_create_conversion_goal": goal,
    "targets_create_email_request": campaign,
    "targets_create_multiapp_request": campaign,
    "targets_create_push_request": campaign,
    "targets_create_sms_request": campaign,
    "targets_create_ttl_absolute": until,
    "targets_create_webpush_all_browsers_content": lambda wire: webpush(wire).to_wire(),
    "targets_create_webpush_request": campaign,
    "targets_create_whatsapp_content": lambda wire: whatsapp(wire).to_wire(),
    "targets_create_when_later": later,
    "targets_result_request": lambda wire: said(DESCRIBE.campaigns.result(wire["id"])),
    "targets_stop_request": lambda wire: said(DESCRIBE.campaigns.stop(wire["id"])),
    "update_segment_request": segment_changes,
    "upload_events_request": _upload,
    "upload_nested_profile": _upload,
    "upload_profile_operators": _upload,
    "upload_profiles_request": _upload,
    "upload_tokens_request": _upload,
}
"""By the beginning of a sample's name, what says it again with the typed API."""

_TRENDS = {label: TrendGroup("daily") for label in ("foo", "bar", "foobar")}
_COUNT = first(DESCRIBE.profiles.count({}))
_CREATE = DESCRIBE.campaigns.create("n", content=_MAIL, when=Now())
_ESTIMATE = DESCRIBE.campaigns.estimate("n", content=_MAIL)
_BATCH = DESCRIBE.uploads.batch([EventRecord("Seen", "u")])

ANSWERS: Mapping[str, tuple[Call[Any], str | None]] = {
    "catalog_url_response": (DESCRIBE.catalogs.upload_url(), None),
    "counts_success_response": (_COUNT, "count"),
    "counts_trends_response": (first(DESCRIBE.reports.trends(_EVENT, _TRENDS)), None),
    "custom_list_url_response": (DESCRIBE.custom_lists.upload_url(), None),
    "events_cursor_last_page": (DESCRIBE.events.export_page("c"), None),
    "events_cursor_post_response": (DESCRIBE.events.start_export(_EVENT), "cursor"),
    "externaltrigger_success_response": (DESCRIBE.external_triggers.fire(1, "u"), None),
    "now_response_basic": (DESCRIBE.reports.now(), None),
    "profile_get_response": (DESCRIBE.profiles.get("u"), "record"),
    "send_success_response": (DESCRIBE.messages.send_email("u", content=_MAIL), None),
    "targets_create_email_estimate_response": (_ESTIMATE, None),
    "targets_create_push_response": (_CREATE, None),
    "targets_create_sms_estimate_response": (_ESTIMATE, None),
    "targets_create_webpush_estimate_response": (_ESTIMATE, None),
    "targets_result_response": (DESCRIBE.campaigns.result(1), "result"),
    "targets_stop_response": (DESCRIBE.campaigns.stop(1), None),
    "upload_partial_509": (_BATCH, None),
    "upload_profiles_success_response": (_BATCH, None),
    "upload_success_response": (_BATCH, None),
}
"""By name, the call that a sample answers, and the key of the part that the call gives."""

REFUSALS: Mapping[str, Call[Any]] = {
    "counts_invalid_event": _COUNT,
    "counts_partial_response": _COUNT,
    "custom_list_completed_error_email": DESCRIBE.custom_lists.complete(
        "n", url="https://files.example/k", filename="f", email="noor@quay.example", creator="Noor"
    ),
    "error_": DESCRIBE.profiles.get("u"),
    "targets_create_error_": _CREATE,
    "upload_fail_no_unprocessed": _BATCH,
}
"""By the beginning of a name, the call that a sample refuses."""

ELSEWHERE: Mapping[str, str] = {
    "email_bounce_callback": "what a mail provider tells CleverTap: no call of this API",
    "email_unsubscribe_callback": "what a mail provider tells CleverTap: no call of this API",
    "webhook_out_broadcast": "what CleverTap posts to a server of yours: no call of this API",
}
"""Samples that are neither said nor read, and why."""

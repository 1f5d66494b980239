"""Nothing that is sent makes the sandbox fail itself: it answers, and in CleverTap's way."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest

from clevertap_client.testing import CleverTapSandbox

ODD: tuple[Any, ...] = (None, True, -1, 1e300, "", "x", [], [None], ["x"], {}, {"a": {"b": [1]}})
DID: dict[str, Any] = {
    "event_name": "Booked",
    "from": 20260301,
    "to": 20260302,
    "event_properties": [{"name": "n", "operator": "between", "value": [1, 2]}],
}
QUERY: dict[str, Any] = {
    **DID,
    "session_properties": [{"name": "n", "value": "x"}],
    "common_profile_properties": {
        "profile_fields": [{"name": "Plan", "operator": "contains", "value": "x"}],
        "geo_fields": [["a", "b"]],
        "geo_radius": [[1, 2, 3]],
    },
    "advanced_query": {
        "did_all": [DID],
        "did_none": [DID],
        "did_any": {"any_events": [DID], "operator": "equals", "value": 1},
    },
}
GROUPS = {"a": {"property_type": "event_properties", "name": "n", "top_n": 3, "order": "asc"}}
TRENDS = {"a": {"trend_type": "daily"}}
CAMPAIGN: dict[str, Any] = {
    "name": "x",
    "target_mode": "push",
    "content": {"title": "x", "platform_specific": {"android": {"wzrk_cid": "c"}}},
    "devices": ["android"],
    "labels": ["a"],
    "where": {},
    "control_group": {"type": "custom", "name": "g"},
    "conversion_goal": {"event_name": "x", "filter_type": {}},
    "when": {
        "type": "recurring",
        "start_time": "20260301 10:00",
        "repeat_type": "week",
        "repeats_every": 1,
        "repeat_on_days_of_week": [1],
        "end_by_occurrences": 3,
        "end_by_date": "20260401",
    },
}
TIMED: dict[str, Any] = {
    "name": "x",
    "target_mode": "email",
    "content": {"subject": "x", "body": "y"},
    "where": {},
    "when": {
        "type": "later",
        "delivery_date_time": ["20260301 10:00"],
        "delivery_timezone": "user",
        "user_timezone_wrap_around": True,
        "campaign_cutoff": "14:20",
        "dnd": {
            "message_state": "delay",
            "dnd_timezone": "user",
            "dnd_info": {"1": [{"from": "00:00", "to": "23:00"}]},
        },
    },
    "control_group": {"type": "campaign", "percentage": 10},
    "system_control_group_include": True,
    "users_limit_overall": 100,
    "users_limit_per_run": 100,
    "subscription_groups": ["a"],
    "send_email_to_opted_out_users": True,
    "respect_frequency_caps": True,
}
SEND: dict[str, Any] = {"to": {"Identity": ["kim"]}, "content": {"title": "x"}, "campaign_id": 1}
FILE = {"name": "x", "email": "admin@example.com", "creator": "k", "url": "u", "replace": True}
EVENT = {"type": "event", "identity": "kim", "evtName": "Booked", "evtData": {"n": 1}, "ts": 5}
PERSON = {"type": "profile", "identity": "kim", "profileData": {"n": {"$incr": 1}, "Age": 7}}
TOKEN: dict[str, Any] = {
    "type": "token",
    "objectId": "d",
    "tokenData": {"id": "t", "type": "fcm", "keys": {}},
}
BODIES: dict[str, Any] = {
    "/1/upload": {"d": [EVENT, PERSON, TOKEN]},
    "/1/events.json": QUERY,
    "/1/profiles.json": QUERY,
    "/1/counts/top.json": {**DID, "groups": GROUPS},
    "/1/counts/trends.json": {
        **DID,
        "sum_event_prop": "n",
        "groups": {"a": {"trend_type": "daily"}},
    },
    "/1/now.json": {"browser": True},
    "/1/message/report.json": {"from": "20260301", "to": "20260302", "label": ["a"]},
    "/1/targets/create.json": CAMPAIGN,
    "/1/targets/list.json": {"from": 20260301, "to": 20260302},
    "/1/targets/result.json": {"id": 1},
    "/1/targets/stop.json": {"id": 1},
    "/1/send/push.json": SEND,
    "/1/send/externaltrigger.json": {
        "to": {"identity": ["kim"]},
        "campaign_id": "1",
        "ExternalTrigger": {},
    },
    "/2/send/externaltrigger.json": {"to": {"identity": ["kim"]}, "campaign_id_list": [1]},
    "/1/targets/trigger.json": {"business_event": "b", "properties": {}, "c-by": "x", "when": 1},
    "/1/delete/profiles.json": {"identity": ["x"], "guid": ["y"]},
    "/1/demerge/profiles.json": {"identities": ["x"]},
    "/1/disassociate": {"d": [{"type": "phone", "value": "+491511234567"}]},
    "/1/subscribe": {"d": [{"type": "email", "value": "x@x.example", "status": "Unsubscribe"}]},
    "/api/createSegment": [{"segment_name": "x", "customer_segment_id": "y"}],
    "/api/updateSegment": {
        "bulk_profiles": [
            {
                "user_profiles": [{"identity": "kim"}],
                "segments": [{"ct_segment_id": "1", "action": "ADD"}],
            }
        ]
    },
    "/upload_custom_list_segment_completed": FILE,
    "/upload_catalog_completed": FILE,
    "/1/createVars": {"variableDefinitions": {"a": {"type": "string", "defaultValue": "x"}}},
    "/1/getVars": {"identity": "kim", "includeDefaults": True},
    "/1/deleteVars": {"variableNames": ["a"], "deleteAllVars": False},
    "/v1/contentBlock/create": {"type": "Text", "name": "x", "content": "c", "createdBy": "k"},
    "/v1/contentBlock/update": {"id": 1, "content": "c", "updatedBy": "k"},
    "/1/promo/coupons": {"kind": "x"},
    "/1/promo/coupons/validate": {"code": "x"},
}


def spoilt(body: Any) -> Iterator[Any]:
    """Give a body again and again, each time with something else odd in one place."""
    yield from ODD
    for path in _paths(body):
        for odd in ODD:
            changed = copy.deepcopy(body)
            part = changed
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = odd
            yield changed


def _paths(body: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts: Any = cast("Any", body) if isinstance(body, dict | list) else ()
    keys: Any = range(len(parts)) if isinstance(body, list) else tuple(parts)
    for key in keys:
        yield (*here, key)
        yield from _paths(body[key], (*here, key))


@pytest.mark.parametrize(("path", "right"), [*BODIES.items(), ("/1/targets/create.json", TIMED)])
def test_a_body_with_something_odd_is_answered(path: str, right: Any) -> None:
    sandbox = CleverTapSandbox()
    sandbox.account.dashboard.notification_channels = {"c"}
    sandbox.control_group("g", "kim")
    sandbox.business_event("b", "p")
    sandbox.add_token("d", "t")
    odd: dict[str, Any] = {"Tz": [5], "category-unsubscribe": {"a": 1}}
    sandbox.add_profile("odd", Email="odd@x.example", **odd)
    sandbox.account.dashboard.frequency_caps["email"] = 3
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    url = "https://api.clevertap.com"
    with httpx.Client(transport=sandbox.transport(), base_url=url, headers=headers) as http:
        http.post("/1/upload", json={"d": [EVENT, PERSON]})
        for body in spoilt(right):
            answer = http.post(path, content=json.dumps(body))
            assert answer.status_code < 500, (body, answer.text)
            assert answer.json()["status"] in {"success", "partial", "fail"}


HUGE = "9" * 4400
LIVE = '{"d":[{"type":"event","identity":"kim","evtName":"Booked",%s}]}'
DAILY = '"type":"recurring","start_time":"20260301 10:00","repeat_type":"day","repeats_every":1'
MAIL = '"name":"x","target_mode":"email","content":{"subject":"x"},"where":{}'
TRIGGER = '{"to":{"identity":["kim"]},"campaign_id":"%s"}'


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/1/upload", LIVE % f'"ts":{HUGE[:400]}', 400),
        ("/1/upload", LIVE % '"evtData":{"a":"\\ud800"}', 400),
        ("/1/upload", LIVE % '"evtData":{"a":NaN}', 400),
        ("/1/upload", LIVE % '"evtData":{"a":1e999}', 400),
        ("/1/upload", LIVE % '"evtData":{"a":"\\ud83d\\ude00"}', 200),
        ("/1/send/externaltrigger.json", TRIGGER % HUGE, 200),
        (
            "/1/targets/create.json",
            f'{{{MAIL},"when":{{{DAILY},"end_by_occurrences":999999}}}}',
            200,
        ),
    ],
)
def test_numbers_and_texts_that_no_service_could_keep_are_refused(
    path: str, body: str, status: int
) -> None:
    sandbox = CleverTapSandbox()
    sandbox.live_campaign("Booked", subject="x")
    sandbox.add_profile("kim", Email="kim@x.example")
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    url = "https://api.clevertap.com"
    with httpx.Client(transport=sandbox.transport(), base_url=url, headers=headers) as http:
        assert http.post(path, content=body).status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "/1/profile.json?identity=",
        f"/1/promo/transactions?identity=x&page={HUGE}",
        f"/v1/contentBlock/info?id={HUGE}",
        f"/v1/contentBlock/list?pageNumber={HUGE}&pageSize={HUGE}",
        "/1/profile.json?identity=a&email=b",
        "/1/events.json?cursor=%ff",
        "/1/counts/top.json?req_id=x",
        "/1/counts/other.json?req_id=1",
        "/v1/contentBlock/info?id=x",
        "/v1/contentBlock/list?pageNumber=0&pageSize=0",
        "/1/promo/transactions?identity=x&page=-1",
    ],
)
def test_an_odd_query_is_answered(query: str) -> None:
    sandbox = CleverTapSandbox()
    sandbox.add_profile("x")
    headers = {
        "X-CleverTap-Account-Id": sandbox.account_id,
        "X-CleverTap-Passcode": sandbox.passcode,
    }
    url = "https://api.clevertap.com"
    with httpx.Client(transport=sandbox.transport(), base_url=url, headers=headers) as http:
        assert http.get(query).status_code < 500
        assert http.put("/presigned/nothing?x=1").status_code in {400, 403}

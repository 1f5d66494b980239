"""A sandbox's own door: how another process looks into it, winds its clock, plans its faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import asdict

from .messages import Answer, Delay, Fault, Received, Reset, Stall, Trickle, Truncate

if TYPE_CHECKING:
    from .sandbox import Entry, Sandbox

CONTROL: Final = "/_sandbox/"
"""Where the door is. What comes here is in no journal, and no fault strikes it."""

_SPOILERS: Final[Mapping[str, type[Reset | Stall | Truncate | Delay | Trickle]]] = {
    "reset": Reset,
    "stall": Stall,
    "truncate": Truncate,
    "delay": Delay,
    "trickle": Trickle,
}


def answer_control(sandbox: Sandbox, request: Received) -> Answer:
    """Do what a request to the door asks for."""
    name = request.path.removeprefix(CONTROL)
    found = _DOORS.get((request.method, name))
    if found is None:
        return Answer.json({"error": f"no such door: {request.method} {name}"}, 404)
    try:
        body: object = request.json()
        given = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
        return Answer.json(found(sandbox, given))
    except Exception as error:  # noqa: BLE001 - whoever asked should see it
        return Answer.json({"error": f"{type(error).__name__}: {error}"}, 400)


def _state(sandbox: Sandbox, _: dict[str, Any]) -> object:
    with sandbox.lock:
        return sandbox.state()


def _journal(sandbox: Sandbox, _: dict[str, Any]) -> object:
    with sandbox.lock:
        return [_entry(entry) for entry in sandbox.journal]


def _entry(entry: Entry) -> dict[str, Any]:
    request = entry.request
    return {
        "method": request.method,
        "path": request.path,
        "query": request.raw_query,
        "body": request.body.decode(errors="replace"),
        "status": entry.answer.status,
        "fault": None if entry.fault is None else type(entry.fault).__name__.lower(),
    }


def _fail(sandbox: Sandbox, given: dict[str, Any]) -> object:
    lasting = given.pop("lasting", None)
    faults = [fault_of(one) for one in given.pop("faults")]
    sandbox.fail(faults, lasting=None if lasting is None else timedelta(seconds=lasting), **given)
    return {}


def _heal(sandbox: Sandbox, _: dict[str, Any]) -> object:
    sandbox.heal()
    return {}


def _clock(sandbox: Sandbox, given: dict[str, Any]) -> object:
    clocked = cast("Any", sandbox)
    if "advance" in given:
        clocked.advance(timedelta(seconds=given["advance"]))
    else:
        moment = given["set"]
        clocked.set_clock(None if moment is None else datetime.fromisoformat(moment))
    return {"now": sandbox.now().isoformat()}


def _call(sandbox: Sandbox, given: dict[str, Any]) -> object:
    name: str = given["name"]
    if name not in sandbox.remote:
        raise LookupError(f"{name} cannot be called from here: {', '.join(sorted(sandbox.remote))}")
    result: object = getattr(sandbox, name)(*given.get("positional", ()), **given.get("named", {}))
    told = (result, getattr(result, "uri", None), getattr(result, "id", None))
    return {"result": next((one for one in told if isinstance(one, str | int | float)), None)}


_DOORS: Final[Mapping[tuple[str, str], Callable[[Sandbox, dict[str, Any]], object]]] = {
    ("GET", "state"): _state,
    ("GET", "journal"): _journal,
    ("POST", "fail"): _fail,
    ("POST", "heal"): _heal,
    ("POST", "clock"): _clock,
    ("POST", "call"): _call,
}


def fault_of(data: Mapping[str, Any]) -> Fault:
    """Read a fault. Raises `LookupError` or `TypeError` if it is none."""
    given = dict(data)
    kind: str = given.pop("kind")
    if kind != "answer":
        return _SPOILERS[kind](**given)
    headers = tuple((str(name), str(value)) for name, value in given.get("headers", ()))
    return Answer(int(given["status"]), str(given.get("body", "")).encode(), headers)


def fault_data(fault: Fault) -> dict[str, Any]:
    """Give a fault as data that `fault_of` reads."""
    kind = type(fault).__name__.lower()
    if isinstance(fault, Answer):
        headers = [list(pair) for pair in fault.headers]
        body = fault.body.decode()
        return {"kind": kind, "status": fault.status, "body": body, "headers": headers}
    return {"kind": kind, **asdict(fault)}


def plan_data(faults: Fault | Sequence[Fault]) -> list[dict[str, Any]]:
    """Give one fault, or several, as data."""
    several = faults if isinstance(faults, Sequence) else (faults,)
    return [fault_data(fault) for fault in several]


def encoded(body: Mapping[str, Any] | None) -> bytes:
    """Encode what is said at the door."""
    return b"" if body is None else json.dumps(body).encode()

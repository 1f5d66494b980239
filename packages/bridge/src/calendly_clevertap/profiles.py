"""The profiles that events go to: without an Email before the first one, no mail goes out.

They are given what they lack, and nothing is overwritten. Each is looked at once, and uploaded
before its events in a call of its own, since the order inside of a batch is not documented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from api_client_core.steps import off, together
from clevertap_client import CallFailed, NotAllowed, Profile, ProfileRecord

from .ledger import Entry, State, digest, profile_note
from .uploads import Fate, upload
from .work import ENOUGH, SIDE_BY_SIDE, Work

TROUBLE: Final = "CleverTap was out of order"
"""Name of the note that says so."""
_REFUSED: Final[Mapping[str, str]] = {
    "514": "Gender", "515": "Email", "516": "Phone", "517": "Employed", "518": "Education",
    "519": "Married", "520": "Age",
}  # fmt: skip


@define
class Seen:
    """A profile that is looked at.

    Attributes:
        wanted: What it should hold, as JSON data.
        lacking: What of that it lacks.
        remarks: What CleverTap did not take.
        fate: What became of it, if its events cannot go.
    """

    wanted: dict[str, Any]
    lacking: dict[str, Any] = field(factory=dict[str, Any])
    remarks: list[str] = field(factory=list[str])
    fate: Fate | None = None


async def see_to_profiles(work: Work, entries: Sequence[Entry]) -> dict[str, Seen]:
    """Give profiles what they lack; an operation.

    Tells how the profiles of entries stand, by the entries' keys, if they were not seen before. If
    CleverTap was out of order the last time, one look that does no harm comes first: an event that
    meets an error of the server is in doubt.
    """
    ledger = work.ledger
    names = {entry.key: _note(entry) for entry in entries if entry.profile}
    notes = await off(lambda: {n: ledger.note(n) for n in {TROUBLE, *names.values()}})
    if notes[TROUBLE]:
        probe = Seen({"identity": "nobody", "profileData": {}})
        await _look(work, probe, [])
        if probe.fate is not None:
            return dict.fromkeys([entry.key for entry in entries], probe)
        await off(lambda: ledger.enter((), {TROUBLE: ""}))
    wanted = {names[entry.key]: entry.profile for entry in entries if entry.profile}
    seen = {name: Seen(json.loads(wanted[name])) for name in wanted if notes[name] is None}
    failures: list[CallFailed] = []
    await together((_look(work, one, failures) for one in seen.values()), SIDE_BY_SIDE)
    while going := {name: one for name, one in seen.items() if one.lacking}:
        records = {
            name: ProfileRecord.from_wire({**one.wanted, "profileData": one.lacking})
            for name, one in going.items()
        }
        for name, fate in (await upload(work, records)).items():
            _judge(seen[name], fate)
    if well := {name: "seen" for name, one in seen.items() if not (one.fate or one.remarks)}:
        await off(lambda: ledger.enter((), well))
    return {key: seen[name] for key, name in names.items() if name in seen}


def _note(entry: Entry) -> str:
    properties = json.loads(entry.profile)["profileData"]
    return f"{profile_note(entry.identity)} {digest(entry.identity, *sorted(properties))}"


async def _look(work: Work, seen: Seen, failures: list[CallFailed]) -> None:
    values: dict[str, Any] = seen.wanted["profileData"]
    try:
        if len(failures) >= ENOUGH:
            seen.fate = Fate(State.PENDING, "", f"not tried after others: {failures[-1]}")
            return
        found = await work.clevertap.describe.profiles.find(seen.wanted["identity"])
    except NotAllowed as error:
        seen.remarks.append(f"the profile was left alone, since it may not be read: {error}")
    except CallFailed as error:
        failures.append(error)
        seen.fate = Fate(State.PENDING, "", str(error), error)
    else:
        failures.clear()
        seen.lacking = {n: v for n, v in values.items() if found is None or _lacks(found, n)}


def _judge(seen: Seen, fate: Fate) -> None:
    """Decide how to go on after an upload: all is well, or without a property, or not at all."""
    lacking, seen.lacking = seen.lacking, {}
    if fate.state is State.DEAD and fate.error is None:
        name = _REFUSED.get(fate.code, "")
        seen.remarks.append(f"profile {name}: refused with code {fate.code}: {fate.advice}")
        if name in lacking:
            seen.lacking = {other: v for other, v in lacking.items() if other != name}
    elif fate.state is not State.DONE:
        seen.fate = fate


def _lacks(found: Profile, name: str) -> bool:
    known = {"Name": found.name, "Email": found.email, "Phone": found.phone}
    return not (known.get(name) or found.properties.get(name) is not None)

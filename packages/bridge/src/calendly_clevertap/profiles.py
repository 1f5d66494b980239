"""The profile that an event goes to: without an Email before the first one, no mail goes out.

It is given what it lacks, and nothing is overwritten. It is looked at once, and uploaded before the
event in a call of its own, since the order inside of a batch is not documented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from api_client_core.steps import off
from clevertap_client import NotAllowed, Profile, ProfileRecord

from .ledger import Entry, digest
from .work import Work

_REFUSED: Final[Mapping[str, str]] = {
    "514": "Gender", "515": "Email", "516": "Phone", "517": "Employed", "518": "Education",
    "519": "Married", "520": "Age",
}  # fmt: skip


async def see_to_profile(work: Work, entry: Entry) -> tuple[str, ...]:
    """Give a profile what it lacks; an operation. Gives remarks on what CleverTap did not take.

    Raises:
        CallFailed: It could not be read or uploaded.
        RecordsRefused: CleverTap failed on it, and may accept it later.
    """
    if not entry.profile:
        return ()
    ledger, wanted = work.ledger, json.loads(entry.profile)
    values: dict[str, Any] = wanted["profileData"]
    seen = digest("profile", entry.identity, *sorted(values))
    if await off(lambda: ledger.note(seen)) is not None:
        return ()
    try:
        found = await work.clevertap.describe.profiles.find(entry.identity)
    except NotAllowed as error:
        return (f"the profile was left alone, since it may not be read: {error}",)
    lacking = {name: v for name, v in values.items() if found is None or _lacks(found, name)}
    remarks: list[str] = []
    while lacking:
        record = ProfileRecord.from_wire({**wanted, "profileData": lacking})
        result = await work.clevertap.describe.uploads.send([record], patience=0)
        if not result.refused:
            break
        refused = result.refused[0]
        if refused.temporary:
            result.raise_for_refused()
        name = _REFUSED.get(str(refused.code), "")
        remarks.append(f"profile {name}: refused with code {refused.code}: {refused.advice}")
        if name not in lacking:
            break
        del lacking[name]  # and the rest again
    if not remarks:
        await off(lambda: ledger.enter((), {seen: "seen"}))
    return tuple(remarks)


def _lacks(found: Profile, name: str) -> bool:
    known = {"Name": found.name, "Email": found.email, "Phone": found.phone}
    return not (known.get(name) or found.properties.get(name) is not None)

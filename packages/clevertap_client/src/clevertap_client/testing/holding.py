"""Who is left out of a campaign: control groups, and limits of users."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .campaigns import Dashboard, SandboxCampaign
from .live import LiveCampaign
from .objects import as_object
from .store import StoredProfile


def held_back(
    campaign: SandboxCampaign | LiveCampaign, person: StoredProfile, board: Dashboard
) -> str | None:
    """Tell which control group keeps a campaign from somebody; None if none does."""
    body: Mapping[str, Any] = campaign.body if isinstance(campaign, SandboxCampaign) else {}
    names = {text for key, text in person.ids if key == "identity"}
    if names & board.system_control_group and body.get("system_control_group_include") is not True:
        return "the profile is in the system control group"
    group = as_object(body.get("control_group"))
    name = str(group.get("name"))
    if group.get("type") == "custom" and names & board.control_groups.get(name, set()):
        return f"the profile is in the control group {name!r}"
    percentage: object = group.get("percentage")
    if isinstance(percentage, int) and _lot(campaign.id, person) < percentage:
        return "the profile is in the campaign's control group"
    return None


def over_limit(body: Mapping[str, Any], name: str, reached: int) -> str | None:
    """Tell whether a campaign has reached as many users as it may."""
    most: object = body.get(name)
    if not isinstance(most, int) or isinstance(most, bool) or reached < most:
        return None
    return f"{name}: {most} were reached"


def _lot(number: int, person: StoredProfile) -> int:
    """Draw a number from 0 to 99: the same each time, for this campaign and this person."""
    drawn = hashlib.sha256(f"{number}/{person.object_id}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") % 100

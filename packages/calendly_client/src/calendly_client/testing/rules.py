"""What the sandbox does as Calendly does, and how sure we are of it.

`RULES` is the one table, gathered from the families' own: refusals name their rule, and
documentation prints it all. ``documented`` is Calendly's own word, ``observed`` was seen in answers
that others published, ``assumed`` is our guess where both are silent: change it when you know
better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from . import (
    rules_booking,
    rules_calls,
    rules_contacts,
    rules_deliveries,
    rules_event_types,
    rules_hours,
    rules_meetings,
    rules_oauth,
    rules_organizations,
    rules_records,
)

_FAMILIES: Final = (
    rules_calls,
    rules_oauth,
    rules_event_types,
    rules_meetings,
    rules_booking,
    rules_deliveries,
    rules_organizations,
    rules_hours,
    rules_contacts,
    rules_records,
)

RULES: Final[Mapping[str, Rule]] = {
    name: rule for family in _FAMILIES for name, rule in family.RULES.items()
}
"""All rules, by the name that the sandbox's code uses."""

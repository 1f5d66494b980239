"""What the sandbox does as CleverTap does, and how sure we are of it.

`RULES` is the one table, gathered from the families' own: refusals name their rule, and
documentation prints it all. ``documented`` is CleverTap's own word, ``observed`` was seen in
answers or in the code of live clients, ``assumed`` is our guess where both are silent: change it
when you know better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from . import (
    rules_calls,
    rules_campaigns,
    rules_exports,
    rules_lists,
    rules_live,
    rules_messages,
    rules_people,
    rules_uploads,
)

_FAMILIES: Final = (
    rules_calls,
    rules_uploads,
    rules_people,
    rules_exports,
    rules_campaigns,
    rules_messages,
    rules_lists,
    rules_live,
)

RULES: Final[Mapping[str, Rule]] = {
    name: rule for family in _FAMILIES for name, rule in family.RULES.items()
}
"""All rules, by the name that the sandbox's code uses."""

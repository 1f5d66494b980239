"""Live campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

RULES: Final[Mapping[str, Rule]] = {
    "live-window": Rule(
        "A Live campaign looks at events from 2 hours ago to 2 minutes ahead, ends included.",
        "documented",
        "Events Object; that the ends are included is assumed",
    ),
    "live-mail": Rule(
        "A mail goes to the profile's Email unless MSG-email is false, at once; quiet hours are "
        "passed over.",
        "documented",
        "Upload User Profiles API; that it goes at once is assumed",
    ),
    "live-names": Rule(
        "A campaign reacts to events of its name in any case and spacing; only those that are "
        "uploaded, not those that CleverTap raises itself.",
        "assumed",
        "Platform Considerations has the equality of names; of campaigns no page speaks",
    ),
    "live-liquid": Rule(
        "Subject and body see Event and Profile; nothing is escaped; a date is '$D_' and seconds.",
        "assumed",
        "the Liquid page names the tags only",
    ),
}

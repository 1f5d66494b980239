"""Hours of availability: checked, and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from api_client_core.wire import UNSET, Unset

from ..errors import InvalidArgument
from ..models import AvailabilityRule, AvailabilityRules, AvailabilitySchedule, RuleType, Weekday
from ._checks import several
from ._settings import JSON, as_json, day

Rule: TypeAlias = AvailabilityRule | Mapping[str, Any]
"""The hours of a weekday or of a date, or their JSON."""

Rules: TypeAlias = AvailabilityRules | AvailabilitySchedule | Mapping[str, Any]
"""Hours with a time zone: those of an event type or of a schedule, or their JSON."""

_WEEK: Final = ", as AvailabilityRule.week({'monday': [('09:00', '17:00')]}) gives them"
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def hours(name: str, rules: Sequence[Rule], *, whole_week: bool = False) -> list[JSON]:
    """Give rules of availability as JSON.

    Args:
        name: The parameter.
        rules: The rules.
        whole_week: Whether each weekday needs its rule.

    Raises:
        InvalidArgument: One does not say its day, or has no times of day, or the week has gaps.
    """
    if isinstance(rules, Mapping | AvailabilityRule):
        raise InvalidArgument(name, f"must be a list of rules{_WEEK}")
    told = [_rule(f"{name}[{i}]", rule) for i, rule in enumerate(several(name, rules, at_least=0))]
    if whole_week:
        count = Counter(rule.get("wday") for rule in told if rule.get("type") == RuleType.WDAY)
        for wday in Weekday:
            if count[wday] != 1:
                found = f"{wday} has {count[wday] or 'none'}"
                raise InvalidArgument(name, f"must hold one rule for each weekday{_WEEK}; {found}")
    return told


def hours_in_zone(name: str, rules: Rules | Unset) -> JSON | Unset:
    """Give hours with their time zone as JSON, if any are given.

    Raises:
        InvalidArgument: There is no time zone, or a rule is wrong.
    """
    if isinstance(rules, Unset):
        return UNSET
    if isinstance(rules, AvailabilityRules | AvailabilitySchedule):
        rules = {"timezone": rules.timezone, "rules": rules.rules}
    told = as_json(name, rules)
    if not told.get("timezone"):
        raise InvalidArgument(f"{name}.timezone", "is missing: say which, such as Europe/Berlin")
    if not told.get("rules"):
        raise InvalidArgument(f"{name}.rules", "are missing: hours need at least one")
    return {**told, "rules": hours(f"{name}.rules", told["rules"])}


def _rule(name: str, rule: Rule) -> JSON:
    told = as_json(name, rule)
    kind = told.get("type")
    if kind == RuleType.WDAY and not Weekday(str(told.get("wday"))).is_known:
        raise InvalidArgument(f"{name}.wday", "must be a weekday, such as monday")
    if kind == RuleType.DATE:
        told["date"] = day(f"{name}.date", told.get("date", ""))
    if kind is None:
        raise InvalidArgument(f"{name}.type", "is missing: wday or date")
    if told.get("intervals"):
        told["intervals"] = [_span(f"{name}.intervals", span) for span in told["intervals"]]
    return told


def _span(name: str, span: object) -> JSON:
    """Check a stretch of a day. One up to midnight may end at 00:00."""
    told = as_json(name, span)
    start, end = str(told.get("from")), str(told.get("to"))
    if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)):
        raise InvalidArgument(name, "need a start and an end as HH:MM, such as 09:00")
    if start >= end != "00:00":
        raise InvalidArgument(name, f"must end after they begin, not run from {start} to {end}")
    return told

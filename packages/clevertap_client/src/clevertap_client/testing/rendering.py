"""Templates of campaigns that the dashboard holds, rendered; this needs the extra ``liquid``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .store import StoredProfile


class Unrendered(Exception):
    """A template fails; the text says why."""


def check(*templates: str) -> None:
    """Check templates that somebody publishes. Those without tags need no extra.

    Raises:
        TemplateError: One cannot be read.
    """
    for template in filter(_is_liquid, templates):
        from ..liquid import check as check_liquid

        check_liquid(template)


def rendered(
    template: str,
    profile: StoredProfile,
    *,
    event: Mapping[str, Any] | None = None,
    trigger: Mapping[str, Any] | None = None,
) -> str:
    """Render a template for somebody. Raises `Unrendered`."""
    if not _is_liquid(template):
        return template
    from ..liquid import TemplateError, render

    person = {**profile.properties, "identity": profile.identity, "objectId": profile.object_id}
    try:
        return render(template, event=event, profile=person, trigger=trigger, html=False)
    except TemplateError as error:
        raise Unrendered(f"the template fails: {error}") from None


def _is_liquid(template: str) -> bool:
    return "{{" in template or "{%" in template

"""Teams: people with a scheduling page of their own."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Team:
    """People who share a scheduling page.

    Attributes:
        uri: Identifies the team.
        name: As shown to invitees.
        organization: The URI of its organization.
        scheduling_url: Its public page.
    """

    uri: str
    name: str
    organization: str | None = None
    scheduling_url: str | None = None

"""What a sandbox takes for granted of the real service, and how sure each point is."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

Mark: TypeAlias = Literal["documented", "observed", "assumed"]
"""The service's own word; seen in answers or code that others published; or our guess."""


@frozen
class Rule:
    """One thing that a sandbox does.

    Attributes:
        says: What it does.
        mark: How sure we are that the real service does so too.
        source: Where that is known from.
    """

    says: str
    mark: Mark
    source: str

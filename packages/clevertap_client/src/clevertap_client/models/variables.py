"""Variables of apps, which the dashboard may change."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from api_client_core.open_enum import OpenStrEnum

VariableValue: TypeAlias = str | bool | int | float
"""What a variable may hold."""


class VariableType(OpenStrEnum):
    """What a variable holds."""

    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"


@frozen(kw_only=True)
class DefinedVariables:
    """That variables were taken.

    Attributes:
        warning: What CleverTap finds odd; empty if nothing is.
    """

    warning: str = ""


@frozen(kw_only=True)
class DeletedVariables:
    """What became of variables that were to go.

    Attributes:
        deleted: Those that are gone.
        problematic: Those that are not: there are none of that name, for example.
    """

    deleted: tuple[str, ...] = ()
    problematic: tuple[str, ...] = ()


@frozen
class Variable:
    """What a variable is.

    Args:
        type: What it holds.
        default_value: What apps get while nobody set another value.
        description: For the dashboard.
    """

    type: VariableType | str
    default_value: VariableValue
    description: str | None = None

"""Enums that a service may extend without asking."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenStrEnum(StrEnum):
    """A string enum that takes values added to the API after this release.

    >>> class Status(OpenStrEnum):
    ...     ACTIVE = "active"
    >>> Status("paused"), Status("paused").is_known
    (<Status.UNKNOWN_PAUSED: 'paused'>, False)
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value.upper()}"
        member._value_ = value
        return member

    def __reduce_ex__(self, proto: object) -> tuple[type[Self], tuple[str]]:
        # Python 3.11 before .4 would pickle by name, and names of unknown values are not kept.
        return type(self), (self._value_,)

    @property
    def is_known(self) -> bool:
        """Whether this release has a name for the value."""
        return self._name_ in type(self).__members__

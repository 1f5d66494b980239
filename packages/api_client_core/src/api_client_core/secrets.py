"""Strings that must not be printed."""

from __future__ import annotations

from hmac import compare_digest
from typing import final


@final
class Secret:
    """Wrap a credential, so that repr, str, logs and tracebacks show ``Secret('…f3a9')``."""

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        self._value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """Return the credential itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Secret('…{self._value[-4:]}')" if len(self._value) > 12 else "Secret('…')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

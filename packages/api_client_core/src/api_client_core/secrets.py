"""Strings that must not be printed."""

from __future__ import annotations

from attrs import field, frozen


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


@frozen(repr=False)
class Secret:
    """Wrap a credential, so that repr, str, logs and tracebacks show ``Secret('…f3a9')``."""

    _value: str = field(converter=_plain)

    def reveal(self) -> str:
        """Return the credential itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Secret('…{self._value[-4:]}')" if len(self._value) > 12 else "Secret('…')"

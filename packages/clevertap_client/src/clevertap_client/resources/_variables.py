"""How variables are told and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import field, frozen

from api_client_core.errors import Unreadable
from api_client_core.structure import structured
from api_client_core.wire import Reply

from ..converter import CONVERTER, succeeded
from ..errors import InvalidArgument
from ..models import Variable, VariableType, VariableValue

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    VariableType.STRING: (str,),
    VariableType.BOOLEAN: (bool,),
    VariableType.NUMBER: (int, float),
}


def definition(variable: Variable) -> dict[str, Any]:
    """Give a variable as CleverTap takes it.

    Raises:
        InvalidArgument: It is none, or its value is not of its type.
    """
    if not isinstance(cast("object", variable), Variable):
        raise InvalidArgument("variables", "must map names to Variable(type, default_value)")
    # A flag is a number to Python, and to nobody else.
    kinds = _KINDS.get(variable.type)
    if kinds and type(variable.default_value) not in kinds:
        raise InvalidArgument("variables", f"holds a {variable.type} whose default is none")
    told: dict[str, Any] = {"type": variable.type, "defaultValue": variable.default_value}
    if variable.description is not None:
        told["description"] = variable.description
    return told


@frozen
class Values:
    """Read the values of variables."""

    def __call__(self, reply: Reply) -> Mapping[str, VariableValue]:
        """Read them. One that is no plain value is left out, and reported as drift.

        Raises:
            Unreadable: There are none.
            Rejected: It says fail.
        """
        body = succeeded(reply)
        if not isinstance(body.get("variables"), dict):
            raise Unreadable("not an object @ $.variables")
        return structured(CONVERTER, body, _Variables).variables


@frozen(kw_only=True)
class _Variables:
    variables: Mapping[str, VariableValue] = field(factory=dict[str, VariableValue])

"""How variables are told and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attrs import frozen

from api_client_core.errors import Unreadable
from api_client_core.wire import Reply

from ..converter import succeeded
from ..errors import InvalidArgument
from ..models import Variable


def definition(variable: Variable) -> dict[str, Any]:
    """Give a variable as CleverTap takes it.

    Raises:
        InvalidArgument: It is none.
    """
    if not isinstance(cast("object", variable), Variable):
        raise InvalidArgument("variables", "must map names to Variable(type, default_value)")
    told: dict[str, Any] = {"type": variable.type, "defaultValue": variable.default_value}
    if variable.description is not None:
        told["description"] = variable.description
    return told


@frozen
class Values:
    """Read the values of variables."""

    def __call__(self, reply: Reply) -> Mapping[str, str | bool | int | float]:
        """Read them.

        Raises:
            Unreadable: There are none, or one is no plain value.
            Rejected: It says fail.
        """
        found = succeeded(reply).get("variables")
        if not isinstance(found, dict):
            raise Unreadable("missing @ $.variables" if found is None else "wrong @ $.variables")
        values = cast("dict[str, Any]", found)
        if any(not isinstance(value, str | bool | int | float) for value in values.values()):
            raise Unreadable("not a plain value @ $.variables")
        return values

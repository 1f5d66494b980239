"""``/1/createVars``, ``/1/getVars`` and ``/1/deleteVars``: variables of apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..content import SandboxVariable
from ..objects import as_list, as_object
from ..refusals import MALFORMED, WRONG_VARIABLE, Refused
from .base import Base, body_of, credentials, success

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
}


class Variables(Base):
    """Variables: defined here, set in the dashboard, read by apps."""

    @route("POST", "/1/createVars")
    @credentials
    def create_variables(self, account: SandboxAccount, request: Received) -> Answer:
        """Define variables."""
        given = as_object(body_of(request).get("variableDefinitions"))
        if not given:
            raise Refused(MALFORMED)
        for name, definition in given.items():
            if not _is_right(as_object(definition)):
                raise Refused(WRONG_VARIABLE, name)
        for name, definition in given.items():
            old = account.content.variables.get(name)
            account.content.variables[name] = SandboxVariable(definition, old and old.value)
        return success(warning="")

    @route("POST", "/1/getVars")
    @credentials
    def get_variables(self, account: SandboxAccount, request: Received) -> Answer:
        """Give the values."""
        body = body_of(request)
        if len({"identity", "clevertapId"} & body.keys()) != 1:
            raise Refused(MALFORMED)
        found: dict[str, Any] = {}
        for name, variable in account.content.variables.items():
            if variable.value is not None:
                found[name] = variable.value
            elif body.get("includeDefaults") is True:
                found[name] = variable.definition["defaultValue"]
        return success(variables=found)

    @route("POST", "/1/deleteVars")
    @credentials
    def delete_variables(self, account: SandboxAccount, request: Received) -> Answer:
        """Delete variables."""
        body, variables = body_of(request), account.content.variables
        everything = body.get("deleteAllVars") is True
        names = list(variables) if everything else as_list(body.get("variableNames"))
        if names is None or not all(isinstance(name, str) for name in names):
            raise Refused(MALFORMED)
        gone = [name for name in dict.fromkeys(names) if variables.pop(name, None) is not None]
        others = [name for name in names if name not in gone]
        return success(deletedVariables=gone, problematicVariables=others)


def _is_right(definition: dict[str, Any]) -> bool:
    kinds = _KINDS.get(str(definition.get("type")))
    value = definition.get("defaultValue")
    return (
        kinds is not None
        and isinstance(value, kinds)
        and (bool in kinds or not isinstance(value, bool))
    )

"""``/1/createVars``, ``/1/getVars``, ``/1/deleteVars``: variables of apps (Remote Config)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import Whole
from ..errors import InvalidArgument
from ..models import DefinedVariables, DeletedVariables, Variable, VariableValue
from ..users import ObjectId, checked_user
from ._checks import filled, several
from ._variables import Values, definition
from ._verbs import POST


class Variables(Resource[S]):
    """Variables that apps read, and the dashboard sets."""

    @endpoint
    def define(self, variables: Mapping[str, Variable]) -> Call[DefinedVariables]:
        """Define variables. They stay unseen until somebody publishes them in the dashboard.

        Not repeated if the answer is lost.

        Args:
            variables: By name; dots in a name make folders.

        See https://developer.clevertap.com/docs/create-variables-api
        """
        if not isinstance(cast("object", variables), Mapping) or not variables:
            raise InvalidArgument("variables", "must map at least one name to a Variable")
        definitions = {filled("variables", name): definition(v) for name, v in variables.items()}
        body = {"variableDefinitions": definitions}
        return POST("1", "createVars", body=body, returns=Whole(DefinedVariables))

    @endpoint
    def get(
        self, user: str | ObjectId, *, include_defaults: bool | None = None
    ) -> Call[Mapping[str, VariableValue]]:
        """Fetch the values that a user's apps get. A user whom nobody knows gets the defaults.

        Args:
            user: An identity, or an `ObjectId`.
            include_defaults: Whether to list variables that nobody set, too; not by default.

        Returns:
            The values by the variables' names.

        See https://developer.clevertap.com/docs/get-variables-api
        """
        given = checked_user(user)
        if not isinstance(given, str | ObjectId):
            raise InvalidArgument("user", "must be an identity as text, or an ObjectId")
        key, name = ("identity", given) if isinstance(given, str) else ("clevertapId", given.value)
        body: dict[str, object] = {key: name}
        if include_defaults is not None:
            body["includeDefaults"] = include_defaults
        return POST("1", "getVars", body=body, returns=Values(), idempotent=True)

    @endpoint
    def delete(
        self, names: Sequence[str] = (), *, everything: bool = False
    ) -> Call[DeletedVariables]:
        """Delete variables. Not repeated if the answer is lost.

        Args:
            names: Which.
            everything: True, in place of names, deletes all that there are.

        Returns:
            What is gone, and what is not: look at ``problematic``.

        See https://developer.clevertap.com/docs/delete-variables-api
        """
        wanted = [filled("names", name) for name in several("names", names, at_least=0)]
        if bool(wanted) == everything:
            raise InvalidArgument("names", "name variables, or pass everything=True, not both")
        named = {"variableNames": wanted} if wanted else {}
        body = {**named, "deleteAllVars": everything}
        return POST("1", "deleteVars", body=body, returns=Whole(DeletedVariables))

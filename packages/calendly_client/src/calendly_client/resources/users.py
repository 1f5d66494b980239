"""``/users``."""

from __future__ import annotations

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from ..converter import One
from ..ids import uuid_of
from ..models import User
from ._verbs import GET


class Users(Resource[S]):
    """People with a Calendly account.

    See https://developer.calendly.com/api-docs/calendly-api/users
    """

    @endpoint
    def me(self) -> Call[User]:
        """Fetch the user that the token belongs to.

        See https://developer.calendly.com/api-docs/calendly-api/users/get-current-user
        """
        return GET("users", "me", returns=One(User))

    @endpoint
    def get(self, user: str) -> Call[User]:
        """Fetch one user: the only place that tells a host's time zone.

        See https://developer.calendly.com/api-docs/calendly-api/users/get-user

        Args:
            user: Its URI, the URI's last segment, or ``me``.

        Raises:
            InvalidArgument: The id is empty or of something else.
            NotFound: There is no such user.
            PermissionDenied: The user is in another organization.
        """
        return GET("users", uuid_of(user, "user", "users"), returns=One(User))

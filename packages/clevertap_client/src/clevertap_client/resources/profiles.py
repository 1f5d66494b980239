"""``/1/profile.json``: what CleverTap knows of a person."""

from __future__ import annotations

from typing import Final, cast

from api_client_core.endpoints import Resource, S, endpoint, operation
from api_client_core.senders import Describing
from api_client_core.steps import Call

from ..converter import Inside, profile_data
from ..errors import InvalidArgument, NotFound
from ..models import Profile
from ..users import Email, ObjectId, checked_user, key_of
from ._verbs import GET

_PROFILE: Final = Inside(Profile, prepare=profile_data)


class Profiles(Resource[S]):
    """Profiles of people."""

    @endpoint
    def get(self, user: str | ObjectId | Email) -> Call[Profile]:
        """Fetch one profile.

        CleverTap creates a profile for every identity that an event or profile record names, so a
        profile may be there without an e-mail address.

        Args:
            user: An identity, an `ObjectId`, or an `Email` address.

        Raises:
            NotFound: There is none: CleverTap says 404, or answers without a record.

        See https://developer.clevertap.com/docs/get-user-profiles-api
        """
        if not isinstance(cast("object", user), str | ObjectId | Email):
            raise InvalidArgument("user", "must be an identity as text, an ObjectId or an Email")
        key, value = key_of(user if isinstance(user, Email) else checked_user(user))
        return GET("1", "profile.json", query={key: value}, returns=_PROFILE)

    @operation
    async def find(self: Profiles[Describing], user: str | ObjectId | Email) -> Profile | None:
        """Fetch one profile, or None if there is none.

        Args:
            user: An identity, an `ObjectId`, or an `Email` address.
        """
        try:
            return await self.get(user)
        except NotFound:
            return None

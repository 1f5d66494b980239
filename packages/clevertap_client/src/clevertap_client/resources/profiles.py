"""``/1/profile.json``, ``/1/profiles.json`` and what is done to people."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Final, Unpack, cast

from api_client_core.endpoints import Resource, S, endpoint, operation, stream
from api_client_core.senders import Describing
from api_client_core.steps import Call

from .. import limits
from ..converter import Inside, Judged, done, profile_data
from ..errors import InvalidArgument, NotFound
from ..export_options import ExportOptions
from ..models import ExportPage, Profile, Subscription, SubscriptionStatus, UploadReply
from ..queries import QueryLike, query_to_wire
from ..users import Email, ObjectId, checked_user, key_of
from ._checks import filled, several
from ._exports import Exported, begin, page, walk
from ._reports import counted, settled
from ._subscriptions import addresses, phone, subscription
from ._verbs import GET, POST

_PROFILE: Final = Inside(Profile, prepare=profile_data)
_PAGE: Final = Exported(Profile, profile_data)
_JUDGED: Final = Judged()


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

    @stream
    async def export(
        self: Profiles[Describing],
        query: QueryLike,
        *,
        deadline: float = 600.0,
        **options: Unpack[ExportOptions],
    ) -> AsyncGenerator[Profile, None]:
        """Walk through all profiles that a query selects, page by page.

        Args:
            query: Whom: a `Query`, or a mapping in CleverTap's own words.
            deadline: Seconds to wait for one page that CleverTap is still preparing.
            **options: See `ExportOptions`.

        Raises:
            NotReady: A page was not ready in time.
            CursorExpired: More than four days passed between two pages: start anew.
            UnexpectedReply: The pages go round in circles.

        See https://developer.clevertap.com/docs/get-user-profiles-api
        """
        async for found in walk(self.start_export(query, **options), self.export_page, deadline):
            yield found

    @endpoint
    def start_export(self, query: QueryLike, **options: Unpack[ExportOptions]) -> Call[str]:
        """Start an export, and get the cursor of its first page. `export` does the rest for you.

        Args:
            query: As for `export`.
            **options: See `ExportOptions`.

        Raises:
            NotReady: CleverTap is still preparing it: ask again later.
        """
        return begin("profiles.json", query, options)

    @endpoint
    def export_page(self, cursor: str) -> Call[ExportPage[Profile]]:
        """Fetch one page of an export: to keep the cursor, and go on within four days.

        Args:
            cursor: What `start_export` gave, or the page before, unchanged.

        Raises:
            NotReady: CleverTap is still preparing it: ask again later, with the same cursor.
            CursorExpired: It is too old: start anew.
        """
        return page("profiles.json", cursor, _PAGE)

    @operation
    async def count(
        self: Profiles[Describing], query: QueryLike, *, deadline: float = 600.0
    ) -> int:
        """Count the profiles that a query selects, however long CleverTap takes.

        Args:
            query: Whom: a `Query`, or a mapping in CleverTap's own words.
            deadline: Seconds to wait for the result, asked for after 2, 4, 8 and at most 30.

        Raises:
            NotReady: It was not ready in time.

        See https://developer.clevertap.com/docs/get-profile-count-api
        """
        return await settled("profiles.json", query_to_wire(query), counted, deadline)

    @operation
    async def delete(
        self: Profiles[Describing],
        *,
        identities: Iterable[str] = (),
        object_ids: Iterable[str] = (),
    ) -> None:
        """Delete people, any number of them, 100 in a call. CleverTap does it some time later.

        To delete who is deleted does nothing (assumed): after an error, all of it may be repeated.

        Args:
            identities: Their identities.
            object_ids: CleverTap's ids of them (``guid``).

        Raises:
            InvalidArgument: Nobody is named.

        See https://developer.clevertap.com/docs/delete-user-profile
        """
        for call in _deletions(
            {
                "identity": _people("identities", identities),
                "guid": _people("object_ids", object_ids),
            }
        ):
            await call

    @endpoint
    def demerge(self, identities: Sequence[str]) -> Call[None]:
        """Take identities apart that were merged wrongly. Events may be lost. Not repeated.

        Args:
            identities: 1 to 100 of them.

        See https://developer.clevertap.com/docs/demerge-user-profile-api
        """
        names = several("identities", identities, at_most=limits.PEOPLE_PER_DEMERGE.value)
        body = {"identities": _people("identities", names)}
        return POST("1", "demerge", "profiles.json", body=body, returns=done)

    @endpoint
    def disassociate(self, phones: Sequence[str]) -> Call[UploadReply]:
        """Free phone numbers from the profiles that hold them as identity. Deletes nobody.

        Not repeated: a number may have found a new owner.

        Args:
            phones: 1 to 1000 of them, as E.164: a plus, the country code, digits only.

        Returns:
            How many were freed, and those that were refused: look at ``unprocessed``.

        See https://developer.clevertap.com/docs/disassociate-api
        """
        numbers = several("phones", phones, at_most=limits.ADDRESSES_PER_CALL.value)
        rows = [{"type": "phone", "value": phone("phones", number)} for number in numbers]
        return POST("1", "disassociate", body={"d": rows}, returns=_JUDGED)

    @endpoint
    def subscribe(
        self,
        *,
        phones: Sequence[str] = (),
        emails: Sequence[str] = (),
        whatsapp: Sequence[str] = (),
    ) -> Call[UploadReply]:
        """Have addresses receive messages again: all profiles that share them.

        For one profile alone, upload ``MSG-email`` and the like. Not repeated: it raises events.

        Args:
            phones: For text messages, as E.164.
            emails: E-mail addresses.
            whatsapp: For WhatsApp, as E.164. 1 to 1000 addresses in all.

        Returns:
            How many were taken, and those that were refused: look at ``unprocessed``. Its shape is
            not documented; it is read like that of an upload (assumed).

        See https://developer.clevertap.com/docs/subscribe-api
        """
        return _subscriptions(addresses(SubscriptionStatus.RESUBSCRIBE, phones, emails, whatsapp))

    @endpoint
    def unsubscribe(
        self,
        *,
        phones: Sequence[str] = (),
        emails: Sequence[str] = (),
        whatsapp: Sequence[str] = (),
    ) -> Call[UploadReply]:
        """Have addresses receive no more messages: all profiles that share them.

        For one profile alone, upload ``MSG-email`` and the like. Not repeated: it raises events.

        Args:
            phones: As for `subscribe`.
            emails: As for `subscribe`.
            whatsapp: As for `subscribe`.

        Returns:
            As `subscribe`.

        See https://developer.clevertap.com/docs/subscribe-api
        """
        return _subscriptions(addresses(SubscriptionStatus.UNSUBSCRIBE, phones, emails, whatsapp))

    @endpoint
    def set_subscriptions(self, subscriptions: Sequence[Subscription]) -> Call[UploadReply]:
        """Subscribe some addresses and unsubscribe others, in one call. Not repeated.

        Args:
            subscriptions: 1 to 1000 of them.

        Returns:
            As `subscribe`.

        See https://developer.clevertap.com/docs/subscribe-api
        """
        return _subscriptions(subscriptions)


def _deletions(people: dict[str, tuple[str, ...]]) -> list[Call[None]]:
    if not any(people.values()):
        raise InvalidArgument("identities", "name somebody, here or in object_ids")
    most = limits.PEOPLE_PER_DELETION.value
    bodies = [
        {key: names[first : first + most]}
        for key, names in people.items()
        for first in range(0, len(names), most)
    ]
    path = ("1", "delete", "profiles.json")
    return [POST(*path, body=body, returns=done, idempotent=True) for body in bodies]


def _people(name: str, given: Iterable[str]) -> tuple[str, ...]:
    return tuple(filled(name, person) for person in several(name, given, at_least=0))


def _subscriptions(given: Sequence[Subscription]) -> Call[UploadReply]:
    rows = several("subscriptions", given, at_most=limits.ADDRESSES_PER_CALL.value)
    return POST("1", "subscribe", body={"d": list(map(subscription, rows))}, returns=_JUDGED)

"""``/1/promo``: wallets of points, coupons and vouchers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.steps import Call

from .._parts import extras
from ..errors import InvalidArgument
from ..users import Email, ObjectId, checked_user, key_of
from ._anything import Anything, Json
from ._checks import filled, whole
from ._verbs import GET, POST

_ANSWER: Final = Anything()


class Promo(Resource[S]):
    """Wallets, coupons and vouchers: what can be read. Partly known.

    Each gives CleverTap's answer as it comes. CleverTap's pages do not agree on the credentials:
    this client sends those of all other calls. What pays points in and out, or redeems a coupon,
    is reached with ``request``.
    """

    @endpoint
    def wallets(self, user: str | ObjectId | Email) -> Call[Json]:
        """Fetch a user's wallets, with their points.

        Args:
            user: An identity, an `ObjectId`, or an `Email` address.

        Returns:
            CleverTap's whole answer: its shape is not known.

        Raises:
            BadRequest: There is no such user.

        See https://developer.clevertap.com/docs/get-wallet-details
        """
        if not isinstance(cast("object", user), str | ObjectId | Email):
            raise InvalidArgument("user", "must be an identity as text, an ObjectId or an Email")
        key, value = key_of(user if isinstance(user, Email) else checked_user(user))
        return GET("1", "promo", "wallets", query={key: value}, returns=_ANSWER)

    @endpoint
    def transactions(
        self, identity: str, *, wallet_id: str | int | None = None, page: int | None = None
    ) -> Call[Json]:
        """Fetch what went into a user's wallets and out of them.

        Args:
            identity: Whose.
            wallet_id: Of which wallet.
            page: Which page; the first is 1.

        Returns:
            CleverTap's whole answer: its shape is not known.

        See https://developer.clevertap.com/docs/get-wallet-transactions
        """
        query = {
            "identity": filled("identity", identity),
            "walletId": wallet_id,
            "page": None if page is None else whole("page", page, 1),
        }
        return GET("1", "promo", "transactions", query=query, returns=_ANSWER)

    @endpoint
    def coupons(self, filters: Mapping[str, object]) -> Call[Json]:
        """Fetch coupons. It changes nothing, so it is repeated if the answer is lost.

        Args:
            filters: The body, in CleverTap's own words.

        Returns:
            CleverTap's whole answer: its shape is not known.

        See https://developer.clevertap.com/docs/coupon-apis
        """
        return POST(
            "1",
            "promo",
            "coupons",
            body=extras("filters", filters),
            returns=_ANSWER,
            idempotent=True,
        )

    @endpoint
    def validate_coupon(
        self, details: Mapping[str, object], *, identity: str | None = None
    ) -> Call[Json]:
        """Ask whether a coupon may be used. It uses none, so it is repeated if the answer is lost.

        Args:
            details: The body, in CleverTap's own words: the coupon, the cart and its products.
            identity: Who wants to use it; some coupons are a user's own.

        Returns:
            CleverTap's whole answer: its shape is not known.

        See https://developer.clevertap.com/docs/validate-coupon
        """
        return POST(
            "1",
            "promo",
            "coupons",
            "validate",
            query={"identity": None if identity is None else filled("identity", identity)},
            body=extras("details", details),
            returns=_ANSWER,
            idempotent=True,
        )

    @endpoint
    def vouchers(self, identity: str) -> Call[Json]:
        """Fetch the vouchers of partners that a user has.

        CleverTap's newest page gives another path, ``/2/promo/vouchers/assign``: should this one
        fail, say ``request("GET", "/2/promo/vouchers/assign", query={"identity": ...})``.

        Args:
            identity: Whose.

        Returns:
            CleverTap's whole answer: its shape is not known.

        See https://developer.clevertap.com/docs/promo-apis
        """
        query = {"identity": filled("identity", identity)}
        return GET("1", "promo", "vouchers", query=query, returns=_ANSWER)

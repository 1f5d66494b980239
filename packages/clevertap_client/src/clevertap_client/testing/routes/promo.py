"""``/1/promo/``: what promotions give."""

from __future__ import annotations

from typing import Final

from api_client_core.testing import Answer, Received, route

from ..account import SandboxAccount
from ..objects import as_number
from ..refusals import NO_IDENTITY, Refused
from .base import Base, body_of, credentials, success

_PAGE: Final = 10


class Promo(Base):
    """Wallets, coupons, vouchers, as a test has put them there."""

    @route("GET", "/1/promo/wallets")
    @credentials
    def wallets(self, account: SandboxAccount, request: Received) -> Answer:
        """Give somebody's wallets."""
        found = account.content.promotions.wallets
        return success(wallets=found.get(_identity(account, request), []))

    @route("GET", "/1/promo/transactions")
    @credentials
    def transactions(self, account: SandboxAccount, request: Received) -> Answer:
        """Give what went in and out of a wallet."""
        rows = account.content.promotions.transactions.get(_identity(account, request), [])
        wallet, page = request.first("walletId"), as_number(request.first("page")) or 1
        if wallet is not None:
            rows = [row for row in rows if str(row.get("walletId")) == wallet]
        start = (page - 1) * _PAGE
        return success(transactions=rows[start : start + _PAGE])

    @route("POST", "/1/promo/coupons")
    @credentials
    def coupons(self, account: SandboxAccount, request: Received) -> Answer:
        """Give the coupons that are as asked for."""
        asked = body_of(request)
        rows = account.content.promotions.coupons
        fit = [r for r in rows if all(r.get(key, value) == value for key, value in asked.items())]
        return success(coupons=fit)

    @route("POST", "/1/promo/coupons/validate")
    @credentials
    def validate(self, account: SandboxAccount, request: Received) -> Answer:
        """Tell whether a coupon is known."""
        code = body_of(request).get("code")
        known = any(row.get("code") == code for row in account.content.promotions.coupons)
        return success(valid=known)

    @route("GET", "/1/promo/vouchers")
    @credentials
    def vouchers(self, account: SandboxAccount, request: Received) -> Answer:
        """Give somebody's vouchers."""
        found = account.content.promotions.vouchers
        return success(vouchers=found.get(_identity(account, request), []))


def _identity(account: SandboxAccount, request: Received) -> str:
    """Find whom a call is about. Raises `Refused`."""
    for key in ("identity", "email", "objectId"):
        if (given := request.first(key)) is not None:
            person = account.store.find(key, given)
            if person is not None:
                return person.identity or person.object_id
    raise Refused(NO_IDENTITY)

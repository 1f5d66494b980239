"""What type-checkers see of OAuth. Checked by mypy and pyright, both strict; never run."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, assert_type

from calendly_client import AsyncCalendly, Calendly, Call, ReauthorizationRequired, Response, Secret
from calendly_client.models import Authorization, Introspection, Token
from calendly_client.oauth import (
    AsyncCalendlyOAuth,
    CalendlyOAuth,
    FileTokenStore,
    MemoryTokenStore,
    OAuth,
    TokenStore,
)


def blocking(application: CalendlyOAuth) -> None:
    asked = assert_type(application.begin(redirect_uri="app:/back"), Authorization)
    assert_type(asked.url, str)
    assert_type(application.finish(asked, "?code=c"), Token)
    assert_type(application.exchange(code="c", redirect_uri="app:/back"), Token)
    assert_type(application.refresh("r"), Token)
    assert_type(application.revoke("t"), None)
    assert_type(application.introspect("t"), Introspection)
    assert_type(application.with_raw_response.refresh("r"), Response[Token])
    _ = assert_type(application.describe.refresh("r"), Call[Token])
    assert_type(application.with_options(timeout=1), CalendlyOAuth)


async def awaited(application: AsyncCalendlyOAuth) -> None:
    asked = assert_type(application.begin(redirect_uri="app:/back"), Authorization)
    _ = assert_type(application.finish(asked, "?code=c"), Coroutine[Any, Any, Token])
    assert_type(await application.refresh("r"), Token)
    assert_type(await application.revoke("t"), None)
    assert_type(await application.with_raw_response.introspect("t"), Response[Introspection])
    application.revoke("t")  # type: ignore[unused-coroutine] # pyright: ignore[reportUnusedCoroutine] # it is what is shown here


def tokens(token: Token) -> None:
    assert_type(token.access_token, Secret)
    assert_type(token.refresh_token, Secret | None)
    assert_type(token.scopes, tuple[str, ...])
    assert_type(token.expires_at, datetime | None)
    assert_type(token.created_at, datetime | None)
    assert_type(Token.from_json(token.to_json()), Token)


class Mine:
    """A store of one's own."""

    def load(self) -> Token | None:
        return None

    def save(self, token: Token) -> None:
        pass

    def try_lock(self) -> Callable[[], None] | None:
        return None


def either_client_takes_either_application(
    application: CalendlyOAuth, other: AsyncCalendlyOAuth
) -> None:
    stores: tuple[TokenStore, ...] = (MemoryTokenStore(), FileTokenStore("token.json"), Mine())
    for store in stores:
        Calendly(auth=OAuth(application, store, early=timedelta(minutes=5)))
        AsyncCalendly(auth=OAuth(application, store))
        Calendly(auth=OAuth(other, store))
        AsyncCalendly(auth=OAuth(other, store))
    Calendly("token")
    OAuth(application, "token.json")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # it is what is shown here
    Calendly(auth="token")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] # it is what is shown here


def errors(error: ReauthorizationRequired) -> None:
    assert_type(error.why, str)
    assert_type(error.error, str | None)

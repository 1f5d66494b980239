"""Applications, the permissions that users gave them, and the tokens made of those."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from random import Random
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field, frozen

from .access import Allowance, Caller, Doorman

CODE_LIVES: Final = timedelta(minutes=10)
TOKEN_LIVES: Final = timedelta(hours=2)
TOKENS: Final = Allowance("tokens", 8, timedelta(minutes=1))
Scopes: TypeAlias = frozenset[str] | None
"""None: everything, which is called ``default``."""
Fault: TypeAlias = Literal[
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
]
SAYS: Final[Mapping[Fault, str]] = {
    "access_denied": "The resource owner or authorization server denied the request.",
    "invalid_client": "Client authentication failed.",
    "invalid_grant": "The code or the refresh token is wrong, used, too old, revoked, or was made "
    "for another redirect or client.",
    "invalid_request": "The request lacks a parameter, or has one that cannot be read.",
    "invalid_scope": "The requested scope is unknown, or the application does not have it.",
    "unauthorized_client": "The client may not do this with the token.",
    "unsupported_grant_type": "The server does not know this grant type.",
    "unsupported_response_type": "The server does not know this response type.",
}


class Refusal(Exception):
    """An answer of the OAuth server that says no."""

    def __init__(self, error: Fault, status: int = 400) -> None:
        super().__init__(error)
        self.error: Fault = error
        self.status: int = status

    @property
    def body(self) -> dict[str, str]:
        """What it says, as RFC 6749 has it."""
        return {"error": self.error, "error_description": SAYS[self.error]}


@frozen(kw_only=True)
class SandboxApplication:
    """An application that a sandbox knows.

    Attributes:
        client_id: Its id.
        client_secret: Its secret; a native application has none.
        redirect_uris: Where it lets users come back to.
        scopes: What it may ask for; None: everything, as older applications may.
    """

    client_id: str
    client_secret: str | None = field(repr=False)
    redirect_uris: tuple[str, ...]
    scopes: Scopes = None


@frozen(kw_only=True)
class Permission:
    """What a user allowed an application."""

    application: SandboxApplication
    user: str
    scopes: Scopes

    @property
    def scope(self) -> str:
        """Put it as answers do."""
        return "default" if self.scopes is None else " ".join(sorted(self.scopes))


@frozen(kw_only=True)
class Code:
    """What a user comes back with, for one exchange."""

    permission: Permission
    redirect_uri: str
    challenge: str
    made_at: datetime

    def fits(self, form: Mapping[str, str], now: datetime) -> bool:
        """Tell whether an exchange is by whoever asked, and in time."""
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return (
            now < self.made_at + CODE_LIVES
            and form.get("redirect_uri") == self.redirect_uri
            and compare_digest(challenge, self.challenge)
        )


@frozen(kw_only=True)
class Pair:
    """An access token, and the refresh token that came with it."""

    permission: Permission
    access: str
    refresh: str
    made_at: datetime

    def answer(self, organization: str) -> dict[str, Any]:
        """Hand it out."""
        return {
            "token_type": "Bearer",
            "access_token": self.access,
            "refresh_token": self.refresh,
            "scope": self.permission.scope,
            "created_at": int(self.made_at.timestamp()),
            "expires_in": int(TOKEN_LIVES.total_seconds()),
            "owner": self.permission.user,
            "organization": organization,
        }


@define(eq=False, kw_only=True)
class Authorizer:
    """Keeps applications, codes and tokens."""

    now: Callable[[], datetime]
    random: Random
    doorman: Doorman
    applications: dict[str, SandboxApplication] = field(factory=dict[str, SandboxApplication])
    codes: dict[str, Code] = field(factory=dict[str, Code])
    by_access: dict[str, Pair] = field(factory=dict[str, Pair])
    by_refresh: dict[str, Pair] = field(factory=dict[str, Pair])

    def text(self, bits: int) -> str:
        """Make up a token."""
        return f"{self.random.getrandbits(bits):0{bits // 4}x}"

    def register(
        self, redirect_uris: tuple[str, ...], native: bool, scopes: Scopes
    ) -> SandboxApplication:
        """Take an application in."""
        application = SandboxApplication(
            client_id=self.text(128),
            client_secret=None if native else self.text(256),
            redirect_uris=redirect_uris,
            scopes=scopes,
        )
        self.applications[application.client_id] = application
        return application

    def asking(self, query: Mapping[str, str]) -> SandboxApplication:
        """Find who sends a user, if the user may be sent back. Raises `Refusal`."""
        application = self.applications.get(query.get("client_id", ""))
        if application is None:
            raise Refusal("invalid_client", 401)
        if query.get("redirect_uri") not in application.redirect_uris:
            raise Refusal("invalid_request")
        return application

    def agree(self, application: SandboxApplication, query: Mapping[str, str], user: str) -> str:
        """Let a user agree; give the code. Raises `Refusal`."""
        if query.get("response_type") != "code":
            raise Refusal("unsupported_response_type")
        if not query.get("code_challenge") or query.get("code_challenge_method") != "S256":
            raise Refusal("invalid_request")
        asked = frozenset(query.get("scope", "").split()) - {"default"}
        if application.scopes is not None and not asked <= application.scopes:
            raise Refusal("invalid_scope")
        code = self.text(256)
        self.codes[code] = Code(
            permission=Permission(
                application=application, user=user, scopes=asked or application.scopes
            ),
            redirect_uri=query["redirect_uri"],
            challenge=query["code_challenge"],
            made_at=self.now(),
        )
        return code

    def client(self, basic: str, form: Mapping[str, str]) -> SandboxApplication:
        """Tell who asks for a token: by the header, or in the form. Raises `Refusal`."""
        ident, secret = form.get("client_id", ""), form.get("client_secret")
        if basic.startswith("Basic "):
            try:
                ident, _, secret = (
                    base64.b64decode(basic[6:], validate=True).decode().partition(":")
                )
            except ValueError:
                raise Refusal("invalid_client", 401) from None
        application = self.applications.get(ident)
        if application is None or application.client_secret != secret:
            raise Refusal("invalid_client", 401)
        return application

    def granted(self, application: SandboxApplication, form: Mapping[str, str]) -> Permission:
        """Find what a form asks a token for. Raises `Refusal`."""
        kind = form.get("grant_type")
        if kind not in {"authorization_code", "refresh_token"}:
            raise Refusal("unsupported_grant_type")
        if kind == "refresh_token":
            pair = self.by_refresh.get(form.get("refresh_token", ""))
            found = pair.permission if pair else None
        else:
            code = self.codes.get(form.get("code", ""))
            found = code.permission if code and code.fits(form, self.now()) else None
        if found is None or found.application is not application:
            raise Refusal("invalid_grant")
        return found

    def spend(self, form: Mapping[str, str]) -> None:
        """Use up the code or the refresh token of a form."""
        self.codes.pop(form.get("code", ""), None)
        self.by_refresh.pop(form.get("refresh_token", ""), None)

    def issue(self, permission: Permission) -> Pair:
        """Make a new pair."""
        pair = Pair(
            permission=permission,
            access=f"sandbox-access-{self.text(96)}",
            refresh=self.text(256),
            made_at=self.now(),
        )
        self.by_access[pair.access] = self.by_refresh[pair.refresh] = pair
        self.doorman.tokens[pair.access] = Caller(
            permission.user, permission.scopes, pair.made_at + TOKEN_LIVES
        )
        return pair

    def find(self, token: str) -> Pair | None:
        """Find the pair of a token that is still good."""
        pair = self.by_access.get(token)
        if pair is not None and pair.made_at + TOKEN_LIVES <= self.now():
            pair = None
        return pair or self.by_refresh.get(token)

    def end(self, pair: Pair) -> None:
        """Make a pair good for nothing."""
        self.by_access.pop(pair.access, None)
        self.by_refresh.pop(pair.refresh, None)
        self.doorman.tokens.pop(pair.access, None)

"""``/oauth``, which is on a host of its own in the real world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from attrs import define, field

from api_client_core.testing import Answer, Received, route

from ...converter import read
from ...errors import InvalidArgument
from ...models import Token, User
from ..authorizing import (
    TOKEN_LIVES,
    TOKENS,
    Authorizer,
    Pair,
    Permission,
    Refusal,
    SandboxApplication,
)
from .base import Base


@define(eq=False, slots=False)
class OAuth(Base):
    """Applications that act for users."""

    authorizer: Authorizer = field(init=False, repr=False)

    def furnish(self) -> None:
        """Begin without applications."""
        super().furnish()
        self.authorizer = Authorizer(
            now=self.doorman.now, random=self.world.random, doorman=self.doorman
        )

    # ------------------------------------------------------------------------ what people do

    def register_application(
        self,
        *,
        redirect_uris: Sequence[str] = ("http://localhost:8000/calendly",),
        native: bool = False,
        scopes: Sequence[str] | None = None,
    ) -> SandboxApplication:
        """Register an application.

        Args:
            redirect_uris: Where it lets users come back to.
            native: Whether it is one that cannot keep a secret.
            scopes: What it may ask for; None: everything.
        """
        with self.lock:
            chosen = None if scopes is None else frozenset(scopes)
            return self.authorizer.register(tuple(redirect_uris), native, chosen)

    def agree(self, url: str, user: User | str | None = None) -> str:
        """Let a user agree on the page that an application sent them to.

        Args:
            url: The page's.
            user: Who; by default the owner, as when the page is fetched.

        Returns:
            Where the user is sent back to, with the code.
        """
        return self._consent(url, user)

    def deny(self, url: str) -> str:
        """Let a user refuse on the page that an application sent them to.

        Args:
            url: The page's.

        Returns:
            Where the user is sent back to, with the error.
        """
        query = dict(parse_qsl(url.partition("?")[2]))
        with self.lock:
            self.authorizer.asking(query)
        return _back(query, Refusal("access_denied").body)

    def token_of(self, application: SandboxApplication, user: User | str | None = None) -> Token:
        """Give the token of a user who has agreed before, without the way there.

        Args:
            application: Who was allowed to act.
            user: Who agreed; by default the owner.
        """
        with self.lock:
            permission = Permission(
                application=application, user=self._user(user), scopes=application.scopes
            )
            answer = self.authorizer.issue(permission).answer(self.world.organization)
        return read(answer, Token, "token")

    # ------------------------------------------------------------------------------- the HTTP

    @route("GET", "/oauth/authorize")
    def oauth_authorize(self, request: Received) -> Answer:
        """Show the page of consent to the owner, who agrees at once."""
        try:
            place = self._consent(f"?{request.raw_query}", None)
        except Refusal as refusal:
            return Answer.json(refusal.body, refusal.status)
        return Answer(302, headers=(("location", place),))

    @route("POST", "/oauth/token")
    def oauth_token(self, request: Received) -> Answer:
        """Exchange a code or a refresh token."""
        form = _form(request)
        try:
            basic = request.headers.get("authorization", "")
            permission = self.authorizer.granted(self.authorizer.client(basic, form), form)
        except Refusal as refusal:
            return Answer.json(refusal.body, refusal.status)

        def exchanged() -> Answer:
            self.authorizer.spend(form)
            pair = self.authorizer.issue(permission)
            return Answer.json(pair.answer(self.world.organization))

        return self.doorman.admit(permission.user, (TOKENS,), exchanged)

    @route("POST", "/oauth/revoke")
    def oauth_revoke(self, request: Received) -> Answer:
        """End a pair of tokens."""
        try:
            pair = self._asked_about(request)
        except Refusal as refusal:
            return Answer.json(refusal.body, refusal.status)
        if pair is not None:
            self.authorizer.end(pair)
        return Answer.json({})

    @route("POST", "/oauth/introspect")
    def oauth_introspect(self, request: Received) -> Answer:
        """Tell what is known of a token."""
        try:
            pair = self._asked_about(request)
        except Refusal as refusal:
            return Answer.json(refusal.body, refusal.status)
        if pair is None:
            return Answer.json({"active": False})
        made = int(pair.made_at.timestamp())
        ends = made + int(TOKEN_LIVES.total_seconds())
        known: dict[str, Any] = {
            "active": True,
            "scope": pair.permission.scope,
            "client_id": pair.permission.application.client_id,
            "token_type": "Bearer",
            "exp": ends,
            "iat": made,
            "owner": pair.permission.user,
            "organization": self.world.organization,
        }
        return Answer.json(known)

    def _asked_about(self, request: Received) -> Pair | None:
        form = _form(request)
        try:
            application = self.authorizer.client("", form)
        except Refusal:
            raise Refusal("unauthorized_client", 403) from None
        if "token" not in form or application.client_secret is None:
            raise Refusal("invalid_request")
        pair = self.authorizer.find(form["token"])
        if pair is not None and pair.permission.application is not application:
            raise Refusal("unauthorized_client", 403)
        return pair

    def _consent(self, url: str, user: User | str | None) -> str:
        query = dict(parse_qsl(url.partition("?")[2]))
        with self.lock:
            application = self.authorizer.asking(query)
            try:
                code = self.authorizer.agree(application, query, self._user(user))
            except Refusal as refusal:
                return _back(query, refusal.body)
        return _back(query, {"code": code})

    def _user(self, user: User | str | None) -> str:
        if user is None:
            return next(iter(self.world.users))
        uri = user if isinstance(user, str) else user.uri
        if uri not in self.world.users:
            raise InvalidArgument("user", "is not one of this sandbox")
        return uri


def _form(request: Received) -> dict[str, str]:
    kind = request.headers.get("content-type", "")
    known = kind.startswith("application/x-www-form-urlencoded")
    return dict(parse_qsl(request.body.decode("utf-8", "replace"))) if known else {}


def _back(query: dict[str, str], told: dict[str, str]) -> str:
    if "state" in query:
        told = {**told, "state": query["state"]}
    place = query["redirect_uri"]
    return f"{place}{'&' if '?' in place else '?'}{urlencode(told)}"

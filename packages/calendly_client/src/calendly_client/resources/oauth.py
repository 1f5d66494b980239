"""``/oauth``, on a host of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, field, frozen

from api_client_core.endpoints import Resource, S, endpoint
from api_client_core.secrets import Secret
from api_client_core.steps import Call
from api_client_core.verbs import Verbs
from api_client_core.wire import Body, Reply

from .._version import AGENT
from ..converter import Whole, nothing
from ..errors import InvalidArgument
from ..models import Authorization, Introspection, Token
from ..oauth_errors import AuthorizationDenied

T = TypeVar("T")
API: Final = "calendly-oauth"
HOST: Final = "https://auth.calendly.com"
HEADERS: Final = (("accept", "application/json"), ("user-agent", AGENT))
_VERBS: Final = Verbs(API, InvalidArgument)
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def pkce_challenge(verifier: str | Secret) -> str:
    """Give what goes into the URL for a verifier that is kept back: S256 of RFC 7636.

    Args:
        verifier: 43 to 128 characters, letters, digits and ``-._~``.

    Raises:
        InvalidArgument: It is of another length, or holds other characters.
    """
    text = Secret(verifier).reveal()
    if not _VERIFIER.fullmatch(text):
        raise InvalidArgument("code_verifier", "must have 43 to 128 letters, digits and -._~")
    return base64.urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


def _secret(value: str | Secret | None) -> Secret | None:
    return Secret(value) if value else None


@frozen(kw_only=True)
class Application:
    """An application as it is registered with Calendly.

    Attributes:
        client_id: Its id.
        client_secret: Its secret; native applications have none.
        base_url: Where the OAuth server is.
    """

    client_id: str
    client_secret: Secret | None = field(default=None, converter=_secret)
    base_url: str = HOST

    async def show(self) -> Mapping[str, Secret]:
        """Give the header by which a web application shows who it is. An operation.

        A native one has no secret, and no header: its id goes into the form.
        """
        if self.client_secret is None:
            return {}
        pair = f"{self.client_id}:{self.client_secret.reveal()}".encode()
        return {"authorization": Secret(f"Basic {base64.b64encode(pair).decode()}")}


class OAuthServer(Resource[S]):
    """Permission to act for a user: asking for it, keeping it alive, giving it back.

    See https://developer.calendly.com/how-to-access-calendly-data-on-behalf-of-authenticated-users
    and, for refresh tokens,
    https://developer.calendly.com/docs/authentication/refresh-token-rotation-guide
    """

    def __init__(self, sender: S, application: Application) -> None:
        super().__init__(sender)
        self.application: Application = application

    def authorization_url(
        self,
        *,
        redirect_uri: str,
        code_challenge: str | None = None,
        state: str | None = None,
        scope: str | Sequence[str] | None = None,
    ) -> str:
        """Give the address of the page on which a user agrees. Nothing is sent.

        `begin` makes up the challenge and the state, too.

        Args:
            redirect_uri: Where the user comes back to; registered with the application.
            code_challenge: Made of a verifier by `pkce_challenge`. Calendly asks all applications
                for it.
            state: What comes back along with the code.
            scope: What to ask for, such as ``["users:read", "scheduled_events:read"]``; by default
                what the application is registered for.

        Raises:
            InvalidArgument: The redirect is not absolute.
        """
        query = {
            "client_id": self.application.client_id,
            "response_type": "code",
            "redirect_uri": _absolute(redirect_uri),
            "code_challenge": code_challenge,
            "code_challenge_method": "S256" if code_challenge else None,
            "scope": scope if scope is None or isinstance(scope, str) else " ".join(scope),
            "state": state,
        }
        told = {name: value for name, value in query.items() if value}
        return f"{self.application.base_url}/oauth/authorize?{urlencode(told)}"

    def begin(
        self, *, redirect_uri: str, scope: str | Sequence[str] | None = None
    ) -> Authorization:
        """Begin to ask a user for permission, with a fresh verifier and state. Nothing is sent.

        Keep the answer in the user's session, and send the user to its ``url``.

        Args:
            redirect_uri: Where the user comes back to; registered with the application.
            scope: What to ask for; by default what the application is registered for.

        Raises:
            InvalidArgument: The redirect is not absolute.
        """
        verifier, state = Secret(token_urlsafe(48)), token_urlsafe(24)
        challenge = pkce_challenge(verifier)
        url = self.authorization_url(
            redirect_uri=redirect_uri, code_challenge=challenge, state=state, scope=scope
        )
        return Authorization(
            url=url, state=state, code_verifier=verifier, redirect_uri=redirect_uri
        )

    @endpoint
    def finish(self, asked: Authorization, came_back_to: str) -> Call[Token]:
        """Take a user who came back: check the state, and exchange the code for a token.

        Args:
            asked: What `begin` gave.
            came_back_to: The URL, or its query, that the user came back to.

        Raises:
            AuthorizationDenied: The user did not agree.
            InvalidArgument: The state is not this user's, or there is no code.
            ReauthorizationRequired: The code is used, or too old.
            OAuthError: The application's id or secret is wrong.
            AmbiguousDelivery: The reply was lost: the user has to go through the page again.
        """
        query = came_back_to.partition("?")[2] or came_back_to
        told = dict(parse_qsl(query.partition("#")[0]))
        state = told.get("state", "").encode("utf-8", "replace")
        if not asked.state or not compare_digest(state, asked.state.encode()):
            raise InvalidArgument("came_back_to", "has another state than this user was sent with")
        if error := told.get("error"):
            raise AuthorizationDenied(error, told.get("error_description"))
        form = {
            "grant_type": "authorization_code",
            "code": _present("code", told.get("code", "")),
            "redirect_uri": asked.redirect_uri,
            "code_verifier": asked.code_verifier.reveal(),
        }
        return self._token(form)

    @endpoint
    def exchange(
        self, *, code: str, redirect_uri: str, code_verifier: str | Secret | None = None
    ) -> Call[Token]:
        """Exchange the code that a user came back with for a token. A code is good for 10 minutes.

        Args:
            code: What came back.
            redirect_uri: The same as in the URL.
            code_verifier: What the URL's challenge was made of.

        Raises:
            ReauthorizationRequired: The code is used, too old, or of another redirect or verifier.
            OAuthError: The application's id or secret is wrong.
            AmbiguousDelivery: The reply was lost: the user has to go through the page again.
        """
        form = {
            "grant_type": "authorization_code",
            "code": _present("code", code),
            "redirect_uri": _absolute(redirect_uri),
            "code_verifier": None if code_verifier is None else Secret(code_verifier).reveal(),
        }
        return self._token(form)

    @endpoint
    def refresh(self, refresh_token: str | Secret) -> Call[Token]:
        """Exchange a refresh token for a new token, which has another. It is good for one use.

        `OAuth` does this by itself, and for one caller at a time; this is the bare request.

        Args:
            refresh_token: The last one that Calendly gave.

        Raises:
            ReauthorizationRequired: It was used or revoked.
            OAuthError: The application's id or secret is wrong.
            RateLimited: More than 8 tokens of one user within a minute.
            AmbiguousDelivery: The reply was lost: it may have been used up.
        """
        token = _present("refresh_token", refresh_token)
        return self._token({"grant_type": "refresh_token", "refresh_token": token})

    @endpoint
    def revoke(self, token: str | Secret) -> Call[None]:
        """Give a token back, so that it is good for nothing any more.

        Args:
            token: An access token, or a refresh token.

        Raises:
            InvalidArgument: The application has no secret, which Calendly asks for here.
            OAuthError: The token is not one of this application.
        """
        return self._ask("revoke", token, returns=nothing)

    @endpoint
    def introspect(self, token: str | Secret) -> Call[Introspection]:
        """Ask whether a token is good, until when, and for what.

        Args:
            token: An access token, or a refresh token.

        Raises:
            InvalidArgument: The application has no secret, which Calendly asks for here.
            OAuthError: The token is not one of this application.
        """
        return self._ask("introspect", token, returns=Whole(Introspection))

    def _token(self, form: Mapping[str, str | None]) -> Call[Token]:
        """Ask for a token. A native application is known by its id in the form alone."""
        native = self.application.client_secret is None
        told = {**form, "client_id": self.application.client_id if native else None}
        body = _form(told)
        return _VERBS.call("POST", "oauth", "token", returns=Whole(Token), body=body)

    def _ask(self, what: str, token: str | Secret, returns: Callable[[Reply], T]) -> Call[T]:
        """Ask about a token. Who asks stands in the form here, and must not stand elsewhere too."""
        application = self.application
        if application.client_secret is None:
            raise InvalidArgument(
                "client_secret", f"is missing: Calendly asks for it to {what} a token"
            )
        form = {
            "client_id": application.client_id,
            "client_secret": application.client_secret.reveal(),
            "token": _present("token", token),
        }
        call = _VERBS.call(
            "POST", "oauth", what, returns=returns, body=_form(form), idempotent=True
        )
        # A call with a URL of its own is sent without the Basic header, and without the others.
        return evolve(call, url=f"{application.base_url}/oauth/{what}", headers=HEADERS)


def _form(fields: Mapping[str, str | None]) -> Body:
    return Body.form([(name, value) for name, value in fields.items() if value is not None])


def _present(name: str, value: str | Secret) -> str:
    text = Secret(value).reveal()
    if not text or not text.isascii() or len(text.split()) != 1:
        raise InvalidArgument(name, "is empty, or has characters that none has")
    return text


def _absolute(redirect_uri: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://?\S+", redirect_uri) or "#" in redirect_uri:
        raise InvalidArgument(
            "redirect_uri",
            "must be an absolute URI without a fragment, such as https://example.com/calendly",
        )
    return redirect_uri

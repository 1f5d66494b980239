"""`OAuth`: the credentials of a client whose token is refreshed as it goes.

A refresh token is good for one use, so a refresh must happen once, and its answer must not get
lost. One caller of all threads, tasks and processes does it, under the store's lock:

1. read the store again: somebody else may have been faster;
2. write down that the refresh token is being sent, so that a crash from here on is seen later;
3. send it; 4. store the new token; 5. use it.

Steps 1 to 4 are one blocking function, also in an async client, which runs it in a thread: a thread
cannot be cancelled half-way, whatever becomes of the task or of its event loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from attrs import evolve

from api_client_core.errors import Failure
from api_client_core.secrets import Secret
from api_client_core.senders import Describing, SyncSender
from api_client_core.steps import now, off, utc, wait
from api_client_core.transport import Line, Pool
from api_client_core.wire import Request

from .errors import (
    AmbiguousDelivery,
    CallFailed,
    InvalidArgument,
    TimedOut,
    UnexpectedReply,
)
from .models import RefreshState, Token
from .oauth_errors import ReauthorizationRequired, RefreshUnanswered
from .resources.oauth import API, OAuthServer
from .token_stores import TokenStore

if TYPE_CHECKING:
    from .oauth import AsyncCalendlyOAuth, CalendlyOAuth

_POLL: Final = 0.02
_PATIENCE: Final = 180.0
_PAUSE: Final = timedelta(seconds=15)

NOBODY: Final = "nobody has authorised yet: the store holds no token"
NO_SUCCESSOR: Final = "Calendly gave an access token without a refresh token, and it has ended"
REFUSED: Final = (
    "Calendly refuses the refresh token: the user took the permission back, or the token was "
    "used by somebody who does not share this store"
)
LOST: Final = (
    "an earlier refresh was sent, but its answer could not be stored (a crash, a broken "
    "connection, or an answer that nobody can read), and with it went the only good refresh token"
)


class OAuth:
    """Lets a client act for a user who agreed: ``Calendly(auth=OAuth(...))``.

    The token comes from the store. It is refreshed shortly before it ends, and when Calendly says
    that it is not good any more; by one caller only, however many threads, tasks and processes use
    the store. The new token is stored before it is used. A cancelled task still waits for a refresh
    under way, so that its answer is not lost.

    In an async client a refresh takes one of the event loop's few threads. Where many users' tokens
    end at once, give it more: ``loop.set_default_executor(ThreadPoolExecutor(64))``.

    Calls may then raise, besides their own errors, `ReauthorizationRequired` (the user must agree
    again), `RefreshUnanswered` and `RateLimited`: the call was not sent, try later.

    Args:
        application: Who asks Calendly: one for all users of an application. Refreshes go through
            its connections; those of an async one through a blocking connection of their own.
        store: Where the user's token is: one for each user.
        early: How long before its end a token is refreshed.

    Raises:
        InvalidArgument: ``early`` is negative, or ``store`` is none.
    """

    def __init__(
        self,
        application: CalendlyOAuth | AsyncCalendlyOAuth,
        store: TokenStore,
        *,
        early: timedelta = timedelta(minutes=1),
    ) -> None:
        if not all(hasattr(store, name) for name in ("load", "save", "try_lock")):
            raise InvalidArgument("store", "must keep a token: FileTokenStore(path), say")
        if early < timedelta():
            raise InvalidArgument("early", "must not be negative")
        self.store: TokenStore = store
        self._application, self._early = application, early
        self._not_before: datetime | None = None
        self._unsaved: tuple[Token, Token] | None = None

    def __repr__(self) -> str:
        return f"OAuth({self._application!r})"

    def __reduce__(self) -> str:
        raise TypeError("OAuth holds a secret: make it anew where it is needed")

    async def authorize(self) -> Mapping[str, Secret]:
        """Give the credentials for the next request. An operation.

        Raises:
            ReauthorizationRequired: The user must agree again.
            RefreshUnanswered: Nobody knows whether the token was refreshed.
            CallFailed: It could not be refreshed.
        """
        token, moment = await off(self.store.load), await utc()
        if token is None or not token.is_good(moment):
            return _shown(await self._renewed(None, moment))
        if token.is_good(moment, self._early) or self._resting(moment):
            return _shown(token)
        # It ends soon, but is good still: nobody waits, and nothing that fails is in the way. One
        # that lives shorter than `early` is not refreshed by every call.
        self._not_before = moment + _PAUSE
        try:
            renewed = await off(partial(self._renew, None, moment, self._early))
        except CallFailed:
            return _shown(token)
        return _shown(renewed or token)

    async def renew(self, refused: Mapping[str, Secret]) -> bool:
        """Get other credentials, after some were answered with 401. An operation.

        Args:
            refused: Those.

        Raises:
            ReauthorizationRequired: The user must agree again.
            RefreshUnanswered: Nobody knows whether the token was refreshed.
            CallFailed: It could not be refreshed.
        """
        await self._renewed(refused.get("authorization"), await utc())
        return True

    async def _renewed(self, refused: Secret | None, moment: datetime) -> Token:
        """Wait until the token is refreshed, by us or by whoever has the lock."""
        end = await now() + _PATIENCE
        pause = _POLL
        while (token := await off(partial(self._renew, refused, moment))) is None:
            if await now() >= end:
                why = f"another refresh of this token did not end within {_PATIENCE:g} s"
                raise TimedOut(Failure(self._place, 0, idempotent=True, reason=why))
            await wait(pause)
            pause = min(0.25, pause * 1.2)
            fresh = await off(self.store.load)
            if fresh is not None and _is_other(fresh, refused) and fresh.is_good(moment):
                return fresh
        return token

    def _resting(self, moment: datetime) -> bool:
        return self._not_before is not None and moment < self._not_before

    @property
    def _place(self) -> Request:
        url = f"{self._application.application.base_url}/oauth/token"
        return Request("POST", url)

    # What follows blocks.

    def _renew(
        self, refused: Secret | None, moment: datetime, spare: timedelta = timedelta()
    ) -> Token | None:
        """Refresh the token unless that was done; None if somebody else is at it."""
        give_back = self.store.try_lock()
        if give_back is None:
            return None
        try:
            self._save_late()
            token = self.store.load()
            if token is not None and _is_other(token, refused) and token.is_good(moment, spare):
                return token
            return self._refreshed(token, moment)
        finally:
            give_back()

    def _refreshed(self, token: Token | None, moment: datetime) -> Token:
        if token is None:
            raise ReauthorizationRequired.because(NOBODY, self._place)
        if token.refresh_token is None:
            raise ReauthorizationRequired.because(NO_SUCCESSOR, self._place)
        if token.refresh_state in _DEAD:
            raise ReauthorizationRequired.because(_DEAD[token.refresh_state], self._place)
        in_doubt = token.refresh_state is RefreshState.SENT
        try:
            return self._send(token, token.refresh_token, moment, in_doubt)
        except AmbiguousDelivery as error:
            # A refresh that was begun by a process now dead gets one further try; so does this.
            if in_doubt:
                raise RefreshUnanswered(error.failure) from None
        try:
            return self._send(token, token.refresh_token, moment, in_doubt=True)
        except AmbiguousDelivery as error:
            raise RefreshUnanswered(error.failure) from None

    def _send(self, token: Token, secret: Secret, moment: datetime, in_doubt: bool) -> Token:
        self.store.save(evolve(token, refresh_state=RefreshState.SENT))
        try:
            fresh = self._ask(secret)
        except ReauthorizationRequired as refusal:
            state = RefreshState.LOST if in_doubt else RefreshState.REFUSED
            return self._settle(token, state, refusal, moment)
        except UnexpectedReply:
            return self._settle(token, RefreshState.LOST, None, moment)
        except AmbiguousDelivery:
            raise
        except CallFailed:
            if not in_doubt:  # it did not arrive, or was refused unread: nothing has happened
                self.store.save(token)
            raise
        # From here on, this machine's clock counts.
        fresh = evolve(fresh, created_at=moment)
        if (other := self._replaced(token)) is not None:
            return other
        self._unsaved = token, fresh
        self.store.save(fresh)
        self._unsaved = None
        return fresh

    def _ask(self, secret: Secret) -> Token:
        sender = self._application.sender
        call = OAuthServer(Describing(), self._application.application).refresh(secret)
        if isinstance(sender, SyncSender):
            return sender.send(call).value
        pool = Pool()
        try:
            line = Line(sender.lines[API].service, pool)
            return SyncSender({API: line}, sender.clock).send(call).value
        finally:
            pool.close()

    def _settle(
        self,
        token: Token,
        state: RefreshState,
        refusal: ReauthorizationRequired | None,
        moment: datetime,
    ) -> Token:
        """Never send a refresh token again that was answered."""
        if (other := self._replaced(token)) is not None:
            return other if other.is_good(moment) else self._refreshed(other, moment)
        self.store.save(evolve(token, refresh_state=state))
        raise ReauthorizationRequired.because(_DEAD[state], self._place, refusal) from None

    def _save_late(self) -> None:
        """Store an answer that could not be stored when it came: the disk was full, say."""
        if self._unsaved is not None:
            token, fresh = self._unsaved
            if self._replaced(token) is None:
                self.store.save(fresh)
            self._unsaved = None

    def _replaced(self, token: Token) -> Token | None:
        """Find what somebody stored meanwhile without the lock: the user has agreed anew, say."""
        stored = self.store.load()
        if stored is None or stored.refresh_token == token.refresh_token:
            return None
        return stored


_DEAD: Final[Mapping[RefreshState, str]] = {
    RefreshState.REFUSED: REFUSED,
    RefreshState.LOST: LOST,
}


def _shown(token: Token) -> Mapping[str, Secret]:
    return {"authorization": Secret(f"Bearer {token.access_token.reveal()}")}


def _is_other(token: Token, refused: Secret | None) -> bool:
    return _shown(token)["authorization"] != refused

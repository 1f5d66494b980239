"""Calendly's webhooks in, replies out: stored first, then delivered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, Unpack

from api_client_core.clients import aperform
from calendly_client import AsyncCalendly, BodyTooLarge, WebhookError, webhooks
from calendly_client import InvalidArgument as Refused
from clevertap_client import AsyncCleverTap

from .doors import Asgi, IntakeReply, Message, Receive, Send, Wsgi
from .errors import InvalidArgument, LedgerFailed
from .ledger import Kept, Ledger
from .leftovers import MANY, Drained, draining, work_through
from .loops import LoopThread
from .plan import Plan
from .work import Options, Work

_log: Final = logging.getLogger("calendly_clevertap")
_UNDER_WAY: Final = 100
"""So many deliveries at once; more wait in the ledger, not in memory, while a service is slow."""


class Intake:
    """Receive Calendly's webhooks, and send what the plan says to CleverTap.

    It is an ASGI application of its own (``uvicorn app:intake``); `wsgi` is its twin. Both can be
    mounted in another application, on any path. Or call `handle`, or `receive`, which blocks, from
    a route of yours.

    A delivery is stored before it is answered, and answered within ``patience``, since Calendly
    hangs up after 15 seconds and disables a subscription after a day of failures. What could not
    be delivered by then goes on, or is left to `drain`.

    Args:
        plan: Which events.
        calendly: An async client.
        clevertap: An async client.
        ledger: What was sent before.
        signing_keys: The subscription's signing key; several while one replaces another.
        tolerance: How old a signature may be. By default any age: nobody documents whether Calendly
            signs a retry anew, and the ledger knows repetitions.
        max_bytes: The longest body to accept.
        patience: Seconds after which Calendly is answered, even if the delivery is under way.
        drain_every: Seconds between two calls of `drain` while the server runs. ASGI servers must
            speak the lifespan protocol to this application, as uvicorn does; mounted in another,
            pass `lifespan` on to that.
        options: ``late``, ``on_doubt``, ``hosts``, as for `sync_booking`.

    Raises:
        InvalidArgument: A key is empty, or an argument is none of its choices.
    """

    def __init__(
        self,
        plan: Plan,
        calendly: AsyncCalendly,
        clevertap: AsyncCleverTap,
        ledger: Ledger,
        signing_keys: webhooks.Keys,
        *,
        tolerance: timedelta | None = None,
        max_bytes: int = 1_000_000,
        patience: float = 8.0,
        drain_every: float = 60.0,
        **options: Unpack[Options],
    ) -> None:
        self._work = Work(calendly, clevertap, plan, ledger, **options)
        self._clients = calendly, clevertap
        self._ledger = ledger
        self._keys = signing_keys
        self._tolerance = tolerance
        self._max_bytes = max_bytes
        self._patience, self._drain_every = patience, drain_every
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = LoopThread(self.lifespan)
        try:
            webhooks.verify(b"", None, signing_keys)
        except WebhookError:
            pass  # the keys are good, only there is nothing to verify
        except Refused as error:
            raise InvalidArgument("signing_keys", error.problem) from None

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> IntakeReply:
        """Take one delivery.

        Args:
            body: The bytes as received.
            headers: The request's; case does not matter.

        Returns:
            200 if it is worked through, or not about a booking, or cannot be read, in which case it
            is parked; 202 if it is stored for later; 401 if the signature is wrong; 413 if the body
            is too long; 503 if it cannot be stored.
        """
        found = [v for name, v in headers.items() if name.lower() == webhooks.HEADER.lower()]
        try:
            webhooks.verify(
                body,
                ",".join(found) or None,
                self._keys,
                tolerance=self._tolerance,
                max_bytes=self._max_bytes,
            )
        except BodyTooLarge:
            return IntakeReply(413, "too long")
        except WebhookError as error:
            _log.warning("refused a delivery: %s: %s", type(error).__name__, error)
            return IntakeReply(401, "not signed by Calendly")
        try:
            name = await asyncio.to_thread(self._ledger.keep, body)
        except LedgerFailed as error:
            _log.error("cannot store a delivery: %s", error)
            return IntakeReply(503, "cannot be stored, send it again")
        return await self._answered(Kept(name, body, datetime.now(UTC)))

    def receive(self, body: bytes, headers: Mapping[str, str]) -> IntakeReply:
        """Take one delivery as `handle` does, from code that blocks: Django, Flask, a function.

        The work is done in an event loop that runs in a thread of its own, begun at the first call,
        and what is left is drained there.
        """
        return self._loop.run(lambda: self.handle(body, headers))

    @property
    def asgi(self) -> Asgi:
        """The ASGI application."""
        return Asgi(self, self._max_bytes, self._patience)

    @property
    def wsgi(self) -> Wsgi:
        """The WSGI application."""
        return Wsgi(self, self._max_bytes)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve ASGI."""
        await self.asgi(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self, app: object = None) -> AsyncGenerator[None]:
        """Drain what is left every so often, and at the end wait for what is under way.

        For applications that the intake is mounted in: ``FastAPI(lifespan=intake.lifespan)``.

        Args:
            app: Whose life it is; ignored.
        """
        draining = asyncio.create_task(self._drain_for_ever())
        try:
            yield
        finally:
            draining.cancel()  # between two times: a time that has begun is waited for
            with suppress(asyncio.CancelledError):
                await draining
            await self.finish()

    async def drain(self, limit: int = MANY) -> Drained:
        """Deliver what is left in the ledger: stored deliveries, then pending events.

        Args:
            limit: How many of each at most.

        Raises:
            LedgerFailed: The ledger cannot be read or written.
        """
        return await aperform(draining(self._work, limit), *self._clients)

    async def finish(self) -> None:
        """Wait for deliveries that are under way. `lifespan` does so at its end."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def close(self) -> None:
        """Wait for what `receive` and `wsgi` left under way, and end their thread.

        For a server's hook that runs when a worker ends. Without it nothing is lost: what was under
        way is found in the ledger.
        """
        self._loop.close()

    def __repr__(self) -> str:
        return f"<Intake into {self._ledger!r}>"

    async def _answered(self, kept: Kept) -> IntakeReply:
        if len(self._tasks) >= _UNDER_WAY:
            return IntakeReply(202, "stored for later")
        task = asyncio.create_task(aperform(work_through(self._work, kept), *self._clients))
        self._tasks.add(task)
        task.add_done_callback(partial(self._settled, f"delivery {kept.id}"))
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        if not done:
            return IntakeReply(202, "stored, and on its way")
        result = None if task.cancelled() or task.exception() else task.result()
        if result is None:
            return IntakeReply(202, "stored for later")
        return IntakeReply(200, result.ignored or "done" if result.ok else "stored for later")

    def _settled(self, name: str, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # It is stored, so nothing is lost.
            _log.error("%s waits: %s", name, type(error).__name__)

    async def _drain_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._drain_every)
            task = asyncio.create_task(self.drain())
            self._tasks.add(task)
            task.add_done_callback(partial(self._settled, "what is left"))
            await asyncio.wait({task})

"""`CalendlySandbox`: a Calendly on loopback, and the people who use it."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import define, fields

from api_client_core.testing import Answer, Received, Sandbox

from .account import Account
from .builders import Builders
from .refusals import NOT_FOUND, Refused
from .routes.oauth import OAuth
from .stories import play

_SETTINGS: Final = {"token", "seats", "scim", "reminders", "notetaker", "data_requests"}
_PARTS: Final = {"world", "post", "doorman", "authorizer"}
_INNER: Final = {"furnish", "handle", "lock", "no_route", "offers"}


@define(eq=False, slots=False)
class CalendlySandbox(Account):
    """A Calendly account on loopback: real HTTP, signed deliveries, a journal, faults on demand.

    It opens with an organization of three people and four event types: `event_type` finds
    ``intro-call`` (one host), ``office-hours`` (a group), ``sales-call`` (round robin) and
    ``architecture-review`` (collective, two hosts). Besides there are a group, a team, a routing
    form, and two contacts of the owner. What it does as Calendly does, and how sure we
    are of that, is listed in `calendly_client.testing.RULES`.

    >>> with CalendlySandbox() as sandbox:  # doctest: +SKIP
    ...     sandbox.subscribe("http://127.0.0.1:8000/calendly", signing_key="a secret")
    ...     invitee = sandbox.book(invitee_name="Ada Okafor", invitee_email="ada@example.org")
    ...     Calendly(sandbox.token, base_url=sandbox.url).scheduled_events.get(invitee.event)

    Args:
        seed: Makes ids repeatable.
        sending: When deliveries go out: ``now``, before the call that causes them returns;
            ``background``, in a thread of their own; or ``held``, until `flush`.
        delivery_timeout: Seconds that a receiver has to answer.
        retry_pauses: Between a delivery that failed and the next attempt, one after the other; they
            pass as `advance` winds the clock. Empty: nothing is tried again.
        sign_retries: Whether further attempts are signed anew, or carry the first signature.
        plan: What the organization pays for: ``free``, ``trial``, ``standard``, ``teams`` or
            ``enterprise``, which has everything.
        without: What it lacks nevertheless: ``scheduling_api``, ``webhooks``, ``notetaker``,
            ``routing_forms`` or ``enterprise``.
        rate_limit: Requests per user and window; None announces the plan's and refuses nothing.
        rate_window: The window's length in seconds; Calendly's has 60.
        booking_limits: How many bookings through the API, in what stretch of time; by default the
            plan's. Empty: any number.

    Attributes:
        token: The owner's token.
        seats: How many people may belong to the organization or be invited; None: any number.
        scim: Whether people are managed elsewhere: then nobody can be invited.
        contacts_from_bookings: Whether whoever books becomes a contact of the hosts; False.
        reminders: Whether notes about contacts can remind.
        notetaker: Whether recaps are switched on, where the plan has them.
        data_requests: Whether administrators may ask for data to be deleted.
    """

    remote: ClassVar[frozenset[str]] = frozenset(
        {
            "book",
            "cancel",
            "duplicate",
            "flush",
            "mark_no_show",
            "reschedule",
            "shuffle",
            "subscribe",
            "tick",
        }
    )

    def __dir__(self) -> list[str]:
        """Offer what tests use, and not what its own parts need of each other."""
        offering = (*Builders.__bases__, OAuth, Sandbox)
        meant = {name for kind in offering for name in vars(kind)} | _SETTINGS
        meant |= {field.name for field in fields(CalendlySandbox) if field.init}
        meant -= _INNER | {name for *_, name in self._table}
        own = {name for kind in CalendlySandbox.__mro__ for name in vars(kind)} | _PARTS
        return [name for name in super().__dir__() if name[0] == "_" or name not in own - meant]

    def handle(self, request: Received) -> Answer:
        """Answer a request; deliveries that it causes are sent after the lock is released."""
        if request.path.startswith(self.open_paths):
            with self.lock:
                return super().handle(request)
        with self.lock:
            try:
                user = self.doorman.caller(request).user
            except Refused as refused:
                return refused.answer()
            answer = self.doorman.admit(
                user,
                self.allowances(request),
                lambda: super(CalendlySandbox, self).handle(request),
            )
        self.post.dispatch(self.sending)
        return answer

    def sample(self, event: str) -> object:
        """Make up what a delivery would hold."""
        return play(CalendlySandbox(sending="held"), event, self.now()).data

    def no_route(self, request: Received, *, known: bool) -> Answer:
        """Answer a path that does not exist."""
        return Refused(NOT_FOUND).answer()

    def stop(self) -> None:
        """Finish the deliveries under way, then stop listening. What it remembers stays."""
        self.post.close()
        super().stop()
        self.post.close()  # of what came in between

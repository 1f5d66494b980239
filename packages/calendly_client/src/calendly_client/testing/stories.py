"""What must happen, in a sandbox of its own, for each webhook event to be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from ..models import WebhookEvent
from .account import Account
from .retries import Delivery

_URL: Final = "https://example.com/calendly"


def play(sandbox: Account, event: str, at: datetime) -> Delivery:
    """Let an event happen to nobody in particular, and give what would be delivered.

    Args:
        sandbox: A fresh one that holds its deliveries.
        event: One of the webhook events.
        at: When.
    """
    sandbox.set_clock(at)
    owner = sandbox.users[0]
    scope = "user" if event.startswith("meeting_recap") else "organization"
    user = owner if scope == "user" else None
    sandbox.subscribe(_URL, events=[event], scope=scope, user=user)
    _STORIES[event](sandbox)
    sandbox.send_out()
    return sandbox.held[-1]


def _booked(sandbox: Account) -> None:
    sandbox.book()


def _canceled(sandbox: Account) -> None:
    sandbox.cancel(sandbox.book())


def _missed(sandbox: Account) -> None:
    sandbox.mark_no_show(sandbox.book())


def _came_after_all(sandbox: Account) -> None:
    sandbox.unmark_no_show(sandbox.mark_no_show(sandbox.book()))


def _asked(sandbox: Account) -> None:
    sandbox.submit_routing_form()


def _offered(sandbox: Account) -> None:
    sandbox.add_event_type("Product Tour", hosts=[sandbox.users[0]])


def _reoffered(sandbox: Account) -> None:
    with sandbox.lock:
        sandbox.offers.update(next(iter(sandbox.world.event_types.values())), {"duration": 45})


def _withdrawn(sandbox: Account) -> None:
    sandbox.delete_event_type("intro-call")


def _met(sandbox: Account) -> None:
    sandbox.add_contact("Ada Okafor", "ada.okafor@example.org")


def _renamed(sandbox: Account) -> None:
    _met(sandbox)
    with sandbox.lock:
        contacts = sandbox.office.contacts
        contacts.change(list(contacts.contacts.values())[-1], {"company": "Okafor & Co"})


def _forgotten(sandbox: Account) -> None:
    _met(sandbox)
    with sandbox.lock:
        contacts = sandbox.office.contacts
        contacts.remove(list(contacts.contacts.values())[-1])


def _noted(sandbox: Account) -> None:
    sandbox.add_meeting_recap()


def _shared(sandbox: Account) -> None:
    sandbox.share_meeting_recap(sandbox.add_meeting_recap())


def _erased(sandbox: Account) -> None:
    _noted(sandbox)
    with sandbox.lock:
        recaps = sandbox.office.recaps
        recaps.remove(list(recaps.recaps.values())[-1])


_STORIES: Final[Mapping[str, Callable[[Account], None]]] = {
    WebhookEvent.INVITEE_CREATED: _booked,
    WebhookEvent.INVITEE_CANCELED: _canceled,
    WebhookEvent.INVITEE_NO_SHOW_CREATED: _missed,
    WebhookEvent.INVITEE_NO_SHOW_DELETED: _came_after_all,
    WebhookEvent.ROUTING_FORM_SUBMISSION_CREATED: _asked,
    WebhookEvent.EVENT_TYPE_CREATED: _offered,
    WebhookEvent.EVENT_TYPE_UPDATED: _reoffered,
    WebhookEvent.EVENT_TYPE_DELETED: _withdrawn,
    WebhookEvent.CONTACT_CREATED: _met,
    WebhookEvent.CONTACT_UPDATED: _renamed,
    WebhookEvent.CONTACT_DELETED: _forgotten,
    WebhookEvent.MEETING_RECAP_CREATED: _noted,
    WebhookEvent.MEETING_RECAP_UPDATED: _shared,
    WebhookEvent.MEETING_RECAP_DELETED: _erased,
}

"""What happens in the demo, scene by scene. Every scene checks that what it tells is true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from attrs import define

from calendly_client import Calendly
from calendly_client.models import Invitee
from calendly_client.testing import Delivery
from clevertap_client.testing import Mail, StoredEvent

from .. import fields
from ..booking import Booking
from ..lookups import read_booking
from ..recipe import recipe
from ._plan import CAMPAIGNS, COMPANY, INTEREST, PLAN
from ._scenes import Arrival, Arrivals, Card, Check, Event, Letter, Planned, Profiles, Scene
from ._stage import Stage

_LOCAL = fields.meeting.starts_at.text(zone=fields.invitee.timezone)


@define(eq=False)
class Story:
    """Ada books a demo, moves it, and cancels it."""

    stage: Stage

    def scenes(self) -> Iterator[Scene]:
        """Let it happen; each scene is given as soon as it is over."""
        invitee = self._books()
        booking = self._read()
        yield self._booked(invitee, booking)
        yield self._previewed(booking)
        yield self._delivered()
        yield self._stored(booking)
        yield self._mailed(booking)
        moved = self.stage.calendly.reschedule(
            invitee, starts_at=booking.event.start_time + timedelta(days=1, hours=1)
        )
        yield self._moved(booking)
        self.stage.calendly.cancel(moved, reason="We have found what we need. Thank you!")
        yield self._canceled()
        yield self._summed_up()

    def _books(self) -> Invitee:
        return self.stage.calendly.book(
            self.stage.event_type,
            invitee_name="Ada Okafor",
            invitee_email="Ada@okafor-solar.example",
            timezone="Africa/Lagos",
            answers={COMPANY: "Okafor Solar", INTEREST: "Reminders by text message"},
            utm={"source": "newsletter"},
        )

    def _read(self) -> Booking:
        """Read the delivery that waits, and look up what it lacks."""
        sandbox = self.stage.calendly
        with Calendly(sandbox.token, base_url=sandbox.url) as calendly:
            return read_booking(sandbox.held[0].read(), calendly=calendly)

    def _booked(self, invitee: Invitee, booking: Booking) -> Scene:
        host, shared = booking.hosts.names, {user.uri for user in self.stage.calendly.users[1:]}
        answers = {a.question: a.answer for a in invitee.questions_and_answers}
        facts = {
            "Meeting": f"{booking.event.name}, {booking.minutes} minutes",
            "Invitee": f"{invitee.name}, {invitee.email}",
            "Starts": f"{_LOCAL.read(booking)} for the invitee",
            "Host": f"{host}, by turns",
            **answers,
            "Came from": f"{invitee.tracking.utm_source}",
        }
        return Scene(
            title="An invitee books",
            told=f"Two people share a booking page; Calendly picks {host} as the host.",
            shown=(Card("The booking", facts),),
            checks=(
                Check("one of the two is the host", {h.uri for h in booking.hosts} <= shared),
                Check("one delivery waits to be sent", len(self.stage.calendly.held) == 1),
            ),
        )

    def _previewed(self, booking: Booking) -> Scene:
        preview = PLAN.preview(booking)
        findings = [recipe(PLAN, e).check("\n".join(texts)) for e, texts in CAMPAIGNS.items()]
        return Scene(
            title="What the plan makes of it",
            told="plan.preview(booking) shows every property, and sends nothing. What no delivery "
            f"tells was looked up: {', '.join(PLAN.needs.lookups)}.",
            shown=tuple(map(Planned.of, preview.targets)),
            checks=(
                Check("there are two targets", len(preview.targets) == 2),
                Check("both can be sent", all(t.record is not None for t in preview.targets)),
                Check("the plan feeds every tag of the campaigns' templates", not any(findings)),
                Check("CleverTap has heard nothing yet", not self.stage.clevertap.journal),
            ),
        )

    def _delivered(self) -> Scene:
        first = self.stage.calendly.flush()
        before, requests = self._remembered(), len(self.stage.clevertap.journal)
        again = tuple(self.stage.calendly.redeliver(delivery) for delivery in first)
        after, more = self._remembered(), len(self.stage.clevertap.journal) - requests
        people, events, mails = (len(part) for part in after)
        return Scene(
            title="Calendly delivers, twice",
            told="The webhook arrives signed, and then a second time, byte for byte, as it does "
            "when an answer is lost on its way.",
            shown=(
                Arrivals(
                    self._arrivals(first + again),
                    (
                        "The second delivery changed nothing: CleverTap got "
                        f"{more or 'no'} request of it, and still holds {people} profiles and "
                        f"{events} events; {mails} mail went out.",
                    ),
                ),
            ),
            checks=(
                *self._accepted(first + again),
                Check("both deliveries were signed", all(d.header for d in first + again)),
                Check("both were the same", [d.body for d in first] == [d.body for d in again]),
                Check("CleverTap holds the same as before the second one", before == after),
                Check("the second one led to no request to CleverTap", more == 0),
            ),
        )

    def _stored(self, booking: Booking) -> Scene:
        promised = PLAN.preview(booking).targets
        kept = {(e.name, e.identity): e.properties for e in self.stage.clevertap.events}
        broken = [
            line.name
            for target in promised
            for line in target.event
            if line.value is not None
            and kept.get((target.name, target.user), {}).get(line.name) != line.value
        ]
        held = {str(p.identity): {**p.properties} for p in self.stage.clevertap.profiles}
        people = {user: held[user] for user in sorted(held, reverse=True)}
        counted = [self.stage.clevertap.event_count(t.name, t.user) for t in promised]
        return Scene(
            title="What CleverTap holds now",
            told="One event for the host and one for the invitee, as previewed, each on a profile "
            "with an address. Dates are dates; meeting_date is on the reader's clock.",
            shown=(Profiles(people), *map(Event.of, self._events())),
            checks=(
                Check("each of the two has exactly one event", counted == [1, 1]),
                Check("the events hold what the preview showed", not broken),
                Check("there are no other events", len(kept) == len(promised)),
                Check(
                    "both profiles can be mailed",
                    len(people) == 2 and all("Email" in person for person in people.values()),
                ),
            ),
        )

    def _mailed(self, booking: Booking) -> Scene:
        mails = tuple(self.stage.clevertap.outbox)
        body = mails[0].body if mails else ""
        url = PLAN.preview(booking).targets[0].event
        link = next((str(line.value) for line in url if line.name == "meeting_url"), "")
        return Scene(
            title="The host's mail",
            told='A Live campaign reacts to "Meeting Scheduled"; its Liquid template is fed by '
            "the event's properties.",
            shown=tuple(map(Letter.of, mails)),
            checks=(
                Check("one mail went out", len(mails) == 1),
                Check("it went to the host", self._went_to_host(mails, booking)),
                Check("it names the invitee", booking.invitee.name in body),
                Check("it has the link", bool(link) and link in body),
                Check("no tag stayed unfilled", "{{" not in body),
            ),
        )

    def _moved(self, booking: Booking) -> Scene:
        sent = self.stage.calendly.flush()
        moved, mails = self._events("Meeting Rescheduled"), self.stage.clevertap.outbox[1:]
        was = f"$D_{int(booking.event.start_time.timestamp())}"
        olds = [event.properties.get("previous_starts_at") for event in moved]
        return Scene(
            title="The invitee moves the meeting",
            told="Calendly tells of it in two deliveries: a cancellation and a new booking. "
            "CleverTap gets one fact, with the old time and the new one.",
            shown=(Arrivals(self._arrivals(sent)), *map(Event.of, moved), *map(Letter.of, mails)),
            checks=(
                Check("there were two deliveries", len(sent) == 2),
                *self._accepted(sent),
                Check("there is one event about it, with the old time", olds == [was]),
                Check("nothing looks like a cancellation", not self._events("Meeting Canceled")),
                Check("one more mail went to the host", self._went_to_host(mails, booking)),
            ),
        )

    def _canceled(self) -> Scene:
        sent = self.stage.calendly.flush()
        canceled, mails = self._events("Meeting Canceled"), self.stage.clevertap.outbox[2:]
        reasons = [event.properties.get("reason") for event in canceled]
        told = sent[0].read().invitee if sent else None
        reason = told and told.cancellation and told.cancellation.reason
        return Scene(
            title="The invitee cancels",
            told="One delivery, one event with the reason, one mail.",
            shown=(
                Arrivals(self._arrivals(sent)),
                *map(Event.of, canceled),
                *map(Letter.of, mails),
            ),
            checks=(
                *self._accepted(sent),
                Check("there is one cancellation, with its reason", reasons == [reason]),
                Check("a third mail went out", len(mails) == 1),
            ),
        )

    def _summed_up(self) -> Scene:
        deliveries = self.stage.calendly.deliveries
        people, events, mails = self._remembered()
        different = len({delivery.body for delivery in deliveries})
        names = [event.name for event in self._events()]
        keys = {(e.name, e.identity, e.properties.get("booking_key")) for e in self._events()}
        facts = {
            "Delivered": f"{different} webhooks, one of them twice",
            "Events": f"{len(events)}: {', '.join(names)}",
            "Profiles": f"{len(people)}: the host and the invitee",
            "Mails": f"{len(mails)}, all to the host",
        }
        return Scene(
            title="In the end",
            told="Nothing is there twice, and nothing is missing.",
            shown=(Card("What it came to", facts),),
            checks=(
                Check("one delivery was repeated", len(deliveries) == different + 1 == 5),
                Check("there are 5 events", len(events) == 5),
                Check("none is a copy", len(keys) == len(events)),
                Check("there are 2 profiles and 3 mails", (len(people), len(mails)) == (2, 3)),
            ),
        )

    def _accepted(self, sent: tuple[Delivery, ...]) -> tuple[Check, ...]:
        ok = bool(sent) and all(delivery.succeeded for delivery in sent)
        return (Check("the intake accepted every delivery", ok),)

    def _arrivals(self, sent: tuple[Delivery, ...]) -> tuple[Arrival, ...]:
        answers = self.stage.receiver.journal[-len(sent) :] if sent else []
        return tuple(
            Arrival(json.loads(e.request.body)["event"], e.answer.status, e.answer.body.decode())
            for e in answers
        )

    def _events(self, name: str | None = None) -> list[StoredEvent]:
        """List events in the plan's order; they were sent side by side."""
        order = [mapping.name for mapping in PLAN.mappings]
        every = sorted(self.stage.clevertap.events, key=lambda event: order.index(event.name))
        return [event for event in every if name in {None, event.name}]

    def _remembered(self) -> tuple[list[Any], list[Any], list[Mail]]:
        """Give all that CleverTap holds, to be compared."""
        clevertap = self.stage.clevertap
        people = [(p.identity, {**p.properties}) for p in clevertap.profiles]
        events = [(e.name, e.identity, e.ts, {**e.properties}) for e in clevertap.events]
        return people, events, list(clevertap.outbox)

    def _went_to_host(self, mails: tuple[Mail, ...] | list[Mail], booking: Booking) -> bool:
        return [mail.to for mail in mails] == [booking.hosts.emails]

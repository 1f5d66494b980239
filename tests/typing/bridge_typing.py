"""What users of the bridge get as types, and which mistakes a type-checker finds. Never run."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, assert_type

if TYPE_CHECKING:
    from calendly_clevertap import (
        Booking,
        BookingMapping,
        Diagnosis,
        Drained,
        EmailMapping,
        Ledger,
        Plan,
        Published,
        SqliteLedger,
        SyncResult,
        TriggerMapping,
        doctor,
        drain,
        fields,
        load_plan,
        presets,
        publish,
        read_booking,
        sync_booking,
        template,
    )
    from calendly_clevertap.expressions import Flag, Moment, Number, Text
    from calendly_client import AsyncCalendly, Calendly
    from calendly_client.models import WebhookDelivery, WebhookEvent
    from clevertap_client import AsyncCleverTap, CleverTap

    def expressions(plan: Plan, mapping: BookingMapping) -> None:
        assert_type(fields.host.email, Text)
        assert_type(fields.host.email.lower(), Text)
        assert_type(fields.meeting.starts_at, Moment)
        assert_type(fields.meeting.starts_at.text(zone=fields.host.timezone), Text)
        assert_type(fields.meeting.starts_at.epoch(), Number)
        assert_type(fields.meeting.minutes.equals(30), Flag)
        assert_type(fields.answer("Company name").or_else("unknown"), Text)
        assert_type(fields.meeting.name.equals("Demo") & ~fields.utm.source.present(), Flag)
        assert_type(template("{a}", a=fields.meeting.minutes), Text)
        assert_type(mapping.event("a", 1).profile("b", fields.host.name), BookingMapping)
        assert_type(mapping.for_each(fields.hosts), BookingMapping)
        assert_type(plan.booked(mapping).also(mapping, rescheduled=mapping), Plan)
        assert_type(plan.when(fields.payment.successful, booked=mapping), Plan)
        assert_type(fields.host.email.read(object()), str | None)
        assert_type(fields.answer("Seats", "Chairs").number(), Number)
        assert_type(fields.answer("Country").lookup({"Germany": "DE"}, "?"), Text)
        assert_type(fields.invitee.phone.phone("DE"), Text)
        assert_type((fields.meeting.minutes / 60).rounded(1).text(1), Text)
        assert_type(fields.meeting.starts_at.minutes_since(fields.invitee.booked_at), Number)
        assert_type(fields.meeting.starts_at.before(fields.meeting.ends_at), Flag)
        assert_type(fields.payment.successful.text("paid", "not paid"), Text)
        assert_type(fields.payment.successful.choose("paid", fields.payment.terms), Text)
        assert_type(fields.payment.successful.choose(1, fields.payment.amount), Number)
        assert_type(fields.utm.source.one_of("a", "b"), Flag)
        assert_type(mapping.for_each(fields.guests), BookingMapping)
        assert_type(mapping.profile("meetings", how="increment"), BookingMapping)
        assert_type(presets.zapier_guide(), BookingMapping)
        assert_type(presets.full(), Plan)
        assert_type(load_plan("app.plans:PLAN"), Plan)
        assert_type(plan.needs.scopes, tuple[str, ...])
        assert_type(plan.subscriptions, tuple[WebhookEvent, ...])

    def notifiers(plan: Plan) -> None:
        user = fields.host.email.lower()
        trigger = TriggerMapping.on(1, user=user).property("name", fields.invitee.name)
        assert_type(trigger, TriggerMapping)
        mail = EmailMapping.on(user=user, subject="x", body=template("{a}", a=fields.invitee.name))
        assert_type(mail, EmailMapping)
        assert_type(plan.booked(trigger).no_show(mail).also(canceled=mail), Plan)
        trigger.property("at", fields.meeting.starts_at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        EmailMapping.on(user=user, subject="x", body=fields.meeting.starts_at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        EmailMapping.on(user=user, subject="x", body="x", colour="red")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

    def typos(plan: Plan, mapping: BookingMapping) -> None:
        _ = fields.invitee.nmae  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        fields.meeting.starts_at.lower()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        fields.host.email.text()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        fields.host.email.or_else(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        fields.meeting.starts_at.or_else("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        fields.meeting.starts_at.text(fields.meeting.ends_at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        BookingMapping.on("x", user=fields.meeting.starts_at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        BookingMapping.on("x", user=fields.meeting.minutes)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        BookingMapping.on("x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        fields.meeting.minutes.lookup({})  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        fields.answer("Country").lookup({"a": 1})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
        fields.payment.successful.choose("paid", 1)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
        mapping.profile("a", 1, how="double")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        plan.also(no_shown=mapping)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        mapping.event("a", None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        mapping.for_each(fields.invitee)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        plan.when(fields.meeting.name, booked=mapping)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        plan.when(fields.meeting.name == "x", booked=mapping)  # type: ignore[arg-type, comparison-overlap]  # pyright: ignore[reportArgumentType]
        plan.when(fields.payment.successful, bokked=mapping)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        template("{a}", a=fields.meeting.starts_at)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    def blocking(c: Calendly, t: CleverTap, d: WebhookDelivery, b: Booking, p: Plan) -> None:
        ledger: Ledger = SqliteLedger("sent.db")
        assert_type(sync_booking(d, calendly=c, clevertap=t, plan=p, ledger=ledger), SyncResult)
        assert_type(
            sync_booking(b, calendly=c, clevertap=t, plan=p, ledger=ledger, late="record"),
            SyncResult,
        )
        assert_type(
            sync_booking("uri", calendly=c, clevertap=t, plan=p, ledger=ledger, on_doubt="hold"),
            SyncResult,
        )
        assert_type(read_booking("uri", calendly=c), Booking)
        assert_type(drain(calendly=c, clevertap=t, plan=p, ledger=ledger), Drained)
        assert_type(publish("url", calendly=c, clevertap=t, plan=p, late="notify"), Published)
        assert_type(doctor(calendly=c, clevertap=t, plan=p, signing_keys="key"), Diagnosis)
        sync_booking(d, calendly=c, clevertap=t, plan=p, ledger=ledger, late="maybe")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
        sync_booking(3, calendly=c, clevertap=t, plan=p, ledger=ledger)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]

    async def awaiting(
        c: AsyncCalendly, t: AsyncCleverTap, blocking: CleverTap, d: WebhookDelivery, p: Plan
    ) -> None:
        ledger = SqliteLedger("sent.db")
        assert_type(await read_booking(d, calendly=c), Booking)
        coroutine = sync_booking(d, calendly=c, clevertap=t, plan=p, ledger=ledger)
        _ = assert_type(coroutine, Coroutine[Any, Any, SyncResult])
        assert_type(await coroutine, SyncResult)
        assert_type(await publish("url", calendly=c, clevertap=t, plan=p), Published)
        assert_type(await doctor(calendly=c, clevertap=t, plan=p), Diagnosis)
        sync_booking(d, calendly=c, clevertap=t, plan=p, ledger=ledger)  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
        sync_booking(d, calendly=c, clevertap=blocking, plan=p, ledger=ledger)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]

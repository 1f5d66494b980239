"""What no delivery says is looked up, and only if a plan reads it."""

from __future__ import annotations

from calendly_clevertap import BookingMapping, HostDirectory, Plan, fields
from calendly_clevertap.expressions import Flag

from .conftest import Stage

ON = BookingMapping.on("Booked", user=fields.host.email.lower())


def sent(stage: Stage, mapping: BookingMapping, **options: object) -> dict[str, object]:
    """Sync the last delivery of a booking; give what CleverTap then holds."""
    result = stage.sync(stage.calendly.held[-1].read(), Plan().booked(mapping), **options)
    assert result.ok, result
    return dict(stage.clevertap.events[-1].properties)


def asked(stage: Stage) -> list[str]:
    return [entry.request.path for entry in stage.calendly.journal]


def test_the_event_type_is_looked_up_once_and_serves_conditions(stage: Stage) -> None:
    by_slug: Flag = fields.event_type.slug.equals("intro-call")
    plan = Plan().when(by_slug, booked=ON.event("kind", fields.event_type.kind))
    assert plan.needs.lookups == ("event_type.kind", "event_type.slug")
    assert "event_types:read" in plan.needs.scopes
    hosts = HostDirectory()
    for name in ("Ada", "Bob"):
        stage.calendly.book(invitee_name=name)
        stage.sync(stage.calendly.held[-1].read(), plan, hosts=hosts)
    assert [event.properties["kind"] for event in stage.clevertap.events] == ["solo", "solo"]
    assert sum("/event_types/" in path for path in asked(stage)) == 1


def test_a_plan_can_tell_hosts_by_their_group(stage: Stage) -> None:
    host = next(u for u in stage.calendly.users if u.email == "noor@example.com")
    stage.calendly.add_group("Sales", members=[host])
    stage.calendly.book()
    mapping = ON.event("groups", fields.host.groups)
    told = Plan().when(fields.host.groups.contains("sales"), booked=mapping)
    assert {"groups:read", "organizations:read"} <= set(told.needs.scopes)
    assert stage.sync(stage.calendly.held[-1].read(), told).ok
    assert "Sales" in str(stage.clevertap.events[-1].properties["groups"])


def test_who_moved_a_meeting_is_looked_up_on_the_old_booking(stage: Stage) -> None:
    stage.calendly.reschedule(stage.calendly.book(), by="host", reason="ill")
    created = [d for d in stage.calendly.held if '"invitee.created"' in d.body.decode()]
    mapping = (
        ON.event("by", fields.previous.moved_by_type)
        .event("why", fields.previous.reason)
        .event("who", fields.previous.moved_by)
    )
    assert stage.sync(created[-1].read(), Plan().rescheduled(mapping)).ok
    properties = stage.clevertap.events[-1].properties
    assert properties["by"] == "host"
    assert properties["why"] == "ill"
    assert properties["who"]


def test_answers_to_a_routing_form_are_looked_up(stage: Stage) -> None:
    form = stage.calendly.add_routing_form("Which team?", questions=["Size of your team"])
    invitee = stage.calendly.book()
    submission = stage.calendly.submit_routing_form(
        form, answers={"Size of your team": "12"}, invitee=invitee
    )
    mapping = (
        ON.event("size", fields.routing_answer("size of your team").number())
        .event("form", fields.routing.form)
        .event("submission", fields.routing.submission)
    )
    assert stage.sync(invitee.uri, Plan().booked(mapping)).ok
    properties = stage.clevertap.events[-1].properties
    assert properties["size"] == 12
    assert properties["form"] == form.uri
    assert properties["submission"] == submission.uri


def test_nothing_is_looked_up_that_nobody_reads(stage: Stage) -> None:
    stage.calendly.book()
    sent(stage, ON.event("name", fields.invitee.name))
    assert asked(stage) == []

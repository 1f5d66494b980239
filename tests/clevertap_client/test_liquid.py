"""Templates: what they read, what is missing, how they look; and they carry out no data."""

from __future__ import annotations

import html
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clevertap_client import CleverTapError, EventRecord, ProfileRecord
from clevertap_client.liquid import (
    PropertiesRead,
    TemplateError,
    check,
    lint,
    properties_read,
    render,
)

MAIL = """Dear {{ Profile.name | default:"friend" }},
{{ Event["pupil"] | default:"somebody" }} comes on {{ Event.lesson_date | default:"TBD" }}.
{% if Event["join link"] %}Join: {{ Event["join link"] | url_encode }}{% endif %}
"""


def rendered(template: str) -> str:
    return render(template, event={})


@pytest.mark.parametrize(
    ("template", "event", "profile"),
    [
        ("", (), ()),
        ("no tags", (), ()),
        (MAIL, ("pupil", "lesson_date", "join link"), ("name",)),
        ("{{ Event.a }}{{ Event['a'] }}{{ Event.b }}", ("a", "b"), ()),
        ("{{ Event.A }}{{ Event.a }}", ("A", "a"), ()),
        ('{{ "x" | append: Event.a | default: Profile.b }}', ("a",), ("b",)),
        ("{% for i in Event.Items %}{{ i.sku }}{% endfor %}", ("Items",), ()),
        ("{% if Event.a == Profile.b and Event.c > 1 %}{% endif %}", ("a", "c"), ("b",)),
        ("{% case Event.a %}{% when 'x' %}{{ Event.b }}{% else %}{{ Event.c }}{% endcase %}",
         ("a", "b", "c"), ()),
        ("{% assign x = Event.a %}{{ x }}{{ Event.b }}", ("a", "b"), ()),
        ("{% capture c %}{{ Event.a }}{% endcapture %}{{ c }}", ("a",), ()),
        ("{% unless Event.a %}{{ Event.b.deep }}{% endunless %}", ("a", "b"), ()),
        ("{% comment %}{{ Event.a }}{% endcomment %}", (), ()),
        ("{% raw %}{{ Event.a }}{% endraw %}", (), ()),
    ],
)  # fmt: skip
def test_a_template_tells_what_it_reads(
    template: str, event: tuple[str, ...], profile: tuple[str, ...]
) -> None:
    assert properties_read(template) == PropertiesRead(event, profile)


def test_what_cannot_be_told_is_not_hidden() -> None:
    read = properties_read("{{ Event[Event.which] }}{{ Event }}{{ Other.x }}{{ name }}")
    assert read.event == ("which",)
    assert read.unclear == ("Event[Event.which]", "Event")
    assert read.others == ("Other.x", "name")


TRIGGERED = "{{ ExternalTrigger.who }}{% for i in ExternalTrigger.rows %}{{ i.n }}{% endfor %}"


def test_an_external_trigger_feeds_a_template_too() -> None:
    assert properties_read(TRIGGERED) == PropertiesRead(trigger=("who", "rows"))
    assert lint(TRIGGERED, (), trigger_properties=["who", "rows"]) == ()
    (missing, _) = lint(TRIGGERED, ["who"])
    assert missing.problem == "the external trigger does not have it"
    (other,) = lint("{{ Event.who }}", (), trigger_properties=["who"])
    assert other.problem == "the event does not have it"
    values = {"who": "<Jo>", "rows": [{"n": 1}, {"n": 2}]}
    assert render(TRIGGERED, trigger=values) == "&lt;Jo&gt;12"
    assert render("{{ Event.who | default: 'nobody' }}", trigger=values) == "nobody"


def test_a_template_that_all_properties_feed_has_no_findings() -> None:
    assert lint(MAIL, ["pupil", "lesson_date", "join link"], ["Name"]) == ()


@pytest.mark.parametrize(
    ("template", "line", "expression", "problem"),
    [
        ("{{ Event.Pupil }}", 1, "Event.Pupil", "case matters, and 'pupil' is there"),
        ("\n\n{{ Event['lesson date'] }}", 3, "Event['lesson date']", "mean 'lesson_date'"),
        ("{{ Event.x }}", 1, "Event.x", "the event does not have it"),
        ("{{ Event.x | default: 'NULL' }}", 1, "Event.x", "the event does not have it"),
        ("{{ Profile.Email }}", 1, "Profile.Email", "the profile does not have it"),
        ("{{ Profile.email }}", 1, "Profile.email", "the profile does not have it"),
        ("{{ event.pupil }}", 1, "event.pupil", "case matters, and 'Event' is there"),
        ("{{ pupil }}", 1, "pupil", "neither Event nor Profile"),
        ("{{ Event[Event.pupil] }}", 1, "Event[Event.pupil]", "beforehand"),
        ("{{ Event }}", 1, "Event", "beforehand"),
        ("{{ Event.pupil | shout }}", 1, "shout", "no such filter"),
        ("{% include 'footer' %}", 1, "include", "cannot be looked into"),
        ("a\n{{ Event.pupil", 2, "", "expected '}}'"),
        ("{% if Event.pupil %}", None, "", "endif"),
    ],
)
def test_what_will_not_come_out_as_meant_is_found(
    template: str, line: int | None, expression: str, problem: str
) -> None:
    (finding,) = lint(template, ["pupil", "lesson_date"], ["Name"])
    assert (finding.line, finding.expression) == (line, expression)
    assert problem in finding.problem
    assert problem in str(finding)


def test_rendering_uses_the_events_and_the_profiles_properties() -> None:
    event = EventRecord("Lesson Booked", "u", {"pupil": "Jo", "lesson_date": "5 May"})
    profile = ProfileRecord("u", {"Name": "Kim"})
    text = render(MAIL, event=event, profile=profile)
    assert text.startswith("Dear Kim,\nJo comes on 5 May.")
    assert render(MAIL, event={}).startswith("Dear friend,\nsomebody comes on TBD.")


def test_a_time_is_what_is_sent_for_it() -> None:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    assert render("{{ Event.at }}", event={"at": at}) == f"$D_{int(at.timestamp())}"


def test_properties_are_escaped_unless_you_ask_for_raw_text() -> None:
    event = {"x": "<b>&'\""}
    assert render("<i>{{ Event.x }}", event=event) == "<i>&lt;b&gt;&amp;&#39;&#34;"
    assert render("<i>{{ Event.x }}", event=event, html=False) == "<i><b>&'\""
    with pytest.raises(TemplateError):
        render("{{ Event.x | safe }}", event=event)


@pytest.mark.parametrize("template", ["{{ Event.x", "{% if %}", "{% nope %}"])
def test_a_template_that_cannot_be_read_says_where(template: str) -> None:
    for use in (check, properties_read, rendered):
        with pytest.raises(TemplateError, match="line 2") as caught:
            use(f"first line\n{template}")
        assert caught.value.line == 2
        assert isinstance(caught.value, CleverTapError)


def test_a_failure_on_data_does_not_repeat_the_data() -> None:
    with pytest.raises(TemplateError, match="fails on this data") as caught:
        render("{{ Event.x | times: Event.y | bogus }}", event={"x": "jo@private.example", "y": []})
    assert "private" not in f"{caught.value}{caught.value!r}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% for i in (1..99999) %}{% for j in (1..99999) %}x{% endfor %}{% endfor %}",
        "{% include 'self' %}",
    ],
)
def test_a_template_that_does_not_end_is_an_error(template: str) -> None:
    with pytest.raises(TemplateError):
        render(template, event={})


def test_without_the_extra_the_message_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['liquid'] = None\n"
        "import clevertap_client\n"
        "try:\n    import clevertap_client.liquid\n"
        "except ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "clevertap-client[liquid]"' in done.stdout


PIECES = """\
{{ Event.a }}
{{ Event['b'] | default: 'x' }}
{% if Event.a %}
{% endif %}
{% for i in Event.a %}
{% endfor %}
{{ Profile.name | upcase }}
{{ Event.a | times: Event.b }}
{{ Event.a | divided_by: 0 }}
{% assign a = 1 %}
{{ Event.a | date: '%Y' }}
{{ Event.a | slice: 0, 5 }}
{{ Event.a | split: '' }}
{{ Event.a | replace: 'a', Event.b }}
{% case Event.a %}
{{ Event.a.b.c[0] }}
{{ Event.a | sort | map: 'x' | join: Event.b }}
{% cycle 'a', Event.b %}
{{ Event.a | truncate: Event.b }}
{{ 'now' | date: Event.a }}
{% break %}
{% tablerow i in Event.a cols:2 %}
{{ Event.a | round: Event.b }}
{% liquid %}
""".splitlines()
liquid_like = st.text("{}%|.:[]'\"aEventPrfile \n-=<>()0123456789,", max_size=60)
pieces = st.lists(
    st.one_of(
        liquid_like,
        st.sampled_from([*PIECES, "{{", "%}"]),
    ),
    max_size=6,
).map("".join)
data = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans()),
    max_size=3,
)


@settings(max_examples=250)
@given(pieces, data)
def test_any_template_renders_or_says_why_not(template: str, event: dict[str, Any]) -> None:
    with suppress(TemplateError):
        properties_read(template)
    with suppress(TemplateError):
        render(template, event=event, profile={"Name": "N"})
    lint(template, ["a"])


@given(
    st.one_of(
        st.text(max_size=80), liquid_like, st.sampled_from(["{{ Profile.name }}", "{% raw %}"])
    ).filter(lambda text: "\r" not in text)  # line ends are normalised
)
def test_liquid_in_the_data_is_not_carried_out(value: str) -> None:
    event = {"x": value}
    assert render("{{ Event.x }}", event=event, profile={"Name": "N"}, html=False) == value
    escaped = render("{{ Event.x }}", event=event, profile={"Name": "N"})
    assert html.unescape(escaped) == value
    assert not {"<", ">", '"', "'"} & set(escaped)

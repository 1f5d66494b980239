"""Routing forms, and people who fill them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import InvalidArgument
from ...models import (
    CustomMessage,
    EventType,
    Invitee,
    RoutingForm,
    RoutingFormQuestion,
    RoutingFormQuestionType,
    RoutingFormSubmission,
)
from ..documents import Document
from .office import OfficeBuilder, kept


class FormBuilder(OfficeBuilder):
    """Publishes routing forms, and fills them in."""

    @property
    def routing_forms(self) -> tuple[RoutingForm, ...]:
        """The forms; there is one when the sandbox opens."""
        return self._all(self.office.forms.forms, RoutingForm)

    @property
    def routing_form_submissions(self) -> tuple[RoutingFormSubmission, ...]:
        """What was filled in, in the order of time."""
        return self._all(self.office.forms.submissions, RoutingFormSubmission)

    def add_routing_form(
        self, name: str, *, questions: Sequence[RoutingFormQuestion | str], draft: bool = False
    ) -> RoutingForm:
        """Make a routing form.

        Args:
            name: What it is called.
            questions: What it asks, in order; a plain text asks for a line that may be left open.
                The ``uuid`` of a question may be empty: then it is made up.
            draft: Whether it is not published yet.
        """
        with self.lock:
            rows = [self._question(question) for question in questions]
            return self._read(self.office.forms.add(name, rows, draft=draft), RoutingForm)

    def submit_routing_form(
        self,
        form: RoutingForm | str | None = None,
        *,
        answers: Mapping[str, str] | None = None,
        result: EventType | CustomMessage | str | None = None,
        invitee: Invitee | str | None = None,
        utm: Mapping[str, str] | None = None,
    ) -> RoutingFormSubmission:
        """Fill a form in, as a visitor would.

        Args:
            form: Which, or its URI; by default the first.
            answers: By question; if not given, required questions get made-up answers.
            result: Where it leads: an event type (or its URI or slug), the address of a page, or a
                message; by default the first event type.
            invitee: Who booked in the end, or the URI.
            utm: Where the visitor came from: ``{"source": "newsletter"}``, or ``utm_source``.

        Raises:
            InvalidArgument: The form is a draft or unknown, or the answers do not fit.
        """
        forms = self.office.forms
        with self.lock:
            which = next(iter(forms.forms), "") if form is None else form
            chosen = kept(forms.forms, which, "form")
            document = forms.submit(
                chosen,
                _made_up(chosen) if answers is None else answers,
                result=self._result(result),
                utm=utm or {},
                invitee=None if invitee is None else kept(self.world.invitees, invitee, "invitee"),
            )
        self.send_out()
        with self.lock:
            return self._read(document, RoutingFormSubmission)

    def furnish(self) -> None:
        """Publish a form."""
        super().furnish()
        email, select = RoutingFormQuestionType.EMAIL, RoutingFormQuestionType.SELECT
        topics = ("Sales", "Support", "Something else")
        questions = (
            RoutingFormQuestion(uuid="", name="E-mail", type=email, required=True),
            RoutingFormQuestion(
                uuid="", name="Topic", type=select, required=True, answer_choices=topics
            ),
            "Company",
        )
        self.add_routing_form("Talk to us", questions=questions)

    def _question(self, question: RoutingFormQuestion | str) -> Document:
        if isinstance(question, str):
            question = RoutingFormQuestion(uuid="", name=question)
        return {
            "uuid": question.uuid or self.office.forms.uuid(),
            "name": question.name,
            "type": "text" if question.type is None else question.type.value,
            "required": question.required,
            "answer_choices": list(question.answer_choices) or None,
        }

    def _result(self, result: EventType | CustomMessage | str | None) -> Document:
        match result:
            case None:
                return {"type": "event_type", "value": next(iter(self.world.event_types))}
            case CustomMessage():
                value = {"headline": result.headline, "body": result.body}
                return {"type": "custom_message", "value": value}
            case str() if "://" in result and result not in self.world.event_types:
                return {"type": "external_url", "value": result}
            case _:
                try:
                    return {"type": "event_type", "value": self._type(result)["uri"]}
                except InvalidArgument as error:
                    raise InvalidArgument("result", error.problem) from None


def _made_up(form: Document) -> dict[str, str]:
    made = {"email": "ada@example.org", "name": "Ada Okafor", "phone": "+49 30 5550100"}
    return {
        question["name"]: (question["answer_choices"] or [made.get(question["type"], "Whatever")])[
            0
        ]
        for question in form["questions"]
        if question["required"]
    }

"""Routing forms, and what people answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from attrs import frozen

from ..errors import InvalidArgument
from .documents import Document, stamp
from .documents import tracking as written_tracking
from .world import World

QUESTION_TYPES: Final = ("name", "text", "email", "phone", "textarea", "select", "radios")


@frozen
class Forms:
    """Keeps routing forms, and takes submissions."""

    world: World

    @property
    def forms(self) -> dict[str, Document]:
        """The routing forms."""
        return self.world.store("routing_forms")

    @property
    def submissions(self) -> dict[str, Document]:
        """What was answered."""
        return self.world.store("routing_form_submissions")

    def add(self, name: str, questions: Sequence[Document], *, draft: bool) -> Document:
        """Write a form down."""
        uri, now = self.world.uri("routing_forms"), stamp(self.world.now())
        self.forms[uri] = {
            "uri": uri,
            "organization": self.world.organization,
            "name": name,
            "status": "draft" if draft else "published",
            "questions": list(questions),
            "created_at": now,
            "updated_at": now,
        }
        return self.forms[uri]

    def submit(
        self,
        form: Document,
        answers: Mapping[str, str],
        *,
        result: Document,
        utm: Mapping[str, str],
        invitee: Document | None,
    ) -> Document:
        """Take a submission, and tell of it."""
        if form["status"] != "published":
            raise InvalidArgument("form", "is a draft: nobody can submit it")
        uri, now = self.world.uri("routing_form_submissions"), stamp(self.world.now())
        self.submissions[uri] = {
            "uri": uri,
            "routing_form": form["uri"],
            "questions_and_answers": _answered(form["questions"], answers),
            "tracking": written_tracking(utm),
            "result": result,
            "submitter": None if invitee is None else invitee["uri"],
            "submitter_type": None if invitee is None else "Invitee",
            "created_at": now,
            "updated_at": now,
        }
        if invitee is not None:
            invitee["routing_form_submission"] = uri
        self.world.tell("routing_form_submission.created", self.submissions[uri], ())
        return self.submissions[uri]

    def uuid(self) -> str:
        """Make up an id of the kind that questions have."""
        return str(UUID(int=self.world.random.getrandbits(128), version=4))


def _answered(questions: Sequence[Document], answers: Mapping[str, str]) -> list[Document]:
    names = [question["name"] for question in questions]
    for name in answers:
        if name not in names:
            raise InvalidArgument("answers", f"{name!r} is none of {', '.join(names)}")
    for question in questions:
        answer, choices = answers.get(question["name"]), question["answer_choices"]
        if question["required"] and not answer:
            raise InvalidArgument("answers", f"{question['name']!r} must be answered")
        if answer and choices and answer not in choices:
            raise InvalidArgument(
                "answers", f"{question['name']!r} must be one of {', '.join(choices)}"
            )
    return [
        {
            "question_uuid": question["uuid"],
            "question": question["name"],
            "answer": answers.get(question["name"]),
        }
        for question in questions
    ]

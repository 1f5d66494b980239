"""An intake served for real on loopback, without a server to install."""

from __future__ import annotations

from attrs import define

from api_client_core.testing import Answer, Received, Sandbox

from ..intake import Intake


@define(eq=False)
class Receiver(Sandbox):
    """Passes every request to an intake. Its journal holds what came and what was answered."""

    intake: Intake

    def handle(self, request: Received) -> Answer:
        """Let the intake answer."""
        reply = self.intake.receive(request.body, request.headers)
        return Answer(reply.status, reply.text.encode())

"""The sandbox's HTTP: one method for each operation, one file for each path."""

from __future__ import annotations

from attrs import define

from .counts import Counts
from .exports import Exports
from .message_report import MessageReport
from .now import Now
from .profile import OneProfile
from .send import Send
from .targets import Targets
from .trigger import Trigger
from .upload import Upload


@define(eq=False, slots=False)
class Routes(
    Upload,
    OneProfile,
    Exports,
    Counts,
    Now,
    MessageReport,
    Send,
    Targets,
    Trigger,
):
    """All of them."""

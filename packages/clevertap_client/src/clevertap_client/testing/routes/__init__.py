"""The sandbox's HTTP: one method for each operation, one file for each path."""

from __future__ import annotations

from attrs import define

from .content_block import ContentBlocks
from .counts import Counts
from .exports import Exports
from .files import FileRoutes
from .message_report import MessageReport
from .now import Now
from .people import People
from .profile import OneProfile
from .promo import Promo
from .segments import Segments
from .send import Send
from .targets import Targets
from .trigger import Trigger
from .upload import Upload
from .variables import Variables


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
    People,
    Segments,
    FileRoutes,
    Variables,
    ContentBlocks,
    Promo,
):
    """All of them."""

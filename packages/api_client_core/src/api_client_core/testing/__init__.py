"""Build sandboxes of services, for tests: real HTTP on loopback, faults on demand, a journal."""

from __future__ import annotations

from .messages import Answer, Delay, Fault, Received, Reset, Spoiler, Stall, Trickle, Truncate
from .remote import RemoteSandbox, SandboxProcess
from .rules import Mark, Rule
from .sandbox import Entry, Sandbox, route
from .server import Server

__all__ = [
    "Answer",
    "Delay",
    "Entry",
    "Fault",
    "Mark",
    "Received",
    "RemoteSandbox",
    "Reset",
    "Rule",
    "Sandbox",
    "SandboxProcess",
    "Server",
    "Spoiler",
    "Stall",
    "Trickle",
    "Truncate",
    "route",
]

"""Where the sandbox's rules are known from."""

from __future__ import annotations

from typing import Final

SPEC: Final = "Calendly's OpenAPI document of October 2026"
OLD_SPEC: Final = "Calendly's OpenAPI document of April 2024"
RECORDED: Final = "recorded answers in public repositories, 2026"
NOTES: Final = "public research notes, 2026-08-28"
SILENT: Final = "no source says"
OURS: Final = "ours, to be simple"

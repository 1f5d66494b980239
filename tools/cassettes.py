"""Look through recorded HTTP for what must not be published: tokens, passcodes, addresses."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLISHABLE = re.compile(
    r"(^|\.)example(\.(com|net|org))?$|\.(test|invalid|localhost)$", re.IGNORECASE
)
REDACTED = re.compile(r"^(REDACTED|X+|\*+|\[.*\]|<.*>)?$", re.IGNORECASE)
SECRETS = {
    "a bearer token": r"\bBearer\s+([^\s\"',\]]+)",
    "a passcode": r"X-CleverTap-Passcode[\"']?\s*[:\]]\s*(?:-\s+)?[\"']?([^\s\"',]+)",
    "a client secret": r"client_secret[\"']?\s*[:=]\s*[\"']?([^\s\"'&,]+)",
    "a token": r"\b(?:access|refresh)_token[\"']?\s*[:=]\s*[\"']?([^\s\"'&,]+)",
    "a signing key": r"signing_key[\"']?\s*[:=]\s*[\"']?([^\s\"'&,]+)",
    "a code of OAuth": r"(?:[?&]code|code_verifier)[\"']?\s*[:=]\s*[\"']?([^\s\"'&,]+)",
    "a JSON web token": r"\b(eyJ[\w-]{8,}\.[\w-]+\.[\w-]+)",
}
ADDRESS = re.compile(r"[\w.+-]+(?:@|%40)([\w-]+(?:\.[\w-]+)+)")


def findings(text: str) -> list[str]:
    """Name what a text gives away, without repeating it."""
    found = [
        f"line {_line(text, match)}: {what}"
        for what, pattern in SECRETS.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if not REDACTED.match(match[1])
    ]
    found += [
        f"line {_line(text, match)}: an e-mail address outside the example domains"
        for match in ADDRESS.finditer(text)
        if not PUBLISHABLE.search(match[1])
    ]
    return found


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start(1)) + 1


def main() -> int:
    paths = [path for path in ROOT.glob("tests/**/cassettes/**/*") if path.is_file()]
    bad = 0
    for path in paths:
        for finding in findings(path.read_text(encoding="utf-8", errors="replace")):
            print(f"{path.relative_to(ROOT)}: {finding}")
            bad += 1
    print(f"{len(paths)} cassettes, {bad} findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

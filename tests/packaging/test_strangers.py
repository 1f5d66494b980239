"""The checkout names nobody's machine: it works on any, and through any registry."""

from __future__ import annotations

import re

from .checkout import ROOT, tracked

REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
INDEX = re.compile(r"--(extra-)?index-url|--find-links|\[\[tool\.uv\.index|\bindex-url\s*=")
PLACES = re.compile(r"(?<![\w.~$}-])/(?:home|Users|root|work|tmp|opt|mnt)/\w")


def hits(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in what git has."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path != ROOT / "tests" / "packaging" / "test_strangers.py"
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry() -> None:
    assert hits(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_chooses_an_index() -> None:
    assert hits(INDEX) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert hits(PLACES) == []


def test_the_pins_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-oldest.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
        assert pinned == len(re.findall(r"^[\w.-]+==.*\\\n +--hash=sha256:", text, re.MULTILINE))

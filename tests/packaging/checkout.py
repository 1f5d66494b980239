"""The checkout, as these tests read it."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "api_client_core": "api_client_core",
    "calendly_client": "calendly_client",
    "clevertap_client": "clevertap_client",
    "bridge": "calendly_clevertap",
}
"""Folder under packages/, and the name to import."""


def toml(path: str) -> dict[str, Any]:
    """Read one of the checkout's TOML files."""
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def project(package: str) -> dict[str, Any]:
    """Read what a package says about itself."""
    described: dict[str, Any] = toml(f"packages/{package}/pyproject.toml")["project"]
    return described


def sources(package: str) -> list[Path]:
    """List a package's modules."""
    return sorted((ROOT / "packages" / package / "src").rglob("*.py"))


def tracked() -> list[Path]:
    """List what git has, and what it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]

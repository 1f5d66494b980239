"""What each package promises to whoever installs it."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from .checkout import PACKAGES, ROOT, project, sources, toml

VERSIONS = {project(package)["name"]: Version(project(package)["version"]) for package in PACKAGES}
LIBRARIES = {"httpx", "attrs", "cattrs", "python-dateutil"}


def requirements(package: str) -> list[Requirement]:
    """Everything a package may bring along, its extras included."""
    about = project(package)
    extras = chain.from_iterable(about.get("optional-dependencies", {}).values())
    return [Requirement(text) for text in (*about["dependencies"], *extras)]


def pins(name: str) -> list[tuple[str, Version]]:
    """The pins of a requirements file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([\w.!+-]+)", text, re.MULTILINE)
    return [(library, Version(version)) for library, version in found]


def direct() -> list[Requirement]:
    """What the packages and the tests name themselves, the packages' own names left out."""
    texts = toml("pyproject.toml")["dependency-groups"]["test"]
    listed = [*map(Requirement, texts), *chain.from_iterable(map(requirements, PACKAGES))]
    return [requirement for requirement in listed if requirement.name not in VERSIONS]


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_package_is_typed_licensed_and_says_what_it_is(folder: str) -> None:
    package = ROOT / "packages" / folder
    assert (package / "src" / PACKAGES[folder] / "py.typed").read_bytes() == b""
    assert (package / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (package / "README.md").read_text(encoding="utf-8").startswith("# ")
    about = project(folder)
    assert about["license"] == "MIT"
    assert "Typing :: Typed" in about["classifiers"]


@pytest.mark.parametrize("folder", PACKAGES)
def test_the_packages_accept_each_other_as_they_are(folder: str) -> None:
    for requirement in requirements(folder):
        if requirement.name in VERSIONS:
            assert VERSIONS[requirement.name] in requirement.specifier, requirement
            assert re.search(r"<", str(requirement.specifier)), f"{requirement} has no upper end"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("api_client_core", LIBRARIES | {"sniffio"}),
        ("calendly_client", LIBRARIES | {"api-client-core"}),
        ("clevertap_client", LIBRARIES | {"api-client-core"}),
        ("bridge", {"attrs", "api-client-core", "calendly-client", "clevertap-client"}),
    ],
)
def test_a_package_brings_no_more_than_it_says(folder: str, expected: set[str]) -> None:
    assert {Requirement(text).name for text in project(folder)["dependencies"]} == expected


def test_every_library_has_one_oldest_version_in_all_packages() -> None:
    oldest: dict[str, set[str]] = {}
    for requirement in direct():
        assert ">=" in str(requirement.specifier), f"{requirement} has no oldest version"
        oldest.setdefault(requirement.name, set()).add(str(requirement.specifier))
    assert {name: found for name, found in oldest.items() if len(found) > 1} == {}


def test_the_oldest_versions_we_test_are_the_oldest_we_allow() -> None:
    pinned = dict(pins("requirements-oldest.txt"))
    for requirement in direct():
        bound = next(s.version for s in requirement.specifier if s.operator == ">=")
        assert pinned[requirement.name] == Version(bound), f"{requirement}: run `make lock`"


def test_the_pinned_versions_are_ones_we_allow() -> None:
    pinned = pins("requirements.txt")
    groups = toml("pyproject.toml")["dependency-groups"]
    named = [text for group in groups.values() for text in group if isinstance(text, str)]
    for requirement in [*direct(), *map(Requirement, named)]:
        versions = [version for name, version in pinned if name == requirement.name]
        assert versions, f"{requirement.name} is not pinned; run `make lock`"
        assert all(version in requirement.specifier for version in versions), requirement


@pytest.mark.parametrize("folder", PACKAGES)
def test_a_version_said_in_code_is_the_packages_version(folder: str) -> None:
    said = [
        (path.name, version)
        for path in sources(folder)
        for version in re.findall(r'^__version__\b.*"(.+)"', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert all(version == project(folder)["version"] for _, version in said), said

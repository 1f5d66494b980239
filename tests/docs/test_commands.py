"""What the documents tell people to type exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from typer.main import get_command

from calendly_clevertap._commands import app

from .documents import DOCUMENTS, ROOT, blocks, name_of

MORE = (ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
OURS = {
    project["name"]: set(project.get("optional-dependencies", {}))
    for path in ROOT.glob("packages/*/pyproject.toml")
    for project in (tomllib.loads(path.read_text(encoding="utf-8"))["project"],)
}
OTHERS = {"fastapi", "uvicorn"}


def commands() -> Iterator[tuple[str, list[str]]]:
    """List what stands in shell blocks and in inline code, with the document."""
    for path in (*DOCUMENTS, *MORE):
        text = path.read_text(encoding="utf-8")
        shown = [line for block in blocks(path, "sh") for line in joined(block).splitlines()]
        timed = [line for block in blocks(path, "crontab") for line in block.splitlines()]
        shown += [line.split(maxsplit=5)[-1].split(" > ")[0] for line in timed if line[0] != "#"]
        shown += [code for code in re.findall(r"`([^`\n]+)`", text) if code.startswith("make ")]
        for line in shown:
            if words := shlex.split(line, comments=True):
                yield name_of(path), words


def joined(text: str) -> str:
    return text.replace("\\\n", " ")


COMMANDS = list(commands())


def id_of(value: object) -> str:
    return " ".join(cast("list[str]", value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize(("document", "words"), COMMANDS, ids=id_of)
def test_a_command_exists(document: str, words: list[str]) -> None:
    match words:
        case ["make", *targets]:
            makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
            known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
            assert {target for target in targets if "=" not in target} <= known
        case ["pip", "install", *packages]:
            assert [package for package in packages if not installable(package)] == []
        case ["calendly-clevertap", name, *options]:
            found = getattr(get_command(app), "commands", {})[name]
            parameters = [p for p in found.params if p.param_type_name == "option"]
            known = {o for p in parameters for o in (*p.opts, *p.secondary_opts)}
            assert {word.partition("=")[0] for word in options if word[0] == "-"} <= known
            arguments = [p for p in found.params if p.param_type_name == "argument"]
            assert arguments or [word for word in options[:1] if word[0] != "-"] == []
        case ["python", "-m", module, *options]:
            told = help_of(module)
            assert [word for word in options if word.startswith("-") and word not in told] == []
        case ["procrastinate", app_of, "schema" | "worker", *_]:
            text = (ROOT / document).read_text(encoding="utf-8")
            module, _, name = app_of.removeprefix("--app=").partition(".")
            assert f"# {module}.py" in text
            assert f"\n{name} = " in text
        case ["uvicorn", target, *_]:
            text = (ROOT / document).read_text(encoding="utf-8")
            module, _, name = target.partition(":")
            assert f"# {module}.py" in text
            assert f"\n{name} = " in text
        case ["procrastinate", target, *words]:
            text = (ROOT / document).read_text(encoding="utf-8")
            module, _, name = target.removeprefix("--app=").partition(".")
            assert f"# {module}.py" in text
            assert f"\n{name} = " in text
            assert words[0] in help_of("procrastinate")
        case ["export", *_]:
            pass
        case _:
            pytest.fail(f"{document}: nobody knows whether {words} works")


def test_every_command_and_option_is_on_the_page_about_them() -> None:
    told = (ROOT / "docs/how-to/command-line.md").read_text(encoding="utf-8")
    for name, command in getattr(get_command(app), "commands", {}).items():
        assert f"`{name}" in told or f"calendly-clevertap {name}" in told
        options = [p for p in command.params if p.param_type_name == "option"]
        named = [{*p.opts, *p.secondary_opts} for p in options]
        assert [any(option in told for option in one) for one in named] == [True] * len(named), name


@cache
def help_of(module: str) -> str:
    command = (sys.executable, "-m", module, "--help")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def installable(package: str) -> bool:
    """Tell whether it is one of ours, by name or by its folder, with extras it has."""
    name, _, extras = package.rstrip("]").partition("[")
    if name.startswith("./"):
        found = tomllib.loads((ROOT / name / "pyproject.toml").read_text(encoding="utf-8"))
        name = found["project"]["name"]
    wanted = {extra for extra in extras.split(",") if extra}
    return name in OTHERS or (name in OURS and wanted <= OURS[name])


LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize(
    "path", [path for path in (*DOCUMENTS, *MORE) if "docs" not in path.parts], ids=name_of
)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    """Those inside of the documentation are checked when it is built."""
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_environment_that_is_named_is_what_the_clients_read() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("client.py", "_terminal.py")
        for path in ROOT.glob(f"packages/*/src/*/{pattern}")
    )
    exported = {words[1].partition("=")[0] for _, words in COMMANDS if words[0] == "export"}
    assert len(exported) >= 4
    assert {name for name in exported if f'"{name}"' not in sources} == set()

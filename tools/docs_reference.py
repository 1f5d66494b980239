"""A mkdocs hook: a reference page for each public module, and the names each package exports.

A page that is written by hand takes the place of the generated one. Where it asks with a comment,
the modules of a package are listed, or the names that a package hands out are described.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import griffe
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "calendly_clevertap": "bridge",
    "calendly_client": "calendly_client",
    "clevertap_client": "clevertap_client",
    "api_client_core": "api_client_core",
}
PLACE = "reference/"
"""What `nav` names where the generated pages shall stand."""
ON_ONE_PAGE = {"calendly_client.testing", "clevertap_client.testing"}
"""Packages whose one page, written by hand, describes all that is public in them."""
_ASKED = re.compile(r"<!-- modules: ([\w.]+) -->")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the generated pages where the navigation names their folder."""
    pages = [{package: _nav(package)} for package in PACKAGES]
    values = cast("dict[str, object]", config)
    values["nav"] = _placed(values["nav"], pages)
    return config


@event_priority(100)  # before the plugins that list the pages
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for package in PACKAGES:
        for module in _modules(package):
            if files.get_file_from_path(_uri(module)) is None:
                text = _names(package) if module == package else _page(module)
                files.append(File.generated(config, _uri(module), content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """List a package's modules in the place of each comment."""
    return _ASKED.sub(lambda asked: _list(asked[1]), markdown)


def _placed(nav: object, pages: list[Any]) -> object:
    if isinstance(nav, list):
        items = cast("list[object]", nav)
        placed = [pages if item == PLACE else [_placed(item, pages)] for item in items]
        return [page for several in placed for page in several]
    if isinstance(nav, dict):
        pairs = cast("dict[str, object]", nav).items()
        return {title: _placed(page, pages) for title, page in pairs}
    return nav


def _nav(package: str) -> list[Any]:
    nav: list[Any] = [_uri(package)]
    groups: dict[str, list[Any]] = {}
    for module in _modules(package)[1:]:
        first, *rest = module.removeprefix(package + ".").split(".")
        if rest:
            groups[first].append({".".join(rest): _uri(module)})
        elif _below(module):
            groups[first] = [_uri(module)]
            nav.append({first: groups[first]})
        else:
            nav.append({first: _uri(module)})
    return nav


def _uri(module: str) -> str:
    package, *rest = module.split(".")
    index = "/index" if _source(package).joinpath(*rest).is_dir() else ""
    return f"{PLACE}{'/'.join((package, *rest))}{index}.md"


def _source(package: str) -> Path:
    return ROOT / "packages" / PACKAGES[package] / "src" / package


def _modules(package: str) -> list[str]:
    """List a package's public modules, the package itself first."""
    source = _source(package)
    paths = [path.relative_to(source.parent).with_suffix("") for path in source.rglob("*.py")]
    names = {".".join(part for part in path.parts if part != "__init__") for path in paths}
    testing = f"{package}.testing"
    return sorted(
        name
        for name in names
        if "._" not in name
        and (not name.startswith(f"{testing}.") or name in _handed_out(package, testing))
    )


@cache
def _handed_out(package: str, testing: str) -> frozenset[str]:
    """Name the modules that a `testing` package takes its exports from; others are inner."""
    path = _source(package) / "testing" / "__init__.py"
    if testing in ON_ONE_PAGE or not path.exists():
        return frozenset()
    imports = [
        node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)
    ]
    return frozenset(f"{testing}.{node.module}" for node in imports if node.level == 1)


def _page(module: str) -> str:
    options = "    options:\n      show_bases: false\n" if ".resources." in module else ""
    return f"::: {module}\n{options}" + (f"\n{_list(module)}\n" if _below(module) else "")


def _below(package: str) -> list[str]:
    """List the modules that stand directly in a package that is not the uppermost."""
    outer = package.partition(".")[0]
    inner = [name for name in _modules(outer) if name.rpartition(".")[0] == package]
    return inner if outer != package else []


def _list(package: str) -> str:
    """List the modules of a package, each with a link and what it is about."""
    outer, _, inner = package.partition(".")
    found, pages = _griffe(outer)[inner], Path(_uri(package)).parent
    names = [module.rpartition(".")[2] for module in _below(package)]
    return "\n".join(
        f"* [`{name}`]({Path(_uri(f'{package}.{name}')).relative_to(pages)}): {_about(found[name])}"
        for name in names
    )


def _about(module: griffe.Object | griffe.Alias) -> str:
    """Give a module's first line; if that names a path of an API, then its resource's."""
    own = [found for found in module.classes.values() if not found.is_alias and found.bases]
    lines = [
        found.docstring.value.partition("\n")[0] for found in (module, *own) if found.docstring
    ]
    return next((line for line in lines if not line.startswith("``")), "")


@cache
def _griffe(package: str) -> griffe.Object | griffe.Alias:
    loader = griffe.GriffeLoader(search_paths=[_source(name).parent for name in PACKAGES])
    found = loader.load(package)
    loader.resolve_aliases(external=True)
    return found


def _names(package: str) -> str:
    """List what a package exports, each with its first line and a link to where it is described."""
    found = _griffe(package)
    rows: dict[str, list[str]] = {"": [], "Models": [], "Errors": []}
    for name in sorted(map(str, found.exports or ()), key=str.lower):
        if not name.startswith("__") and len(name) > 1:  # a version or a type variable
            kind, row = _row(found, name)
            rows[kind].append(row)
    about = found.docstring.value if found.docstring else ""
    text = [f"# `{package}`", about]
    for kind, lines in rows.items():
        text += [f"## {kind}"] if kind and lines else []
        text.append("\n".join(lines))
    return "\n\n".join(text) + "\n"


def _row(package: griffe.Object | griffe.Alias, name: str) -> tuple[str, str]:
    found = package[name]
    if found.is_module and name in found.members:  # a function may be named like its module
        found = found[name]
    path = found.canonical_path
    kind = "Models" if ".models." in path else "Errors" if "errors." in path else ""
    if not found.docstring:
        return kind, f"* `{name}`"  # it has no place to link to
    return kind, f"* [`{name}`][{path}]: {found.docstring.value.partition(chr(10))[0]}"

"""A mkdocs hook: a reference page for each public module, and the names each package exports."""

from __future__ import annotations

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
            text = _names(package) if module == package else _page(module)
            files.append(File.generated(config, _uri(module), content=text))
    return files


def _placed(nav: object, pages: list[Any]) -> object:
    if isinstance(nav, list):
        return [_placed(item, pages) for item in cast("list[object]", nav)]
    if isinstance(nav, dict):
        items = cast("dict[str, object]", nav).items()
        return {title: pages if page == PLACE else _placed(page, pages) for title, page in items}
    return nav


def _nav(package: str) -> list[Any]:
    nav: list[Any] = [_uri(package)]
    groups: dict[str, list[Any]] = {}
    for module in _modules(package)[1:]:
        first, *rest = module.removeprefix(package + ".").split(".")
        if not rest and not (_source(package) / first).is_dir():
            nav.append({first: _uri(module)})
            continue
        if first not in groups:
            groups[first] = []
            nav.append({first: groups[first]})
        groups[first].append({".".join(rest): _uri(module)} if rest else _uri(module))
    return nav


def _uri(module: str) -> str:
    package, *rest = module.split(".")
    return f"{PLACE}{package}/{'/'.join(rest) or 'index'}.md"


def _source(package: str) -> Path:
    return ROOT / "packages" / PACKAGES[package] / "src" / package


def _modules(package: str) -> list[str]:
    """List a package's public modules, the package itself first."""
    source = _source(package)
    paths = [path.relative_to(source.parent).with_suffix("") for path in source.rglob("*.py")]
    names = {".".join(part for part in path.parts if part != "__init__") for path in paths}
    return sorted(name for name in names if "._" not in name)


def _page(module: str) -> str:
    return f"::: {module}\n"


def _names(package: str) -> str:
    """List what a package exports, each with its first line and a link to where it is described."""
    loader = griffe.GriffeLoader(search_paths=[_source(name).parent for name in PACKAGES])
    found = loader.load(package)
    loader.resolve_aliases(external=True)
    rows = [_row(found, name) for name in sorted(map(str, found.exports or ()), key=str.lower)]
    about = found.docstring.value if found.docstring else ""
    return f"# `{package}`\n\n{about}\n\n" + "\n".join(row for row in rows if row) + "\n"


def _row(package: griffe.Object | griffe.Alias, name: str) -> str:
    found = package[name]
    if found.is_module and name in found.members:  # a function may be named like its module
        found = found[name]
    if name.startswith("__") or len(name) == 1:
        return ""  # a version or a type variable
    if not found.docstring:
        return f"* `{name}`"  # it has no place to link to
    return f"* [`{name}`][{found.canonical_path}]: {found.docstring.value.partition(chr(10))[0]}"

"""A griffe extension: show what a caller gets, not how a method describes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, cast

import griffe

KINDS = {
    "endpoint": "one call",
    "listing": "pages",
    "operation": "several calls",
    "stream": "a stream",
}
PAGES = {"listing"}
HOW = "[How its methods are called][how-a-method-is-called]."


class CallsAsTheirValues(griffe.Extension):
    """Document `Call[X]` as `X`, `Call[Page[X]]` as `Pages[X]`, and drop `self: X[Describing]`."""

    def on_function(self, *, func: griffe.Function, **_: object) -> None:
        """Rewrite one method's signature for its reader."""
        kinds = KINDS.keys() & {str(decorator.value) for decorator in func.decorators}
        if not kinds:
            return
        kind = kinds.pop()
        func.decorators.clear()
        func.labels.discard("async")
        func.labels.add(KINDS[kind])
        if func.parameters and func.parameters[0].name == "self":
            func.parameters[0].annotation = None
        returns = func.returns
        if kind != "operation" and isinstance(returns, griffe.ExprSubscript):
            func.returns = _pages(returns.slice) if kind in PAGES else returns.slice

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        """Finish the methods, once all modules are read: their names for types, and a link."""
        for kind in _classes(pkg):
            for function in kind.functions.values():
                function.returns = _unfolded(function.returns, pkg)
                for parameter in function.parameters:
                    parameter.annotation = _unfolded(parameter.annotation, pkg)
        for name, module in _modules(pkg.members.get("resources")):
            if module.docstring and not name.startswith("_"):
                module.docstring.value += f"\n\n{HOW}"


def _modules(package: object) -> Iterator[tuple[str, griffe.Module]]:
    if isinstance(package, griffe.Module):
        for name, member in package.members.items():
            if isinstance(member, griffe.Module):
                yield name, member


def _classes(package: griffe.Module) -> Iterator[griffe.Class]:
    yield from (kind for kind in package.classes.values() if not kind.is_alias)
    for _, module in _modules(package):
        yield from _classes(module)


def _unfolded(annotation: object, pkg: griffe.Module) -> Any:
    """Put what a type alias of an inner module stands for in its place: it has no page."""
    if isinstance(annotation, griffe.ExprName):
        owner, _, path = annotation.canonical_path.partition(".")
        inner = owner == pkg.name and ("._" in path or path.startswith("testing."))
        alias = pkg[path] if inner else None
        if isinstance(alias, griffe.Attribute) and str(alias.annotation) == "TypeAlias":
            return _unfolded(alias.value, pkg)
        return annotation
    if isinstance(annotation, griffe.Expr):
        parts = {f.name: _unfolded(getattr(annotation, f.name), pkg) for f in fields(annotation)}
        return replace(annotation, **parts)
    if isinstance(annotation, list):
        return [_unfolded(item, pkg) for item in cast("list[object]", annotation)]
    return annotation


def _pages(described: str | griffe.Expr) -> str | griffe.Expr:
    """Turn `Page[X]` into `Pages[X]`."""
    if isinstance(described, griffe.ExprSubscript):
        return griffe.ExprSubscript(griffe.ExprName("Pages"), described.slice)
    return described

"""A griffe extension: show how an attrs class is made, what an enum has, what is typed as code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import griffe

MAKERS = {"attrs.define", "attrs.frozen", "attrs.mutable"}
_SESSION = re.compile(r"^>>> .*\n?(?:^.+\n?)*", re.MULTILINE)
_TREE = re.compile(r"^.*\n├── .*\n?(?:^.+\n?)*", re.MULTILINE)


class ClassesAsUsed(griffe.Extension):
    """Give each attrs class the `__init__` that attrs will write, and each enum its values."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """Show sessions and drawn trees as they are typed."""
        if obj.docstring:
            text = _SESSION.sub(lambda found: _fenced("pycon", found[0]), obj.docstring.value)
            obj.docstring.value = _TREE.sub(
                lambda found: _fenced("text", found[0].replace("``", "")), text
            )

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        """Visit the classes of a package, once all its modules are read."""
        for found in _classes(pkg):
            if "__init__" not in found.members and _maker(found) is not None:
                found.set_member("__init__", _constructor(found))
            if any(str(base).endswith("Enum") for base in found.bases):
                _list_values(found)


def _fenced(language: str, text: str) -> str:
    text = text.replace("  # doctest: +SKIP", "").rstrip()
    return f"```{language}\n{text}\n```\n"


def _classes(parent: griffe.Module | griffe.Class) -> Iterator[griffe.Class]:
    for member in list(parent.members.values()):
        if isinstance(member, griffe.Class):
            yield member
        if isinstance(member, griffe.Module | griffe.Class):
            yield from _classes(member)


def _list_values(found: griffe.Class) -> None:
    members = [m for m in found.members.values() if isinstance(m, griffe.Attribute)]
    values = [f"`{m.name} = {m.value}`" for m in members if m.name.isupper() and m.value]
    if values and found.docstring:
        found.docstring.value += f"\n\nValues: {', '.join(values)}."


def _maker(found: griffe.Class) -> griffe.Expr | None:
    for decorator in found.decorators:
        value = decorator.value
        if isinstance(value, griffe.Expr) and value.canonical_path in MAKERS:
            return value
    return None


def _constructor(found: griffe.Class) -> griffe.Function:
    bases = [base for base in reversed(found.mro()) if _maker(base) is not None]
    fields = {p.name: p for kind in (*bases, found) for p in _parameters(kind)}
    self = griffe.Parameter("self", kind=griffe.ParameterKind.positional_or_keyword)
    keyword_only = griffe.ParameterKind.keyword_only
    parameters = sorted(fields.values(), key=lambda p: p.kind is keyword_only)
    return griffe.Function(
        "__init__",
        parent=found,
        parameters=griffe.Parameters(self, *parameters),
        returns="None",
    )


def _parameters(found: griffe.Class) -> Iterator[griffe.Parameter]:
    all_keyword_only = _arguments(_maker(found)).get("kw_only") == "True"
    for member in found.members.values():
        if not isinstance(member, griffe.Attribute) or member.annotation is None:
            continue
        if "property" in member.labels or "instance-attribute" not in member.labels:
            continue  # a property or a ClassVar
        value = member.value
        plain = not (isinstance(value, griffe.ExprCall) and value.canonical_path == "attrs.field")
        field = {} if plain else _arguments(value)
        if field.get("init") == "False":
            continue
        default = value if plain else field.get("default", field.get("factory"))
        if "factory" in field and isinstance(default, griffe.Expr):
            default = griffe.ExprCall(default, [])
        keyword_only = all_keyword_only or field.get("kw_only") == "True"
        yield griffe.Parameter(
            str(field.get("alias", member.name)).strip("_'\""),
            annotation=member.annotation,
            kind=griffe.ParameterKind.keyword_only
            if keyword_only
            else griffe.ParameterKind.positional_or_keyword,
            default=default,
        )


def _arguments(call: str | griffe.Expr | None) -> dict[str, str | griffe.Expr]:
    if not isinstance(call, griffe.ExprCall):
        return {}
    return {a.name: a.value for a in call.arguments if isinstance(a, griffe.ExprKeyword)}

"""The house stays small enough to be read."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TypeGuard

from .checkout import PACKAGES, ROOT, sources

LINES_PER_FILE = 350
LINES_OF_CORE = 1600  # docs/explanation/decisions.md says why so many
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def test_no_source_file_is_longer_than_350_lines() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for package in PACKAGES
        for path in sources(package)
        if not is_a_list_of_names(path.read_text(encoding="utf-8"))
    }
    assert {path: n for path, n in lengths.items() if n > LINES_PER_FILE} == {}


def test_the_core_stays_small_without_its_testing_tools() -> None:
    lines = {
        path.name: code_lines(path.read_text(encoding="utf-8"))
        for path in sources("api_client_core")
        if "testing" not in path.parts
    }
    total = sum(lines.values())
    assert total <= LINES_OF_CORE, f"{total} lines: {lines}"


def test_a_line_of_code_is_one_that_is_no_blank_comment_or_docstring() -> None:
    assert code_lines(SAMPLE) == 4


SAMPLE = '''"""A docstring
of two lines."""
# a comment

def f(a,
      b):  # code, then a comment
    """Another."""
    return """a text
that is data"""
'''


def code_lines(source: str) -> int:
    """Count the lines that hold code: no blanks, comments or docstrings."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if is_text(node):
            lines.difference_update(range(node.lineno, (node.end_lineno or 0) + 1))
    return len(lines)


def is_a_list_of_names(source: str) -> bool:
    """Tell whether a file does nothing but export what others define, at once or later."""
    body = ast.parse(source).body
    blocks = [node for node in body if isinstance(node, ast.If)]
    inner = [
        one for node in blocks if "TYPE_CHECKING" in ast.unparse(node.test) for one in node.body
    ]
    return all(
        is_text(node)
        or isinstance(node, ast.ImportFrom)
        or ast.unparse(node).startswith(("__all__", "__getattr__, __dir__ = lazily("))
        for node in [*(node for node in body if node not in blocks), *inner]
    )


def is_text(node: ast.AST) -> TypeGuard[ast.Expr]:
    """Tell whether a statement is nothing but a text: the docstring of whatever stands above."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )

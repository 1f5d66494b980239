"""A griffe extension: show what a caller gets, not how a method describes it."""

from __future__ import annotations

import griffe

KINDS = {
    "endpoint": "one call",
    "listing": "pages",
    "operation": "several calls",
    "stream": "a stream",
}
PAGES = {"listing"}


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


def _pages(described: str | griffe.Expr) -> str | griffe.Expr:
    """Turn `Page[X]` into `Pages[X]`."""
    if isinstance(described, griffe.ExprSubscript):
        return griffe.ExprSubscript(griffe.ExprName("Pages"), described.slice)
    return described

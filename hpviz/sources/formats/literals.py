"""Dictionaries written as text: JSON, and the Python literals of W&B's API dumps. Nothing is executed."""

from __future__ import annotations

import ast
import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words that Python's literals do not know but that `str` of a dictionary of floats, and JSON, write.
_WORDS = {
    "nan": math.nan,
    "NaN": math.nan,
    "inf": math.inf,
    "Infinity": math.inf,
    "null": None,
    "true": True,
    "false": False,
}


def unfolded(cells: Sequence[object]) -> Sequence[object]:
    """Parse the dictionaries that a column of text holds; any other column is returned as it is."""
    if not _all_braces(cells):
        return cells
    return [_parsed(cell) if isinstance(cell, str) else cell for cell in cells]


def _all_braces(cells: Sequence[object]) -> bool:
    any_text = False
    for cell in cells:
        if isinstance(cell, str):
            if not (cell.startswith("{") and cell.endswith("}")):
                return False
            any_text = True
    return any_text


def _parsed(text: str) -> object:
    """Parse one dictionary; a text that is none stays the text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = _literal(text)
    return value if isinstance(value, dict) else text


def _literal(text: str) -> object:
    try:
        tree = ast.parse(text, mode="eval")
        return ast.literal_eval(_Words().visit(tree))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


class _Words(ast.NodeTransformer):
    """Let the bare words stand for their values."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_WORDS[node.id]) if node.id in _WORDS else node

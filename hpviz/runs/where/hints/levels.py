"""Named values that no run has, and one that was most likely meant: in another case, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.errors import meant_by
from hpviz.runs.where.tokens import term
from hpviz.runs.where.written import written_level

if TYPE_CHECKING:
    from collections.abc import Container

    from hpviz.runs.column import Column

# How tables and people write that there is no value.
NO_VALUE = frozenset({"", "none", "nan", "null", "na", "n/a", "nat", "<na>"})


def other_level(name: str, column: Column, text: str, among: Container[object] = ()) -> str:
    """Write what was meant by a text that no run has; nothing where that may be meant as it is.

    Parameters
    ----------
    name
        Of the column, as the expression has it.
    column
        The column; every run that there is.
    text
        The text.
    among
        Values that are accepted too: what one of them says already was not meant.
    """
    if text in column.levels:
        return ""
    if column.kind == "boolean" and text.casefold() not in {"true", "false"}:
        return f"{term(name)} holds True and False: {term(name)} == True"
    folded = _folded(text)
    same = [level for level in column.levels if _folded(level) == folded and level not in among]
    if same:
        return f"{term(name)} has no value {text!r}{meant_by(text, same, written_level)}"
    if folded in NO_VALUE and column.absent.any():
        return f"{term(name)} has no value {text!r}; for runs without one write {term(name)} is missing"
    return ""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

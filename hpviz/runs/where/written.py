"""Values of a column as an expression has them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.runs.where.tokens import literal, term

if TYPE_CHECKING:
    from hpviz.runs.column import Column

CONSTANTS = frozenset({"True", "False", "None"})


def written_level(level: str) -> str:
    """Write a named value: in quotes, unless it is a word of the language."""
    return level if level in CONSTANTS else literal(level)


def condition(column: Column, row: int) -> str:
    """Write the condition that keeps the runs that have the same value as this one: ``dataset == 'a'``."""
    name, code, number = term(column.name), int(column.codes[row]), float(column.numbers[row])
    if code >= 0:
        return f"{name} == {written_level(column.levels[code])}"
    if math.isnan(number):
        return f"missing({name})"
    return f"{name} == {column.number_at(row)!r}"

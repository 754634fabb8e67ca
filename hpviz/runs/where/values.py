"""The values of a column as an expression compares them: numbers, texts, what is true of a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.where.tokens import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.column import BoolArray, Column, FloatArray


def numbers_of(column: Column) -> FloatArray:
    """Return the number of each cell, of a text that is one too; NaN elsewhere."""
    if not column.levels:
        return column.numbers
    of_level = np.array([*map(number_of, column.levels), np.nan])
    return np.where(column.codes >= 0, of_level[column.codes], column.numbers)


def example(column: Column) -> str:
    """Write a value of a column as an expression has it."""
    if column.extent.present:
        return repr(column.number_at(int(np.flatnonzero(~np.isnan(column.numbers))[0])))
    return literal(column.levels[column.present[0]])


def number_of(text: str) -> float:
    """Read a text that is a number; NaN of any other."""
    try:
        return float(text)
    except ValueError:
        return np.nan


def by_level(column: Column, is_true: Callable[[str], bool]) -> BoolArray:
    """Mark the cells whose level something is true of."""
    of_level: Sequence[bool] = [*map(is_true, column.levels), False]
    return np.array(of_level, dtype=bool)[column.codes]


def texts_of(column: Column) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return the text of each cell; of those that hold a number or nothing an object equal to no text."""
    texts = np.array([*map(str, column.levels), None], dtype=object)[column.codes]
    return np.where(texts == None, np.nan, texts)  # noqa: E711 - element by element


def examples(column: Column) -> str:
    """Write the first values of a column of texts."""
    levels = [literal(column.levels[code]) for code in column.present[:3]]
    return ", ".join(levels) + (", …" if len(column.present) > 3 else "")

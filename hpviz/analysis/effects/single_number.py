"""A param of one number, beside named values or runs that lack it: each of these is a level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import number
from hpviz.runs.level_text import LevelText

if TYPE_CHECKING:
    from hpviz.runs.column import Column

NOT_SET = "not set"


def number_as_level(column: Column) -> Column | None:
    """Turn the only number of a column into its last level; None where there are several, or none.

    Parameters
    ----------
    column
        One cell per run that entered.
    """
    there = np.isfinite(column.numbers)
    if len(np.unique(column.numbers[there])) != 1:
        return None
    value = column.number_at(int(np.flatnonzero(there)[0]))
    return replace(
        column,
        numbers=np.full(len(there), np.nan),
        codes=np.where(there, len(column.levels), column.codes).astype(column.codes.dtype),
        levels=(*column.levels, LevelText(number(value), repr(value))),
    )


def absence_as_level(column: Column) -> Column:
    """Make doing without a param its last level, where some runs do.

    Parameters
    ----------
    column
        One cell per run that entered; without numbers.
    """
    absent = column.absent
    if not absent.any():
        return column
    return replace(
        column,
        codes=np.where(absent, len(column.levels), column.codes).astype(column.codes.dtype),
        levels=(*column.levels, LevelText(NOT_SET, "None")),
    )

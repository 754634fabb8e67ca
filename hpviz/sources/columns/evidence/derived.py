"""Numbers that follow from a crossed design: nobody chose them, though they may say what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence.design import is_written_short, sampled
from hpviz.sources.columns.evidence.relations import follows_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hpviz.runs.column import Column

# Fewer levels are in one order with those of another column by accident.
FEWEST_IN_ORDER = 4
# So many columns that fix each other, in no order, are the settings of the same few configurations.
FEWEST_SETTINGS = 2


def derived_from(column: Column, design: Sequence[Column], numbers: Iterable[Column]) -> tuple[str, ...]:
    """Find the one or two columns of a crossed design that fix a column of numbers; none where it was chosen.

    Parameters
    ----------
    column
        Numbers that are no part of the design.
    design
        The columns that are crossed with each other.
    numbers
        All columns of numbers.
    """
    fixed = follows_from(column, design)
    if len(fixed) != 1:
        return fixed
    by = next(other for other in design if other.name == fixed[0])
    if by.kind != "numeric":
        return fixed if _share_short(column, digits=3) < 0.5 else ()  # else the settings of what it names
    if _lie_in_one_order(column, by):
        coarser = column.distinct() < by.distinct()
        return fixed if coarser or _share_short(column) <= _share_short(by) else ()
    if _share_short(column, digits=3) >= 0.5:
        return ()
    others = [other for other in numbers if other.name not in {column.name, by.name}]
    settings = [other for other in others if follows_from(other, [by]) and not _lie_in_one_order(other, by)]
    return fixed if len(settings) < FEWEST_SETTINGS else ()


def is_apart(column: Column, design: Sequence[Column]) -> bool:
    """Whether every run has it, and no part of a crossed design fixes it."""
    return column.active == len(column.numbers) and not follows_from(column, design)


def _share_short(column: Column, *, digits: int = 2) -> float:
    """Share of its different numbers, whole or not, that have no more digits than somebody writes down."""
    return is_written_short(np.unique(sampled(column)), digits=digits)


def _lie_in_one_order(column: Column, by: Column) -> bool:
    """Whether a column that another fixes never goes down, or never up, as the other goes up."""
    there = np.isfinite(column.numbers) & np.isfinite(by.numbers)
    levels, places = np.unique(by.numbers[there], return_index=True)
    if len(levels) < FEWEST_IN_ORDER:
        return False
    steps = np.diff(column.numbers[there][places])
    return bool((steps >= 0).all() or (steps <= 0).all())

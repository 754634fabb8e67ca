"""Numbers that follow from a crossed design: nobody chose them, though they may say what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.metric_column import holds_truths
from hpviz.sources.columns.evidence.design import are_counts, is_written_short, sampled
from hpviz.sources.columns.evidence.relations import follows_from, summed_neighbours
from hpviz.sources.columns.evidence.votes import APART, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from hpviz.runs.column import Column

# Fewer levels are in one order with those of another column by accident.
FEWEST_IN_ORDER = 4
# So many columns that fix each other, in no order, are the settings of the same few configurations.
FEWEST_SETTINGS = 2
# So many counts add up to another.
FEWEST_COUNTED = 3
# So many switches that are crossed with each other make further ones likely.
FEWEST_SWITCHES = 3


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
    if by.kind == "numeric" and np.array_equal(column.numbers, by.numbers):
        return ()  # the same choice under another name
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


def votes_on_few(column: Column, design: Sequence[Column], *, doubtful: bool, is_metric: bool) -> list[Vote]:
    """Let values that runs share speak for a choice, less so beside a crossed design without them.

    Parameters
    ----------
    column
        Numbers of which runs share a few values.
    design
        The columns that are crossed with each other.
    doubtful
        Whether it is called like a result, but hardly is one.
    is_metric
        Whether it is called like a metric.
    """
    votes = [Vote(3.5 if doubtful else 0 if are_counts(column) else 1.5, "runs share a few values of it")]
    if not design or is_metric or not is_apart(column, design):
        return votes
    return [*votes, Vote(-1 if _is_switch_beside(column, design) else -2.5, APART)]


def sums_among(columns: Mapping[str, Column]) -> list[tuple[str, ...]]:
    """List each column with those beside it of which it is the mean or the sum."""
    return [(name, *summed_neighbours(name, columns)) for name in columns]


def sums_of_counts(columns: Mapping[str, Column]) -> list[tuple[str, ...]]:
    """List whole numbers that nobody writes down with the three or more beside them that add up to them."""
    whole = {name: column for name, column in columns.items() if column.integral}
    several = [members for members in sums_among(whole) if len(members) > FEWEST_COUNTED]
    return [members for members in several if are_counts(whole[members[0]])]


def switches_among(columns: Mapping[str, Column], crossed: AbstractSet[str]) -> frozenset[str]:
    """Find the columns of 0 and 1 beside a crossed design of such."""
    design = [column for name, column in columns.items() if name in crossed]
    return frozenset(name for name, column in columns.items() if _is_switch_beside(column, design))


def _is_switch_beside(column: Column, design: Sequence[Column]) -> bool:
    switches = sum(map(holds_truths, design))
    return holds_truths(column) and switches >= FEWEST_SWITCHES and 2 * switches >= len(design)


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

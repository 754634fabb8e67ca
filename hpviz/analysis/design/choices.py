"""The choices of a param: which runs have them, and how often they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import level_value, numbers_tried, range_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.search_space import Choices
    from hpviz.search_space.trial import Value


def is_number(value: Value) -> bool:
    """Whether a choice is a number: of a list that may have named values too.

    Parameters
    ----------
    value
        The choice.
    """
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def having(column: Column, value: Value) -> BoolArray:
    """Mark the runs that have a choice.

    Parameters
    ----------
    column
        The param.
    value
        The choice.
    """
    if column.kind == "numeric" and isinstance(value, (int, float)) and not isinstance(value, bool):
        same: BoolArray = column.numbers == float(value)
        return same
    named = [code for code in range(len(column.levels)) if level_value(column, code) == value]
    return np.isin(column.codes, named) & np.isnan(column.numbers)


def weights_of(domain: Choices, kept: Sequence[int], column: Column) -> FloatArray:
    """Return how often each choice is drawn: evenly, but of numbers from a range all as often as in the runs.

    Each run has a number of its own there: to draw them as often as a named value beside them, one by one,
    would hardly ever draw that.

    Parameters
    ----------
    domain
        All choices.
    kept
        The places of those that are drawn.
    column
        The param.
    """
    weights, numbers = np.ones(len(kept)), np.array([is_number(domain.values[place]) for place in kept])
    if numbers.any() and not numbers.all() and range_of(column, numbers_tried(column), log=False):
        runs = np.array([np.count_nonzero(having(column, domain.values[place])) for place in kept])
        weights = np.where(numbers, np.isfinite(column.numbers).sum() / numbers.sum(), np.maximum(runs, 1))
    shares: FloatArray = weights / weights.sum()
    return shares

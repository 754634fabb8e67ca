"""Ranks of runs: 1 for the best, 2 for the next, whether or not runs share a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.design import FEWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Numbers = NDArray[np.float64]

# Of all ranks those that must be there; runs that failed lack theirs, or the one of them.
NEARLY_ALL = 0.8
# So many runs in another order than that of the rows are no accident.
FEWEST_RANKED = 6
# A rank correlation from which on ranks are those of a result, which may be a score of several.
OF_A_RESULT = 0.7


def ranked_by(column: Column, results: Sequence[Column], total: int) -> str:
    """Find the result that a column of ranks follows; an empty text where it holds none, or of no result.

    Parameters
    ----------
    column
        Numbers of some runs.
    results
        What came of the runs.
    total
        How many runs there are, of which these may be a part.
    """
    if not is_ranking(column, total):
        return ""
    strengths = {
        result.name: abs(relations.rank_correlation(column, result, fewest=FEWEST_RANKED))
        for result in results
    }
    best = max(strengths, key=lambda name: strengths[name], default="")
    return best if best and strengths[best] >= OF_A_RESULT else ""


def is_order(column: Column, total: int) -> bool:
    """Whether every run has a rank of its own, in another order than that of the rows."""
    if not is_ranking(column, total):
        return False
    steps = np.diff(column.numbers[np.isfinite(column.numbers)])
    return bool((steps > 0).any() and (steps < 0).any() and (steps != 0).all())


def is_ranking(column: Column, total: int) -> bool:
    """Whether the numbers are 1, 2, 3, … in some order, equal ones sharing a rank as they do in contests."""
    numbers = np.sort(column.numbers[np.isfinite(column.numbers)])
    if len(numbers) < FEWEST_RANKED or len(numbers) < NEARLY_ALL * len(column.numbers):
        return False
    if not -1e-9 <= numbers[0] <= 2 or numbers[-1] > total:
        return False
    different = len(np.unique(numbers))
    if different == len(numbers):
        return bool((numbers == np.round(numbers)).all())
    return (
        len(numbers) >= FEWEST
        and different >= FEWEST / 2
        and any(np.array_equal(numbers - numbers[0], ranks - ranks[0]) for ranks in _shared(numbers))
    )


def _shared(ordered: Numbers) -> list[Numbers]:
    """Rank ascending numbers, equal ones by the first, the last or the middle of their places."""
    first: Numbers = np.searchsorted(ordered, ordered, "left").astype(np.float64) + 1
    last: Numbers = np.searchsorted(ordered, ordered, "right").astype(np.float64)
    return [first, last, (first + last) / 2]

"""Whether two sweeps differ by more than two draws from the same would: exact tests on counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from hpviz.runs.column import BoolArray, Column, FloatArray


def all_of_one_side(k: int, sizes: tuple[int, int]) -> float:
    """Compute the chance that k of all runs, picked blindly, are from the same sweep (Rosenbaum 1954).

    Parameters
    ----------
    k
        How many runs: those better than the best of the other sweep, or beyond its range.
    sizes
        How many runs each sweep has.
    """
    total = sum(sizes)
    if k == 0:
        return 1.0
    ways = [_log_choose(size, k) - _log_choose(total, k) for size in sizes if size >= k]
    return float(min(1.0, np.exp(ways).sum()))


def _log_choose(n: int, k: int) -> float:
    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def beyond(values: FloatArray, others: FloatArray) -> int:
    """Count the values above all the others, or those of the others above all values where these lead."""
    if not len(values) or not len(others):
        return 0
    return int(np.sum(values > others.max()) + np.sum(others > values.max()))


def p_of_tried(column: Column, first: BoolArray) -> float:
    """Test whether two sweeps tried the same values of a param.

    Counted are the runs beyond the range of the other sweep at either end, and those with a named value, or
    none, that the other never tried. Each count is tested exactly; the smallest p-value counts, times how
    many there are (Bonferroni).

    Parameters
    ----------
    column
        The param over the runs of both.
    first
        Shape (runs,): which are of the first sweep.
    """
    is_number, numbers = ~np.isnan(column.numbers), column.numbers
    sides = numbers[is_number & first], numbers[is_number & ~first]
    kinds = [is_number, column.absent, *(column.codes == code for code in column.present)]
    p_values = [_p_of_kind(kind, first) for kind in kinds if kind.any() and not kind.all()]
    if len(sides[0]) and len(sides[1]):
        sizes = len(sides[0]), len(sides[1])
        p_values += [all_of_one_side(beyond(sign * sides[0], sign * sides[1]), sizes) for sign in (1, -1)]
    return min(1.0, len(p_values) * min(p_values, default=1.0))


def _p_of_kind(kind: BoolArray, first: BoolArray) -> float:
    """Test that runs of a kind are in one sweep only; 1 where both have some."""
    counts = int(np.sum(kind & first)), int(np.sum(kind & ~first))
    return 1.0 if min(counts) else all_of_one_side(max(counts), (int(first.sum()), int((~first).sum())))

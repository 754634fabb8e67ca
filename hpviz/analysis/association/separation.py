"""Which params tell some runs from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import xlogy
from scipy.stats import hypergeom

from hpviz.analysis.association.correlation import as_numbers
from hpviz.analysis.sample.replicates import find_replicates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import BoolArray, Column, FloatArray

# By chance any param at all is named in this share of sweeps.
CHANCE = 0.01


def params_that_separate(params: Iterable[Column], marked: BoolArray) -> tuple[str, ...]:
    """Name the params in which marked runs differ from the others, beyond chance.

    At every number the runs are cut in two, and every category is set apart, each over the runs that have
    the param. The clearest cut is tested exactly (Fisher), and corrected for all cuts and params
    (Bonferroni). Of a configuration that was run several times one run counts, as most of its runs ended.

    Parameters
    ----------
    params
        Columns of equal length.
    marked
        Shape (runs,).

    Returns
    -------
    The surest first.
    """
    params = list(params)
    first, marked = one_of_each(find_replicates(params), marked)
    p_values = {param.name: _p_value(param.take(first), marked) for param in params}
    tests = sum(param.varies for param in params)
    clear = [name for name, p in p_values.items() if p * tests < CHANCE]
    return tuple(sorted(clear, key=lambda name: p_values[name]))


def one_of_each(replicates: Replicates | None, marked: BoolArray) -> tuple[NDArray[np.intp], BoolArray]:
    """Return one run of each configuration, and whether most of its runs are marked.

    Parameters
    ----------
    replicates
        Which runs are of one configuration; None where each is of its own.
    marked
        Shape (runs,).
    """
    if replicates is None:
        return np.arange(len(marked)), marked
    _, first, size = np.unique(replicates.unit, return_index=True, return_counts=True)
    return first, 2 * np.bincount(replicates.unit, marked) > size


def counts_below(
    numbers: FloatArray, marked: BoolArray
) -> tuple[FloatArray, NDArray[np.intp], NDArray[np.intp]]:
    """Count the runs up to each number, and the marked ones among them; beside the numbers, ascending."""
    own, at = np.unique(numbers, return_inverse=True)
    return own, np.cumsum(np.bincount(at)), np.cumsum(np.bincount(at[marked], minlength=len(own)))


def excess(inside: NDArray[np.intp], runs: NDArray[np.intp], marked: BoolArray) -> FloatArray:
    """Measure how clearly parts of the runs are marked more often than the others, in nats.

    Parameters
    ----------
    inside, runs
        Shape (parts,): the marked runs of each part, and its runs.
    marked
        Shape (runs,).

    Returns
    -------
    Shape (parts,): the logarithm of the ratio of likelihoods; below 0 where marked less often.
    """
    n, m = len(marked), int(np.count_nonzero(marked))
    gain: FloatArray = _likelihood(inside, runs) + _likelihood(m - inside, n - runs) - _likelihood(m, n)
    return np.where(inside * n >= m * runs, gain, -gain)


def _likelihood(marked: NDArray[np.intp] | int, runs: NDArray[np.intp] | int) -> FloatArray:
    parts = marked, np.subtract(runs, marked), runs
    inside, others, every = (np.asarray(part, dtype=float) for part in parts)
    nats: FloatArray = xlogy(inside, inside) + xlogy(others, others) - xlogy(every, every)
    return nats


def by_chance(inside: int, runs: int, marked: BoolArray) -> float:
    """Chance that so many of these runs are marked when marks fall anywhere (Fisher's exact test)."""
    return float(hypergeom.sf(inside - 1, len(marked), np.count_nonzero(marked), runs))


def _p_value(param: Column, marked: BoolArray) -> float:
    if param.kind == "categorical":
        there = param.codes >= 0
        codes = param.codes[there]
        runs = np.bincount(codes)
        inside = np.bincount(codes[marked[there]], minlength=len(runs))
        runs, inside = runs[runs > 0], inside[runs > 0]
    else:
        numbers = as_numbers(param)
        there = np.isfinite(numbers)
        _, runs, inside = counts_below(numbers[there], marked[there])
        runs, inside = runs[:-1], inside[:-1]
    return _of_parts(runs, inside, marked[there])


def _of_parts(runs: NDArray[np.intp], inside: NDArray[np.intp], marked: BoolArray) -> float:
    """Test the clearest of some parts, or of what they leave, corrected for their number."""
    if len(runs) == 0:
        return 1.0
    n, m = len(marked), np.count_nonzero(marked)
    runs, inside = np.r_[runs, n - runs], np.r_[inside, m - inside]
    at = int(excess(inside, runs, marked).argmax())
    return min(1.0, by_chance(int(inside[at]), int(runs[at]), marked) * len(runs))

"""Whether later runs were drawn from a narrower part of the space, as optimisers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import subsample
from hpviz.analysis.forest.encoding import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import Column, FloatArray

    Halves = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

FEWEST_RUNS = 30
# Runs are looked at up to so many, spread evenly over the time.
MOST_RUNS = 1000
# Two tests (all params together, the one that narrowed most), each at half a percent.
ALPHA = 0.005
# So many shuffles; where more than this share of them gives as much as the runs do, no more are needed. Most
# sweeps are decided by the first (Besag and Clifford, "Sequential Monte Carlo p-values", 1991).
STAGES = ((19, 0.3), (99, 0.04), (299, 0.02), (999, ALPHA))


def narrowed(
    params: Sequence[Column], y: FloatArray, sweeps: NDArray[np.intp] | None = None, seed: int = 0
) -> tuple[str, ...] | None:
    """Find the params whose values concentrate in the second half of the runs; None where nothing does.

    The spread of a param in a half is the variance of its ranks, or the Gini-Simpson index of its categories.
    Shuffling the order of the runs gives how much the halves differ by chance: for random, quasi-random and
    grid sweeps in any order, which do not narrow, this is an exact test. The halves' medians show whether the
    later runs are also the better ones, without which it would be no optimiser's doing.

    Of several sweeps each has halves of its own and is shuffled by itself: that they were drawn from
    different ranges is no optimiser's doing.

    Parameters
    ----------
    params
        Columns over the runs in order of time.
    y
        Shape (runs,): the metric, to be small.
    sweeps
        Shape (runs,): the sweep of each; None where there is one.
    seed
        Of the shuffles.

    Returns
    -------
    The params that narrowed by themselves beyond doubt; none of them where only all together did.
    """
    n = len(y)
    if n < FEWEST_RUNS:
        return None
    rows = np.linspace(0, n - 1, min(n, MOST_RUNS)).round().astype(int)
    sweeps = np.zeros(n, np.intp) if sweeps is None else sweeps
    if not _improves(y, _by_sweep(sweeps)):
        return None
    design, runs = encode(subsample(params, y, rows)[0]), _by_sweep(sweeps[rows])
    for shuffles, least in STAGES:
        rng = np.random.default_rng(seed)
        halves = np.stack(
            [_early(runs), *(_early([rng.permutation(own) for own in runs]) for _ in range(shuffles))]
        )
        of_param, moves = _of_params(halves, design)
        if not len(moves):
            return None
        strongest, mean = of_param.max(axis=1, initial=0.0), of_param.mean(axis=1)
        if min(_p_value(strongest), _p_value(mean)) > least:
            return None
    limit = np.quantile(strongest[1:], 1 - ALPHA)
    return tuple(params[moving].name for moving, own in zip(moves, of_param[0], strict=True) if own > limit)


def _by_sweep(sweeps: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Find the rows of each sweep, in order of time."""
    return [np.flatnonzero(sweeps == sweep) for sweep in np.unique(sweeps)]


def _improves(y: FloatArray, runs: Sequence[NDArray[np.intp]]) -> bool:
    """Whether later runs are better by their median: in sweeps with most of the runs."""
    return sum(len(own) * _direction(y[own]) for own in runs) < 0


def _direction(y: FloatArray) -> int:
    """Return -1 where the median of the second half is the lower, 1 where it is the higher."""
    half = len(y) // 2
    return int(np.sign(np.median(y[half:]) - np.median(y[:half]))) if half else 0


def _early(runs: Sequence[NDArray[np.intp]]) -> NDArray[np.bool_]:
    """Which runs are in the first half of their sweep."""
    early = np.zeros(sum(map(len, runs)), dtype=bool)
    for own in runs:
        early[own[: len(own) // 2]] = True
    return early


def _of_params(early: Halves, design: Design) -> tuple[FloatArray, NDArray[np.intp]]:
    """How far each param that moves at all narrows, in its standard deviations; a row per way to halve."""
    columns = _narrowing(early, design.X.astype(np.float64))
    of_param = np.zeros((len(early), int(design.owner.max(initial=-1)) + 1))
    np.add.at(of_param.T, design.owner, columns.T)
    spread = of_param.std(axis=0)
    moves = np.flatnonzero(spread > 0)
    return of_param[:, moves] / spread[moves], moves


def _narrowing(early: Halves, X: FloatArray) -> FloatArray:
    """Variance of each column in the early half less that in the late one; a row per way to halve."""
    n, half, columns = len(X), int(early[0].sum()), X.shape[1]
    values = np.hstack([X, X**2])
    sums = early.astype(np.float64) @ values
    others = values.sum(axis=0) - sums

    def variance(sums: FloatArray, runs: int) -> FloatArray:
        return sums[:, columns:] / runs - (sums[:, :columns] / runs) ** 2

    return variance(sums, half) - variance(others, n - half)


def _p_value(narrowing: FloatArray) -> float:
    """Share of the shuffles that give as much as the runs' own order, the first."""
    return float(np.mean(narrowing >= narrowing[0] * (1 - 1e-12)))

"""Trade-offs between several metrics: which runs no other run beats, and how far the others are from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hpviz.runs.column import BoolArray, FloatArray

# So many cells are compared at a time.
CELLS_AT_ONCE = 4_000_000


def distances(values: FloatArray) -> FloatArray:
    """Compute each run's distance to the Pareto front, 0 on it.

    The additive epsilon indicator (Zitzler et al. 2003) of one run, on ranks: the smallest share of the runs
    that it would have to overtake in every metric for no run to be better in all. Ranks make it the same for
    a loss and its logarithm.

    Parameters
    ----------
    values
        Shape (metrics, runs), finite, each to be small.

    Returns
    -------
    Shape (runs,), 0 to 1.
    """
    ranks = _shares(values)
    # A run that overtakes the one that beats another overtakes that other too: the front is enough.
    best = ranks[:, on_front(ranks)]
    distance = np.zeros(ranks.shape[1])
    step = max(1, CELLS_AT_ONCE // max(best.size, 1))
    for start in range(0, len(distance), step):
        some = ranks[:, start : start + step]
        distance[start : start + step] = (some[:, :, None] - best[:, None, :]).min(axis=0).max(axis=1)
    return np.maximum(distance, 0.0)


def on_front(values: FloatArray) -> BoolArray:
    """Mark the runs that no other run beats: at least as good in every metric and better in one."""
    unlike, place = np.unique(values, axis=1, return_inverse=True)
    left, at = np.arange(unlike.shape[1]), 0
    while at < len(left):
        beaten: BoolArray = np.asarray((unlike[:, left] >= unlike[:, left[at], None]).all(axis=0))
        beaten[at] = False
        left = left[~beaten]  # np.unique sorts: a run that is beaten comes later
        at += 1
    marked: BoolArray = np.isin(place.reshape(-1), left)
    return marked


def _shares(values: FloatArray) -> FloatArray:
    """Share of the runs that are better, in each metric; shape (metrics, runs)."""
    better = [np.searchsorted(np.sort(metric), metric, side="left") for metric in values]
    shares: FloatArray = np.stack(better) / max(values.shape[1] - 1, 1)
    return shares

"""A forest of random and of best thresholds, in the share that predicts unseen runs best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import Forest, bagged_trees, no_progress
from hpviz.analysis.forest.out_of_bag import predict_out_of_bag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Interim, Progress
    from hpviz.runs.column import FloatArray

# From so many runs on both kinds rank alike, and best thresholds take twice the time: all are random.
ENOUGH_RUNS = 500
# From so many runs on a process beside the forest loses its weight, so that one more run changes little.
FADING_FROM = 300


def stacked_trees(
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    progress: Progress,
    interim: Interim | None = None,
    unit: NDArray[np.intp] | None = None,
) -> tuple[Forest, float]:
    """Fit half of the trees of each kind, weigh the kinds by out-of-bag error, and go on with the better.

    Of `ENOUGH_RUNS` or more runs all are random.

    Parameters
    ----------
    X, y, trees, seed, progress, interim, unit
        As in `bagged_trees`.

    Returns
    -------
    The forest, and the share of its trees that have best thresholds.
    """
    if len(y) >= ENOUGH_RUNS or trees < 2:
        return bagged_trees(X, y, trees, seed, progress, interim, unit), 0.0
    half = trees // 2

    def since(start: int) -> Progress:
        # At most this many are fitted in all: half of each kind, and half again of one of them.
        return lambda done, _: progress(trees * (start + done) // (trees + half), trees)

    random = bagged_trees(X, y, half, seed, since(0), interim, unit)
    best = bagged_trees(X, y, half, _other(seed, 2), since(half), unit=unit, best=True)
    share = stacking_weight(y, predict_out_of_bag(random, X), predict_out_of_bag(best, X))
    wanted = round(trees * share)
    left = max(wanted, trees - wanted) - half
    if left > 0:
        best_wins = wanted > half
        more = bagged_trees(X, y, left, _other(seed, 3), since(2 * half), unit=unit, best=best_wins)
        random, best = (random, best.merged(more)) if best_wins else (random.merged(more), best)
    progress(trees, trees)
    return random.first(trees - wanted).merged(best.first(wanted)), share


def trees_by_weight(
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    share: float,
    unit: NDArray[np.intp] | None = None,
) -> Forest:
    """Fit a forest of both kinds of trees in a given share.

    Parameters
    ----------
    X, y, trees, seed, unit
        As in `bagged_trees`.
    share
        The share of the trees that have best thresholds, 0 to 1.
    """
    wanted = round(trees * share)
    random = bagged_trees(X, y, trees - wanted, seed, no_progress, unit=unit)
    return random.merged(bagged_trees(X, y, wanted, _other(seed, 2), no_progress, unit=unit, best=True))


def stacking_weight(y: FloatArray, random: FloatArray, best: FloatArray) -> float:
    """Weigh two predictions of unseen runs so that the squared error of their mean is least.

    Stacked regressions (Wolpert 1992; Breiman 1996) of two, with weights from 0 that add up to 1.

    Parameters
    ----------
    y
        Shape (runs,): the metric.
    random, best
        Shape (runs,): out-of-bag predictions; NaN where there are none.

    Returns
    -------
    The weight of the second, from 0 to 1; 0 where both are the same.
    """
    both = np.isfinite(random) & np.isfinite(best)
    error, gain = (y - random)[both], (best - random)[both]
    size = float(gain @ gain)
    return float(np.clip(gain @ error / size, 0.0, 1.0)) if size > 0 else 0.0


def process_limit(runs: int) -> float:
    """Return the most that a process may weigh beside a forest: it fades out towards `ENOUGH_RUNS`.

    Trees credit more of an interaction to what they split on last than a process does, so figures that are
    compared need the same limit: that of the most runs.

    Parameters
    ----------
    runs
        How many there are.
    """
    fading = (ENOUGH_RUNS - runs) / (ENOUGH_RUNS - FADING_FROM)
    return min(max(fading, 0.0), 1.0)


def _other(seed: int, step: int) -> int:
    return (seed + step) % 2**32

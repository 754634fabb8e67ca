"""A forest of random and of best thresholds, in the share that says most of unseen runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import Forest, bagged_trees, unwatched
from hpviz.analysis.forest.out_of_bag import predict_unseen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Interim, Progress
    from hpviz.runs.column import FloatArray

# From so many runs on both kinds rank alike, and best thresholds take twice the time: all are random.
ENOUGH_RUNS = 500


def mixed_trees(
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    progress: Progress,
    interim: Interim | None = None,
    unit: NDArray[np.intp] | None = None,
) -> tuple[Forest, float]:
    """Grow half of the trees of each kind, ask them of unseen runs, and go on with what serves best.

    Of `ENOUGH_RUNS` or more all are random.

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
        # At most this many are grown in all: half of each kind, and half again of one of them.
        return lambda done, _: progress(trees * (start + done) // (trees + half), trees)

    random = bagged_trees(X, y, half, seed, since(0), interim, unit)
    best = bagged_trees(X, y, half, _other(seed, 2), since(half), unit=unit, best=True)
    share = share_of_best(y, predict_unseen(random, X), predict_unseen(best, X))
    wanted = round(trees * share)
    left = max(wanted, trees - wanted) - half
    if left > 0:
        serves = wanted > half
        more = bagged_trees(X, y, left, _other(seed, 3), since(2 * half), unit=unit, best=serves)
        random, best = (random, best.beside(more)) if serves else (random.beside(more), best)
    progress(trees, trees)
    return random.first(trees - wanted).beside(best.first(wanted)), share


def trees_in_share(
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    share: float,
    unit: NDArray[np.intp] | None = None,
) -> Forest:
    """Grow this share of the trees with best thresholds; other parameters as in `bagged_trees`."""
    wanted = round(trees * share)
    random = bagged_trees(X, y, trees - wanted, seed, unwatched, unit=unit)
    return random.beside(bagged_trees(X, y, wanted, _other(seed, 2), unwatched, unit=unit, best=True))


def share_of_best(y: FloatArray, random: FloatArray, best: FloatArray) -> float:
    """Weigh two predictions of unseen runs so that the squared error of their mean is least.

    Stacked regressions (Wolpert 1992; Breiman 1996) of two, with weights from 0 that add up to 1.

    Parameters
    ----------
    y
        Shape (runs,): the metric.
    random, best
        Shape (runs,): predictions by trees that have not seen the run; NaN where there are none.

    Returns
    -------
    The weight of the second, from 0 to 1; 0 where both say the same.
    """
    both = np.isfinite(random) & np.isfinite(best)
    error, gain = (y - random)[both], (best - random)[both]
    size = float(gain @ gain)
    return float(np.clip(gain @ error / size, 0.0, 1.0)) if size > 0 else 0.0


def _other(seed: int, step: int) -> int:
    return (seed + step) % 2**32

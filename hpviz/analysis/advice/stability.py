"""How sure the places of a ranking are, and how many runs would make them so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.forest import extra_trees, unwatched
from hpviz.analysis.importance import shares_of_runs
from hpviz.analysis.unseen import explain_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.model import Model
    from hpviz.column import FloatArray

# An order is settled when it is the right one with this chance (one-sided).
SETTLED = 0.95
CLEAR = float(norm.ppf(SETTLED))
# Half of the possible numbers of runs lie within a range of so many standard errors of z.
HALF = float(norm.ppf(0.75))
# Smaller sweeps are drawn out of the runs so often, with forests of so many trees, at these shares of them.
DRAWS, TREES = 12, 30
SHARES = (0.25, 0.5)
FEWEST = 12


@dataclass(frozen=True, eq=False)
class Credits:
    """What each run says for each param; shape (runs, params).

    Attributes
    ----------
    credit
        `hpviz.analysis.importance.shares_of_runs`: its mean over the runs is the importance.
    tested
        t_ij of `hpviz.analysis.importance.out_of_bag`: its mean is tested against noise.
    """

    credit: FloatArray
    tested: FloatArray

    @classmethod
    def of(cls, model: Model) -> Credits:
        """Read them off the forest of a model."""
        params = len(model.columns)
        unseen = explain_unseen(model.forests[0], model.design.X, model.y, model.design.owner, params)
        residual, own = model.y[unseen.rows] - unseen.predicted, unseen.deviation
        return cls(shares_of_runs(residual, own), own * (residual[:, None] + own))

    def ahead(self, one: int, other: int) -> float:
        """Give how clearly a param is ahead of another one: their difference in standard errors.

        The importances are quadratic in the metric, so their standard error is about twice that of a mean.
        """
        difference = self.credit[:, one] - self.credit[:, other]
        return _ratio(float(difference.mean()), 2 * float(difference.std(ddof=1)), len(difference))

    def above_noise(self, param: int) -> float:
        """Give how clearly a param is above the noise, in standard errors of a param that does nothing."""
        found = self.tested[:, param]
        return _ratio(float(found.mean()), float(np.sqrt(2) * found.std(ddof=1)), len(found))


def _ratio(mean: float, spread: float, n: int) -> float:
    return float(mean / spread * np.sqrt(n)) if spread > 0 else 0.0


@dataclass(frozen=True)
class Needed:
    """Runs that are still needed; infinite where no number would do.

    Attributes
    ----------
    runs, low, high
        The most likely number, and the ends of the range in which it is as likely as not.
    """

    runs: float
    low: float
    high: float


def needed(z: float, n: int, clear: float = CLEAR) -> Needed:
    """Give the runs to add until a figure that is now `z` standard errors from zero is `clear` of them.

    Standard errors shrink with the root of the runs: n (clear / z)^2 in all. The range takes z to be off by
    as much as it is in half of the sweeps.
    """
    return Needed(*(_more(at, n, clear) for at in (z, z + HALF, z - HALF)))


def _more(z: float, n: int, clear: float) -> float:
    if z <= 0:
        return float("inf")
    return max(0.0, n * ((clear / z) ** 2 - 1))


def chance(z: float, n: int, runs: FloatArray) -> FloatArray:
    """Give the chance that sweeps of so many runs find an order that n runs show with `z`."""
    found: FloatArray = norm.cdf(z * np.sqrt(runs / n))
    return found


def measured(model: Model, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, FloatArray]]:
    """Draw smaller sweeps out of the runs, and see how often each pair is in the order of all runs.

    Returns
    -------
    Number of runs, and the share of the draws that have each pair in order; for each size.
    """
    found = []
    n = len(model.y)
    for place, size in enumerate(round(share * n) for share in SHARES):
        if size < FEWEST:
            continue
        orders = [_importance(model, place, draw, size) for draw in range(DRAWS)]
        shares = [float(np.mean([order[a] > order[b] for order in orders])) for a, b in pairs]
        found.append((size, np.array(shares)))
    return found


def _importance(model: Model, place: int, draw: int, size: int) -> FloatArray:
    rng = np.random.default_rng([model.seed, 5, place, draw])
    rows: NDArray[np.intp] = np.sort(rng.permutation(len(model.y))[:size])
    X, y = model.design.X[rows], model.y[rows]
    forest = extra_trees(X, y, TREES, int(rng.integers(2**31)), unwatched)
    unseen = explain_unseen(forest, X, y, model.design.owner, len(model.columns))
    share: FloatArray = shares_of_runs(y[unseen.rows] - unseen.predicted, unseen.deviation).mean(axis=0)
    return share

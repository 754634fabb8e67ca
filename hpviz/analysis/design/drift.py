"""Whether the metric changed over time by more than the params explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.out_of_bag import out_of_bag_means
from hpviz.analysis.sample.averages import sum_by_configuration

if TYPE_CHECKING:
    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.runs.column import FloatArray

FEWEST_RUNS = 30
# So many changes are tried, from the first tenth of the runs to the last.
MOMENTS = 17
DRAWS = 999
ALPHA = 0.01


@dataclass(frozen=True)
class Drift:
    """A change over time that the params do not explain.

    Attributes
    ----------
    since
        The moment at which it begins; None for a trend over all the time.
    higher
        Whether the metric of later runs is higher than their params explain.
    p_value
        Of no change at any of the moments tried and no trend.
    """

    since: float | None
    higher: bool
    p_value: float


def drift_of(fitted: FittedForest, moments: FloatArray, seed: int = 0) -> Drift | None:
    """Look for a trend and for one change in what the params leave unexplained.

    Both the metric and time are compared with their out-of-bag predictions from the params of a run: the
    score sum_i (y_i - E[y|params]) (f(t_i) - E[f(t)|params]) has mean 0 where time adds nothing, even where
    an optimiser lets params and metric improve with time ("partialling out": Robinson 1988). f is the rank of
    time, or "after moment k" for 17 moments. The largest standardised score is compared with what random
    signs of its terms give (wild bootstrap), which allows for having searched.

    Parameters
    ----------
    fitted
        The forest of the importances.
    moments
        Shape (runs of the forest,): when each run began, in any unit, or its place in the order of time.
    seed
        Of the random signs.

    Returns
    -------
    None where there is no change, at 1%.
    """
    n = len(moments)
    if n < FEWEST_RUNS or len(np.unique(moments)) < n / 2:
        return None
    _, rank = np.unique(moments, return_inverse=True)
    changes = np.unique(np.quantile(moments, np.linspace(0.1, 0.9, MOMENTS)))
    after = moments[:, None] > changes[None, :]
    of_time = np.column_stack([rank / rank.max(), after]).astype(np.float64)
    # Of the metric the best prediction there is: what a forest alone misses near the best is left over just
    # where an optimiser tries ever more.
    unseen = fitted.unseen
    known = unseen.rows
    of_time -= out_of_bag_means(fitted.forest, fitted.design.X, of_time)
    left = np.column_stack([fitted.y[known] - unseen.predicted, of_time[known]])
    terms = left[:, :1] * left[:, 1:]
    unit = fitted.units(known)
    if (p_value := _p_value(terms if unit is None else sum_by_configuration(terms, unit), seed)) > ALPHA:
        return None
    # Which change it is goes by the fit: a standardised score prefers the middle, where all terms are alike.
    spread = np.sqrt((left[:, 1:] ** 2).sum(axis=0))
    fits = terms.sum(axis=0) / np.where(spread > 0, spread, 1.0)
    at = int(np.abs(fits).argmax())
    since = None if at == 0 else float(moments[after[:, at - 1]].min())
    return Drift(since, bool(fits[at] > 0), p_value)


def _p_value(terms: FloatArray, seed: int) -> float:
    """Compute the p-value of the largest standardised score."""
    scale = np.sqrt((terms**2).sum(axis=0))
    terms = terms / np.where(scale > 0, scale, 1.0)
    scores = terms.sum(axis=0)
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (DRAWS, len(terms)))
    by_chance = np.abs(signs @ terms).max(axis=1)
    beyond = np.count_nonzero(by_chance >= np.abs(scores).max())
    return float((1 + beyond) / (1 + DRAWS))

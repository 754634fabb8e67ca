"""Whether the order of the runs at a stage is that at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import mannwhitneyu, norm, rankdata

from hpviz.analysis.importance.oob import ALPHA

if TYPE_CHECKING:
    from hpviz.analysis.along.stage import Stage
    from hpviz.runs.column import FloatArray
    from hpviz.runs.metric_names import Goal

NAN = float("nan")
# Of fewer runs in both no correlation is given; a quarter of them are called the best.
FEWEST, BEST = 8, 0.25


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How a stage agrees with the last.

    Attributes
    ----------
    point
        The step or the level.
    n, both
        How many runs (or configurations) have a value here, and here as well as at the last.
    correlation, low, high
        By ranks, among those in both, with its 95% interval; NaN of fewer than `FEWEST`.
    place
        Where among those in both the best of the last stands here, 1 for the best; 0 where nothing is known.
    kept
        The share of the best quarter at the last that is in the best quarter here.
    worse
        The chance that one that is here alone is worse here than one that is in both; NaN where all are in
        both.
    is_worse
        Whether that is more than chance: those that ended early were stopped because they were bad.
    """

    point: float
    n: int
    both: int
    correlation: float = NAN
    low: float = NAN
    high: float = NAN
    place: int = 0
    kept: float = NAN
    worse: float = NAN
    is_worse: bool = False

    @property
    def left(self) -> int:
        """How many are here alone."""
        return self.n - self.both

    @property
    def holds_best(self) -> bool:
        """Whether the best of the last is in the best quarter here."""
        return 0 < self.place <= best_quarter(self.both)


def best_quarter(n: int) -> int:
    """Count the best quarter of some runs."""
    return int(np.ceil(BEST * n))


def agreement_of(stage: Stage, last: Stage, goal: Goal) -> Agreement:
    """Compare a stage with the last, among what is in both."""
    both = stage.there & last.there
    sign = 1.0 if goal == "minimize" else -1.0
    here, there = sign * stage.values[both], sign * last.values[both]
    left = sign * stage.values[stage.there & ~both]
    n, n_both = int(stage.there.sum()), len(here)
    worse, is_worse = _ended_early(left, here)
    known = Agreement(point=stage.point, n=n, both=n_both, worse=worse, is_worse=is_worse)
    if n_both < FEWEST or np.ptp(here) == 0 or np.ptp(there) == 0:
        return known
    ranks, ends = rankdata(here), rankdata(there)
    correlation = float(np.corrcoef(ranks, ends)[0, 1])
    low, high = interval_of(correlation, n_both)
    quarter = best_quarter(n_both)
    best_here, best_there = (np.argsort(each, kind="stable")[:quarter] for each in (here, there))
    return replace(
        known,
        correlation=correlation,
        low=low,
        high=high,
        place=int(np.ceil(ranks[there.argmin()])),
        kept=len(np.intersect1d(best_here, best_there)) / quarter,
    )


def interval_of(correlation: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of a rank correlation (Bonett and Wright 2000)."""
    middle = np.arctanh(np.clip(correlation, -1 + 1e-9, 1 - 1e-9))
    reach = norm.ppf(1 - ALPHA / 2) * np.sqrt((1 + correlation**2 / 2) / (n - 3))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _ended_early(left: FloatArray, both: FloatArray) -> tuple[float, bool]:
    """Compare those that are here alone with those that are in both; small values are good."""
    if not len(left) or not len(both):
        return NAN, False
    test = mannwhitneyu(left, both, alternative="two-sided")
    worse = float(test.statistic) / (len(left) * len(both))
    return worse, bool(test.pvalue < ALPHA and worse > 1 / 2)

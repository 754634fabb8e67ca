"""What the best of so many random runs reaches: the tuning curve, with bands that hold for any metric."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, betaincinv

from hpviz.analysis.convergence.failed_runs import failed_rows
from hpviz.analysis.importance.oob import ALPHA
from hpviz.errors import HpvizError
from hpviz.runs.target import MetricTarget

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName
    from hpviz.runs.column import FloatArray

# So many runs are kept of the band, the best among them; a band over fewer runs is no less true.
MOST_STEPS = 200
DRAWS = 2000
POINTS = 60
FEW = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class TuningCurve:
    """What the best of so many random runs reaches in the median, with a band over all numbers of runs.

    Attributes
    ----------
    result
        The ranking.
    unit_name
        ``"runs"`` or ``"configurations"``: what is counted.
    sizes
        Shape (points,): numbers of runs, ascending, from 1 to those there are.
    median
        Shape (points,): half of the random searches of that size end better, in the metric's unit. Infinite
        where half of them or more have failed runs alone.
    low, high
        Shape (points,): the 95% band of the median, over all sizes at once. Infinite where the runs set no
        limit: the best of many runs could be better than any of these, or all of them could fail.
    failed
        So many runs failed: each takes one of the draws, and is worse than all others.
    left_out
        So many others have no figure and are not counted.
    """

    result: RankResult
    unit_name: UnitName
    sizes: NDArray[np.intp]
    median: FloatArray
    low: FloatArray
    high: FloatArray
    failed: int
    left_out: int

    def at(self, size: int) -> tuple[float, float, float]:
        """Return the median at a number of runs from 1 to those there are, and its band."""
        place = int(np.searchsorted(self.sizes, size, side="right")) - 1
        return float(self.median[place]), float(self.low[place]), float(self.high[place])

    def table(self) -> pd.DataFrame:
        """One row per number of runs: runs, median, low, high (in the metric's unit)."""
        import pandas as pd

        return pd.DataFrame({"runs": self.sizes, "median": self.median, "low": self.low, "high": self.high})


def tuning_curve_of(result: RankResult) -> TuningCurve:
    """Compute the median best of so many random runs, and its band.

    The median best of k runs drawn at random is the quantile 0.5^(1/k) of one run's metric. Its band comes
    from bands of the distribution of the metric whose coverage is exact whatever that distribution is: each
    ordered run has an interval of equal tails from its beta distribution, widened until all hold at once
    (Lourie, He and Cho, 2024: "Show Your Work with Confidence", arXiv 2311.09480).

    A run that failed was drawn too and counts as the worst. Where configurations are counted, of which some
    runs may have failed, those that failed are left out.

    Parameters
    ----------
    result
        With runs, ranked by one metric.

    Raises
    ------
    HpvizError
        It is ranked by failure or by a Pareto front, which have no best run.
    """
    if not isinstance(result.target, MetricTarget):
        raise HpvizError("there is no best run of several metrics or of failure; choose one metric")
    evidence = result.require_evidence()
    failed = len(failed_rows(result)) if evidence.replicates is None else 0
    values = np.concatenate([np.full(failed, -np.inf), _best_last(evidence, result)])
    n = len(values)
    sizes = np.unique([*np.geomspace(1, n, POINTS).round().astype(np.intp), *sizes_in_words(n)])
    quantiles = 0.5 ** (1.0 / sizes)
    steps = _steps(n)
    below, above = distribution_band(n, steps)
    median = values[np.ceil(quantiles * n - 1e-9).astype(np.intp) - 1]
    lower = _at_last(values[steps - 1], above, quantiles)
    upper = _at_first(values[steps - 1], below, quantiles)
    if result.goal == "minimize":
        median, lower, upper = -median, -upper, -lower
    at_lower_fidelity = result.lower.runs if result.lower else 0
    return TuningCurve(
        result=result,
        unit_name=evidence.unit_name,
        sizes=sizes,
        median=median,
        low=lower,
        high=upper,
        failed=failed,
        left_out=len(evidence.runs) - len(evidence.rows) - failed - at_lower_fidelity,
    )


def sizes_in_words(n: int) -> tuple[int, ...]:
    """Choose the numbers of runs that are written about: few, half of those there are, and all."""
    return tuple(sorted({min(FEW, n), max(1, n // 2), n}))


def _best_last(evidence: Evidence, result: RankResult) -> FloatArray:
    """Sort what is counted, larger is better, the best last."""
    metric = evidence.metric_of_configurations
    return np.sort(metric if result.goal == "maximize" else -metric)


def _steps(n: int) -> NDArray[np.intp]:
    """Choose which ordered runs, from 1, bound the distribution: more of the best, and none of the worst.

    The curve begins with the median of one run, so what is far below it would only widen the others' bounds.
    """
    first = n // 4 + 1
    count = n - first + 1
    best = n + 1 - (np.arange(1, count + 1) if count <= MOST_STEPS else np.geomspace(1, count, MOST_STEPS))
    return np.unique(best.round().astype(np.intp))


def distribution_band(n: int, steps: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Bound the distribution function at some of n ordered values, all at once with 95%.

    Parameters
    ----------
    n
        The number of values.
    steps
        Which of them, ascending, from 1.

    Returns
    -------
    Lower and upper bounds, each of the shape of `steps`.
    """
    level = _level(n, tuple(steps.tolist()))
    low: FloatArray = betaincinv(steps, n + 1 - steps, level / 2)
    high: FloatArray = betaincinv(steps, n + 1 - steps, 1 - level / 2)
    return low, high


@lru_cache(maxsize=64)
def _level(n: int, steps: tuple[int, ...]) -> float:
    """Find the level of each interval at which all hold at once with 95%, by simulation."""
    at = np.array(steps)
    gaps = np.diff(np.concatenate([[0], at, [n + 1]]))
    spent = np.random.default_rng(0).standard_gamma(gaps, (DRAWS, len(gaps))).cumsum(axis=1)
    below = betainc(at, n + 1 - at, spent[:, :-1] / spent[:, -1:])
    worst = 2 * np.minimum(below, 1 - below).min(axis=1)
    return float(np.quantile(worst, ALPHA))


def _at_last(values: FloatArray, bounds: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Return the largest value whose bound is at most each quantile; minus infinity where none is."""
    place = np.searchsorted(bounds, quantiles, side="right")
    return np.concatenate([[-np.inf], values])[place]


def _at_first(values: FloatArray, bounds: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Return the smallest value whose bound is at least each quantile; infinity where none is."""
    place = np.searchsorted(bounds, quantiles, side="left")
    return np.concatenate([values, [np.inf]])[place]

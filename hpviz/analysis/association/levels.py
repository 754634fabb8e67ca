"""The effect of each value of a categorical on a metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import NAN, pearson
from hpviz.analysis.forest.encoding import POOLED
from hpviz.analysis.sample.averages import configuration_means

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column, FloatArray


@dataclass(frozen=True, kw_only=True)
class LevelScore:
    """One value of a categorical param.

    Attributes
    ----------
    level
        The value as text.
    runs
        Runs with this value.
    importance
        Its part of the param's importance; NaN where its runs are pooled with other rare values.
    effect, effect_low, effect_high
        Mean metric of these runs minus the mean of the other runs that have the param (each configuration
        once, where they were run several times), and Welch's 95% interval; in the unit of the metric, or of
        its logarithm or rank where that is what is analysed.
    correlation
        Pearson's r of the 0/1 column over the same runs or configurations (W&B's ``optimizer.value_adam``).
    mean
        Mean metric of these runs or configurations. `score_levels` gives it on the scale that is analysed, a
        ranking in the metric's own unit: of logarithms the geometric mean, of ranks the value at their mean.
    """

    level: str
    runs: int
    importance: float
    effect: float
    effect_low: float
    effect_high: float
    correlation: float
    mean: float


def score_levels(
    param: Column, y: FloatArray, shares: Mapping[int, float], unit: NDArray[np.intp] | None = None
) -> tuple[LevelScore, ...]:
    """Score each value that occurs, the most important first.

    Parameters
    ----------
    param
        A column with levels (a numeric one may have some too: None, "auto").
    y
        Shape (runs,), finite.
    shares
        Level index to its importance; -2 is that of all pooled values together.
    unit
        Shape (runs,): the number of each run's configuration, where these are the experiments.
    """
    active = ~param.absent
    codes, y = param.codes[active], y[active]
    runs = np.bincount(codes[codes >= 0], minlength=len(param.levels))
    if unit is not None:
        first, y = configuration_means(y, unit[active])
        codes = codes[first]
    scores = [
        _score(text, int(runs[code]), codes == code, y, shares.get(code, NAN))
        for code, text in enumerate(param.levels)
        if runs[code]
    ]
    if -2 in shares:
        pooled = [code for code in range(len(param.levels)) if code not in shares]
        scores.append(_score(POOLED, int(runs[pooled].sum()), np.isin(codes, pooled), y, shares[-2]))
    return tuple(sorted(scores, key=_most_important))


def _most_important(score: LevelScore) -> tuple[bool, float, int, str]:
    unknown = bool(np.isnan(score.importance))
    return unknown, -score.importance if not unknown else 0.0, -score.runs, score.level


def _score(text: str, runs: int, has: BoolArray, y: FloatArray, share: float) -> LevelScore:
    effect, low, high = welch(y[has], y[~has])
    return LevelScore(
        level=text,
        runs=runs,
        importance=share,
        effect=effect,
        effect_low=low,
        effect_high=high,
        correlation=pearson(has.astype(float), y),
        mean=float(y[has].mean()) if has.any() else NAN,
    )


def welch(these: FloatArray, others: FloatArray) -> tuple[float, float, float]:
    """Compute a difference of means with Welch's (1947) 95% interval.

    Parameters
    ----------
    these, others
        Shape (n,) and (m,): the values of either.

    Returns
    -------
    Mean of `these` minus mean of `others`, and the ends of its interval; NaN where there is nothing to
    compare.
    """
    if len(these) == 0 or len(others) == 0:
        return NAN, NAN, NAN
    largest = float(max(np.abs(these).max(), np.abs(others).max())) or 1.0
    these, others = these / largest, others / largest
    difference = float(these.mean() - others.mean())
    if len(these) < 2 or len(others) < 2:
        return difference * largest, NAN, NAN
    from scipy.stats import t

    a, b = these.var(ddof=1) / len(these), others.var(ddof=1) / len(others)
    if a + b == 0:
        return difference * largest, difference * largest, difference * largest
    freedom = (a + b) ** 2 / (a**2 / (len(these) - 1) + b**2 / (len(others) - 1))
    reach = float(t.ppf(0.975, freedom) * np.sqrt(a + b))
    return difference * largest, (difference - reach) * largest, (difference + reach) * largest

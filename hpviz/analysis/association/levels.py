"""The effect of each value of a categorical on a metric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.association.correlation import NAN, pearson
from hpviz.analysis.sample.averages import configuration_means
from hpviz.analysis.sample.metric_scale import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column, FloatArray

    # A value, its runs, which configurations have it, and its part of the importance.
    _Group = tuple[str, int, NDArray[np.bool_], float]

# A value of fewer runs or configurations is not told from others: two that are alike by chance would be.
FEWEST_OF_LEVEL = 3
# Beyond it squares of variances have no room.
LARGEST = 1e150
# Of fewer than so many the spread is taken from all values, where it is the larger one there.
FEW_OF_LEVEL = 6


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
        Its part of the param's importance; rare values that share a column of the forest's input have
        theirs of it by their runs.
    effect, effect_low, effect_high
        Mean metric of these runs minus the mean of the other runs that have the param (each configuration
        once, where they were run several times), and Welch's interval, which of all levels together holds
        in 95% of sweeps (Bonferroni); in the unit of the metric, or of its logarithm or rank where that is
        what is analysed.
    correlation
        Pearson's r of the 0/1 column over the same runs or configurations (W&B's ``optimizer.value_adam``).
    mean
        Mean metric of these runs or configurations. `score_levels` gives it on the scale that is analysed, a
        ranking in the metric's own unit: of logarithms the geometric mean, of ranks the value at their mean.
    clear
        Whether it differs from the others: the interval leaves out 0, and the param is above the noise. None
        where nothing is tested, or too few runs have it.
    """

    level: str
    runs: int
    importance: float
    effect: float
    effect_low: float
    effect_high: float
    correlation: float
    mean: float
    clear: bool | None = None


def score_levels(
    param: Column,
    y: FloatArray,
    shares: Mapping[int, float],
    unit: NDArray[np.intp] | None = None,
    *,
    above_noise: bool | None = None,
) -> tuple[LevelScore, ...]:
    """Score each value that occurs, each once, the most important first.

    Parameters
    ----------
    param
        A column with levels (a numeric one may have some too: None, "auto").
    y
        Shape (runs,), finite.
    shares
        Level index to its importance; -2 is that of all others together, which share it by their runs.
    unit
        Shape (runs,): the number of each run's configuration, where these are the experiments.
    above_noise
        The outcome of the param's test; None where nothing is tested.
    """
    active = ~param.absent
    codes, y = param.codes[active], y[active]
    runs = np.bincount(codes[codes >= 0], minlength=len(param.levels))
    if unit is not None:
        first, y = configuration_means(y, unit[active])
        codes = codes[first]
    there = np.flatnonzero(runs).tolist()
    pool = sum(runs[code] for code in there if code not in shares)
    groups = [
        (
            param.levels[code],
            int(runs[code]),
            codes == code,
            shares[code] if code in shares else shares.get(-2, NAN) * float(runs[code] / pool),
        )
        for code in there
    ]
    compared = sum(_is_compared(has) for _, _, has, _ in groups)
    # Of two levels, the one is as much better as the other is worse.
    comparisons = int(compared) if compared > 2 else 1
    spread = within_levels(codes, y)
    scores = (_judged(_score(group, y, comparisons, spread), group[2], above_noise) for group in groups)
    return tuple(sorted(scores, key=_most_important))


def _is_compared(has: NDArray[np.bool_]) -> bool:
    return bool(FEWEST_OF_LEVEL <= np.count_nonzero(has) <= len(has) - FEWEST_OF_LEVEL)


def _judged(score: LevelScore, has: NDArray[np.bool_], above_noise: bool | None) -> LevelScore:  # noqa: FBT001
    if above_noise is None or not _is_compared(has):
        return score
    return replace(score, clear=above_noise and bool(score.effect_low > 0 or score.effect_high < 0))


def within_levels(codes: NDArray[np.signedinteger[Any]], y: FloatArray) -> tuple[float, int]:
    """Compute the standard deviation within values, all together, and its degrees of freedom.

    Parameters
    ----------
    codes, y
        Shape (runs,): the value of each run, below 0 for none, and its metric.
    """
    there = codes >= 0
    codes, y = codes[there], y[there]
    runs = np.bincount(codes)
    size = float(np.abs(y).max(initial=0.0)) or 1.0  # squares of numbers near the largest have no room
    y = y / size
    means = np.bincount(codes, y) / np.maximum(runs, 1)
    freedom = len(y) - np.count_nonzero(runs)
    return size * float(np.sqrt(((y - means[codes]) ** 2).sum() / max(freedom, 1))), int(freedom)


def _most_important(score: LevelScore) -> tuple[bool, float, int, str]:
    unknown = bool(np.isnan(score.importance))
    return unknown, -score.importance if not unknown else 0.0, -score.runs, score.level


def _score(group: _Group, y: FloatArray, comparisons: int, spread: tuple[float, int]) -> LevelScore:
    text, runs, has, share = group
    effect, low, high = welch(y[has], y[~has], comparisons=comparisons, spread=spread)
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


def welch(
    these: FloatArray,
    others: FloatArray,
    *,
    comparisons: int = 1,
    spread: tuple[float, int] = (0.0, 0),
) -> tuple[float, float, float]:
    """Compute a difference of means with Welch's (1947) 95% interval.

    Parameters
    ----------
    these, others
        Shape (n,) and (m,): the values of either.
    comparisons
        How many such intervals are to hold together in 95% of cases (Bonferroni).
    spread
        The standard deviation within all values, and its degrees of freedom, for those of few runs: what two
        or three runs have in common by chance is no small variance.

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
    if abs(difference) <= ROUNDING:
        difference = 0.0
    if len(these) < 2 or len(others) < 2:
        return difference * largest, NAN, NAN
    from scipy.stats import t

    (a, of_these), (b, of_others) = (_variance(values, spread, largest) for values in (these, others))
    a, b = a / len(these), b / len(others)
    if a + b <= ROUNDING**2:
        return difference * largest, difference * largest, difference * largest
    if a + b > LARGEST:
        return difference * largest, -np.inf, np.inf
    freedom = (a + b) ** 2 / (a**2 / of_these + b**2 / of_others)
    reach = float(t.ppf(1 - 0.025 / comparisons, freedom) * np.sqrt(a + b))
    return difference * largest, (difference - reach) * largest, (difference + reach) * largest


def _variance(values: FloatArray, spread: tuple[float, int], largest: float) -> tuple[float, int]:
    own, (deviation, freedom) = float(values.var(ddof=1)), spread
    with np.errstate(over="ignore"):
        within = float(np.square(np.float64(deviation / largest)))
    if len(values) >= FEW_OF_LEVEL or within < own or freedom < len(values):
        return own, len(values) - 1
    return within, freedom

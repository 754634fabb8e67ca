"""Which way a metric goes with a param, how far that can be trusted, and what it means for categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from hpviz.analysis.scale import standard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs import Column, FloatArray

NAN = float("nan")
SIGMAS = float(norm.ppf(0.975))
# Columns are put side by side up to this many cells.
CELLS_AT_ONCE = 5_000_000
# From this ratio of largest to smallest on, positive values are read on a logarithmic axis, unless they are
# spread evenly as they are: of sixty draws from 0..1 the smallest is often below a hundredth of the largest.
LOG_RATIO = 100.0
MIDDLE = 0.25


@dataclass(frozen=True)
class Correlation:
    """Pearson's r with its 95 % interval, and Spearman's; NaN where they mean nothing.

    Of a categorical `pearson` is the correlation ratio, 0..1, without sign, interval and rank correlation.
    """

    pearson: float = NAN
    low: float = NAN
    high: float = NAN
    spearman: float = NAN


def correlate(param: Column, y: FloatArray, *, log: bool) -> Correlation:
    """Correlate a param with a metric over the runs that have it.

    Parameters
    ----------
    param
        The param's cells; of a numeric one only numbers count, of a boolean True is 1 and False 0.
    y
        Shape (runs,), finite.
    log
        Take the logarithm of a numeric param (`log_axis` says when).

    Notes
    -----
    The interval is Fisher's: tanh(atanh r +- 1.96 / sqrt(n - 3)). The ratio is Kelley's (1935) epsilon, the
    correlation ratio corrected for the number of categories: 0 on average where nothing is there.
    """
    if param.kind == "categorical":
        return Correlation(correlation_ratio(param, y))
    x = as_numbers(param)
    active = np.isfinite(x)
    x, y = x[active], y[active]
    if log:
        x = np.log(x)
    r = pearson(x, y)
    low, high = interval(r, len(x))
    return Correlation(r, low, high, pearson(rankdata(x), rankdata(y)) if len(x) else NAN)


def correlate_each(params: Sequence[Column], y: FloatArray, logs: Sequence[bool]) -> list[Correlation]:
    """Correlate every param as `correlate` does, those with a number in every run all at once."""
    whole = [i for i, param in enumerate(params) if param.kind == "numeric" and _is_whole(param)]
    at_once = max(1, CELLS_AT_ONCE // max(len(y), 1))
    found: dict[int, Correlation] = {}
    for start in range(0, len(whole), at_once):
        some = whole[start : start + at_once]
        x = np.stack([np.log(params[i].numbers) if logs[i] else params[i].numbers for i in some])
        found |= dict(zip(some, _correlate_whole(x, y), strict=True))
    return [found.get(i) or correlate(param, y, log=logs[i]) for i, param in enumerate(params)]


def _is_whole(param: Column) -> bool:
    return bool(np.isfinite(param.numbers).all())


def _correlate_whole(x: FloatArray, y: FloatArray) -> list[Correlation]:
    straight = _pearsons(x, standard(y))
    ranked = _pearsons(rankdata(x, axis=1), standard(rankdata(y)))
    return [
        Correlation(r, *interval(r, len(y)), rho)
        for r, rho in zip(straight.tolist(), ranked.tolist(), strict=True)
    ]


def _pearsons(x: FloatArray, unit: FloatArray) -> FloatArray:
    """Correlate each row, as `pearson` does, with values of mean 0 and standard deviation 1."""
    varies = (np.ptp(x, axis=1) > 0) & (np.ptp(unit) > 0) & (len(unit) >= 3)
    r = np.full(len(x), np.nan)
    scaled = x[varies] / np.abs(x[varies]).max(axis=1, keepdims=True)
    scaled -= scaled.mean(axis=1, keepdims=True)
    r[varies] = np.clip((scaled @ unit) / (len(unit) * scaled.std(axis=1)), -1.0, 1.0)
    return r


def as_numbers(param: Column) -> FloatArray:
    """Give the numbers of a numeric param, 0 and 1 of a boolean; NaN elsewhere."""
    if param.kind != "boolean":
        return param.numbers
    value_of = np.array([float(level == "True") for level in param.levels] + [NAN])
    return value_of[param.codes]


def log_axis(param: Column, *, hint: bool | None = None) -> bool:
    """Whether to read the param on a log axis.

    Where the source does not say, it is where positive values crowd at the low end of two decades or more.
    """
    numbers = param.numbers[np.isfinite(param.numbers)]
    if len(numbers) == 0 or numbers.min() <= 0:
        return False
    if hint is not None:
        return hint
    low, high = float(numbers.min()), float(numbers.max())
    return high / low >= LOG_RATIO and float(np.median(numbers)) - low < MIDDLE * (high - low)


def pearson(x: FloatArray, y: FloatArray) -> float:
    """Pearson's r; NaN for fewer than three pairs or where either is constant."""
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return NAN
    return float(np.clip(np.mean(standard(x) * standard(y)), -1.0, 1.0))


def interval(r: float, n: int) -> tuple[float, float]:
    """Fisher's 95 % interval of a correlation over n pairs."""
    if n <= 3 or not np.isfinite(r):
        return NAN, NAN
    if abs(r) == 1.0:
        return r, r
    centre, reach = np.arctanh(r), SIGMAS / np.sqrt(n - 3)
    return float(np.tanh(centre - reach)), float(np.tanh(centre + reach))


def correlation_ratio(param: Column, y: FloatArray) -> float:
    """Kelley's epsilon of a categorical over the runs that have it, 0..1; NaN where it means nothing."""
    active = param.codes >= 0
    codes, y = param.codes[active], y[active]
    _, place = np.unique(codes, return_inverse=True)
    n, k = len(y), int(place.max(initial=-1)) + 1
    if k < 2 or n <= k or np.ptp(y) == 0:
        return NAN
    centred = standard(y)
    sizes = np.bincount(place)
    between = float(np.sum(np.bincount(place, weights=centred) ** 2 / sizes))
    total = float(centred @ centred)
    within = (total - between) / (n - k)
    return float(np.sqrt(np.clip((between - (k - 1) * within) / total, 0.0, 1.0)))

"""Which way a metric goes with a param, how far that can be trusted, and what it means for categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from hpviz.analysis.association.shape import UNKNOWN, Shape, shape_of
from hpviz.analysis.sample.metric_scale import is_constant, standard
from hpviz.runs.extent import AT_ONCE
from hpviz.threads import LIGHT, mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Column, FloatArray

    Sample = tuple[Column, FloatArray]

NAN = float("nan")
SIGMAS = float(norm.ppf(0.975))
# Squares of numbers between these are numbers.
SMALL, LARGE = 1e-100, 1e100
# From this ratio of largest to smallest on, positive values are read on a logarithmic axis, unless they are
# spread evenly as they are (of sixty draws from 0..1 the smallest is often below a hundredth of the largest):
# most of them must lie in this part of the range.
LOG_RATIO = 100.0
LOW_END = 0.25
# So are lists of so many values whose ratios are even, from this ratio of largest to smallest on. The steps
# of their logarithms are multiples of the smallest (16, 32, 64, 1024), or nearly even (1, 3, 10, 30) where
# those of the values themselves are not.
FEWEST_IN_LIST, MOST_IN_LIST = 3, 25
LIST_RATIO = 4.0
EVEN, UNEVEN = 0.25, 2.0


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """Pearson's r with its 95% interval, and Spearman's; NaN where they mean nothing.

    Attributes
    ----------
    pearson
        Pearson's r, -1 to 1. Of a categorical the correlation ratio, 0 to 1, without sign, interval and rank
        correlation.
    low, high
        Fisher's 95% interval of r.
    spearman
        Spearman's rank correlation, -1 to 1.
    shape
        Where along a numeric param the metric is lowest and highest.
    """

    pearson: float = NAN
    low: float = NAN
    high: float = NAN
    spearman: float = NAN
    shape: Shape = UNKNOWN


def correlate(param: Column, y: FloatArray, *, log: bool, sample: Sample | None = None) -> Correlation:
    """Correlate a param with a metric over the runs that have it.

    Parameters
    ----------
    param
        The param's cells; of a numeric one only numbers count, of a boolean True is 1 and False 0.
    y
        Shape (runs,), finite.
    log
        Take the logarithm of a numeric param (where `log_axis` is true).
    sample
        The param and the metric of the runs whose ranks are compared. Default: all of them.

    Notes
    -----
    The interval is Fisher's: tanh(atanh r +- 1.96 / sqrt(n - 3)). The ratio is Kelley's (1935) epsilon, the
    correlation ratio corrected for the number of categories: 0 on average where nothing is there.
    """
    if param.kind == "categorical":
        return Correlation(pearson=correlation_ratio(param, y))
    x = as_numbers(param)
    active = np.isfinite(x)
    r = pearson(np.log(x[active]) if log else x[active], y[active])
    low, high = interval(r, int(np.count_nonzero(active)))
    sample = sample or (param, y)
    return Correlation(pearson=r, low=low, high=high, spearman=_spearman(*sample), shape=_shape(*sample))


def _shape(param: Column, y: FloatArray) -> Shape:
    there = np.isfinite(param.numbers)
    return shape_of(param.numbers[there], y[there])


def _spearman(param: Column, y: FloatArray) -> float:
    x = as_numbers(param)
    active = np.isfinite(x)
    return pearson(rankdata(x[active]), rankdata(y[active])) if active.any() else NAN


def correlate_each(
    params: Sequence[Column],
    y: FloatArray,
    logs: Sequence[bool],
    samples: Sequence[Column],
    sampled: FloatArray,
) -> list[Correlation]:
    """Correlate every param as `correlate` does, those with a number in every run in one pass over the runs.

    Parameters
    ----------
    params, y, logs
        As in `correlate`, of every param.
    samples, sampled
        The params and the metric of the runs whose ranks are compared.

    Returns
    -------
    In the order of `params`.
    """
    whole = [i for i, param in enumerate(params) if param.extent.finite == len(y)]
    if len(sampled) < 3 or np.ptp(sampled) == 0:
        whole = []  # nothing to correlate with
    unit, ranks, last = standard(y), standard(rankdata(sampled)), float(len(sampled))

    def of_whole(i: int) -> Correlation:
        ends = params[i].extent.low, params[i].extent.high
        r = _pearson_in_one_pass(params[i].numbers, ends, unit, log=logs[i])
        rho = _pearson_in_one_pass(samples[i].ranks, (1.0 if samples[i].varies else last, last), ranks)
        low, high = interval(r, len(y))
        shape = _shape(samples[i], sampled)
        return Correlation(pearson=r, low=low, high=high, spearman=rho, shape=shape)

    with mapped(len(y) * len(whole) // LIGHT) as over:
        correlations = dict(zip(whole, over(of_whole, whole), strict=True))
    return [
        correlations.get(i) or correlate(param, y, log=logs[i], sample=(samples[i], sampled))
        for i, param in enumerate(params)
    ]


def _pearson_in_one_pass(
    x: FloatArray, ends: tuple[float, float], unit: FloatArray, *, log: bool = False
) -> float:
    """Correlate numbers between these ends, as `pearson` does, with values of mean 0 and variance 1.

    They are read once, some at a time. Deviations are first taken from the mean of the first of them, which
    is near enough to that of all for the sum of squares to be corrected.
    """
    n = len(unit)
    low, high = np.log(ends).tolist() if log else ends
    if not low < high:
        return NAN
    largest = max(high, -low)
    first = total = square = product = 0.0
    held = np.empty(min(n, AT_ONCE))
    for start in range(0, n, AT_ONCE):
        some = x[start : start + AT_ONCE]
        some = np.log(some) if log else some
        if not SMALL < largest < LARGE:  # squares would vanish or overflow
            some = some / largest
        if start == 0:
            first = float(some.mean())
        deviation = np.subtract(some, first, out=held[: len(some)])
        total += float(deviation.sum())
        square += float(deviation @ deviation)
        product += float(deviation @ unit[start : start + AT_ONCE])
    return float(np.clip(product / np.sqrt((square - total**2 / n) * n), -1.0, 1.0))


def as_numbers(param: Column) -> FloatArray:
    """Return the numbers of a numeric param, 0 and 1 of a boolean, shape (runs,); NaN elsewhere."""
    if param.kind != "boolean":
        return param.numbers
    value_of = np.array([float(level == "True") for level in param.levels] + [NAN])
    return value_of[param.codes]


def log_axis(param: Column, sample: Column, *, hint: bool | None = None) -> bool:
    """Whether to read the param on a log axis.

    Where the source has no hint, it is where positive values crowd at the low end of two decades or more, or
    are a list with even ratios (16, 32, 64). Of a param that all runs have a sample of them shows it.

    Parameters
    ----------
    param
        The param over all runs that entered.
    sample
        The same over a sample of them.
    hint
        Whether the source drew it on a log scale; None where that is not known.
    """
    low, high = param.extent.low, param.extent.high
    if not low > 0:
        return False
    if hint is not None:
        return hint
    numbers = sample.numbers if param.extent.finite == len(param.numbers) else param.numbers
    if high / low >= LOG_RATIO and _is_crowded(numbers, low + LOW_END * (high - low)):
        return True
    return high / low >= LIST_RATIO and is_geometric(numbers)


def is_geometric(numbers: FloatArray) -> bool:
    """Whether numbers are a list of a few values with even ratios; absent ones do not count.

    Parameters
    ----------
    numbers
        Shape (runs,), above 0; NaN where a run has none.
    """
    own = np.unique(numbers[np.isfinite(numbers)])
    if not FEWEST_IN_LIST <= len(own) <= MOST_IN_LIST:
        return False
    steps, differences = np.diff(np.log(own)), np.diff(own)
    if not steps.min() > 0:  # so large that their logarithms are the same
        return False
    times = steps / steps.min()
    if np.allclose(times, times.round(), rtol=0, atol=1e-6) and times.sum() < 2 * MOST_IN_LIST:
        return True
    is_even = np.abs(steps / steps.mean() - 1).max() <= EVEN
    return bool(is_even and differences.max() >= UNEVEN * differences.min())


def _is_crowded(numbers: FloatArray, end: float) -> bool:
    """Whether most of the numbers lie below the end."""
    return bool(2 * np.count_nonzero(numbers < end) > np.count_nonzero(np.isfinite(numbers)))


def pearson(x: FloatArray, y: FloatArray) -> float:
    """Compute Pearson's r of arrays of shape (pairs,); NaN for fewer than three or where one is constant."""
    if len(x) < 3 or is_constant(x) or is_constant(y):
        return NAN
    return float(np.clip(np.mean(standard(x) * standard(y)), -1.0, 1.0))


def interval(r: float, n: int) -> tuple[float, float]:
    """Compute Fisher's 95% interval of a correlation `r` over `n` pairs; NaN for three or fewer."""
    if n <= 3 or not np.isfinite(r):
        return NAN, NAN
    if abs(r) == 1.0:
        return r, r
    centre, reach = np.arctanh(r), SIGMAS / np.sqrt(n - 3)
    return float(np.tanh(centre - reach)), float(np.tanh(centre + reach))


def correlation_ratio(param: Column, y: FloatArray) -> float:
    """Compute Kelley's (1935) epsilon of a categorical over the runs that have it.

    Parameters
    ----------
    param
        A column with levels.
    y
        Shape (runs,), finite.

    Returns
    -------
    0 to 1; NaN for fewer than two levels, as many levels as runs, or a constant metric.
    """
    active = param.codes >= 0
    codes, y = param.codes[active], y[active]
    sizes = np.bincount(codes)
    there = sizes > 0
    n, k = len(y), int(np.count_nonzero(there))
    if k < 2 or n <= k or is_constant(y):
        return NAN
    centred = standard(y)
    between = float(np.sum(np.bincount(codes, weights=centred)[there] ** 2 / sizes[there]))
    total = float(centred @ centred)
    within = (total - between) / (n - k)
    return float(np.sqrt(np.clip((between - (k - 1) * within) / total, 0.0, 1.0)))

"""The scale on which a metric is analysed: its own, its logarithm, or its ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy.stats import rankdata

from hpviz.errors import HpvizError, unknown_name

if TYPE_CHECKING:
    from hpviz.runs.column import FloatArray

Scale = Literal["auto", "linear", "log", "rank"]
UsedScale = Literal["linear", "log", "rank"]
SCALES: tuple[Scale, ...] = get_args(Scale)

# A tail is heavy when this share of the runs holds half of the variance: 2% of a normal sample hold 15%
# of it, of an exponential one a third.
FEW = 0.02
HALF = 0.5
# It is heavy, too, when the standard deviation is so many times that of a normal sample with the same
# quartiles: more than 2% may be out there. Of an exponential sample it is 1.2 times.
ROBUST = 4.0
QUARTILES_APART = 1.35
# Differences this small, relative to the numbers themselves, are errors of arithmetic (0.1 + 0.2 and 0.3).
ROUNDING = 1e-14
# So many runs, spread evenly, are enough for quartiles.
MOST_RUNS = 10_000
# Fewer runs have no tail; a metric of fewer values is a count or a grade.
FEWEST, FEWEST_VALUES = 8, 9
# Percentages go beyond this in most runs; losses rarely do.
PERCENT_FROM = 10.0


@dataclass(frozen=True, kw_only=True)
class Rescaling:
    """Why the scale ``"auto"`` became another than linear.

    Attributes
    ----------
    scale
        ``"log"`` or ``"rank"``: what is analysed.
    few, runs
        So many of so many runs hold most of the variance.
    share
        The share of the variance that they hold, 0 to 1.
    """

    scale: UsedScale
    few: int
    runs: int
    share: float


def rescale(y: FloatArray, scale: Scale, metric: str) -> tuple[FloatArray, UsedScale, Rescaling | None]:
    """Put the metric on a scale.

    Parameters
    ----------
    y
        Shape (runs,), finite: the metric in its own unit.
    scale
        ``"linear"``, ``"log"``, ``"rank"``, or ``"auto"``: linear unless few runs hold most of the variance
        (`heavy_tail`); then its logarithm where that has no such tail, else its rank.
    metric
        The name of the metric, for the message of an error.

    Returns
    -------
    Shape (runs,): the metric on the scale; which scale that is; and why, where ``"auto"`` changed it.

    Raises
    ------
    HpvizError
        There is no such scale, or a logarithm of values that are not all positive.
    """
    if scale not in SCALES:
        raise unknown_name("metric scale", scale, SCALES)
    if scale == "auto":
        return _chosen(y)
    if scale == "log" and not np.all(y > 0):
        raise HpvizError(
            f"{metric} has values of zero or below, so it has no logarithm; use the scale 'rank' or 'linear'"
        )
    return _on(y, scale), scale, None


def _on(y: FloatArray, scale: UsedScale) -> FloatArray:
    if scale == "log":
        return np.log(y)
    return rankdata(y) if scale == "rank" else y


def _chosen(y: FloatArray) -> tuple[FloatArray, UsedScale, Rescaling | None]:
    tail = heavy_tail(y, has_ends=_is_share(y))
    if tail is None:
        return y, "linear", None
    scale: UsedScale = "log" if np.all(y > 0) and heavy_tail(np.log(y)) is None else "rank"
    few, share = tail
    return _on(y, scale), scale, Rescaling(scale=scale, few=few, runs=len(y), share=share)


def heavy_tail(y: FloatArray, *, has_ends: bool = False) -> tuple[int, float] | None:
    """Find the few runs that hold most of the variance.

    Parameters
    ----------
    y
        Shape (runs,), finite.
    has_ends
        It cannot go beyond a floor and a ceiling, so only 2% of the runs can be a tail.

    Returns
    -------
    How many they are, and the share of the variance that they hold; None where there are none such.
    """
    if len(y) < FEWEST or np.ptp(y) == 0:
        return None
    unit = standard(y)
    share = _held_by_few(unit)
    if share >= HALF:
        return _few(len(y)), share
    return None if has_ends else _far_from_quartiles(unit)


def _is_share(y: FloatArray) -> bool:
    """Whether the metric may be a share, of 1 or in percent: it has floor and ceiling, and no tails."""
    low, high = y.min(), y.max()
    if low < 0 < high:
        return False
    largest = max(-low, high)
    return bool(largest <= 1 or (largest <= 100 and abs(np.median(_some(y))) > PERCENT_FROM))


def _far_from_quartiles(unit: FloatArray) -> tuple[int, float] | None:
    """Find the runs that make the standard deviation, here 1, larger than the quartiles let expect."""
    some = _some(unit)
    low, middle, high = np.quantile(some, [0.25, 0.5, 0.75])
    robust = (high - low) / QUARTILES_APART
    if not 0 < ROBUST * robust < 1 or len(np.unique(some)) < FEWEST_VALUES:
        return None
    far = unit[np.abs(unit - middle) > ROBUST * robust]
    return len(far), float(far @ far / len(unit))


def own_unit(values: FloatArray, metric: FloatArray, scale: UsedScale) -> FloatArray:
    """Turn values on the analysed scale back into the metric's own unit; a rank into the value there.

    Parameters
    ----------
    values
        Of any shape, on the scale.
    metric
        Shape (runs,): the metric of the runs that entered, in its own unit.
    scale
        The scale of `values`.

    Returns
    -------
    The shape of `values`.
    """
    if scale == "log":
        return np.exp(np.clip(values, -700.0, 700.0))
    if scale == "rank":
        return np.interp(values, np.arange(1.0, len(metric) + 1), np.sort(metric))
    return values


def is_constant(y: FloatArray) -> bool:
    """Whether numbers, shape (runs,), differ by no more than errors of arithmetic."""
    largest = np.abs(y).max(initial=0.0)
    return bool(largest == 0 or np.ptp(y / largest) <= ROUNDING)


def standard(y: FloatArray) -> FloatArray:
    """Standardise to mean 0 and variance 1; extreme numbers neither overflow nor vanish.

    Parameters
    ----------
    y
        Shape (runs,), finite.

    Returns
    -------
    Shape (runs,): deviations from the mean in standard deviations; all 0 where `y` is constant.
    """
    largest = max(y.max(initial=0.0), -y.min(initial=0.0))
    if largest == 0:
        return y
    unit: FloatArray = y / largest
    if is_constant(y):
        return np.zeros(len(y))
    unit -= unit.mean()
    unit /= np.sqrt(unit @ unit / len(unit)) or 1.0
    return unit


def _some(y: FloatArray) -> FloatArray:
    """Take as many runs as show the quartiles, spread evenly."""
    places = np.linspace(0, len(y) - 1, min(len(y), MOST_RUNS)).astype(int)
    some: FloatArray = y[places]
    return some


def _few(n: int) -> int:
    return max(1, int(np.ceil(FEW * n)))


def held_by_few(y: FloatArray) -> float:
    """Compute the share of the variance that the 2% of runs farthest from the mean hold, 0 to 1."""
    return _held_by_few(standard(y)) if len(y) >= FEWEST and np.ptp(y) > 0 else 0.0


def _held_by_few(unit: FloatArray) -> float:
    few = _few(len(unit))
    squares = unit * unit
    squares.partition(-few)
    return float(squares[-few:].sum() / squares.sum())

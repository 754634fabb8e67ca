"""Whether a metric is best at an end of a numeric param or between its ends, by the means of a few bins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

# So many bins of so many runs at least; fewer than three have no middle.
MOST_BINS, RUNS_OF_BIN, FEWEST_BINS = 8, 5, 3
CHANCE = 0.05
# An end is as good as the best bin where it is behind by at most so many standard errors.
AS_GOOD = 1.0
# A plateau has this part of the bins at least, and so many, and a bend explains so much more than a straight
# line (chi^2). It is known to be level within this part of how far the other end is behind.
FLAT, FEWEST_FLAT, BENT, NEAR = 0.5, 3, 6.0, 0.4
# The variance of a bin is at least this share of the mean one.
LEAST = 0.2

End = Literal["low", "high"]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Where along a param the mean metric is lowest and highest; what is not clear is not claimed.

    Attributes
    ----------
    lowest_inside, highest_inside
        Whether some values between the ends have a clearly lower (higher) mean than both ends.
    lowest_ends, highest_ends
        Whether the low and the high end are about as low (high) as any values.
    ends
        1 where the metric at the high end is clearly higher than at the low end, -1 where lower, else 0.
    trend
        1 where the metric clearly rises from bin to bin, each counting as one step, -1 where it falls, 0
        where neither is clear; None where there are too few bins for a test.
    lowest_flat, highest_flat
        The end up to which half of the bins or more are alike and as low (high) as any, the other end being
        clearly worse: a plateau, which a straight line takes for a trend. None where there is none.
    """

    lowest_inside: bool = False
    highest_inside: bool = False
    lowest_ends: tuple[bool, bool] = (True, True)
    highest_ends: tuple[bool, bool] = (True, True)
    ends: int = 0
    trend: int | None = None
    lowest_flat: End | None = None
    highest_flat: End | None = None


UNKNOWN = Shape()


def shape_of(x: FloatArray, y: FloatArray) -> Shape:
    """Compare the means of bins of about as many runs each; equal numbers share a bin.

    Parameters
    ----------
    x, y
        Shape (runs,), finite: a param and the metric.
    """
    count = min(MOST_BINS, len(x) // RUNS_OF_BIN)
    if count < FEWEST_BINS:
        return UNKNOWN
    bins = _bins(x, count)
    size = np.bincount(bins)
    if len(size) < FEWEST_BINS or size.min() < 2:
        return UNKNOWN
    y = y / (np.abs(y).max() or 1.0)  # squares of large numbers would overflow
    mean = np.bincount(bins, y) / size
    variance = np.bincount(bins, (y - mean[bins]) ** 2) / (size - 1) / size
    order = np.arange(len(mean), dtype=np.float64) - (len(mean) - 1) / 2
    return Shape(
        lowest_inside=_is_inside(mean, variance),
        highest_inside=_is_inside(-mean, variance),
        lowest_ends=_as_low(mean, variance),
        highest_ends=_as_low(-mean, variance),
        ends=_sign(mean, variance, np.eye(len(mean))[-1] - np.eye(len(mean))[0]),
        trend=_sign(mean, variance, order),
        lowest_flat=_flat(mean, variance),
        highest_flat=_flat(-mean, variance),
    )


def _sign(mean: FloatArray, variance: FloatArray, weights: FloatArray) -> int:
    """Return the sign of a contrast of the means where that is clear, else 0."""
    contrast = float(weights @ mean)
    clear = abs(contrast) > float(norm.isf(CHANCE / 2)) * np.sqrt(float(weights**2 @ variance))
    return int(np.sign(contrast)) if clear else 0


def _bins(x: FloatArray, count: int) -> NDArray[np.intp]:
    own = np.unique(x)
    if len(own) <= count:
        return np.searchsorted(own, x)
    edges = np.unique(np.quantile(x, np.arange(1, count) / count))
    _, bins = np.unique(np.searchsorted(edges, x, side="right"), return_inverse=True)
    return bins.astype(np.intp)


def _is_inside(mean: FloatArray, variance: FloatArray) -> bool:
    """Whether the lowest mean is clearly below those of both ends, of so many that could be the lowest."""
    sigmas = float(norm.isf(CHANCE / 2 / max(len(mean) - 2, 1)))
    return all(behind > sigmas for behind in _behind(mean, variance))


def _as_low(mean: FloatArray, variance: FloatArray) -> tuple[bool, bool]:
    low, high = _behind(mean, variance)
    return low <= AS_GOOD, high <= AS_GOOD


def _behind(mean: FloatArray, variance: FloatArray) -> tuple[float, float]:
    """Return how far the low and the high end are above the lowest mean, in standard errors."""
    best = int(mean.argmin())
    error = np.maximum(np.sqrt(variance[[0, -1]] + variance[best]), np.finfo(float).tiny)
    low, high = (mean[[0, -1]] - mean[best]) / error
    return float(low), float(high)


def _flat(mean: FloatArray, variance: FloatArray) -> End | None:
    """Return the end from which on the means are low and alike, where the other end is clearly above them."""
    if variance.max() <= 0:
        return None
    # Bins that are alike to the last run (none failed, all are right) are not known to be so exactly.
    variance = np.maximum(variance, LEAST * variance.mean())
    high, low = _plateau(mean[::-1], variance[::-1]), _plateau(mean, variance)
    if low == high:
        return None
    return "low" if low > high else "high"


def _plateau(mean: FloatArray, variance: FloatArray) -> int:
    """Count the bins of a plateau that begins at the first one; 0 where there is none.

    A mean that is level up to a bin and goes up along a straight line from there is fitted for each bin.
    """
    weight, place = 1 / variance, np.arange(len(mean), dtype=np.float64)
    straight = _misfit(place, mean, weight)
    fits = {
        size: _misfit(np.maximum(place - (size - 1), 0.0), mean, weight)
        for size in range(max(int(np.ceil(FLAT * len(mean))), FEWEST_FLAT), len(mean))
    }
    if not fits:
        return 0
    size = min(fits, key=fits.__getitem__)
    flat, of_flat, place = mean[:size], weight[:size], place[:size]
    level, clear = float(np.average(flat, weights=of_flat)), float(norm.isf(CHANCE / 2))
    behind = float(mean[-1]) - level
    own = place - np.average(place, weights=of_flat)
    power = float(of_flat @ own**2)
    slope = float((of_flat * own) @ flat) / power
    tilt = (abs(slope) + clear / np.sqrt(power)) * (size - 1)
    end = abs(float(flat[0]) - level) + clear * np.sqrt(1 / of_flat[0] + 1 / of_flat.sum())
    is_bent = straight - fits[size] > BENT and behind > clear * np.sqrt(variance[-1] + 1 / of_flat.sum())
    return size if is_bent and max(tilt, end) <= NEAR * behind else 0


def _misfit(x: FloatArray, mean: FloatArray, weight: FloatArray) -> float:
    """Return what a straight line through means leaves, in chi squared."""
    off = x - np.average(x, weights=weight)
    around = mean - np.average(mean, weights=weight)
    slope = float((weight * off) @ around) / float(weight @ off**2)
    return float(weight @ (around - slope * off) ** 2)

"""The partial dependence of a metric on a numeric param, with a band that covers the whole curve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.grids import are_few
from hpviz.analysis.result.design_points import at_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.design_points import DesignPoints
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import BoolArray, Column, FloatArray

# Up to this many different values each is a point of the curve; more are read at so many points.
MOST_VALUES = 25
POINTS = 40
# A curve ends where this share of the runs lies beyond (at least two): a forest flattens its ends.
TAIL = 0.025
# "Near" means within this share of the axis; where fewer runs than FEW are near, the curve is sparse.
NEAR = 0.1
FEW = 5
LEVEL = 0.95
# What is behind the best by less than this share of the height of the curve is as good.
AS_GOOD = 0.05
# Where the other params are good, what is worse on average is as good only if it is behind the best there by
# less than this share of what the param does on average: that it cannot be told from the best is not enough.
EQUIVALENT = 0.1
DRAWS = 1000
# What the forest misses at a value is read from so many runs beside it, of many runs from this share.
BESIDE, SHARE_BESIDE = 5, 1 / 80
# Where a curve jumps is known to within so many runs, of many runs to within this share.
BETWEEN, SHARE_BETWEEN = 2, 1 / 200
# The runs whose other params are good: this share of them, and at least so many.
GOOD, FEWEST_GOOD = 0.1, 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Curve:
    """A curve over values of a numeric param; all arrays have shape (points,).

    Attributes
    ----------
    x
        Values of the param, ascending.
    middle
        Partial dependence, on the scale that is analysed.
    low, high
        Simultaneous 95% band, widened by what the forest misses of runs that it has not seen, and to where
        the curve is between neighbouring runs.
    near
        How many runs have a value within a tenth of the axis.
    runs
        How many runs a point is of: those at the value where there are few values, else those near.
    difference_error
        Standard error of the difference to the best point; 0 at the best.
    best
        Index of the best point by the goal.
    """

    x: FloatArray
    middle: FloatArray
    low: FloatArray
    high: FloatArray
    near: FloatArray
    runs: FloatArray
    difference_error: FloatArray
    best: int

    @property
    def flat(self) -> bool:
        """Whether a horizontal line lies within the band: then no value stands out."""
        return bool(self.low.max() <= self.high.min())

    @property
    def stands_out(self) -> bool:
        """Whether some values are better than others: the curve is not flat, and some clearly differ."""
        return not self.flat and not self.as_good.all()

    @property
    def as_good(self) -> BoolArray:
        """Which points are about as good as the best.

        They do not clearly differ from it (95%), or by less than a twentieth of the height of the curve.
        """
        behind = np.abs(self.middle - self.middle[self.best])
        room = np.maximum(1.96 * np.nan_to_num(self.difference_error), AS_GOOD * behind.max())
        good: BoolArray = behind <= room
        return good

    def regions(self, good: BoolArray | None = None) -> list[tuple[int, int]]:
        """Find the first and last point of each stretch that is about as good as the best, ascending.

        A gap in which the band nowhere leaves that of the best is none: a few unlucky runs make it.

        Parameters
        ----------
        good
            Shape (points,): which points are; None for those of `as_good`.
        """
        edges = np.flatnonzero(np.diff(np.r_[False, self.as_good if good is None else good, False]))
        apart = (self.low > self.high[self.best]) | (self.high < self.low[self.best])
        joined: list[tuple[int, int]] = []
        for first, end in edges.reshape(-1, 2).tolist():
            if joined and not apart[joined[-1][1] : first].any():
                joined[-1] = joined[-1][0], end - 1
            else:
                joined.append((first, end - 1))
        return joined

    def within(self, least: float, most: float) -> Curve:
        """Cut off what lies beyond what the metric can be.

        Parameters
        ----------
        least, most
            The smallest and the largest value that it can have.
        """
        cut = {name: np.clip(getattr(self, name), least, most) for name in ("middle", "low", "high")}
        return replace(self, **cut)


def curve_of(
    model: Surrogate,
    index: int,
    *,
    log: bool,
    minimize: bool,
    among_good: bool = False,
    part: NDArray[np.intp] | None = None,
) -> Curve:
    """Compute the partial dependence on a numeric param, averaged over the runs that have a number there.

    The band resamples runs: forests on random halves of the runs give the spread of the curve, and the
    largest deviation among Gaussian curves of that covariance gives its width (Montiel Olea and
    Plagborg-Møller, "Simultaneous confidence bands", 2019). That is the spread about what a forest can show.
    To what it cannot, cliffs and waves, the band reaches by `missed` and by `between_runs`.

    Parameters
    ----------
    model
        The forest.
    index
        Which of its params.
    log
        Whether the param is read on a log axis.
    minimize
        Whether the best point is the lowest.
    among_good
        Average over the best tenth of these runs only, by what they would be with their best value of the
        param (`good_otherwise`): what is best there is best in the best region, where params interact.
    part
        Average over these runs only.
    """
    column = model.fitted.params[index]
    x = grid(column, log=log)
    having = np.flatnonzero(np.isfinite(column.numbers))
    points = at_numbers(model.fitted, index, x, log=log)
    among = good_otherwise(model, points, having, minimize=minimize) if among_good else having
    among = among if part is None else part
    middle = model.dependence(points, among)
    curves = model.resampled(points, among, all_rows=len(among) < len(having))
    half_width = _half_width(curves, model.seed)
    near = near_runs(column.numbers[having], x, log=log)
    best = int(middle.argmin() if minimize else middle.argmax())
    few = are_few(column.numbers[having])
    low, high = middle - half_width, middle + half_width
    if len(among) == len(having):
        below, above = missed(model.residuals[having], column.numbers[having], x, few=few)
        low, high = low + below, high + above
        low, high = (low, high) if few else between_runs(low, high, column.numbers[having], x)
    return Curve(
        x=x,
        middle=model.on_scale(middle),
        low=model.on_scale(low),
        high=model.on_scale(high),
        near=near,
        runs=_runs_at(column.numbers[having], x) if few else near,
        difference_error=model.spread * (curves - curves[:, [best]]).std(axis=0, ddof=1),
        best=best,
    )


def good_otherwise(
    model: Surrogate, points: DesignPoints, having: NDArray[np.intp], *, minimize: bool
) -> NDArray[np.intp]:
    """Choose the runs whose other params are good: their best prediction along the points is.

    Parameters
    ----------
    model
        The forest.
    points
        Values of the param.
    having
        The runs to choose from.
    minimize
        Whether less is better.

    Returns
    -------
    The best tenth of (a draw of) them, at least five.
    """
    rows, profiles = model.profiles(points, having)
    best = profiles.min(axis=0) if minimize else -profiles.max(axis=0)
    return np.sort(rows[np.argsort(best, kind="stable")[: max(FEWEST_GOOD, round(GOOD * len(rows)))]])


def grid(column: Column, *, log: bool, points: int = POINTS) -> FloatArray:
    """Return the values at which a numeric param is read: its own where few, else even along the axis.

    Parameters
    ----------
    column
        The param.
    log
        Whether it is read on a log axis.
    points
        At most so many values, of more than 25 different ones.

    Returns
    -------
    Shape (points,), ascending.
    """
    numbers = np.sort(column.numbers[np.isfinite(column.numbers)])
    own = np.unique(numbers)
    if len(own) <= min(MOST_VALUES, points):
        return own
    tail = max(2, round(TAIL * len(numbers))) if len(numbers) > 10 else 0
    low, high = numbers[tail], numbers[-1 - tail]
    if low == high:
        low, high = own[0], own[-1]
    x: FloatArray = np.geomspace(low, high, points) if log else np.linspace(low, high, points)
    return np.unique(x)


def near_runs(numbers: FloatArray, x: FloatArray, *, log: bool) -> FloatArray:
    """Count for each of `x` the runs within a tenth of the axis.

    Parameters
    ----------
    numbers
        Shape (runs,), finite: the runs' values.
    x
        Shape (points,): values of the curve.
    log
        Whether the param is read on a log axis.

    Returns
    -------
    Shape (points,).
    """
    positions = along(np.r_[x, numbers], log=log)
    points, runs = positions[: len(x)], positions[len(x) :]
    distance = np.abs(runs[None] - points[:, None])
    near: FloatArray = np.count_nonzero(distance <= NEAR * np.ptp(runs), axis=1).astype(np.float64)
    return near


def _runs_at(numbers: FloatArray, x: FloatArray) -> FloatArray:
    at: FloatArray = np.count_nonzero(numbers[None] == x[:, None], axis=1).astype(np.float64)
    return at


def along(numbers: FloatArray, *, log: bool) -> FloatArray:
    """Return positions along the axis; only their differences mean something, and only within one call.

    Parameters
    ----------
    numbers
        Of any shape, finite; above 0 on a log axis.
    log
        Whether the param is read on a log axis.

    Returns
    -------
    The shape of `numbers`.
    """
    largest = float(np.abs(numbers).max(initial=0.0)) or 1.0
    positions: FloatArray = np.log(numbers) if log else numbers / largest
    return positions


def stretches(near: FloatArray) -> list[tuple[int, int, bool]]:
    """Split a curve where it turns sparse and where no run is near: (first, last, sparse) of each part.

    Parameters
    ----------
    near
        Shape (points,): how many runs are near.
    """
    there: BoolArray = near > 0
    sparse = near < FEW
    parts: list[tuple[int, int, bool]] = []
    for left in range(len(near) - 1):
        if not (there[left] and there[left + 1]):
            continue
        thin = bool(sparse[left] or sparse[left + 1])
        if parts and parts[-1][1] == left and parts[-1][2] == thin:
            parts[-1] = (parts[-1][0], left + 1, thin)
        else:
            parts.append((left, left + 1, thin))
    return parts


def missed(
    residuals: FloatArray, numbers: FloatArray, x: FloatArray, *, few: bool
) -> tuple[FloatArray, FloatArray]:
    """Return what the forest misses at each of `x`, downwards and upwards, beyond one standard error.

    A forest draws a cliff as a slope and a wave too low. The runs that it has not seen show it: just before
    the cliff all lie on one side of their predictions, just behind it on the other.

    Parameters
    ----------
    residuals
        Shape (runs,): of the out-of-bag predictions; NaN where there is none.
    numbers
        Shape (runs,), finite: the runs' values.
    x
        Shape (points,): values of the curve.
    few
        Whether several runs share each value: then these are read, not those beside it.

    Returns
    -------
    Two arrays of shape (points,), one 0 or less, one 0 or more.
    """
    order = np.argsort(numbers, kind="stable")
    order = order[np.isfinite(residuals[order])]
    numbers, total = numbers[order], np.r_[0.0, np.cumsum(residuals[order])]
    error, n = float(np.std(residuals[order])) if len(order) else 0.0, len(order)
    at = np.searchsorted(numbers, x)
    beside = max(BESIDE, round(SHARE_BESIDE * n))
    windows = [(at - beside, at), (at, at + beside), (at - (beside + 1) // 2, at + beside // 2)]
    if few:
        windows = [(at, np.searchsorted(numbers, x, side="right"))]
    below, above = np.zeros(len(x)), np.zeros(len(x))
    for start, end in windows:
        first, last = np.clip(start, 0, n), np.clip(end, 0, n)
        count = np.maximum(last - first, 1)
        mean = (total[last] - total[first]) / count
        beyond = np.where(last - first > 1, np.abs(mean) - error / np.sqrt(count), 0.0)
        miss = np.sign(mean) * np.maximum(beyond, 0.0)
        below, above = np.minimum(below, miss), np.maximum(above, miss)
    return below, above


def between_runs(
    low: FloatArray, high: FloatArray, numbers: FloatArray, x: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Widen a band to all that it holds up to the nearest runs: a cliff may lie anywhere between them.

    Parameters
    ----------
    low, high
        Shape (points,): the band.
    numbers
        Shape (runs,), finite: the runs' values.
    x
        Shape (points,): values of the curve, ascending.
    """
    numbers = np.sort(numbers)
    at, reach = np.searchsorted(numbers, x), max(BETWEEN, round(SHARE_BETWEEN * len(numbers)))
    first = np.minimum(numbers[np.maximum(at - reach, 0)], x)
    last = np.maximum(numbers[np.minimum(at + reach - 1, len(numbers) - 1)], x)
    there = (x >= first[:, None]) & (x <= last[:, None])
    lows = [np.where(there, low, np.inf).min(axis=1), np.interp(first, x, low), np.interp(last, x, low)]
    highs = [np.where(there, high, -np.inf).max(axis=1), np.interp(first, x, high), np.interp(last, x, high)]
    return np.min(lows, axis=0), np.max(highs, axis=0)


def _half_width(curves: FloatArray, seed: int) -> FloatArray:
    """Return half the height of a simultaneous band, from resampled curves (halves, points)."""
    deviation = curves - curves.mean(axis=0)
    error = deviation.std(axis=0, ddof=1)
    unit = deviation / np.where(error > 0, error, 1.0)
    weights = np.random.default_rng([seed, 3]).standard_normal((DRAWS, len(curves)))
    largest = np.abs(weights @ unit / np.sqrt(len(curves) - 1)).max(axis=1)
    half_width: FloatArray = np.quantile(largest, LEVEL) * error
    return half_width

"""The scale on which a metric is analysed: its own, its logarithm, or its ranks."""

from __future__ import annotations

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


def rescale(y: FloatArray, scale: Scale, metric: str) -> tuple[FloatArray, UsedScale, str | None]:
    """Put the metric on a scale; returns the values, the scale, and a sentence where "auto" changed it.

    Raises
    ------
    HpvizError
        A logarithm of values that are not all positive.
    """
    if scale not in SCALES:
        raise unknown_name("metric scale", scale, SCALES)
    if scale == "auto":
        return _chosen(y, metric)
    if scale == "log" and not np.all(y > 0):
        raise HpvizError(
            f"{metric} has values of zero or below, so it has no logarithm; use the scale 'rank' or 'linear'"
        )
    return _on(y, scale), scale, None


def _on(y: FloatArray, scale: UsedScale) -> FloatArray:
    if scale == "log":
        return np.log(y)
    return rankdata(y) if scale == "rank" else y


def _chosen(y: FloatArray, metric: str) -> tuple[FloatArray, UsedScale, str | None]:
    few = _few(len(y))
    share = held_by_few(y)
    if share < HALF:
        return y, "linear", None
    scale: UsedScale = "log" if np.all(y > 0) and held_by_few(np.log(y)) < HALF else "rank"
    runs = "One run holds" if few == 1 else f"{few} of {len(y)} runs hold"
    word = "logarithm is" if scale == "log" else "ranks are"
    sentence = (
        f"{runs} {share:.0%} of the variance of {metric}, so its {word} analysed (settings: metric scale)."
    )
    return _on(y, scale), scale, sentence


def own_unit(values: FloatArray, metric: FloatArray, scale: UsedScale) -> FloatArray:
    """Turn values on the analysed scale back into the metric's own unit; a rank into the value there."""
    if scale == "log":
        return np.exp(np.clip(values, -700.0, 700.0))
    if scale == "rank":
        return np.interp(values, np.arange(1.0, len(metric) + 1), np.sort(metric))
    return values


def standard(y: FloatArray) -> FloatArray:
    """Give deviations from the mean in standard deviations; extreme numbers neither overflow nor vanish."""
    largest = max(y.max(initial=0.0), -y.min(initial=0.0))
    if largest == 0:
        return y
    unit: FloatArray = y / largest
    unit -= unit.mean()
    unit /= np.sqrt(unit @ unit / len(unit)) or 1.0
    return unit


def _few(n: int) -> int:
    return max(1, int(np.ceil(FEW * n)))


def held_by_few(y: FloatArray) -> float:
    """Share of the variance that the 2% of runs farthest from the mean hold (at least one run)."""
    if len(y) < 8 or np.ptp(y) == 0:
        return 0.0
    few = _few(len(y))
    squares = standard(y)
    squares *= squares
    squares.partition(-few)
    return float(squares[-few:].sum() / squares.sum())

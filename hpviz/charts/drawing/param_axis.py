"""The axis of a numeric param: linear or logarithmic, with ticks at its own values where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

if TYPE_CHECKING:
    from hpviz.runs.column import Column, FloatArray

# So many different values are each a tick.
MOST_TICKS = 12
# Smaller or larger numbers than these are written as powers of ten.
SMALL, LARGE = 1e-3, 1e6


def param_axis(column: Column, *, log: bool) -> dict[str, Any]:
    """Make scale and axis for the numbers of a param."""
    own = np.unique(column.numbers[np.isfinite(column.numbers)])
    # Vega-Lite warns of a log scale that is told about zero.
    kind: dict[str, Any] = {"type": "log"} if log else {"type": "linear", "zero": False}
    scale = alt.Scale(**kind, nice=False, padding=12)
    return {"scale": scale, "axis": number_axis(own, log=log)}


def number_axis(own: FloatArray, *, log: bool, **options: Any) -> alt.Axis:
    """Put ticks at the values where there is room, at decades of a log axis, else where Vega will."""
    if len(own) and _have_room(own, log=log):
        return alt.Axis(values=_short(own), format=_format(own, ".3~g"), labelOverlap="greedy", **options)
    if log:
        ticks = _decades(float(own[0]), float(own[-1]))
        return alt.Axis(values=ticks, format=_format(own, "~g"), labelOverlap="greedy", **options)
    return alt.Axis(tickCount=7, labelOverlap="greedy", **options)


def _have_room(own: FloatArray, *, log: bool) -> bool:
    if not 1 < len(own) <= MOST_TICKS:
        return False
    x = np.log(own) if log else own / (np.abs(own).max() or 1.0)
    return bool(np.diff(x).min() >= np.ptp(x) / (1.5 * MOST_TICKS))


def _decades(low: float, high: float) -> list[float]:
    """Return the powers of ten in a range, with 2 and 5 times them where they are few."""
    powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    step = max(1, int(np.ceil(len(powers) / 9)))
    within = [place for place in powers[::step] if low * 0.9 <= 10.0**place <= high * 1.1]
    steps = (1, 2, 5) if len(within) < 3 else (1,)
    ticks = [times * 10.0**place for place in powers[::step] for times in steps]
    return _short(np.array([tick for tick in ticks if low * 0.9 <= tick <= high * 1.1]))


def _short(values: FloatArray) -> list[float]:
    return [float(f"{value:.7g}") for value in values]


def _format(own: FloatArray, plain: str) -> str:
    sizes = np.abs(own[own != 0])
    far = len(sizes) and (sizes.min() < SMALL or sizes.max() > LARGE)
    return ".2~e" if far else plain

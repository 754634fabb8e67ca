"""The axis of a numeric param: linear, logarithmic or evenly spaced, with ticks at its values where few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.ticks import even_axis, number_axis

if TYPE_CHECKING:
    from hpviz.runs.column import Column


def axis_title(name: str, *, log: bool, even: bool) -> str:
    """Write what a param is called, and how its axis is read where that is not plain."""
    how = " (evenly spaced)" if even else " (log axis)" if log else ""
    return f"{name}{how}"


def param_axis(column: Column, *, log: bool, even: bool, size: float) -> dict[str, Any]:
    """Make scale and axis for the numbers of a param.

    Parameters
    ----------
    column
        The param.
    log
        Whether it is read on a log axis.
    even
        Whether its values are evenly spaced: what is drawn are their places (`in_order`).
    size
        Length of the axis in pixels.
    """
    own = column.numbers[np.isfinite(column.numbers)]
    if even:
        scale = alt.Scale(type="linear", zero=False, nice=False, padding=12)
        return {"scale": scale, "axis": even_axis(own, size=size)}
    # Vega-Lite warns of a log scale that is told about zero.
    kind: dict[str, Any] = {"type": "log"} if log else {"type": "linear", "zero": False}
    scale = alt.Scale(**kind, nice=False, padding=12)
    return {"scale": scale, "axis": number_axis(own, log=log, whole=column.integral, size=size)}

"""The axis of a numeric param: linear or logarithmic, with ticks at its own values where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.ticks import number_axis

if TYPE_CHECKING:
    from hpviz.runs.column import Column


def param_axis(column: Column, *, log: bool, size: float) -> dict[str, Any]:
    """Make scale and axis for the numbers of a param.

    Parameters
    ----------
    column
        The param.
    log
        Whether it is read on a log axis.
    size
        Length of the axis in pixels.
    """
    own = column.numbers[np.isfinite(column.numbers)]
    # Vega-Lite warns of a log scale that is told about zero.
    kind: dict[str, Any] = {"type": "log"} if log else {"type": "linear", "zero": False}
    scale = alt.Scale(**kind, nice=False, padding=12)
    return {"scale": scale, "axis": number_axis(own, log=log, whole=column.integral, size=size)}

"""What the best of so many random runs reaches: the median and its band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, number_format, tip
from hpviz.charts.drawing.names import metric_label
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import INK, PALE, title
from hpviz.charts.drawing.ticks import axis_at, number_axis, round_ticks
from hpviz.text.advice.more_runs import curve_sentences
from hpviz.text.target import axis_label, sense

if TYPE_CHECKING:
    from hpviz.analysis.convergence.tuning_curve import TuningCurve

WIDTH, HEIGHT = 520, 260
OPEN = "The band is open where it reaches the edge: these runs set no limit there."


def tuning_curve_chart(curve: TuningCurve) -> Picture:
    """Draw the median best over the number of runs, with the band; open ends reach the edge."""
    known = np.concatenate([curve.median, curve.low, curve.high])
    known = known[np.isfinite(known)]
    ends = float(known.min()), float(known.max())
    log = curve.result.scale == "log" and ends[0] > 0
    name = axis_label(curve.result.target)
    sizes = curve.sizes.astype(np.float64)
    counts = number_axis(sizes, log=True, whole=True, size=WIDTH)
    x = alt.X(
        "f0:Q", title=f"{curve.unit_name} (log axis)", scale=alt.Scale(type="log", nice=False), axis=counts
    )
    scale: Any = alt.Scale(
        type="log" if log else "linear", zero=False, nice=False, domain=_roomy(ends, log=log)
    )
    axis = axis_at(round_ticks(*ends, log=log), log=log, size=HEIGHT, upright=True)
    y = alt.Y("f1:Q", title=_title(curve, log=log), scale=scale, axis=axis)
    median = np.where(np.isfinite(curve.median), curve.median, np.nan)
    written = number_format(median[np.isfinite(median)])
    about = [tip("f0:Q", curve.unit_name, format=".0f"), tip("f1:Q", f"median best {name}", format=written)]
    low, high = _roomy(ends, log=log)
    drawn = data(sizes, median, np.clip(curve.low, low, high), np.clip(curve.high, low, high))
    band = alt.Chart(drawn).mark_area(color=PALE, interpolate="step-after")
    line = alt.Chart(drawn).mark_line(color=INK, strokeWidth=2.4, interpolate="step-after")
    layers = [band.encode(x=x, y=alt.Y("f2:Q", scale=scale), y2="f3:Q"), line.encode(x=x, y=y, tooltip=about)]
    sentences = curve_sentences(curve)
    is_open = not (np.isfinite(curve.low).all() and np.isfinite(curve.high).all())
    reading = ("Line: median. Band: 95%, over all numbers of runs at once.", *([OPEN] if is_open else []))
    chart = alt.layer(*layers).properties(
        width=WIDTH,
        height=HEIGHT,
        title=title(
            f"What the best of so many random {curve.unit_name} reaches",
            (*sentences, *reading),
            WIDTH,
        ),
    )
    return picture(chart, curve.table(), sentences)


def _title(curve: TuningCurve, *, log: bool) -> str:
    how = "log axis, " if log else ""
    return f"best {metric_label(curve.result)} ({how}{sense(curve.result.goal)} is better)"


def _roomy(ends: tuple[float, float], *, log: bool) -> list[float]:
    """Leave a little room beyond the ends."""
    low, high = np.log(ends) if log else ends
    room = 0.04 * (high - low or abs(high) or 1.0)
    roomy = np.array([low - room, high + room])
    return [float(end) for end in (np.exp(roomy) if log else roomy)]

"""The effect of one param: the forest's curve among the runs, or the levels with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.design.spacing import in_order
from hpviz.analysis.effects.partial_dependence import FEW, stretches
from hpviz.charts.drawing.dots import NOT_SET, dots, kinds_of, names_of
from hpviz.charts.drawing.fields import data, labels, number_format, sampled, scattered, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label, param_label
from hpviz.charts.drawing.param_axis import axis_title, param_axis
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import INK, title
from hpviz.charts.levels import MOST_LEVELS, levels_chart
from hpviz.text.effect import sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.runs.column import FloatArray

WIDTH, HEIGHT = 520, 300
ASIDE_STEP = 84


def effect_chart(effect: Effect) -> Picture:
    """Draw how a param acts on the metric."""
    rows, left_out = sampled(np.arange(len(effect.y)), effect.best)
    chart = levels_chart(effect, rows) if effect.score.kind != "numeric" else _numeric(effect, rows)
    summary = sentences(effect)
    subtitle = (*summary, *_how_to_read(effect), *([left_out] if left_out else []))
    name = param_label(effect.result, effect.score.param)
    heading = f"Effect of {name} on {metric_label(effect.result)}"
    chart = chart.properties(title=title(heading, subtitle, WIDTH))
    return picture(chart, effect.table(), summary)


def _how_to_read(effect: Effect) -> tuple[str, ...]:
    if effect.score.kind != "numeric":
        without = " Not set: runs without it, beside those with it." if effect.presence else ""
        there = len(effect.levels)
        most = f"the {MOST_LEVELS} of {there} values that most runs have; the table has all"
        shown = (f"Shown: {most}.",) if there > MOST_LEVELS else ()
        return (
            *shown,
            f"Points: the runs. Right: difference to the other runs, with its 95% interval.{without}",
        )
    if effect.curve is None:
        return ()
    thin = (
        f"; dashed and pale where fewer than {FEW} runs are near" if np.any(effect.curve.near < FEW) else ""
    )
    return (
        (
            "Line: average effect over the other parameters of the runs (partial dependence). Band: the "
            f"whole curve lies within, 95% sure{thin}."
        ),
    )


def _numeric(effect: Effect, rows: NDArray[np.intp]) -> Any:
    axis = MetricAxis(effect.result, effect.metric)
    numbers = effect.column.numbers
    apart = rows[~np.isfinite(numbers[rows])]
    y = alt.Y("f1:Q", title=axis.title, scale=axis.scale(), axis=axis.axis(HEIGHT, upright=True))
    points = _points(effect, axis, rows[np.isfinite(numbers[rows])], y)
    layers = [points] if effect.curve is None else [*_curve(effect, effect.curve, axis, y), points]
    main = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    if not len(apart):
        return main
    return alt.hconcat(main, _aside(effect, axis, apart), spacing=14).resolve_scale(y="shared")


def _x(effect: Effect) -> alt.X:
    log, even = effect.score.log, effect.even
    name = axis_title(param_label(effect.result, effect.score.param), log=log, even=even)
    return alt.X("f0:Q", title=name, **param_axis(effect.column, log=log, even=even, size=WIDTH))


def _across(effect: Effect, values: FloatArray) -> FloatArray:
    """Return where values of the param are drawn."""
    return in_order(values, effect.column.numbers) if effect.even else values


def _points(effect: Effect, axis: MetricAxis, rows: NDArray[np.intp], y: alt.Y) -> Any:
    numbers = effect.column.numbers[rows]
    name = param_label(effect.result, effect.score.param)
    points = data(
        _across(effect, numbers),
        axis.place(effect.y[rows]),
        kinds_of(effect, rows),
        names_of(effect, rows),
        effect.metric[rows],
        *([numbers] if effect.even else []),
    )
    about = [
        tip("f3:N", "run"),
        tip("f5:Q" if effect.even else "f0:Q", name, format=number_format(numbers)),
        axis.tip("f4:Q"),
    ]
    return dots(points, "f2").encode(x=_x(effect), y=y, tooltip=about)


def _curve(effect: Effect, curve: Curve, axis: MetricAxis, y: alt.Y) -> list[Any]:
    """Draw band and line, pale and dashed where few runs are near, and not at all where none is."""
    parts: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for number, (first, last, sparse) in enumerate(stretches(curve.near)):
        parts[sparse] += [(number, point) for point in range(first, last + 1)]
    layers: list[Any] = []
    for sparse, points in parts.items():
        if points:
            number, at = np.array(points).T
            heights = (axis.place(values[at]) for values in (curve.middle, curve.low, curve.high))
            layers += _stretch(data(_across(effect, curve.x[at]), *heights, number), axis, y, sparse=sparse)
    return sorted(layers, key=lambda layer: layer.mark.type == "line")


def _stretch(rows: alt.InlineData, axis: MetricAxis, y: alt.Y, *, sparse: bool) -> list[Any]:
    x = alt.X("f0:Q")
    band = alt.Chart(rows).mark_area(color=INK, opacity=1, fillOpacity=0.06 if sparse else 0.14)
    look: dict[str, Any] = {"strokeOpacity": 0.6, "strokeDash": [5, 4]} if sparse else {}
    line = alt.Chart(rows).mark_line(color=INK, strokeWidth=2.4, **look)
    return [
        band.encode(x=x, y=alt.Y("f2:Q", title=axis.title), y2="f3:Q", detail="f4:N"),
        line.encode(x=x, y=y, detail="f4:N"),
    ]


def _aside(effect: Effect, axis: MetricAxis, rows: NDArray[np.intp]) -> Any:
    """Draw the runs without a number beside the axis: by named value, and those without the param."""
    codes, y = effect.column.codes[rows], effect.y[rows]
    name_of = _names_aside(effect, codes)
    points = data(
        [name_of[code] for code in codes.tolist()],
        axis.place(y),
        names_of(effect, rows),
        effect.metric[rows],
        scattered(len(rows), 1.0),
        kinds_of(effect, rows),
    )
    means = data(name_of.values(), axis.place(np.array([y[codes == code].mean() for code in name_of])))
    below = alt.Axis(labelAngle=0, ticks=False, labelLimit=ASIDE_STEP, labelExpr="split(datum.label, '\\n')")
    x = alt.X("f0:N", title=None, sort=list(name_of.values()), axis=below)
    bare = alt.Axis(labels=False, ticks=False, domain=False)
    height = alt.Y("f1:Q", title=None, scale=axis.scale(), axis=bare)
    about = [tip("f2:N", "run"), axis.tip("f3:Q")]
    spread = alt.XOffset("f4:Q", scale=alt.Scale(domain=[-2.2, 2.2]))
    mean = alt.Chart(means).mark_tick(color=INK, thickness=2.4, size=40).encode(x=x, y=height)
    layers = alt.layer(dots(points, "f5").encode(x=x, xOffset=spread, y=height, tooltip=about), mean)
    return layers.properties(width=alt.Step(ASIDE_STEP), height=HEIGHT)


def _names_aside(effect: Effect, codes: NDArray[np.int32]) -> dict[int, str]:
    """Name each code, with how many runs have it; -1 is having nothing."""
    present, counts = np.unique(codes, return_counts=True)
    names = labels([effect.column.levels[code] if code >= 0 else NOT_SET for code in present], 13)
    rows = zip(present, names, counts, strict=True)
    return {int(code): f"{name}\n({count:,})" for code, name, count in rows}

"""Two params together: a map of the joint effect with the runs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, labels, sampled, scattered, short, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.param_axis import number_axis
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FAINT, title
from hpviz.text.joint_effect import sentences
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from hpviz.analysis.effects.joint_effect import Axis, JointEffect
    from hpviz.runs.column import FloatArray

SIDE = 360
LEVEL_STEP = 34
CELLS = (
    "Cells: what the forest predicts for both values, averaged over the runs; grey where no run is near. "
    "Points: the runs, coloured by their own value."
)


def joint_effect_chart(joint: JointEffect) -> Picture:
    """Draw the joint effect; cells with no run near them are left grey."""
    axis = MetricAxis(joint.result, joint.metric)
    seen = joint.near > 0
    surface = axis.place(joint.surface)
    shown = surface[seen] if seen.any() else surface
    color = axis.color("f4:Q", shown, 200)
    runs, left_out = _runs(joint, axis, color)
    chart = alt.layer(_cells(joint, np.where(seen, surface, np.nan), color), runs)
    summary = sentences(joint)
    subtitle = (*summary, CELLS, *([left_out] if left_out else []))
    pair = f"{short(joint.across.score.param)} and {short(joint.up.score.param)}"
    heading = f"{pair} together on {short(axis_label(joint.result.target))}"
    sized = chart.properties(
        width=_size(joint.across),
        height=_size(joint.up),
        title=title(heading, subtitle, _size(joint.across) + 180),
    )
    return picture(sized, joint.table(), summary)


def _size(axis: Axis) -> int:
    return min(SIDE, LEVEL_STEP * len(axis.levels) + 60) if axis.levels else SIDE


def _cells(joint: JointEffect, surface: FloatArray, color: alt.Color) -> Any:
    left, right = edges(joint.across)
    bottom, top = edges(joint.up)
    wide, high = surface.shape
    rows = data(
        np.repeat(left, high), np.repeat(right, high), np.tile(bottom, wide), np.tile(top, wide),
        surface.reshape(-1), joint.near.reshape(-1),
    )  # fmt: skip
    x, y = channels(joint)
    ground = alt.Chart(rows).mark_rect(color=FAINT).encode(x=x, x2="f1", y=y, y2="f3")
    about = [tip("f4:Q", axis_label(joint.result.target), format=".4~g"), tip("f5:Q", "runs near")]
    cells = alt.Chart(rows).transform_filter("isValid(datum.f4)").mark_rect()
    return alt.layer(ground, cells.encode(x=x, x2="f1", y=y, y2="f3", color=color, tooltip=about))


def edges(axis: Axis) -> tuple[FloatArray, FloatArray]:
    """Return where each cell of a side begins and ends; levels are one apart."""
    if axis.levels:
        places = np.arange(len(axis.levels), dtype=np.float64)
        return places - 0.5, places + 0.5
    x = np.log(axis.numbers) if axis.score.log else axis.numbers
    middle = (x[1:] + x[:-1]) / 2
    ends = np.r_[2 * x[0] - middle[0], middle, 2 * x[-1] - middle[-1]]
    ends = np.exp(ends) if axis.score.log else ends
    return ends[:-1], ends[1:]


def channels(joint: JointEffect) -> tuple[alt.X, alt.Y]:
    """Make the two axes: of a param with levels, places with their names."""
    return alt.X("f0:Q", **_side(joint.across)), alt.Y("f2:Q", **_side(joint.up))


def _side(axis: Axis) -> dict[str, Any]:
    low, high = edges(axis)
    ends = [low[0], high[-1], *(axis.column.numbers[axis.has] if not axis.levels else [])]
    domain = [float(min(ends)), float(max(ends))]
    kind: Any = "log" if axis.score.log and not axis.levels else "linear"
    scale = alt.Scale(type=kind, domain=domain, zero=False, nice=False, padding=6)
    if axis.levels:
        look = level_axis([axis.column.levels[code] for code in axis.levels])
    else:
        look = number_axis(np.unique(axis.numbers), log=axis.score.log, grid=False)
    return {"title": short(axis.score.param), "scale": scale, "axis": look}


def level_axis(levels: list[str], **options: Any) -> alt.Axis:
    """Label the places 0, 1, … with texts."""
    # json would do, but an apostrophe or a backslash of a level must not end the text of an expression.
    texts = ["".join(f"\\u{ord(unit):04x}" for unit in _units(label)) for label in labels(levels, 22)]
    cases = "".join(f"datum.value === {place} ? '{text}' : " for place, text in enumerate(texts))
    return alt.Axis(
        values=list(range(len(levels))), labelExpr=f"{cases}''", grid=False, ticks=False, **options
    )


def _units(text: str) -> str:
    """Split into UTF-16 code units, which is what an escape in an expression stands for."""
    raw = text.encode("utf-16-be", "surrogatepass")
    return "".join(chr(int.from_bytes(raw[place : place + 2])) for place in range(0, len(raw), 2))


def _runs(joint: JointEffect, axis: MetricAxis, color: alt.Color) -> tuple[Any, str | None]:
    evidence = joint.result.evidence
    rows, left_out = sampled(np.flatnonzero(joint.across.has & joint.up.has))
    places = [_places(side)[rows] for side in (joint.across, joint.up)]
    y = evidence.y[rows] if evidence else joint.metric[rows]
    names = [short(str(name)) for name in evidence.labels_of(rows)] if evidence else [""] * len(rows)
    points = data(places[0], [None] * len(rows), places[1], names, axis.place(y), joint.metric[rows])
    x, up = channels(joint)
    about = [tip("f3:N", "run"), tip("f5:Q", axis_label(joint.result.target), format=".4~g")]
    mark = alt.Chart(points).mark_circle(size=34, stroke="white", strokeWidth=1, opacity=1, aria=False)
    return mark.encode(x=x, y=up, color=color, tooltip=about), left_out


def _places(side: Axis) -> FloatArray:
    """Where each run lies; runs of one level are spread out so that they can be told apart."""
    if not side.levels:
        return side.column.numbers
    place = {code: position for position, code in enumerate(side.levels)}
    spread = scattered(len(side.column.codes), 0.3)
    return np.array([place.get(int(code), np.nan) for code in side.column.codes]) + spread

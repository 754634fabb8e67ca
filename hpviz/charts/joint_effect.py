"""Two params together: a map of the joint effect with the runs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, sampled, short, tip
from hpviz.charts.drawing.map_side import MapSide
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label, param_label
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FAINT, INK, title
from hpviz.text.joint_effect import sentences

if TYPE_CHECKING:
    from hpviz.analysis.effects.joint_effect import JointEffect
    from hpviz.analysis.effects.map_cells import BestCell
    from hpviz.runs.column import FloatArray

    Sides = tuple[MapSide, MapSide]

# More points than these would hide the map.
MOST_RUNS = 800
CELLS = "Cells: average effect of both values together (partial dependence); grey where no run is near. "
FRAMED = "Framed: the best cell. "
POINTS = "Points: the runs."


def joint_effect_chart(joint: JointEffect) -> Picture:
    """Draw the joint effect; cells with no run near them are left grey."""
    axis = MetricAxis(joint.result, joint.metric)
    seen = joint.near > 0
    surface = axis.place(joint.surface)
    shown = surface[seen] if seen.any() else surface
    color = axis.color("f4:Q", shown, 200)
    first, second = (param_label(joint.result, side.score.param) for side in (joint.across, joint.up))
    sides = MapSide(joint.across, first, upright=False), MapSide(joint.up, second, upright=True)
    runs, left_out = _runs(joint, sides, axis)
    cells = _cells(joint, sides, axis, np.where(seen, surface, np.nan), color)
    framed = [_framed(joint.best, sides)] if joint.best is not None and np.ptp(shown) > 0 else []
    chart = alt.layer(cells, *framed, runs)
    summary = sentences(joint)
    about = f"{CELLS}{FRAMED if framed else ''}{POINTS}"
    subtitle = (*summary, about, *([left_out] if left_out else []))
    heading = f"{first} and {second} together on {metric_label(joint.result)}"
    sized = chart.properties(
        width=sides[0].size,
        height=sides[1].size,
        title=title(heading, subtitle, sides[0].size + 80),
    )
    return picture(sized, joint.table(), summary)


def _cells(joint: JointEffect, sides: Sides, axis: MetricAxis, surface: FloatArray, color: alt.Color) -> Any:
    (left, right), (bottom, top) = (side.edges for side in sides)
    wide, high = surface.shape
    rows = data(
        np.repeat(left, high), np.repeat(right, high), np.tile(bottom, wide), np.tile(top, wide),
        surface.reshape(-1), joint.near.reshape(-1),
    )  # fmt: skip
    x, y = _channels(sides)
    ground = alt.Chart(rows).mark_rect(color=FAINT).encode(x=x, x2="f1", y=y, y2="f3")
    about = [axis.tip("f4:Q"), tip("f5:Q", "runs near")]
    cells = alt.Chart(rows).transform_filter("isValid(datum.f4)").mark_rect()
    return alt.layer(ground, cells.encode(x=x, x2="f1", y=y, y2="f3", color=color, tooltip=about))


def _framed(best: BestCell, sides: Sides) -> Any:
    """Frame a cell: a line in ink on a white one."""
    (left, right), (bottom, top) = (side.edges for side in sides)
    cell = data([left[best.across]], [right[best.across]], [bottom[best.up]], [top[best.up]])
    x, y = _channels(sides)
    frames = [
        alt.Chart(cell).mark_rect(filled=False, stroke=color, strokeWidth=width, aria=False)
        for color, width in (("white", 5), (INK, 2.2))
    ]
    return alt.layer(*(frame.encode(x=x, x2="f1", y=y, y2="f3") for frame in frames))


def _channels(sides: Sides) -> tuple[alt.X, alt.Y]:
    return alt.X("f0:Q", **sides[0].channel()), alt.Y("f2:Q", **sides[1].channel())


def _runs(joint: JointEffect, sides: Sides, axis: MetricAxis) -> tuple[Any, str | None]:
    evidence = joint.result.evidence
    rows, left_out = sampled(np.flatnonzero(joint.across.has & joint.up.has), most=MOST_RUNS)
    places = [side.runs(salt)[rows] for salt, side in enumerate(sides)]
    names = [short(str(name)) for name in evidence.labels_of(rows)] if evidence else [""] * len(rows)
    points = data(places[0], [None] * len(rows), places[1], names, joint.metric[rows])
    x, up = _channels(sides)
    about = [tip("f3:N", "run"), axis.tip("f4:Q")]
    mark = alt.Chart(points).mark_circle(
        color=INK, size=20, stroke="white", strokeWidth=1, opacity=1, aria=False
    )
    return mark.encode(x=x, y=up, tooltip=about), left_out

"""Importance along the training: a small picture for each param, with its band and what could be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, short, tip
from hpviz.charts.drawing.names import param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import INK, PALE, title
from hpviz.charts.drawing.ticks import number_axis
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import figure
from hpviz.text.along.params import headline
from hpviz.text.along.places import place
from hpviz.text.along.sentences import sentences
from hpviz.text.figures import is_doubt, verdict
from hpviz.text.target import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.along.results import AlongResults, Point
    from hpviz.analysis.result.scores import Score

WIDTH, HEIGHT, MOST = 460, 52, 12
SAME_RUNS = "Dashed: only the runs that are there at the end too."


def along_chart(along: AlongResults) -> Picture:
    """Draw every param's importance at each point.

    Raises
    ------
    HpvizError
        No point has runs enough.
    """
    if not along.tested:
        raise HpvizError(f"there is nothing to draw: {headline(along)}")
    first = along.tested[0].result
    params = [score.param for score in along.scores[:MOST]]
    rows = param_labels(first, params)
    points = np.array([point.at for point in along.points])
    log = along.is_wide
    where = short(along.by) if along.is_fidelity else "training step"
    axis = number_axis(points, log=log, size=WIDTH)
    scale: Any = alt.Scale(type="log" if log else "linear", nice=False, zero=False, domain=_ends(points))
    x = alt.X("f1:Q", title=f"{where}{' (log axis)' if log else ''}", scale=scale, axis=axis)
    row = alt.Row(
        "f0:N",
        sort=rows,
        title=None,
        header=alt.Header(
            labelAngle=0, labelAlign="left", labelFontSize=12, labelOrient="left", labelLimit=220
        ),
    )
    drawn = _rows(along, params, rows)
    layers = _layers(x, [verdict(score) for score in _scores(along, params)])
    words = sentences(along)
    notes = ("A band is a 95% interval.", *start_sentences(first))
    head = f"Importance along {short(along.by)}, with respect to {heading(first.target)}"
    chart: Any = alt.layer(*layers, data=drawn).properties(width=WIDTH, height=HEIGHT).facet(row=row)
    chart = chart.properties(spacing=8, title=title(head, (*words, *notes), WIDTH + 120))
    return picture(chart, along.table(), words)


def _ends(points: Any) -> list[float]:
    return [float(points.min()), float(points.max())]


def _scores(along: AlongResults, params: Sequence[str]) -> list[Score]:
    return [score for _, _, score in _cells(along, params)]


def _cells(along: AlongResults, params: Sequence[str]) -> list[tuple[int, Point, Score]]:
    """List what is drawn: the place of the param, the point, and its row there."""
    return [
        (row, point, score)
        for row, param in enumerate(params)
        for point in along.points
        if (score := point.score(param)) is not None
    ]


def _rows(along: AlongResults, params: Sequence[str], rows: Sequence[str]) -> alt.InlineData:
    cells = _cells(along, params)
    same = [point.score(score.param, same=True) if point.same else None for _, point, score in cells]
    end = along.last if along.points[0].same else None
    return data(
        [rows[row] for row, _, _ in cells],
        [float(point.at) for _, point, _ in cells],
        [score.importance for _, _, score in cells],
        [score.importance_low for _, _, score in cells],
        [score.importance_high for _, _, score in cells],
        [verdict(score) for _, _, score in cells],
        [figure(score.importance) for _, _, score in cells],
        [
            other.importance if other is not None else score.importance if point is end else float("nan")
            for other, (_, point, score) in zip(same, cells, strict=True)
        ],
        [f"{place(along, point.at)}, {point.result.runs_used:,} runs" for _, point, _ in cells],
    )


def _layers(x: alt.X, verdicts: Sequence[str]) -> list[Any]:
    axis = alt.Axis(tickCount=2, format="~g", grid=True)
    y = alt.Y("f2:Q", title=None, axis=axis, scale=alt.Scale(zero=True))
    about = [
        tip("f0:N", "parameter"),
        tip("f8:N", "at"),
        tip("f6:N", "importance"),
        tip("f5:N", "test"),
    ]
    present = sorted({*verdicts}, key=is_doubt)
    fill = alt.Fill(
        "f5:N",
        scale=alt.Scale(domain=present, range=["white" if is_doubt(each) else GREY for each in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="circle", symbolStrokeColor=GREY),
    )
    band = alt.Chart().mark_area(color=PALE, opacity=0.8).encode(x=x, y=alt.Y("f3:Q", title=None), y2="f4:Q")
    line = alt.Chart().mark_line(color=INK, strokeWidth=1.8).encode(x=x, y=y)
    other = (
        alt.Chart()
        .transform_filter("isValid(datum.f7)")
        .mark_line(color=INK, strokeWidth=1.2, strokeDash=[4, 3])
        .encode(x=x, y=alt.Y("f7:Q", title=None))
    )
    dots = (
        alt.Chart()
        .mark_circle(size=34, opacity=1, stroke=GREY, strokeWidth=1)
        .encode(x=x, y=y, fill=fill, tooltip=about)
    )
    return [band, other, line, dots]

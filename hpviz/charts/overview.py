"""Every param against every metric as a table of shades, beside how the metrics go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.charts.drawing.fields import data, labels, tip
from hpviz.charts.drawing.names import param_labels
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import ROW
from hpviz.charts.drawing.theme import FONT, INK, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.templates.palette import LINE, RAMP
from hpviz.text import overview as text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.comparison.overview import Overview

# A column is as wide as its name, within limits; in letters and in pixels a letter.
NARROWEST, LONGEST, LETTER = 84, 22, 6.6


def overview_chart(overview: Overview) -> Picture:
    """Draw the importances, and, where there are several metrics, their correlations beside them."""
    params = overview.params[:MOST_ROWS]
    rows = param_labels(overview.results[0], list(params))
    columns = labels(list(overview.metrics), LONGEST)
    parts = [_importances(overview, params, rows, columns)]
    if any(link.correlation is not None for link in overview.links):
        parts.append(_links(overview, columns))
    chart: Any = alt.hconcat(*parts, spacing=28).resolve_scale(color="independent")
    sentences = text.sentences(overview)
    width = _width(columns) * len(parts)
    chart = chart.properties(
        title=title(
            "Importance of every parameter for every metric", (*sentences, text.LEGEND), max(int(width), 520)
        )
    )
    return picture(chart, overview.table(), sentences)


def _importances(
    overview: Overview, params: Sequence[str], rows: Sequence[str], columns: Sequence[str]
) -> Any:
    cells = [
        (row, column, overview.score(param, metric), text.cell(overview, param, metric))
        for param, row in zip(params, rows, strict=True)
        for metric, column in zip(overview.metrics, columns, strict=True)
    ]
    values = data(
        [row for row, *_ in cells],
        [column for _, column, *_ in cells],
        [float("nan") if score is None else score.importance for *_, score, _ in cells],
        [written for *_, written in cells],
    )
    return _shaded(values, rows, columns, ("importance", "Importance"))


def _links(overview: Overview, columns: Sequence[str]) -> Any:
    names = dict(zip(overview.metrics, columns, strict=True))
    cells = [
        (names[first], names[second], link.correlation.rho)
        for link in overview.links
        if link.correlation is not None
        for first, second in ((link.metric, link.other), (link.other, link.metric))
    ]
    values = data(
        [first for first, _, _ in cells],
        [second for _, second, _ in cells],
        [abs(rho) for _, _, rho in cells],
        [f"{rho:+z.2f}" for _, _, rho in cells],
    )
    there = [column for column in columns if any(column == first for first, _, _ in cells)]
    return _shaded(values, there, there, ("rank correlation", "Rank correlation of the metrics"))


def _shaded(
    values: alt.InlineData, rows: Sequence[str], columns: Sequence[str], names: tuple[str, str]
) -> Any:
    """Draw cells, the darker the larger, each with its figure."""
    look = alt.Axis(domain=False, ticks=False, labelPadding=6, labelFontSize=12)
    y = alt.Y("f0:N", sort=list(rows), title=None, axis=look)
    x = alt.X(
        "f1:N",
        sort=list(columns),
        title=None,
        axis=alt.Axis(
            domain=False,
            ticks=False,
            orient="top",
            labelAngle=0,
            labelLimit=_column(columns),
            labelFontSize=11,
        ),
    )
    scale = alt.Scale(domain=[0, 1], range=[RAMP[0], LINE], interpolate="rgb")
    shade = alt.Color("f2:Q", scale=scale, legend=None)
    about = [tip("f0:N", "row"), tip("f1:N", "column"), tip("f3:N", names[0])]
    base = alt.Chart(values)
    cells = base.mark_rect(stroke=LINE, strokeWidth=0.4).encode(x=x, y=y, color=shade, tooltip=about)
    figures = base.mark_text(fontSize=11, font=FONT, color=INK).encode(x=x, y=y, text="f3:N")
    size = {"width": _width(columns), "height": float(ROW * len(rows))}
    head = alt.TitleParams(names[1], anchor="start", fontSize=12, fontWeight="normal", color=INK)
    return alt.layer(cells, figures).properties(title=head, **size)


def _column(names: Sequence[str]) -> float:
    return max(NARROWEST, LETTER * max(map(len, names), default=0) + 10)


def _width(names: Sequence[str]) -> float:
    return _column(names) * len(names)

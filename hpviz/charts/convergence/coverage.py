"""Where the runs lie along each param: a strip a param, and the gaps that random runs would hardly leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.charts.drawing.fields import data, short, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FONT, INK, MUTED, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.templates.palette import LINE, RAMP
from hpviz.text.advice import coverage as text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.convergence.coverage import Coverage, ParamCoverage

WIDE, ROW, STRIP, SIDE = 320, 26, 16, 110
LONGEST = 16


def coverage_chart(coverage: Coverage) -> Picture:
    """Draw each param's range, or its values, in parts that are the darker the more runs lie there."""
    params = coverage.params[:MOST_ROWS]
    rows = param_labels(coverage.result, [param.param for param in params])
    named = alt.Y("f0:N", sort=rows, title=None, axis=name_axis())
    bare = alt.Y("f0:N", sort=rows, title=None, axis=None)
    ends = data(
        rows,
        *zip(*([short(end, LONGEST) for end in text.ends_text(param)] for param in params), strict=True),
    )
    parts = [
        _ends(ends, "f1", named, align="right"),
        alt.layer(_strips(params, rows, bare), *_gaps(params, rows, bare)).properties(width=WIDE),
        _ends(ends, "f2", bare, align="left"),
    ]
    chart: Any = alt.hconcat(*(part.properties(height=alt.Step(ROW)) for part in parts), spacing=6)
    sentences = text.sentences(coverage)
    reading = f"{text.READING} {text.OUTLINED}" if coverage.unranked else text.READING
    subtitle = (*sentences, reading, *start_sentences(coverage.result))
    chart = chart.resolve_scale(y="shared").properties(title=title(text.HEADING, subtitle, WIDE + 2 * SIDE))
    return picture(chart, coverage.table(), sentences)


def _strips(params: Sequence[ParamCoverage], rows: Sequence[str], y: alt.Y) -> Any:
    """Draw the parts of each row, whose shade is relative to its fullest one."""
    cells = [
        (
            row,
            place / len(param.counts),
            (place + 1) / len(param.counts),
            count,
            count / max(1, *param.counts),
            count - ranked,
            ranked,
        )
        for row, param in zip(rows, params, strict=True)
        for place, (count, ranked) in enumerate(zip(param.counts, param.ranked, strict=True))
    ]
    values = data(*zip(*cells, strict=True)) if cells else data(*([] for _ in range(7)))
    scale = alt.Scale(domain=[0, 1], range=[RAMP[0], LINE], interpolate="rgb")
    x = alt.X("f1:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1]))
    about = [tip("f0:N", "parameter"), tip("f3:Q", "runs"), tip("f5:Q", "of them not ranked")]
    parts = alt.Chart(values).mark_rect(strokeWidth=0.6, height=STRIP)
    empty = alt.condition(
        "datum.f6 > 0", alt.Color("f4:Q", scale=scale, legend=None), alt.value("transparent")
    )
    outline = alt.condition("datum.f3 > 0 && datum.f6 == 0", alt.value(INK), alt.value(LINE))
    return parts.encode(x=x, x2="f2:Q", y=y, color=empty, stroke=outline, tooltip=about)


def _gaps(params: Sequence[ParamCoverage], rows: Sequence[str], y: alt.Y) -> list[Any]:
    """Draw a line across each gap that is more than chance."""
    gaps = [
        (row, param.gap_start, param.gap_start + param.gap)
        for row, param in zip(rows, params, strict=True)
        if param.gap_matters
    ]
    if not gaps:
        return []
    lines = alt.Chart(data(*zip(*gaps, strict=True))).mark_rule(color=INK, strokeWidth=2.4)
    return [lines.encode(x="f1:Q", x2="f2:Q", y=y)]


def _ends(values: alt.InlineData, field: str, y: alt.Y, *, align: Any) -> Any:
    """Write the ends of the rows in a column beside them."""
    texts = alt.Chart(values).mark_text(align=align, color=MUTED, fontSize=11, font=FONT)
    at = alt.value(SIDE - 2 if align == "right" else 2)
    return texts.encode(x=at, y=y, text=f"{field}:N").properties(width=SIDE)

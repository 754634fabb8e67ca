"""Two rankings side by side, row for row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.charts.drawing.fields import data, short, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import INK, title
from hpviz.charts.importance import FIGURE, MOST_ROWS, ROW, figures
from hpviz.formatting import figure
from hpviz.text import comparison as text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.comparison.comparison import ComparedScore, Comparison

WIDE = 230
AGREE, APART = "both agree", "the two disagree"
OWN_SCALE = "Each side is drawn to its own scale."


def comparison_chart(comparison: Comparison) -> Picture:
    """Draw both importances of every param, in the order of the first ranking."""
    rows = comparison.rows[:MOST_ROWS]
    params = param_labels(comparison.first, [row.first.param for row in rows])
    names = [short(name) for name in text.names(comparison)]
    look = name_axis()
    named = alt.Y("f0:N", sort=params, title=None, axis=look)
    bare = alt.Y("f0:N", sort=params, title=None, axis=None)
    height, any_apart = alt.Step(ROW), any(row.apart for row in rows)
    sides = [
        part
        for name, y, fields, written in (
            (names[0], named, ("f1", "f2"), "f3"),
            (names[1], bare, ("f4", "f5"), "f6"),
        )
        for part in (
            _bars(name, y, fields, any_apart=any_apart).properties(width=WIDE, height=height),
            figures(written, bare).properties(width=FIGURE, height=height),
        )
    ]
    chart: Any = alt.hconcat(*sides, spacing=4, data=_rows(rows, params)).resolve_scale(y="shared")
    sentences = text.sentences(comparison)
    heading, width = f"{names[0]} beside {names[1]}", 2 * (WIDE + FIGURE)
    chart = chart.properties(
        title=title(heading, (*sentences, *start_sentences(comparison.first), OWN_SCALE), width)
    )
    return picture(chart, comparison.table(), sentences)


def _rows(rows: Sequence[ComparedScore], params: list[str]) -> alt.InlineData:
    return data(
        params,
        [row.first.importance for row in rows],
        [row.place for row in rows],
        [figure(row.first.importance) for row in rows],
        [row.second.importance for row in rows],
        [row.other_place for row in rows],
        [figure(row.second.importance) for row in rows],
        [APART if row.apart else AGREE for row in rows],
    )


def _bars(name: str, y: alt.Y, fields: tuple[str, str], *, any_apart: bool) -> Any:
    value, place = fields
    x = alt.X(f"{value}:Q", title=name, axis=alt.Axis(tickCount=4, format="~g"))
    color = alt.Color(
        "f7:N",
        scale=alt.Scale(domain=[AGREE, APART], range=[GREY, INK]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square") if any_apart else None,
    )
    about = [
        tip("f0:N", "parameter"),
        tip(f"{value}:Q", "importance", format=".3f"),
        tip(f"{place}:Q", "place"),
    ]
    return alt.Chart().mark_bar(height=12).encode(x=x, y=y, color=color, tooltip=about)

"""Two rankings side by side, row for row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.analysis.figures import figure
from hpviz.charts.drawing.fields import data, labels, short, tip
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import BLUE, ORANGE, title
from hpviz.charts.importance import FIGURE, MOST_ROWS, ROW, figures

if TYPE_CHECKING:
    from hpviz.analysis.effects.comparison import Comparison

WIDE = 230
AGREE, APART = "both agree", "the two disagree"
OWN_SCALE = "Each side is drawn to its own scale."


def comparison_chart(comparison: Comparison) -> Picture:
    """Draw both importances of every param, in the order of the first ranking."""
    rows = comparison.rows[:MOST_ROWS]
    names = labels([row.first.param for row in rows])
    look = alt.Axis(domain=False, ticks=False, labelPadding=8, labelFontSize=12)
    named = alt.Y("f0:N", sort=names, title=None, axis=look)
    bare = alt.Y("f0:N", sort=names, title=None, axis=None)
    height = alt.Step(ROW)
    sides = [
        part
        for side, y, value, place, text in ((0, named, "f1", "f2", "f3"), (1, bare, "f4", "f5", "f6"))
        for part in (
            _bars(comparison, side, y, (value, place)).properties(width=WIDE, height=height),
            figures(text, bare).properties(width=FIGURE, height=height),
        )
    ]
    chart: Any = alt.hconcat(*sides, spacing=4, data=_rows(comparison, names))
    heading = f"{short(comparison.names[0])} beside {short(comparison.names[1])}"
    said = (*comparison.sentences, OWN_SCALE)
    sized = chart.resolve_scale(y="shared").properties(title=title(heading, said, 2 * (WIDE + FIGURE) + 130))
    return picture(sized, comparison.table(), comparison.sentences)


def _rows(comparison: Comparison, names: list[str]) -> alt.InlineData:
    rows = comparison.rows[:MOST_ROWS]
    return data(
        names,
        [row.first.importance for row in rows],
        [row.place for row in rows],
        [figure(row.first.importance) for row in rows],
        [row.second.importance for row in rows],
        [row.other_place for row in rows],
        [figure(row.second.importance) for row in rows],
        [APART if row.apart else AGREE for row in rows],
    )


def _bars(comparison: Comparison, side: int, y: alt.Y, fields: tuple[str, str]) -> Any:
    value, place = fields
    x = alt.X(f"{value}:Q", title=short(comparison.names[side]), axis=alt.Axis(tickCount=4, format="~g"))
    any_apart = any(row.apart for row in comparison.rows[:MOST_ROWS])
    color = alt.Color(
        "f7:N",
        scale=alt.Scale(domain=[AGREE, APART], range=[BLUE, ORANGE]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square") if any_apart else None,
    )
    about = [
        tip("f0:N", "parameter"),
        tip(f"{value}:Q", "importance", format=".3f"),
        tip(f"{place}:Q", "place"),
    ]
    return alt.Chart().mark_bar(height=12).encode(x=x, y=y, color=color, tooltip=about)

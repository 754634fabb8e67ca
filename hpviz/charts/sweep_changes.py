"""Two sweeps row for row: each importance before and after, and the values that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from hpviz.charts.drawing.fields import data, short, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import whiskers
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import FONT, INK, PALE, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.formatting.numbers import figure
from hpviz.text import sweep_changes as text
from hpviz.text.target import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.comparison.sweep_changes import ParamChange, SweepChanges

WIDE, TEXT, CHANGE, BAR = 300, 190, 100, 17
# Letters of a name before the values.
LONGEST = 12
CHANGED, SAME = "changed", "could be chance"


def changes_chart(changes: SweepChanges) -> Picture:
    """Draw the importance of every param before and after, in the order of the ranking after."""
    rows, names = changes.params[:MOST_ROWS], changes.names
    labels = param_labels(changes.after, [row.param for row in rows])
    named = alt.Y(
        "f0:N",
        sort=labels,
        title=None,
        axis=name_axis(),
    )
    bare = alt.Y("f0:N", sort=labels, title=None, axis=None)
    height = alt.Step(BAR)
    chart: Any = alt.hconcat(
        _importances(named, names).properties(width=WIDE, height=height),
        _texts("f9", "change, points", bare, changes.names, bold="f10").properties(
            width=CHANGE, height=height
        ),
        _texts("f7", "values tried", bare, changes.names, bold="f8").properties(width=TEXT, height=height),
        spacing=4,
        data=_rows(rows, labels, names),
    ).resolve_scale(y="shared")
    sentences = text.sentences(changes)
    head = f"Two sweeps, with respect to {heading(changes.after.target)}"
    note = "Bold: changed beyond chance. Lines: 95% intervals."
    chart = chart.properties(
        title=title(head, (*sentences, note, *start_sentences(changes.after)), WIDE + TEXT + CHANGE)
    )
    return picture(chart, changes.table(), sentences)


def _rows(rows: Sequence[ParamChange], labels: Sequence[str], names: Sequence[str]) -> alt.InlineData:
    """Two rows of data a param: before and after."""
    doubled = [
        (row, label, place) for row, label in zip(rows, labels, strict=True) for place in range(len(names))
    ]
    scores = [row.after if place else row.before for row, _, place in doubled]
    nothing = float("nan")
    return data(
        [label for _, label, _ in doubled],
        [names[place] for _, _, place in doubled],
        [nothing if score is None else score.importance for score in scores],
        [nothing if score is None else score.importance_low for score in scores],
        [nothing if score is None else score.importance_high for score in scores],
        [figure(nothing if score is None else score.importance) for score in scores],
        [CHANGED if row.changed else SAME for row, _, _ in doubled],
        [f"{short(names[place], LONGEST)}: {text.tried_texts(row)[place]}" for row, _, place in doubled],
        [bool(row.tried_changed) for row, _, _ in doubled],
        [text.change_text(row) if place else "" for row, _, place in doubled],
        [bool(row.changed) for row, _, _ in doubled],
    )


def _importances(y: alt.Y, names: Sequence[str]) -> Any:
    order = [*names]
    shift = alt.YOffset("f1:N", sort=order)
    fill = alt.Fill(
        "f1:N",
        sort=order,
        scale=alt.Scale(domain=order, range=[PALE, GREY]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY),
    )
    about = [tip("f0:N", "parameter"), tip("f1:N", "sweep"), tip("f5:N", "importance"), tip("f6:N", "change")]
    x = alt.X("f2:Q", title="Importance", axis=alt.Axis(tickCount=5, format="~g"))
    bars = alt.Chart().mark_bar(stroke=GREY, strokeWidth=1, height=12, opacity=1)
    bars = bars.encode(x=x, y=y, yOffset=shift, fill=fill, tooltip=about)
    return alt.layer(bars, *(line.encode(yOffset=shift) for line in whiskers("f3", "f4", y)))


def _texts(field: str, name: str, y: alt.Y, names: Sequence[str], *, bold: str) -> Any:
    """Write a field in a column, bold where another field is true."""
    x = alt.value(8)
    shift = alt.YOffset("f1:N", sort=[*names])
    weights: list[tuple[str, Literal["bold", "normal"]]] = [("", "bold"), ("!", "normal")]
    layers = [
        alt.Chart()
        .transform_filter(f"{condition}datum.{bold}")
        .mark_text(align="left", color=INK, fontSize=11, font=FONT, fontWeight=weight)
        .encode(x=x, y=y, yOffset=shift, text=f"{field}:N")
        for condition, weight in weights
    ]
    head = alt.TitleParams(name, anchor="start", fontSize=11, fontWeight="normal", color=INK, offset=4, dx=8)
    return alt.layer(*layers).properties(title=head)

"""Which params moved together: a tree over them, and beside it what each group accounts for jointly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.analysis.association.correlated_groups import NOT_SEPARABLE
from hpviz.analysis.result.verdict import verdict_of
from hpviz.charts.drawing.fields import data, labels, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import bars, doubt_texts, doubts, figures, verdict_fill, whiskers
from hpviz.charts.drawing.theme import FIGURE, INK, title
from hpviz.formatting.numbers import figure
from hpviz.text.correlated_groups import joint_heading
from hpviz.text.dendrogram import sentences

if TYPE_CHECKING:
    from hpviz.analysis.effects.dendrogram import Dendrogram

WIDTH, ROW = 320, 22
# Of a letter of a name, in pixels.
LETTER = 7.0
GROUPS_WIDTH = 240
TREE, CUT = "apart", "moved together"


def dendrogram_chart(tree: Dendrogram) -> Picture:
    """Draw the tree, its cut, and the groups' joint importance with its 95% interval."""
    parts = [alt.hconcat(_tree(tree), _names(tree), spacing=4)]
    if tree.result.correlated_groups:
        parts.append(_groups(tree))
    chart: Any = alt.hconcat(*parts, spacing=30).resolve_scale(y="independent", color="independent")
    wide = WIDTH + (GROUPS_WIDTH if tree.result.correlated_groups else 0)
    heading = "Parameters that moved together in these runs"
    summary = sentences(tree)
    return picture(
        chart.properties(title=title(heading, (*summary, *start_sentences(tree.result)), wide)),
        tree.table(),
        summary,
    )


def _tree(tree: Dendrogram) -> Any:
    lines = data(*zip(*_lines(tree), strict=True))
    x = alt.X(
        "f0:Q",
        title="Similarity (|rank correlation|, or its like for categories)",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], format="~g", grid=False),
    )
    color = alt.Color(
        "f3:N",
        scale=alt.Scale(domain=[CUT, TREE], range=[INK, FIGURE]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="stroke"),
    )
    width = alt.StrokeWidth("f3:N", scale=alt.Scale(domain=[CUT, TREE], range=[3, 1.4]), legend=None)
    drawn = (
        alt.Chart(lines)
        .mark_line()
        .encode(x=x, y=_leaves(tree), detail="f2:N", color=color, strokeWidth=width, order="f4:Q")
    )
    return alt.layer(_cut(), drawn).properties(width=WIDTH, height=_height(tree))


def _leaves(tree: Dendrogram) -> alt.Y:
    """Make the axis of the leaves, the first one on top."""
    scale = alt.Scale(domain=[-0.5, len(tree.leaves) - 0.5], nice=False, reverse=True)
    return alt.Y("f1:Q", title=None, scale=scale, axis=None)


def _height(tree: Dendrogram) -> int:
    return max(ROW * len(tree.leaves), 60)


def _names(tree: Dendrogram) -> Any:
    """Write the params right of their leaves, as texts: no name is read as an expression."""
    names = param_labels(tree.result, tree.leaves)
    text = alt.Chart(data(names, range(len(names)))).mark_text(align="left", color=INK, fontSize=12)
    width = LETTER * max(map(len, names))
    return text.encode(x=alt.value(4), y=_leaves(tree), text="f0:N").properties(
        width=width, height=_height(tree)
    )


def _lines(tree: Dendrogram) -> list[tuple[float, float, int, str, int]]:
    """Return each join's corners: similarity, height, number of the join, its look, number of the corner."""
    place: dict[int, tuple[float, float]] = {leaf: (1.0, float(leaf)) for leaf in range(len(tree.leaves))}
    lines = []
    for number, (left, right, similarity) in enumerate(tree.joins):
        (start, top), (end, bottom) = place[left], place[right]
        look = CUT if similarity >= NOT_SEPARABLE else TREE
        corners = [(start, top), (similarity, top), (similarity, bottom), (end, bottom)]
        lines += [(x, y, number, look, corner) for corner, (x, y) in enumerate(corners)]
        place[len(tree.leaves) + number] = (similarity, (top + bottom) / 2)
    return lines


def _cut() -> Any:
    place = alt.Chart(data([NOT_SEPARABLE], [f"{NOT_SEPARABLE} \u2192 not separable"]))
    rule = place.mark_rule(color=INK, strokeDash=[4, 3]).encode(x="f0:Q")
    text = place.mark_text(color=INK, fontSize=11, dy=-6, baseline="bottom").encode(
        x="f0:Q", y=alt.value(0), text="f1:N"
    )
    return alt.layer(rule, text)


def _groups(tree: Dendrogram) -> Any:
    groups = tree.result.correlated_groups
    names = labels([" + ".join(param_labels(tree.result, group.params, 24)) for group in groups], 80)
    verdicts = [verdict_of(group.above_noise) for group in groups]
    rows = data(
        names,
        [group.importance for group in groups],
        [group.low for group in groups],
        [group.high for group in groups],
        [figure(group.importance) for group in groups],
        verdicts,
        doubt_texts(verdicts),
    )
    named = alt.Y("f0:N", sort=names, title=None, axis=name_axis(labelLimit=520))
    bare = alt.Y("f0:N", sort=names, title=None, axis=None)
    heading = joint_heading(tree.result.method)
    x = alt.X("f1:Q", title=heading, axis=alt.Axis(tickCount=5, format="~g"))
    about = [tip("f0:N", "group"), tip("f4:N", heading.lower()), tip("f5:N", "tested")]
    drawn = bars(x, named, verdict_fill("f5:N", verdicts), about)
    parts = [
        alt.layer(drawn, *whiskers("f2", "f3", named)).properties(width=GROUPS_WIDTH),
        figures("f4", bare),
        *doubts("f6", bare, verdicts),
    ]
    return alt.hconcat(*(part.properties(height=alt.Step(ROW)) for part in parts), spacing=4, data=rows)

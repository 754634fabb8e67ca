"""How sure each place of a ranking is, by the number of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.result.order import SETTLED
from hpviz.charts.drawing.fields import data, tip
from hpviz.charts.drawing.names import metric_label, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import INK, MUTED, title
from hpviz.charts.drawing.ticks import number_axis
from hpviz.formatting.words import listed
from hpviz.text.advice import more_runs as text

if TYPE_CHECKING:
    from hpviz.analysis.convergence.more_runs import MoreRuns

WIDTH, HEIGHT = 520, 260
# The first place is the strongest line; dashes tell them apart.
STRENGTHS = [1.0, 0.88, 0.76, 0.66, 0.58]
DASHES = [[1, 0], [8, 4], [3, 3], [10, 3, 2, 3], [2, 7]]


def more_runs_chart(more: MoreRuns) -> Picture:
    """Draw the chance that each place is in its order: a line by the figures, dots by smaller sweeps."""
    places = text.written(more)
    names = [f"{place.place}. {listed(param_labels(more.result, place.params))}" for place in places]
    dash = _told_apart(alt.StrokeDash, names, DASHES)
    strength = _told_apart(alt.Opacity, names, STRENGTHS)
    axis = number_axis(more.sizes, log=True, whole=True, size=WIDTH)
    x = alt.X(
        "f0:Q", title=f"{more.unit_name} (log axis)", scale=alt.Scale(type="log", nice=False), axis=axis
    )
    y = alt.Y(
        "f1:Q",
        title="chance that the order is right",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%"),
    )
    about = [
        tip("f0:Q", more.unit_name, format=".0f"),
        tip("f1:Q", "chance", format=".1%"),
        tip("f2:N", "place"),
    ]
    lines = alt.Chart(_lines(more, names)).mark_line(color=INK, strokeWidth=2.4)
    dots = alt.Chart(_dots(more, names)).mark_point(color=INK, filled=True, size=60)
    now = alt.Chart(data([float(more.runs)])).mark_rule(color=MUTED, strokeDash=[2, 3]).encode(x="f0:Q")
    sure = alt.Chart(data([SETTLED])).mark_rule(color=MUTED, strokeDash=[2, 3]).encode(y="f0:Q")
    layers = [now, sure, lines.encode(x=x, y=y, opacity=strength, strokeDash=dash, tooltip=about)]
    if more.checks:
        layers.append(dots.encode(x=x, y=y, opacity=strength, tooltip=about))
    sentences = text.sentences(more)
    heading = f"How sure the order for {metric_label(more.result)} is"
    chart = alt.layer(*layers).properties(
        width=WIDTH,
        height=HEIGHT,
        title=title(heading, (*sentences, *start_sentences(more.result), _how_to_read(more)), WIDTH),
    )
    return picture(chart, more.table(), sentences)


def _told_apart(channel: Any, names: list[str], looks: list[Any]) -> Any:
    """Draw each place in its own look; all such channels share a legend."""
    legend = alt.Legend(
        orient="bottom", columns=3, symbolType="stroke", symbolStrokeWidth=2.4, symbolSize=900
    )
    scale = alt.Scale(domain=names, range=looks[: len(names)])
    return channel("f2:N", title=None, sort=names, scale=scale, legend=legend)


def _how_to_read(more: MoreRuns) -> str:
    dots = f" Dots: how often with so many of these {more.unit_name}, at random." if more.checks else ""
    return (
        "Lines: chance that a place is ahead of the next one. Dotted: the "
        f"{more.runs:,} {more.unit_name} there are, and 95%.{dots}"
    )


def _lines(more: MoreRuns, names: list[str]) -> alt.InlineData:
    points = len(more.sizes)
    return data(
        np.tile(more.sizes, len(names)),
        more.chances[: len(names)].reshape(-1),
        np.repeat(np.array(names), points).tolist(),
    )


def _dots(more: MoreRuns, names: list[str]) -> alt.InlineData:
    rows = [
        (float(size), float(share), name)
        for size, shares in more.checks
        for share, name in zip(shares, names, strict=False)
    ]
    return data(*zip(*rows, strict=True)) if rows else data()

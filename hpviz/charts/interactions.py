"""Pairs of params: a bar for what each makes beyond both alone, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.charts.drawing.fields import data, labels, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import PALE, title
from hpviz.charts.importance import CLEAR, FIGURE, NOISE, ROW, UNTESTED, figures, whiskers
from hpviz.formatting import figure
from hpviz.text.interactions import sentences
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from hpviz.analysis.effects.interactions import Interactions, Pair

WIDE = 340
# Letters of each of the two names.
SIDE = 24
WHAT = {
    "oob": "Extra effect together: share of the differences in the metric",
    "fanova": "Extra effect together: share of the differences between predictions",
}


def interactions_chart(interactions: Interactions) -> Picture:
    """Draw the pairs, the strongest first."""
    params = [param for pair in interactions.pairs for param in (pair.param, pair.other)]
    sides = param_labels(interactions.result, params, SIDE)
    pairs = zip(sides[::2], sides[1::2], strict=True)
    names = labels([" \u00d7 ".join(pair) for pair in pairs], 2 * SIDE + 3)
    look = name_axis(labelLimit=400)
    named = alt.Y("f0:N", sort=names, title=None, axis=look)
    bare = alt.Y("f0:N", sort=names, title=None, axis=None)
    height = alt.Step(ROW)
    chart: Any = alt.hconcat(
        _bars(interactions, named).properties(width=WIDE, height=height),
        figures("f5", bare).properties(width=FIGURE, height=height),
        spacing=4,
        data=_rows(interactions.pairs, names),
    ).resolve_scale(y="shared")
    heading, subtitle = (
        f"Interactions with respect to {axis_label(interactions.result.target)}",
        sentences(interactions),
    )
    sized = chart.properties(
        title=title(heading, (*subtitle, *start_sentences(interactions.result)), WIDE + FIGURE)
    )
    return picture(sized, interactions.table(), subtitle)


def _rows(pairs: tuple[Pair, ...], names: list[str]) -> alt.InlineData:
    return data(
        names,
        [pair.share for pair in pairs],
        [pair.share_low for pair in pairs],
        [pair.share_high for pair in pairs],
        [_tested(pair) for pair in pairs],
        [figure(pair.share) for pair in pairs],
    )


def _bars(interactions: Interactions, y: alt.Y) -> Any:
    sizes = [(pair.share, pair.share_low, pair.share_high) for pair in interactions.pairs]
    ends = [end for end in np.array(sizes).reshape(-1) if np.isfinite(end)]
    scale = alt.Scale(domain=[min([*ends, 0.0]), max([*ends, 0.01])], nice=True)
    x = alt.X("f1:Q", title=WHAT[interactions.method], scale=scale, axis=alt.Axis(tickCount=5, format="~g"))
    shades = {CLEAR: GREY, NOISE: PALE, UNTESTED: GREY}
    present = [verdict for verdict in shades if any(_tested(pair) == verdict for pair in interactions.pairs)]
    fill = alt.Fill(
        "f4:N",
        scale=alt.Scale(domain=present, range=[shades[verdict] for verdict in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY)
        if NOISE in present
        else None,
    )
    about = [tip("f0:N", "pair"), tip("f5:N", "share"), tip("f4:N", "test")]
    bars = alt.Chart().mark_bar(stroke=GREY, strokeWidth=1, height=12, opacity=1)
    return alt.layer(bars.encode(x=x, y=y, fill=fill, tooltip=about), *whiskers("f2", "f3", y))


def _tested(pair: Pair) -> str:
    """Name the outcome of the test of a pair; by fANOVA there is none."""
    return UNTESTED if pair.above_noise is None and pair.tested else verdict_of(pair.above_noise)

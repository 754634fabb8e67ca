"""Pairs of params: a bar for what each makes beyond both alone, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.charts.drawing.fields import data, labels, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import (
    FIGURE,
    ROW,
    bars,
    doubt_texts,
    doubts,
    figures,
    verdict_fill,
    whiskers,
)
from hpviz.charts.drawing.theme import title
from hpviz.formatting.numbers import figure
from hpviz.text.figures import UNTESTED
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
    parts = [
        _bars(interactions, named).properties(width=WIDE),
        figures("f5", bare),
        *doubts("f6", bare, map(_tested, interactions.pairs)),
    ]
    chart: Any = alt.hconcat(
        *(part.properties(height=alt.Step(ROW)) for part in parts),
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
        doubt_texts(map(_tested, pairs)),
    )


def _bars(interactions: Interactions, y: alt.Y) -> Any:
    sizes = [(pair.share, pair.share_low, pair.share_high) for pair in interactions.pairs]
    ends = [end for end in np.array(sizes).reshape(-1) if np.isfinite(end)]
    scale = alt.Scale(domain=[min([*ends, 0.0]), max([*ends, 0.01])], nice=True)
    x = alt.X("f1:Q", title=WHAT[interactions.method], scale=scale, axis=alt.Axis(tickCount=5, format="~g"))
    about = [tip("f0:N", "pair"), tip("f5:N", "share"), tip("f4:N", "test")]
    fill = verdict_fill("f4:N", map(_tested, interactions.pairs))
    return alt.layer(bars(x, y, fill, about), *whiskers("f2", "f3", y))


def _tested(pair: Pair) -> str:
    """Name the outcome of the test of a pair; by fANOVA there is none."""
    return UNTESTED if pair.above_noise is None and pair.tested else verdict_of(pair.above_noise)

"""What each default costs: a bar with its interval, the most expensive first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.charts.drawing.fields import data, short, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import ROW, bars, verdict_fill, whiskers
from hpviz.charts.drawing.theme import FONT, INK, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.text.advice import default_costs as text
from hpviz.text.target import heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.effects.default_costs import DefaultCost, DefaultCosts

WIDE, TEXTS = 340, 210
# Letters of a value.
LONGEST = 14


def default_costs_chart(costs: DefaultCosts) -> Picture:
    """Draw what leaving each param at its default costs, beside its default and its best value."""
    params = costs.params[:MOST_ROWS]
    rows = param_labels(costs.result, [row.param for row in params])
    named = alt.Y("f0:N", sort=rows, title=None, axis=name_axis())
    bare = alt.Y("f0:N", sort=rows, title=None, axis=None)
    texts = alt.Chart().mark_text(align="left", color=INK, fontSize=11, font=FONT)
    beside = texts.encode(x=alt.value(6), y=bare, text="f6:N").properties(width=TEXTS)
    parts = [_bars(costs, params, named).properties(width=WIDE), beside]
    chart: Any = alt.hconcat(
        *(part.properties(height=alt.Step(ROW)) for part in parts), spacing=4, data=_rows(costs, params, rows)
    ).resolve_scale(y="shared")
    sentences = text.sentences(costs)
    head = f"Cost of leaving a parameter at its default, with respect to {heading(costs.result.target)}"
    subtitle = (*sentences, *start_sentences(costs.result))
    return picture(chart.properties(title=title(head, subtitle, WIDE + TEXTS)), costs.table(), sentences)


def _rows(costs: DefaultCosts, params: Sequence[DefaultCost], rows: Sequence[str]) -> alt.InlineData:
    return data(
        rows,
        [row.cost for row in params],
        [row.low for row in params],
        [row.high for row in params],
        [_verdict(row) for row in params],
        [text.cost_text(costs, row) for row in params],
        [
            f"{short(text.value_text(row.default), 14)}, best {short(text.value_text(row.best), 14)}"
            for row in params
        ],
    )


def _verdict(row: DefaultCost) -> str:
    return verdict_of(row.matters)


def _bars(costs: DefaultCosts, params: Sequence[DefaultCost], y: alt.Y) -> Any:
    ends = [end for row in params for end in (row.cost, row.low, row.high) if np.isfinite(end)]
    scale = alt.Scale(domain=[min([*ends, 0.0]), max([*ends, 1e-9])], nice=True)
    how = {"linear": "", "log": " (logarithm)", "rank": " (places)"}[costs.result.scale]
    x = alt.X("f1:Q", title=f"Cost{how}", scale=scale, axis=alt.Axis(tickCount=5, format="~g"))
    about = [tip("f0:N", "parameter"), tip("f5:N", "cost"), tip("f4:N", "test"), tip("f6:N", "default")]
    fill = verdict_fill("f4:N", map(_verdict, params))
    return alt.layer(bars(x, y, fill, about), *whiskers("f2", "f3", y))

"""The ranking: importance with its interval beside the correlation, row for row as in `Ranking.table`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, labels, tip
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import FONT, INK, MUTED, PALE, title
from hpviz.errors import HpvizError
from hpviz.formatting import count_of, figure, fitting
from hpviz.text.figures import signed, verdict
from hpviz.text.headline import headline
from hpviz.text.methods import METHOD_TEXTS, ranked_by
from hpviz.text.ranking import problem, trust_sentence
from hpviz.text.target import axis_label, heading

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, SortKey

ROW = 24
WIDE, NARROW, FIGURE = 300, 230, 46
BEYOND = 1.05
# A taller chart than this many rows is read by nobody and drawn by nothing.
MOST_ROWS = 100
SIGNED, RATIO = "correlation", "ratio, no direction"
CLEAR, NOISE, NOT_YET, UNTESTED = "matters", "could be chance", "not tested yet", "not tested"


def ranking_chart(result: RankResult, sort_by: SortKey = "importance", *, descending: bool = True) -> Picture:
    """Draw a ranking in an order of the table.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`.
    sort_by, descending
        As in `Ranking.table`; the first 100 rows are drawn.

    Raises
    ------
    HpvizError
        The ranking has no rows.
    """
    scores = result.ordered(sort_by, descending=descending)
    if not scores:
        raise HpvizError(f"there is nothing to draw: {problem(result) or 'the ranking has no rows.'}")
    rows = scores[: fitting(len(scores), MOST_ROWS)]
    chart: Any = alt.hconcat(*_parts(result, rows), spacing=4, data=_rows(result, rows)).resolve_scale(
        y="shared", color="independent", fill="independent"
    )
    sentences = (
        *_captions(result, rows),
        *([f"The first {len(rows)} of {len(scores)} rows."] if len(rows) < len(scores) else []),
    )
    head = f"{ranked_by(result.method)} with respect to {heading(result.target)}"
    chart = chart.properties(
        title=title(head, (*sentences, *start_sentences(result)), WIDE + NARROW + 2 * FIGURE)
    )
    return picture(chart, result.table(sort_by, descending=descending), sentences)


def _captions(result: RankResult, rows: list[Score]) -> tuple[str, ...]:
    whiskered = any(np.isfinite([score.importance_low, score.importance_high]).all() for score in rows)
    interval = ", with its 95% interval" if whiskered else ""
    figures_are = f"Importance: {METHOD_TEXTS[result.method].caption}{interval}."
    trust = "" if result.obstacle else trust_sentence(result)
    return headline(result), figures_are, f"{count_of(result.runs_used)}. {trust}".strip()


def _rows(result: RankResult, scores: list[Score]) -> alt.InlineData:
    return data(
        range(len(scores)),
        param_labels(result, [score.param for score in scores]),
        [score.importance for score in scores],
        [score.importance_low for score in scores],
        [score.importance_high for score in scores],
        [tested(score) for score in scores],
        [score.correlation for score in scores],
        [score.correlation_low for score in scores],
        [score.correlation_high for score in scores],
        [_sign(score) for score in scores],
        [figure(score.importance) for score in scores],
        [signed(score) for score in scores],
        [score.param if len(score.param) <= 200 else f"{score.param[:199]}…" for score in scores],
        [-score.correlation if _sign(score) == RATIO else 0.0 for score in scores],
    )


def tested(score: Score) -> str:
    """Name the outcome of the method's own test of an importance, as the legend does."""
    return verdict(score)


def _sign(score: Score) -> str:
    return RATIO if score.kind == "categorical" else SIGNED


def _parts(result: RankResult, scores: list[Score]) -> list[Any]:
    height = alt.Step(ROW)
    names = param_labels(result, [score.param for score in scores])
    axis = name_axis()
    named = alt.Y("f1:N", sort=names, title=None, axis=axis)
    same = alt.Y("f1:N", sort=names, title=None, axis=None)
    about = [tip("f12:N", "parameter"), tip("f10:N", "importance"), tip("f11:N", "correlation")]
    return [
        _importance(scores, named, about).properties(width=WIDE, height=height),
        figures("f10", same).properties(width=FIGURE, height=height),
        _correlation(result, scores, same, about).properties(width=NARROW, height=height),
        figures("f11", same).properties(width=FIGURE, height=height),
    ]


def _importance(scores: list[Score], y: alt.Y, about: list[alt.Tooltip]) -> Any:
    ends = [
        end
        for score in scores
        for end in (0.0, score.importance, score.importance_low, score.importance_high)
        if np.isfinite(end)
    ]
    # Beyond the longest whisker there is a little room: its end stands clear of the figures beside it.
    domain = [min(ends), BEYOND * max([*ends, 0.01])]
    scale = alt.Scale(domain=domain, nice=False)
    x = alt.X("f2:Q", title="Importance", scale=scale, axis=alt.Axis(tickCount=5, format="~g"))
    own = METHOD_TEXTS[scores[0].method]
    shades = {own.clear: GREY, own.unclear: PALE, NOT_YET: PALE, UNTESTED: GREY}
    present = [outcome for outcome in shades if any(tested(score) == outcome for score in scores)]
    legend = alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY)
    fill = alt.Fill(
        "f5:N",
        scale=alt.Scale(domain=present, range=[shades[outcome] for outcome in present]),
        legend=legend if {own.unclear, NOT_YET} & set(present) else None,
    )
    bars = alt.Chart().mark_bar(stroke=GREY, strokeWidth=1, height=12, opacity=1)
    bars = bars.encode(x=x, y=y, fill=fill, tooltip=about)
    return alt.layer(bars, *whiskers("f3", "f4", y))


def whiskers(low: str, high: str, y: alt.Y) -> list[Any]:
    """Draw a line with caps from one field to another, where both are known."""
    base = alt.Chart().transform_filter(f"isValid(datum.{low}) && isValid(datum.{high})")
    rule = base.mark_rule(color=INK, strokeWidth=1.2).encode(x=f"{low}:Q", x2=f"{high}:Q", y=y)
    caps = [base.mark_tick(color=INK, thickness=1.2, size=7).encode(x=f"{end}:Q", y=y) for end in (low, high)]
    return [rule, *caps]


def figures(field: str, y: alt.Y) -> Any:
    """Write a field in a column of its own."""
    text = alt.Chart().mark_text(align="right", color=INK, fontSize=11, font=FONT)
    return text.encode(x=alt.value(FIGURE - 4), y=y, text=f"{field}:N")


def _correlation(result: RankResult, scores: list[Score], y: alt.Y, about: list[alt.Tooltip]) -> Any:
    scale = alt.Scale(domain=[-1, 1])
    axis = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], format="~g")
    x = alt.X(
        "f6:Q", title=f"Correlation with {labels([axis_label(result.target)], 26)[0]}", scale=scale, axis=axis
    )
    present = [sign for sign in (SIGNED, RATIO) if any(_sign(score) == sign for score in scores)]
    fills = {SIGNED: GREY, RATIO: PALE}
    fill = alt.Fill(
        "f9:N",
        scale=alt.Scale(domain=present, range=[fills[sign] for sign in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY)
        if RATIO in present
        else None,
    )
    bars = alt.Chart().mark_bar(height=12, stroke=GREY, strokeWidth=1, opacity=1)
    bars = bars.encode(x=x, x2="f13:Q", y=y, fill=fill, tooltip=about)
    zero = alt.Chart().mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.datum(0))
    return alt.layer(bars, zero, *whiskers("f7", "f8", y))

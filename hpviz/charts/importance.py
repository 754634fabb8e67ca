"""The ranking: importance with its interval beside the correlation, row for row as in `Ranking.table`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, tip
from hpviz.charts.drawing.names import metric_label, name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import FIGURE, ROW, bars, doubt_texts, doubts, figures, verdict_fill, whiskers
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import MUTED, PALE, title
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import figure
from hpviz.formatting.words import count_of, fitting
from hpviz.text.figures import signed, verdict
from hpviz.text.headline import headline
from hpviz.text.methods import METHOD_TEXTS, ranked_by
from hpviz.text.ranking import trust_sentence
from hpviz.text.refusals import problem
from hpviz.text.target import heading

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, SortKey

WIDE, NARROW = 300, 230
BEYOND = 1.05
# A taller chart than this many rows is read by nobody and drawn by nothing.
MOST_ROWS = 100
SIGNED, RATIO = "correlation", "ratio, no direction"


def ranking_chart(
    result: RankResult, sort_by: SortKey = "importance", *, descending: bool = True, head: str = ""
) -> Picture:
    """Draw a ranking in an order of the table.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`.
    sort_by, descending
        As in `Ranking.table`; the first 100 rows are drawn.
    head
        The headline with the best values; without them by default.

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
        head or headline(result),
        *_captions(result, rows),
        *([f"The first {len(rows)} of {len(scores)} rows."] if len(rows) < len(scores) else []),
    )
    heading_text = f"{ranked_by(result.method)} with respect to {heading(result.target)}"
    chart = chart.properties(
        title=title(heading_text, (*sentences, *start_sentences(result)), WIDE + NARROW + 2 * FIGURE)
    )
    return picture(chart, result.table(sort_by, descending=descending), sentences)


def _captions(result: RankResult, rows: list[Score]) -> tuple[str, ...]:
    whiskered = any(np.isfinite([score.importance_low, score.importance_high]).all() for score in rows)
    interval = ", with its 95% interval" if whiskered else ""
    figures_are = f"Importance: {METHOD_TEXTS[result.method].caption}{interval}."
    trust = "" if result.obstacle else trust_sentence(result)
    return figures_are, f"{count_of(result.runs_used)}. {trust}".strip()


def _rows(result: RankResult, scores: list[Score]) -> alt.InlineData:
    return data(
        range(len(scores)),
        param_labels(result, [score.param for score in scores]),
        [score.importance for score in scores],
        [score.importance_low for score in scores],
        [score.importance_high for score in scores],
        [verdict(score) for score in scores],
        [score.correlation for score in scores],
        [score.correlation_low for score in scores],
        [score.correlation_high for score in scores],
        [_sign(score) for score in scores],
        [figure(score.importance) for score in scores],
        [signed(score) for score in scores],
        [score.param if len(score.param) <= 200 else f"{score.param[:199]}…" for score in scores],
        [-score.correlation if _sign(score) == RATIO else 0.0 for score in scores],
        doubt_texts(map(verdict, scores)),
    )


def _sign(score: Score) -> str:
    return RATIO if score.kind == "categorical" else SIGNED


def _parts(result: RankResult, scores: list[Score]) -> list[Any]:
    names = param_labels(result, [score.param for score in scores])
    axis = name_axis()
    named = alt.Y("f1:N", sort=names, title=None, axis=axis)
    same = alt.Y("f1:N", sort=names, title=None, axis=None)
    about = [tip("f12:N", "parameter"), tip("f10:N", "importance"), tip("f11:N", "correlation")]
    verdicts = [verdict(score) for score in scores]
    parts = [
        _importance(scores, named, about).properties(width=WIDE),
        figures("f10", same),
        *doubts("f14", same, verdicts),
        _correlation(result, scores, same, about).properties(width=NARROW),
        figures("f11", same),
    ]
    return [part.properties(height=alt.Step(ROW)) for part in parts]


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
    fill = verdict_fill("f5:N", [verdict(score) for score in scores])
    return alt.layer(bars(x, y, fill, about), *whiskers("f3", "f4", y))


def _correlation(result: RankResult, scores: list[Score], y: alt.Y, about: list[alt.Tooltip]) -> Any:
    scale = alt.Scale(domain=[-1, 1])
    axis = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], format="~g")
    x = alt.X("f6:Q", title=f"Correlation with {metric_label(result, 26)}", scale=scale, axis=axis)
    present = [sign for sign in (SIGNED, RATIO) if any(_sign(score) == sign for score in scores)]
    fills = {SIGNED: GREY, RATIO: PALE}
    fill = alt.Fill(
        "f9:N",
        scale=alt.Scale(domain=present, range=[fills[sign] for sign in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY)
        if RATIO in present
        else None,
    )
    drawn = bars(x, y, fill, about).encode(x2="f13:Q")
    zero = alt.Chart().mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.datum(0))
    return alt.layer(drawn, zero, *whiskers("f7", "f8", y))

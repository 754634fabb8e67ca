"""Two rankings side by side, row for row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

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
from hpviz.charts.drawing.theme import FONT, INK, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.formatting.numbers import figure
from hpviz.text import comparison as text
from hpviz.text.figures import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.comparison.comparison import ComparedScore, Comparison
    from hpviz.analysis.result.scores import Score

WIDE, APART = 230, 56
OWN_SCALE = "Each side is drawn to its own scale."
DIFFERS = "Differs: clearly different in the two."
# Fields of a side: importance, its interval, place, figure, verdict, and the verdict where it is a doubt.
OF_A_SIDE = 7


def comparison_chart(comparison: Comparison) -> Picture:
    """Draw both importances of every param, in the order of the first ranking."""
    rows = comparison.rows[:MOST_ROWS]
    params = param_labels(comparison.first, [row.first.param for row in rows])
    names = labels(text.names(comparison))
    named = alt.Y("f0:N", sort=params, title=None, axis=name_axis())
    bare = alt.Y("f0:N", sort=params, title=None, axis=None)
    any_apart = any(row.apart for row in rows)
    parts = [
        *_side(names[0], [row.first for row in rows], (named, bare), 2),
        *_side(names[1], [row.second for row in rows], (bare, bare), 2 + OF_A_SIDE),
        *([_apart(bare)] if any_apart else []),
    ]
    chart: Any = alt.hconcat(
        *(part.properties(height=alt.Step(ROW)) for part in parts), spacing=4, data=_rows(rows, params)
    ).resolve_scale(y="shared", fill="independent")
    sentences = text.sentences(comparison)
    heading, width = f"{names[0]} beside {names[1]}", 2 * (WIDE + FIGURE)
    notes = (*start_sentences(comparison.first), OWN_SCALE, *([DIFFERS] if any_apart else []))
    chart = chart.properties(title=title(heading, (*sentences, *notes), width))
    return picture(chart, comparison.table(), sentences)


def _rows(rows: Sequence[ComparedScore], params: list[str]) -> alt.InlineData:
    first = _fields([row.first for row in rows], [row.place for row in rows])
    second = _fields([row.second for row in rows], [row.other_place for row in rows])
    return data(params, ["differs" if row.apart else "" for row in rows], *first, *second)


def _fields(scores: Sequence[Score], places: Sequence[int | None]) -> list[list[Any]]:
    verdicts = [verdict(score) for score in scores]
    return [
        [score.importance for score in scores],
        [score.importance_low for score in scores],
        [score.importance_high for score in scores],
        [*places],
        [figure(score.importance) for score in scores],
        verdicts,
        doubt_texts(verdicts),
    ]


def _side(name: str, scores: Sequence[Score], ys: tuple[alt.Y, alt.Y], start: int) -> list[Any]:
    """Draw a ranking: its bars with their intervals, its figures, and which of them are in doubt."""
    y, bare = ys
    value, low, high, place, written, outcome, doubt = (f"f{start + field}" for field in range(OF_A_SIDE))
    x = alt.X(f"{value}:Q", title=name, axis=alt.Axis(tickCount=4, format="~g"))
    verdicts = [verdict(score) for score in scores]
    about = [
        tip("f0:N", "parameter"),
        tip(f"{written}:N", "importance"),
        tip(f"{outcome}:N", "test"),
        tip(f"{place}:Q", "place"),
    ]
    drawn = bars(x, y, verdict_fill(f"{outcome}:N", verdicts), about)
    return [
        alt.layer(drawn, *whiskers(low, high, y)).properties(width=WIDE),
        figures(written, bare),
        *doubts(doubt, bare, verdicts),
    ]


def _apart(y: alt.Y) -> Any:
    """Mark the rows on which the two disagree."""
    text = alt.Chart().mark_text(align="left", color=INK, fontSize=11, fontWeight=600, font=FONT)
    return text.encode(x=alt.value(2), y=y, text="f1:N").properties(width=APART)

"""The ranking as plain HTML: a table that needs no script, for notebooks without a kernel and for reports."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.formatting.numbers import figure, interval
from hpviz.formatting.words import count_of
from hpviz.templates import palette, render
from hpviz.text import ranking as text
from hpviz.text.figures import signed, verdict
from hpviz.text.methods import METHOD_TEXTS, ranked_by
from hpviz.text.refusals import reasons
from hpviz.text.target import guess_sentences, heading
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, SortKey


# Beyond the longest whisker there is a little room: its end stands clear of the figure beside it.
BEYOND = 1.05


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column, or of several: its text, how many, and the order of the rows by it."""

    text: str
    columns: int = 1
    order: str = ""


@dataclass(frozen=True)
class Bar:
    """A stretch of the track of a cell, in percent of it."""

    look: str
    left: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A figure with its bars; `title` is what hovering over it shows."""

    track: str
    bars: tuple[Bar, ...]
    text: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table."""

    param: str
    importance: Cell
    correlation: Cell


def page(title: str, body: str) -> str:
    """Put HTML into a page of its own, which loads nothing.

    Parameters
    ----------
    title
        Text, in the head of the page.
    body
        HTML that `static_html` or another template wrote: it is not escaped.
    """
    from markupsafe import Markup

    return render("page.html", title=title, body=Markup(body))  # noqa: S704 - rendered by a template


def static_html(
    result: RankResult,
    sort_by: SortKey = "importance",
    *,
    descending: bool = True,
    headline: str = "",
    remarks: Iterable[str] = (),
) -> str:
    """Write the ranking as an accessible table with bars, without script or address; names are text.

    Parameters
    ----------
    result
        The ranking.
    sort_by, descending
        The order, as in `Ranking.table`.
    headline
        The sentence above the table. Default: the whole one, whose best values take up to a second.
    remarks
        Sentences that stand before the notes.
    """
    scores = result.ordered(sort_by, descending=descending)
    limit = _limit(scores)
    return render(
        "table.html",
        palette=palette,
        headline=headline or whole_headline(result),
        caption=f"{ranked_by(result.method)} with respect to {heading(result.target)}",
        heads=[
            _head(name, sort_by, descending=descending) for name in ("param", "importance", "correlation")
        ],
        rows=[_row(score, limit) for score in scores],
        sentences=list(dict.fromkeys([*_sentences(result), *remarks, *text.notes(result)])),
    )


def _head(name: str, sort_by: SortKey, *, descending: bool) -> Head:
    order = ("descending" if descending else "ascending") if name == sort_by else ""
    if name == "param":
        return Head(text="Parameter", order=order)
    return Head(text=name.capitalize(), columns=2, order=order)


def _sentences(result: RankResult) -> Iterator[str]:
    yield from guess_sentences(result.target, result.dismissed)
    if result.obstacle is None and (trust := text.trust_sentence(result)):
        yield trust
    skipped = result.runs_skipped
    left_out = f"; left out: {reasons(skipped)}" if skipped else ""
    yield f"{count_of(result.runs_used)} used{left_out}."
    marks = []
    if any(score.above_noise is False for score in result.scores):
        marks.append(f"Hatched bar: {METHOD_TEXTS[result.method].unclear}.")
    if any(math.isfinite(score.importance_low) for score in result.scores):
        marks.append("Thin line: 95% interval.")
    if marks:
        yield " ".join(marks)


def _limit(scores: list[Score]) -> float:
    ends = [
        end for score in scores for end in (score.importance, score.importance_high) if math.isfinite(end)
    ]
    return BEYOND * max([*ends, 0.01])


def _row(score: Score, limit: float) -> Row:
    return Row(param=score.param, importance=_importance(score, limit), correlation=_correlation(score))


def _importance(score: Score, limit: float) -> Cell:
    low, high = score.importance_low, score.importance_high
    is_noise = score.above_noise is False
    test = verdict(score)
    return Cell(
        track="track",
        bars=(
            *_bar("bar noise" if is_noise else "bar", 0.0, score.importance / limit),
            *_bar("whisker", low / limit, high / limit),
        ),
        text=figure(score.importance),
        title=f"95% interval {interval(low, high)}; {test}" if math.isfinite(low) else test,
    )


def _correlation(score: Score) -> Cell:
    low, high, value = score.correlation_low, score.correlation_high, score.correlation
    if score.kind == "categorical":
        bars, title = _bar("bar ratio", 0.5 - value / 2, 0.5 + value / 2), "correlation ratio, no direction"
    else:
        start, end = sorted((0.5, 0.5 + value / 2))
        whisker = _bar("whisker", 0.5 + low / 2, 0.5 + high / 2)
        bars = (*_bar("bar", start, end), *whisker)
        title = f"95% interval {interval(low, high)}"
    return Cell(track="track both", bars=bars, text=signed(score), title=title)


def _bar(look: str, start: float, end: float) -> tuple[Bar, ...]:
    """Cut a bar from start to end (0 to 1) off at the ends of its track; none where nothing is left."""
    if not (math.isfinite(start) and math.isfinite(end)):
        return ()
    left, right = max(0.0, start), min(1.0, end)
    return (Bar(look, 100 * left, 100 * (right - left)),) if right >= left else ()

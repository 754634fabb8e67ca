"""The ranking as plain HTML: a table that needs no script, for notebooks without a kernel and for reports."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

from hpviz.analysis.figures import figure, interval, noise, signed
from hpviz.analysis.sentences import reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.analysis.ranking import Ranking, Score, SortKey

# The colours follow the page it stands in; bars are the panel's.
STYLE = """
.hpviz-static { font: 13px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; max-width: 900px }
.hpviz-static table { border-collapse: collapse; width: 100% }
.hpviz-static caption { text-align: start; font-weight: 600; padding: 4px 0 8px }
.hpviz-static.hpviz-static :is(th, td) { padding: 3px 12px 3px 0; text-align: start; font-weight: 400;
  border: 0; vertical-align: middle; background: none }
.hpviz-static.hpviz-static thead th { font-weight: 600; border-bottom: 1px solid #8888 }
.hpviz-static tbody th { overflow-wrap: anywhere; max-width: 260px }
.hpviz-static.hpviz-static .number { text-align: end; white-space: nowrap; width: 1%;
  padding-inline-start: 4px }
.hpviz-static .track { display: block; position: relative; height: 14px; min-width: 150px; overflow: hidden;
  border-inline-start: 1px solid #888 }
.hpviz-static .both { border: 0; background: linear-gradient(#888, #888) 50% 0 / 1px 100% no-repeat }
.hpviz-static .bar { position: absolute; top: 2px; height: 10px; background: #3a80cf }
.hpviz-static .down { background: #cf7122 }
.hpviz-static .ratio { background: #808890 }
.hpviz-static .noise { background: repeating-linear-gradient(135deg, #3a80cf 0 1px, #3a80cf44 1px 5px);
  outline: 1px solid #3a80cf; outline-offset: -1px }
.hpviz-static .whisker { position: absolute; top: 4px; height: 6px;
  border: solid currentColor; border-width: 0 1px;
  background: linear-gradient(currentColor, currentColor) 0 50% / 100% 1px no-repeat }
.hpviz-static .said { margin: 6px 0 0; opacity: 0.85 }
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 24px auto; max-width: 920px; padding: 0 16px; font: 15px/1.55 system-ui, sans-serif }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def page(title: str, body: str) -> str:
    """Put HTML into a page of its own."""
    return PAGE.format(title=html.escape(title), body=body)


def static_html(ranking: Ranking, sort_by: SortKey = "importance", *, descending: bool = True) -> str:
    """Give the ranking as an accessible table with bars, without script or address; names are text.

    Parameters
    ----------
    ranking
        From `hpviz.rank`.
    sort_by, descending
        The order, as in `Ranking.table`.
    """
    scores = ranking.ordered(sort_by, descending=descending)
    limit = _limit(scores)
    body = "\n".join(_row(score, limit) for score in scores)
    heads = {"Parameter": "param", "Importance": "importance", "Correlation": "correlation"}
    cells = "".join(_head(text, key == sort_by, descending) for text, key in heads.items())
    caption = html.escape(f"Parameter importance with respect to {ranking.target.heading}")
    head = f"<caption>{caption}</caption>\n<thead><tr>{cells}</tr></thead>"
    table = f"<table>\n{head}\n<tbody>\n{body}\n</tbody>\n</table>"
    said = "\n".join(f'<p class="said">{html.escape(sentence)}</p>' for sentence in _said(ranking))
    return f'<div class="hpviz-static">\n<style>{STYLE}</style>\n{table if scores else ""}\n{said}\n</div>'


def _head(text: str, sorted_by: bool, descending: bool) -> str:  # noqa: FBT001 - private
    order = f' aria-sort="{"descending" if descending else "ascending"}"' if sorted_by else ""
    span = "" if text == "Parameter" else ' colspan="2"'
    return f'<th scope="col"{span}{order}>{text}</th>'


def _said(ranking: Ranking) -> Iterable[str]:
    if ranking.problem:
        yield ranking.problem
    if ranking.trust_sentence:
        yield ranking.trust_sentence
    left = f"; left out: {reasons(ranking.runs_skipped)}" if ranking.runs_skipped else ""
    yield f"{ranking.runs_used:,} run{'' if ranking.runs_used == 1 else 's'} used{left}."
    if any(score.above_noise is False for score in ranking.scores):
        yield "Hatched bar: not above the noise. Thin line: 95% interval."
    yield from ranking.notes


def _limit(scores: list[Score]) -> float:
    ends = [
        end for score in scores for end in (score.importance, score.importance_high) if math.isfinite(end)
    ]
    return max([*ends, 0.01])


def _row(score: Score, limit: float) -> str:
    name = f'<th scope="row">{html.escape(score.param)}</th>'
    return f"<tr>{name}{_importance(score, limit)}{_correlation(score)}</tr>"


def _importance(score: Score, limit: float) -> str:
    low, high = score.importance_low, score.importance_high
    told = "not above the noise" if score.above_noise is False else f"above the noise: {noise(score)}"
    look = "noise" if score.above_noise is False else ""
    bar = _stretch(f"bar {look}", 0.0, score.importance / limit) + _stretch(
        "whisker", low / limit, high / limit
    )
    return _cells(bar, "track", figure(score.importance), f"95% interval {interval(low, high)}; {told}")


def _correlation(score: Score) -> str:
    low, high, value = score.correlation_low, score.correlation_high, score.correlation
    if score.kind == "categorical":
        bar, told = _stretch("bar ratio", 0.5 - value / 2, 0.5 + value / 2), "correlation ratio, no sign"
    else:
        ends = sorted((0.5, 0.5 + value / 2))
        bar = _stretch("bar down" if value < 0 else "bar", *ends)
        bar += _stretch("whisker", 0.5 + low / 2, 0.5 + high / 2)
        told = f"95% interval {interval(low, high)}"
    return _cells(bar, "track both", signed(score), told)


def _cells(bar: str, track: str, text: str, title: str) -> str:
    drawn = f'<td aria-hidden="true"><span class="{track}">{bar}</span></td>'
    return f'{drawn}<td class="number" title="{html.escape(title)}">{html.escape(text)}</td>'


def _stretch(look: str, start: float, end: float) -> str:
    """Draw from start to end of the track (0 to 1), cut off at its ends."""
    if not (math.isfinite(start) and math.isfinite(end)):
        return ""
    left, right = max(0.0, start), min(1.0, end)
    if right < left:
        return ""
    place = f"left:{100 * left:.2f}%;width:{100 * (right - left):.2f}%"
    return f'<span class="{look.strip()}" style="{place}"></span>'

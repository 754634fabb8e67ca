"""Every param against every metric, in words and in the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import figure
from hpviz.formatting.words import count_of, listed
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.refusals import problem
from hpviz.text.target import noun
from hpviz.text.trade_off import link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.comparison.overview import Direction, Overview
    from hpviz.analysis.result.rank_result import RankResult

MOST_PARAMS, MOST_PAIRS = 3, 4
SIGNS: dict[Direction, str] = {
    "rises": "↑",
    "falls": "↓",
    "highest inside": "\u2229",
    "lowest inside": "\u222a",
    "": "",
}
DIRECTIONS: dict[Direction, str] = {
    "rises": "rises with it",
    "falls": "falls with it",
    "highest inside": "highest in the middle",
    "lowest inside": "lowest in the middle",
    "": "",
}
LEGEND = (
    "In brackets: could be chance, or not tested. ↑ ↓: the metric rises or falls with the parameter; "
    "\u2229 \u222a: its best, the highest or the lowest, is in the middle."
)


def sentences(overview: Overview) -> tuple[str, ...]:
    """Write what matters for each metric, which metrics go together, and what matters for none."""
    method = overview.results[0].method if overview.results else "oob"
    return (
        *(() if method == "oob" else (f"By {METHOD_TEXTS[method].name}. {METHOD_TEXTS[method].question}",)),
        *_of_metrics(overview.results),
        *_links(overview),
        *_for_nothing(overview),
    )


def beyond_the_cells(overview: Overview) -> tuple[str, ...]:
    """Write what cells and correlations do not show: why a column is empty, what matters for no metric."""
    empty = [result for result in overview.results if problem(result) is not None]
    return (*_of_metrics(empty), *_for_nothing(overview))


def cell(overview: Overview, param: str, metric: str) -> str:
    """Write an importance with its marks: ``0.645 ↓``, ``(0.012)``, a dash where there is none."""
    score = overview.score(param, metric)
    if score is None:
        return figure(np.nan)
    number = figure(score.importance)
    sign = SIGNS[overview.direction(param, metric)]
    return f"{number if score.matters else f'({number})'}{f' {sign}' if sign else ''}"


def _of_metrics(results: Sequence[RankResult]) -> Iterator[str]:
    """Write what is known of each metric; a reason why nothing is, which several share, once."""
    nouns: dict[str, list[str]] = {}
    for result in results:
        if (why := problem(result)) is not None:
            nouns.setdefault(why, []).append(noun(result.target))
    for result in results:
        why = problem(result)
        if why is None:
            yield _of_metric(result)
        elif names := nouns.pop(why, []):
            yield f"{listed(names, MOST_PAIRS)}: {why}"


def _of_metric(result: RankResult) -> str:
    matters = [f"{score.param} ({score.importance:.0%})" for score in result.scores if score.matters]
    if not matters:
        return f"{noun(result.target)}: every parameter could be chance."
    return f"{noun(result.target)}: {listed(matters, MOST_PARAMS)}."


def _links(overview: Overview) -> Iterator[str]:
    """Write of which metrics the link is clear, conflicts and then the strongest first."""
    clear = [
        (known.improve_together, -abs(known.rho), link(known, f"{pair.metric} and {pair.other}"))
        for pair in overview.links
        if (known := pair.correlation) is not None and known.clear
    ]
    ordered = [sentence for *_, sentence in sorted(clear)]
    yield from ordered[:MOST_PAIRS]
    if len(ordered) > MOST_PAIRS:
        yield f"{count_of(len(ordered) - MOST_PAIRS, 'more pair')} of metrics go together or conflict."


def _for_nothing(overview: Overview) -> Iterator[str]:
    cells = {
        param: [overview.score(param, metric) for metric in overview.metrics] for param in overview.params
    }
    idle = [
        param
        for param, scores in cells.items()
        if all(score is not None and score.verdict == "could be chance" for score in scores)
    ]
    if idle and len(overview.metrics) > 1:
        yield f"{listed(idle, MOST_PAIRS)} could be chance for every metric."

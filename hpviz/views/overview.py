"""The view of every param against every metric."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hpviz.analysis.comparison.overview import columns_of, overview_of, with_room
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError
from hpviz.text import overview as text
from hpviz.text.refusals import require_runs
from hpviz.views.encoding import figure
from hpviz.views.view import View

if TYPE_CHECKING:
    from hpviz.analysis.comparison.overview import Overview, Rank
    from hpviz.analysis.comparison.trade_off import MetricCorrelation
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs


def has_several_metrics(runs: Runs) -> bool:
    """Whether there is anything to set beside a metric: another one, or failures."""
    return len(columns_of(runs)) > 1


def _compute(result: RankResult, ranked: Rank = rank) -> Overview:
    require_runs(result)
    evidence = result.require_evidence()
    if not has_several_metrics(evidence.runs):
        raise HpvizError("these runs have one metric only: there is none to set beside it")

    def ranked_once(runs: Runs, options: RankOptions) -> RankResult:
        if options.metric == result.metric:  # as it is on screen, with its goal
            return result
        goal = runs.default_goal(options.metric) if options.metric in runs.metrics else None
        return ranked(runs, replace(options, goal=goal))

    options = replace(evidence.options, goal=None)
    return overview_of(evidence.runs, options, with_room(columns_of(evidence.runs)), ranked_once)


def _encode(overview: Overview) -> dict[str, Any]:
    return {
        "param": list(overview.params),
        "metrics": [_column(overview, metric) for metric in overview.metrics],
        "legend": text.LEGEND,
        "links": _links(overview),
        "sentences": list(text.beyond_the_cells(overview)),
    }


def _links(overview: Overview) -> list[dict[str, Any]]:
    """Encode how each two metrics go together: conflicts first, then what is clear, the strongest first."""
    known = [(link, link.correlation) for link in overview.links if link.correlation is not None]
    ordered = sorted(known, key=lambda pair: (not pair[1].clear, pair[1].improve_together, -abs(pair[1].rho)))
    return [
        {
            "names": [link.metric, link.other],
            "rho": f"{correlation.rho:+z.2f}",
            "interval": f"{correlation.low:+z.2f} to {correlation.high:+z.2f}",
            "words": _words(correlation),
        }
        for link, correlation in ordered
    ]


def _words(correlation: MetricCorrelation) -> str:
    if not correlation.clear:
        return "unclear"
    return "improve together" if correlation.improve_together else "conflict"


def _column(overview: Overview, metric: str) -> dict[str, Any]:
    """Encode a metric: parallel arrays, one entry a param."""
    scores = [overview.score(param, metric) for param in overview.params]
    directions = [overview.direction(param, metric) for param in overview.params]
    return {
        "name": metric,
        "importance": [None if score is None else figure(score.importance) for score in scores],
        "text": [text.cell(overview, param, metric) for param in overview.params],
        "matters": [score is not None and bool(score.matters) for score in scores],
        "direction": [text.DIRECTIONS[direction] for direction in directions],
    }


METRICS = View(
    name="metrics",
    label="All metrics",
    question="What matters for each metric?",
    compute=_compute,
    encode=_encode,
    ranks=True,
    fits=has_several_metrics,
)
VIEWS = (METRICS,)

"""The view of two rankings side by side: by another method, or for another metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.comparison.comparison import (
    compare_methods,
    compare_metrics,
    rank_by_method,
    rank_by_metric,
)
from hpviz.errors import HpvizError
from hpviz.text import comparison as text
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.ranking import problem
from hpviz.text.refusals import require_runs, require_trust
from hpviz.text.target import axis_label
from hpviz.views.encoding import as_columns
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.comparison.comparison import Comparison
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs.metric_names import Goal

FIELDS = ("importance", "importance_low", "importance_high", "above_noise", "tested")


def comparison(
    result: RankResult,
    method: MethodName | None = None,
    *,
    metric: str | None = None,
    goal: Goal | None = None,
) -> Comparison:
    """Rank again by another method or for another metric, and compare.

    Parameters
    ----------
    result
        The ranking so far.
    method, metric
        One of the two; all else stays as it was.
    goal
        Of the other metric; default as in `hpviz.rank`.

    Raises
    ------
    HpvizError
        None of the two or both, one that does not exist or is the ranking's own, or no answer to trust.
    """
    require_runs(result)
    if (method is None) == (metric is None):
        raise HpvizError("compare with another method=… or another metric=…: one of the two")
    require_trust(result, "nothing is compared")
    if method is not None:
        return compare_methods(result, rank_by_method(result, method))
    other = rank_by_metric(result, str(metric), goal)
    if other.obstacle is not None:
        raise HpvizError(f"{axis_label(other.target)} is not compared: {problem(other)}")
    return compare_metrics(result, other)


def other_of(of: str) -> dict[str, Any]:
    """Read what a ranking is compared with: ``"method:mdi"`` or ``"metric:val_acc"``.

    Returns
    -------
    The arguments of `comparison`.

    Raises
    ------
    HpvizError
        It is neither.
    """
    kind, _, name = of.partition(":")
    if kind not in {"method", "metric"} or not name:
        raise HpvizError(f"nothing to compare with in {of!r}; it is 'method:' or 'metric:' and a name")
    return {kind: name}


def _compute(result: RankResult, of: str) -> Comparison:
    return comparison(result, **other_of(of))


def _encode(comparison: Comparison) -> dict[str, Any]:
    rows = comparison.rows
    first = as_columns([row.first for row in rows], FIELDS) | _doubt(comparison.first)
    second = as_columns([row.second for row in rows], FIELDS) | _doubt(comparison.second)
    return {
        "names": list(text.names(comparison)),
        "param": [row.first.param for row in rows],
        "first": first | {"place": [row.place for row in rows]},
        "second": second | {"place": [row.other_place for row in rows]},
        "apart": [row.apart for row in rows],
        "sentences": list(text.sentences(comparison)),
    }


def _doubt(result: RankResult) -> dict[str, Any]:
    text = METHOD_TEXTS[result.method]
    return {"unclear": [text.unclear, text.unclear_why]}


def _chart(comparison: Comparison) -> Picture:
    from hpviz.charts.comparison import comparison_chart

    return comparison_chart(comparison)


COMPARE = View(
    name="compare",
    label="Compare",
    question="Does another method or metric say the same?",
    takes=("of",),
    compute=_compute,
    encode=_encode,
    chart=_chart,
    method="compare",
    export_label="{first} beside {second}",
    targets=CHART,
)
VIEWS = (COMPARE,)

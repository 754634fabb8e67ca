"""The views of two rankings side by side: by another method, for another metric, of two sources of runs."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hpviz.analysis.comparison.comparison import (
    compare_methods,
    compare_metrics,
    rank_by_method,
    rank_by_metric,
)
from hpviz.analysis.comparison.two_sweeps import compare_sources
from hpviz.analysis.design.source_column import sources_of
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError
from hpviz.text import comparison as text
from hpviz.text import sweep_changes as changes_text
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.refusals import problem, require_runs, require_trust
from hpviz.text.target import axis_label
from hpviz.views.encoding import as_columns, figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.comparison.comparison import Comparison
    from hpviz.analysis.comparison.sweep_changes import SweepChanges
    from hpviz.analysis.comparison.two_sweeps import Rank
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs import Runs
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


def sweep_changes(result: RankResult, of: str = "", ranked: Rank = rank) -> SweepChanges:
    """Compare the runs of two sources among several.

    Parameters
    ----------
    result
        The ranking.
    of
        The two as a JSON list: ``'["before", "after"]'``. Default: the first two.
    ranked
        What ranks each.

    Raises
    ------
    HpvizError
        There are no runs, or no two sources of these names.
    """
    require_runs(result)
    sources = sources_of(result.require_evidence().runs)
    if len(sources) < 2:
        raise HpvizError("these runs are of one source; read two: hpviz.read({'before': …, 'after': …})")
    before, after = _two(of) if of else sources[:2]
    return compare_sources(result, before, after, ranked)


def _two(of: str) -> list[str]:
    with suppress(ValueError):
        names = json.loads(of)
        if isinstance(names, list) and len(names) == 2 and all(isinstance(name, str) for name in names):
            return names
    raise HpvizError(f"no two sources in {of!r}; give their names as a JSON list")


def _encode_changes(changes: SweepChanges) -> dict[str, Any]:
    rows = changes.params
    sides = {
        when: {
            "importance": [None if score is None else figure(score.importance) for score in scores],
            "importance_low": [None if score is None else figure(score.importance_low) for score in scores],
            "importance_high": [None if score is None else figure(score.importance_high) for score in scores],
            "above_noise": [None if score is None else score.above_noise for score in scores],
            "tried": [changes_text.tried_texts(row)[place] for row in rows],
        }
        for place, when in enumerate(("before", "after"))
        for scores in [[getattr(row, when) for row in rows]]
    }
    return {
        "params": {
            "param": [row.param for row in rows],
            "change": [changes_text.change_text(row) for row in rows],
            "interval": [changes_text.interval_text(row) for row in rows],
            "changed": [bool(row.changed) for row in rows],
            "tried_changed": [bool(row.tried_changed) for row in rows],
        },
        **sides,
        "sentences": list(changes_text.sentences(changes)),
    }


def _changes_chart(changes: SweepChanges) -> Picture:
    from hpviz.charts.sweep_changes import changes_chart

    return changes_chart(changes)


def has_sources(runs: Runs) -> bool:
    """Whether the runs were read from several sources."""
    return len(sources_of(runs)) > 1


SWEEPS = View(
    name="sweeps",
    label="Compare sweeps",
    question="What changed from one source of runs to another?",
    takes=("of",),
    compute=sweep_changes,
    encode=_encode_changes,
    chart=_changes_chart,
    export_label="Compared sweeps",
    targets=CHART,
    ranks=True,
    fits=has_sources,
    subjects=sources_of,
)
VIEWS = (COMPARE, SWEEPS)

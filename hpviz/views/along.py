"""The view of the params along the training, or along a fidelity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.analysis.along.along import rank_along, subjects
from hpviz.analysis.memory import LastComputed
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import figure as figure_text
from hpviz.formatting.numbers import interval
from hpviz.text.along import order, params, places, sentences
from hpviz.text.refusals import require_runs
from hpviz.views.encoding import figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.along.along import Rank
    from hpviz.analysis.along.results import AlongResults, Point
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs import Runs


# Of runs the rankings along the way that were computed last.
_last: LastComputed[Runs, AlongResults] = LastComputed()


@dataclass(frozen=True, kw_only=True)
class AlongView:
    """The rankings along the training or a fidelity, beside a ranking.

    Attributes
    ----------
    along
        The rankings.
    method
        Of the ranking that they stand beside.
    """

    along: AlongResults
    method: MethodName


def ranked_along(result: RankResult, by: str = "", ranked: Rank = rank) -> AlongView:
    """Rank at several steps of the training, or at several levels of a fidelity.

    Raises
    ------
    HpvizError
        There are no runs, or nothing to go along.
    """
    require_runs(result)
    evidence = result.require_evidence()
    by = by or next(iter(subjects(evidence.runs)), "")
    if not by:
        raise HpvizError(
            "these runs have neither a history nor a fidelity (a budget, epochs) with several levels"
        )
    options = replace(evidence.options, metric=result.metric, method="oob", where="")
    runs = evidence.runs
    along = _last.recall(runs, (options, by), lambda: rank_along(runs, options, by, ranked=ranked))
    return AlongView(along=along, method=result.method)


def _encode(view: AlongView) -> dict[str, Any]:
    along = view.along
    return {
        "by": along.by,
        "is_fidelity": along.is_fidelity,
        "log": along.is_wide,
        "points": {
            "at": [point.at for point in along.points],
            "name": [places.place(along, point.at) for point in along.points],
            "runs": [point.result.runs_used for point in along.points],
            "correlation": [order.correlation(point.agreement) for point in along.points[:-1]] + [""],
            "best": [order.best_runs(point.agreement) for point in along.points[:-1]] + [""],
            "words": [params.matters_at(point) for point in along.points],
        },
        "params": {
            "param": [score.param for score in along.scores],
            "matters": [bool(score.above_noise) for score in along.scores],
            "course": [params.course(along, score) for score in along.scores],
            "best": [params.best(along, score.param) for score in along.scores],
            "cells": [[_cell(point, score.param) for point in along.points] for score in along.scores],
        },
        "sentences": [*sentences.by_another_method(view.method), *sentences.beyond_the_rows(along)],
    }


def _cell(point: Point, param: str) -> dict[str, Any] | None:
    """Encode a param at a point; None where it has no row there."""
    score = point.score(param)
    if score is None:
        return None
    same = point.score(param, same=True) if point.same is not None else None
    return {
        "importance": figure(score.importance),
        "low": figure(score.importance_low),
        "high": figure(score.importance_high),
        "text": figure_text(score.importance),
        "interval": interval(score.importance_low, score.importance_high),
        "is_clear": score.matters,
        "same": None if same is None else figure(same.importance),
        "best": params.best_at(point, param),
    }


def _chart(view: AlongView) -> Picture:
    from hpviz.charts.slices.along import along_chart

    return along_chart(view.along)


def has_subjects(runs: Runs) -> bool:
    """Whether there is a history, or a fidelity with several levels."""
    return bool(subjects(runs))


ALONG = View(
    name="along",
    label="Along training",
    question="What decides early and what late, and do early values tell which runs end best?",
    takes=("of",),
    compute=ranked_along,
    encode=_encode,
    chart=_chart,
    method="along",
    export_label="Along training",
    targets=CHART,
    ranks=True,
    fits=has_subjects,
    subjects=subjects,
)
VIEWS = (ALONG,)

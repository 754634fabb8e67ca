"""Rank the same runs at several steps of their training, or at several fidelities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.along.agreement import agreement_of
from hpviz.analysis.along.fidelities import fidelity_columns, stages_of_fidelity
from hpviz.analysis.along.results import AlongResults, AlongScore, Point
from hpviz.analysis.along.steps import stages_of_steps
from hpviz.analysis.effects.effect import effect_on_average
from hpviz.analysis.forest.stacking import process_limit
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.importance.oob import ALPHA, holm
from hpviz.analysis.options import kept_runs
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError
from hpviz.runs import STATUSES
from hpviz.runs.target import FailureTarget, default_target, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.along.results import Trend
    from hpviz.analysis.along.stage import Stage
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs
    from hpviz.runs.column import FloatArray
    from hpviz.runs.target import MetricTarget, ParetoTarget, Target

    # As `hpviz.analysis.ranking.rank`: runs, options, and the limit of the process.
    Rank = Callable[..., RankResult]

STEPS = "training steps"
# The best values of so many params are worked out at each point, those of the most important.
MOST_EFFECTS = 4


def subjects(runs: Runs) -> list[str]:
    """List what runs can be ranked along: the steps of their history, and their fidelities."""
    history = runs.history
    has_steps = history is not None and history.means is None and bool(history.values.keys() & runs.metrics)
    return [*([STEPS] if has_steps else []), *fidelity_columns(runs)]


def rank_along(
    runs: Runs,
    options: RankOptions,
    by: str,
    *,
    points: Sequence[float] | None = None,
    ranked: Rank = rank,
) -> AlongResults:
    """Rank the runs at several steps, or at several levels of a fidelity.

    Parameters
    ----------
    runs
        All runs.
    options
        As of `rank`, by out-of-bag importance whatever the method. At steps runs of every status count: one
        that was stopped had reached what it has logged.
    by
        `STEPS`, or a param that is a fidelity.
    points
        The steps. Default: about six.
    ranked
        What ranks at each point, one after the other.

    Raises
    ------
    HpvizError
        There is nothing to go along, or nothing that has a value along it.
    """
    kept = kept_runs(runs, options)
    target = _target(kept, options)
    options = replace(options, where="", metric=target.name, goal=options.goal, method="oob")
    is_fidelity = by != STEPS or by in kept.columns
    if is_fidelity:
        name = kept.resolve(by, "param")
        stages = stages_of_fidelity(kept, target, name, options.statuses)
        options = replace(options, hidden=options.hidden | {name})
    else:
        name, stages = STEPS, stages_of_steps(kept, target, options.aggregate, points)
        options = replace(options, aggregate="last", statuses=frozenset(STATUSES))
    made = [_point(stage, stages[-1], options, target, ranked, limit=_limit(stages)) for stage in stages]
    return AlongResults(by=name, is_fidelity=is_fidelity, points=tuple(made), scores=_scores(made))


def _target(runs: Runs, options: RankOptions) -> MetricTarget | ParetoTarget:
    name = options.metric
    target = default_target(runs, options.goal) if name is None else target_of(runs, name, options.goal)
    if target is None:
        raise HpvizError("these runs have no metric, so there is nothing to follow along the training")
    if isinstance(target, FailureTarget):
        raise HpvizError("failure has one value for each run, none along the training; choose a metric")
    return target


def _limit(stages: Sequence[Stage]) -> float:
    return process_limit(max(int(stage.there.sum()) for stage in stages))


def _point(
    stage: Stage, last: Stage, options: RankOptions, target: Target, ranked: Rank, *, limit: float
) -> Point:
    result = ranked(stage.runs, options, process_limit=limit)
    both = stage.there & last.there
    survivors = stage.among(both)
    has_left = both.sum() < stage.there.sum()
    is_enough = stage is not last and has_left and len(survivors) >= ENOUGH_RUNS
    return Point(
        at=stage.point,
        result=result,
        same=ranked(survivors, options, process_limit=limit) if is_enough else None,
        agreement=agreement_of(stage, last, target.goal),
        effects=_effects(result),
    )


def _effects(result: RankResult) -> dict[str, Effect]:
    matters = [score.param for score in result.scores if score.matters][:MOST_EFFECTS]
    return {param: effect_on_average(result, param) for param in matters}


def _scores(points: Sequence[Point]) -> tuple[AlongScore, ...]:
    """Take the points together, param by param."""
    params = list(dict.fromkeys(score.param for point in points for score in point.result.scores))
    tested = [point for point in points if point.tested]
    p_values = np.array([_p_value(tested, param) for param in params])
    known = ~np.isnan(p_values)
    marks = holm(np.where(known, p_values, 1.0)) < ALPHA if params else known
    changes = _changes(tested, params)
    scores = []
    for place, param in enumerate(params):
        above = bool(marks[place]) if known[place] else None
        marked = tuple(_mark(point, param) for point in points)
        trend = _trend(changes[place], marked) if above else ""
        scores.append(
            AlongScore(
                param=param, p_value=float(p_values[place]), above_noise=above, marked=marked, trend=trend
            )
        )
    return tuple(sorted(scores, key=lambda score: -_largest(points, score.param)))


def _p_value(tested: Sequence[Point], param: str) -> float:
    """Correct the smallest p-value of the points for their number (Bonferroni): they share their runs."""
    scores = [point.score(param) for point in tested]
    own = [score.p_value for score in scores if score is not None and not np.isnan(score.p_value)]
    return min(1.0, len(own) * min(own)) if own else np.nan


def _mark(point: Point, param: str) -> bool | None:
    score = point.score(param)
    return None if score is None or not score.tested else bool(score.above_noise)


def _changes(tested: Sequence[Point], params: Sequence[str]) -> FloatArray:
    """Test whether importances differ between the first and the last point, on the same runs where possible.

    The figures of the two points share their runs, so that the error of their difference is smaller than
    that of independent ones, by which it is judged.

    Returns
    -------
    Shape (params,): 1 where it is larger at the last point, -1 where smaller, 0 where that may be chance.
    """
    signs, p_values = np.zeros(len(params)), np.ones(len(params))
    if len(tested) < 2 or tested[0].result.scale != tested[-1].result.scale:
        return signs
    for place, param in enumerate(params):
        first, last = tested[0].score(param, same=True), tested[-1].score(param)
        if first is None or last is None:
            continue
        error = np.hypot(first.importance_error, last.importance_error)
        difference = last.importance - first.importance
        if np.isfinite(error) and error > 0:
            signs[place], p_values[place] = np.sign(difference), 2 * norm.sf(abs(difference) / error)
    return np.where(holm(p_values) < ALPHA, signs, 0.0) if len(params) else signs


def _trend(change: float, marked: Sequence[bool | None]) -> Trend:
    if change:
        return "late" if change > 0 else "early"
    known = [mark for mark in marked if mark is not None]
    return "always" if known and all(known) else ""


def _largest(points: Sequence[Point], param: str) -> float:
    scores = [point.score(param) for point in points]
    return max((s.importance for s in scores if s is not None and not np.isnan(s.importance)), default=0.0)

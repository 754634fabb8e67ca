"""From runs and options to a ranking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlated_groups import correlated_groups_of
from hpviz.analysis.association.correlation import log_axis
from hpviz.analysis.association.separation import params_that_separate
from hpviz.analysis.design.cautions import cautions_of
from hpviz.analysis.design.rare_levels import without_untold
from hpviz.analysis.forest.bagging import no_progress, sampled_rows, subsample
from hpviz.analysis.importance.marks import marked_importances
from hpviz.analysis.importance.methods import Settings
from hpviz.analysis.population.all_runs import with_all_runs
from hpviz.analysis.result.evidence import Evidence
from hpviz.analysis.result.order import order_of
from hpviz.analysis.result.rank_result import RankResult
from hpviz.analysis.result.scores import Figures, level_scores_of, scores_of
from hpviz.analysis.result.trust import (
    obstacle_to_figures,
    obstacle_to_trust,
    obstacle_without_metric,
)
from hpviz.analysis.sample.metric_scale import own_unit, rescale
from hpviz.analysis.sample.nested import alike_runs
from hpviz.analysis.sample.param_axes import chosen_axes
from hpviz.analysis.sample.selection import seeds_of, select
from hpviz.runs.metric_names import GOALS
from hpviz.runs.target import default_target, target_of
from hpviz.threads import algebra

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.importance.oob import Importance
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.analysis.sample.selection import Diverged, Selection
    from hpviz.runs import Column, Runs
    from hpviz.runs.column import FloatArray
    from hpviz.runs.metric_names import Goal

    Interim = Callable[[RankResult], None]


@algebra.on_one_thread()
def rank(
    runs: Runs,
    options: RankOptions,
    *,
    forest: bool = True,
    progress: Progress = no_progress,
    interim: Interim | None = None,
    process_limit: float = 1.0,
) -> RankResult:
    """Rank the params of runs by what they do to a metric.

    Parameters
    ----------
    runs
        From `hpviz.read`.
    options
        The metric, the method, the runs that enter.
    forest
        False for the correlations alone.
    progress
        Called with (trees done, trees in all); whatever it raises ends the computation.
    interim
        Called with the result so far, before all is done (`RankResult.complete` is False): the correlations,
        then importances by the trees so far where these take long.
    process_limit
        The most that a Gaussian process may weigh beside the forest: that of the most runs where rankings of
        different runs are compared (`hpviz.analysis.forest.stacking.process_limit`).

    Raises
    ------
    HpvizError
        A metric or param that does not exist. Runs that allow no figures are no error:
        `RankResult.obstacle` is why.
    """
    kept, filtered = runs.where(options.where), options
    options = replace(options, where="")
    blank, params, chosen = _selected(kept, options)
    blank = replace(_with_filter(blank, filtered.where, len(runs) - len(kept)), dismissed=runs.dismissed)
    obstacle = (
        obstacle_to_figures(kept, blank.target, chosen, params, read=len(runs))
        if chosen
        else obstacle_without_metric(runs)
    )
    if obstacle or chosen is None:
        return replace(blank, obstacle=obstacle)
    sample = _Sample.of(kept, params, chosen, blank, options, process_limit)
    if kept is not runs:
        evidence = replace(sample.blank.require_evidence(), unfiltered=runs)
        sample = replace(sample, blank=replace(sample.blank, evidence=evidence))
    blank = sample.blank
    if not forest:
        return _ranked(blank, sample.figures, complete=False)

    def show(so_far: Importance) -> None:
        if interim:
            figures = replace(sample.figures, importance=so_far, unbiased=so_far)
            interim(_ranked(blank, figures, complete=False))

    show(sample.figures.importance)
    importance, unbiased = marked_importances(sample.columns, sample.y, sample.settings, progress, show)
    figures = replace(sample.figures, importance=importance, unbiased=unbiased)
    return _with_trust(_ranked(blank, figures, complete=True), unbiased)


def _with_filter(blank: RankResult, where: str, left_out: int) -> RankResult:
    """Count the runs that a filter left out, before those that are left out for other reasons."""
    reasons = {f"by the filter {where}": left_out} if left_out else {}
    return replace(blank, where=where, runs_skipped=reasons | dict(blank.runs_skipped))


def _selected(runs: Runs, options: RankOptions) -> tuple[RankResult, dict[str, Column], Selection | None]:
    """Resolve metric and goal, and select params and runs.

    Returns
    -------
    The result so far, the params that are not hidden, and the runs that enter; None without a metric.
    """
    hidden = {runs.resolve(param) for param in options.hidden}
    params = {key: column for key, column in runs.params.items() if key not in hidden}
    name, goal = options.metric, options.goal
    blank = RankResult(metric="", goal=goal or GOALS[0], method=options.method, aggregate=options.aggregate)
    target = default_target(runs, goal) if name is None else target_of(runs, name, goal)
    if target is None:
        return blank, params, None
    chosen = select(runs, target, options.aggregate, options.statuses)
    if target.has_tails and options.scale == "auto":
        chosen = chosen.without_diverged(as_failure=target.name == runs.default_metric())
    blank = replace(
        blank,
        metric=target.name,
        goal=target.goal,
        runs_used=len(chosen.rows),
        runs_skipped=chosen.skipped,
        diverged=_with_causes(chosen, params),
        lower=chosen.lower,
        target=target,
    )
    return blank, params, chosen


def _with_causes(chosen: Selection, params: Mapping[str, Column]) -> Diverged | None:
    """Add by which params the runs that diverged differ from those that enter."""
    if chosen.diverged is None:
        return None
    rows = np.union1d(chosen.rows, chosen.diverged.rows)
    columns = [column.take(rows) for column in params.values()]
    causes = params_that_separate(columns, np.isin(rows, chosen.diverged.rows))
    return replace(chosen.diverged, params=causes)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Sample:
    """The runs that a forest reads, and what is known of them before it is fitted.

    Attributes
    ----------
    blank
        The result so far, with its evidence.
    columns, y
        The params, and the metric on the scale to explain, of the runs that the forest reads.
    figures
        What is known of the params without a forest, over all runs that entered.
    settings
        For the method.
    """

    blank: RankResult
    columns: Sequence[Column]
    y: FloatArray
    figures: Figures
    settings: Settings

    @classmethod
    def of(
        cls,
        runs: Runs,
        params: Mapping[str, Column],
        chosen: Selection,
        blank: RankResult,
        options: RankOptions,
        process_limit: float,
    ) -> _Sample:
        # Distances and failures have no tails to tame.
        scale = options.scale if blank.target.has_tails else "linear"
        y, used_scale, rescaling = rescale(chosen.y, scale, blank.metric)
        columns = [column.among(chosen.rows) for column in params.values()]
        rows = sampled_rows(len(y), len(columns), options.seed)
        samples, sampled = subsample(columns, y, rows)
        logs = _log_axes(runs, columns, samples, options)
        alike = alike_runs(columns, seeds_of(runs, chosen), y)
        evidence = Evidence(
            runs=runs,
            params=tuple(params),
            rows=chosen.rows,
            metric=chosen.y,
            y=y,
            logs=logs,
            options=options,
            alike=alike,
            process_limit=process_limit,
        )
        blank = replace(blank, scale=used_scale, rescaling=rescaling, evidence=evidence)
        figures = Figures.of(columns, y, logs, samples, sampled, alike)
        blank, figures = with_all_runs(blank, figures, chosen)
        settings = _settings(evidence, blank.goal, alike.take(rows) if alike else None)
        return cls(blank=blank, columns=samples, y=sampled, figures=figures, settings=settings)


def _log_axes(
    runs: Runs, columns: Sequence[Column], samples: Sequence[Column], options: RankOptions
) -> tuple[bool, ...]:
    """Decide for each param whether it is read on a log axis: as was chosen, else as the source hints."""
    chosen = {name: axis == "log" for name, axis in chosen_axes(dict(options.axes), runs).items()}
    hints = {**runs.hints.log, **chosen}
    return tuple(
        log_axis(column, sample, hint=hints.get(column.name))
        for column, sample in zip(columns, samples, strict=True)
    )


def _settings(evidence: Evidence, goal: Goal, replicates: Replicates | None) -> Settings:
    options = evidence.options
    return Settings(
        method=options.method,
        goal=goal,
        top=options.top,
        trees=options.trees,
        seed=options.seed,
        replicates=replicates,
        process_limit=evidence.process_limit,
    )


def _ranked(blank: RankResult, figures: Figures, *, complete: bool) -> RankResult:
    names, scores = [column.name for column in figures.columns], scores_of(figures, blank.method)
    metric = blank.require_evidence().metric
    return replace(
        blank,
        scores=scores,
        order=order_of(names, scores, figures.unbiased),
        level_scores=level_scores_of(figures, lambda means: own_unit(means, metric, blank.scale)),
        oob_r2=figures.unbiased.oob_r2,
        explained=figures.unbiased.explained,
        complete=complete,
        correlated_groups=correlated_groups_of(names, figures.similarity, figures.unbiased),
    )


def _with_trust(result: RankResult, unbiased: Importance) -> RankResult:
    """Add how far the figures can be trusted."""
    evidence = result.require_evidence()
    ranked = [score.param for score in result.scores]
    result = replace(
        result,
        obstacle=obstacle_to_trust(result.runs_used, evidence.replicates, result.oob_r2, result.explained),
        cautions=tuple(cautions_of(evidence, ranked, result.target, unbiased)),
    )
    if not result.is_optimised:
        return result
    return replace(result, level_scores=without_untold(result.level_scores, unbiased))

"""From runs and a question to a ranking."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from hpviz.analysis import sentences
from hpviz.analysis.association.correlated_groups import grouped
from hpviz.analysis.association.correlation import log_axis
from hpviz.analysis.cautions import cautions
from hpviz.analysis.design.metric_scale import SCALES, rescale
from hpviz.analysis.design.replicates import repeated, too_few
from hpviz.analysis.design.selection import DEFAULT_STATUSES, select
from hpviz.analysis.forest.bagging import drawn, some_runs, unwatched
from hpviz.analysis.importance.methods import METHODS, View, importances
from hpviz.analysis.importance.oob import Importance
from hpviz.analysis.ranking import Ranking
from hpviz.analysis.result.evidence import Evidence
from hpviz.analysis.result.scores import Figures, level_scores_of, scores_of
from hpviz.errors import HpvizError, unknown_name
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS
from hpviz.runs.target import target_of
from hpviz.threads import algebra

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.design.metric_scale import Scale
    from hpviz.analysis.design.selection import Selection
    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.importance.methods import Method
    from hpviz.runs import Aggregate, Runs
    from hpviz.runs.column import Column, FloatArray
    from hpviz.runs.metric_names import Goal

# Below this no forest is grown; below `sentences.ENOUGH_RUNS` it is, and nothing of it is called known.
FEWEST_RUNS = 10
MOST_TREES = 5000
HIGHEST_TOP = 0.5


@dataclass(frozen=True)
class Question:
    """What is asked of the runs; equal questions to equal runs have equal answers.

    Attributes
    ----------
    metric
        A metric, ``"failure"``, or ``"pareto: val_loss, runtime"`` (`hpviz.runs.target`). Default:
        `Runs.default_metric`.
    goal
        ``"minimize"`` or ``"maximize"``; default `Runs.default_goal`.
    hidden
        Params to leave out of table and model.
    method
        ``"oob"`` (`hpviz.analysis.importance.oob.out_of_bag`), or another of
        `hpviz.analysis.importance.methods.LENSES`.
    top
        Of method ``"top"``: the share of the runs that are called the best.
    aggregate
        Which step of a run counts, where the source has history.
    scale
        ``"linear"``, ``"log"``, ``"rank"``, or ``"auto"``: linear unless a few runs hold most of the
        metric's variance.
    statuses
        Runs of which statuses enter.
    trees, seed
        Size and seed of the forest; the same figures on any number of cores.
    """

    metric: str | None = None
    goal: Goal | None = None
    hidden: frozenset[str] = frozenset()
    method: Method = "oob"
    top: float = 0.1
    aggregate: Aggregate = "last"
    scale: Scale = "auto"
    statuses: frozenset[str] = frozenset(DEFAULT_STATUSES)
    trees: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse options that do not exist, with those that do."""
        asked: list[tuple[str, object, Sequence[str]]] = [
            ("method", self.method, METHODS),
            ("aggregate", self.aggregate, AGGREGATES),
            ("scale", self.scale, SCALES),
            ("goal", self.goal or GOALS[0], GOALS),
            *(("status", status, STATUSES) for status in sorted(self.statuses)),
        ]
        for name, given, accepted in asked:
            if given not in accepted:
                raise unknown_name(name, given, accepted)
        if not 1 <= self.trees <= MOST_TREES or not 0 <= self.seed < 2**32:
            raise HpvizError(
                f"trees={self.trees}, seed={self.seed}: trees go from 1 to {MOST_TREES}, "
                "seeds from 0 to 2**32 - 1"
            )
        if not 0 < self.top <= HIGHEST_TOP:
            raise HpvizError(
                f"top={self.top}: the best share of the runs lies above 0, at most {HIGHEST_TOP}"
            )


ASKED = tuple(field.name for field in fields(Question))
"""The names of what can be asked; a panel and the code that rebuilds it have the same."""


def rank(
    runs: Runs,
    question: Question,
    *,
    forest: bool = True,
    progress: Progress = unwatched,
    interim: Callable[[Ranking], None] | None = None,
) -> Ranking:
    """Rank the params of runs by what they do to a metric.

    Parameters
    ----------
    runs
        From `hpviz.read`.
    question
        What is asked.
    forest
        False for the correlations alone.
    progress
        Called with (trees done, trees in all); whatever it raises ends the computation.
    interim
        Called with what stands before all is done (`Ranking.complete` is False): the correlations, then
        importances by the trees so far where these take long.

    Raises
    ------
    HpvizError
        A metric or param that does not exist. Runs that allow no answer are no error: `Ranking.problem`
        says so.
    """
    with algebra.on_one_thread():
        return _answered(runs, question, forest=forest, progress=progress, interim=interim)


def _answered(
    runs: Runs,
    question: Question,
    *,
    forest: bool,
    progress: Progress,
    interim: Callable[[Ranking], None] | None,
) -> Ranking:
    asked, params, chosen = _asked(runs, question)
    problem = sentences.no_answer(runs, asked.target, chosen, params) if chosen else sentences.no_metric(runs)
    if problem or chosen is None:
        return replace(asked, problem=problem)
    # Distances and failures have no tails to tame.
    wished = question.scale if asked.target.has_tails else "linear"
    y, scale, rescaled = rescale(chosen.y, wished, asked.metric)
    columns = [column.among(chosen.rows) for column in params.values()]
    rows = drawn(len(y), len(columns), question.seed)
    samples, sampled = some_runs(columns, y, rows)
    logs = [
        log_axis(column, sample, hint=runs.hints.log.get(column.name))
        for column, sample in zip(columns, samples, strict=True)
    ]
    repeats = repeated(columns)
    evidence = Evidence(runs, tuple(params), chosen.rows, chosen.y, y, tuple(logs), question, repeats)
    noted = (*asked.target.about(), *([rescaled] if rescaled else []))
    asked = replace(asked, scale=scale, notes=noted, evidence=evidence)
    figures = Figures.of(columns, y, logs, samples, sampled, repeats)
    if not forest:
        return _ranked(asked, figures, complete=False)

    def show(so_far: Importance) -> None:
        if interim:
            interim(_ranked(asked, replace(figures, importance=so_far, unbiased=so_far), complete=False))

    show(figures.importance)
    view = View(
        question.method, asked.goal, question.top, question.trees, question.seed,
        repeats.take(rows) if repeats else None,
    )  # fmt: skip
    importance, unbiased = _importances(samples, sampled, view, progress, show)
    figures = replace(figures, importance=importance, unbiased=unbiased)
    return _judged(_ranked(asked, figures, complete=True), unbiased)


def _asked(runs: Runs, question: Question) -> tuple[Ranking, dict[str, Column], Selection | None]:
    """Settle what was left open, and give the params and runs that enter (None without a metric)."""
    name = runs.default_metric() if question.metric is None else question.metric
    hidden = {runs.resolve(param) for param in question.hidden}
    params = {key: column for key, column in runs.params.items() if key not in hidden}
    if name is None:
        return Ranking("", question.goal or GOALS[0], question.method, question.aggregate), params, None
    target = target_of(runs, name, question.goal)
    chosen = select(runs, target, question.aggregate, question.statuses)
    asked = Ranking(
        target.name,
        target.goal,
        question.method,
        question.aggregate,
        runs_used=len(chosen.rows),
        runs_skipped=chosen.skipped,
        target=target,
    )
    return asked, params, chosen


def _importances(
    columns: Sequence[Column],
    y: FloatArray,
    view: View,
    progress: Progress,
    interim: Callable[[Importance], None],
) -> tuple[Importance, Importance]:
    unknown = Importance.unknown(len(columns))
    if len(y) < FEWEST_RUNS:
        return unknown, unknown
    shown, unbiased = importances(columns, y, view, progress, interim)
    few = len(y) < sentences.ENOUGH_RUNS or too_few(view.repeats)
    if few or not unbiased.oob_r2 > 0:
        shown, unbiased = (replace(one, above_noise=unknown.above_noise) for one in (shown, unbiased))
    return shown, unbiased


def _ranked(asked: Ranking, figures: Figures, *, complete: bool) -> Ranking:
    return replace(
        asked,
        scores=scores_of(figures, asked.method),
        level_scores=level_scores_of(figures),
        oob_r2=figures.unbiased.oob_r2,
        explained=float(figures.unbiased.share.sum()),
        complete=complete,
        together=grouped([column.name for column in figures.columns], figures.similarity, figures.unbiased),
    )


def _judged(ranking: Ranking, unbiased: Importance) -> Ranking:
    """Add what there is to say about the figures."""
    trust, trust_sentence = sentences.trust(ranking)
    return replace(
        ranking,
        trust=trust,
        trust_sentence=trust_sentence,
        problem=sentences.no_trust(ranking),
        notes=(*ranking.notes, *sentences.notes(ranking), *cautions(ranking, unbiased)),
    )

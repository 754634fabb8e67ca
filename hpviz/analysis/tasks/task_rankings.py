"""A ranking within each task, and over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.stacking import process_limit
from hpviz.analysis.importance.oob import ALPHA, holm
from hpviz.analysis.options import kept_runs
from hpviz.analysis.ranking import rank
from hpviz.analysis.tasks.meta_analysis import fisher, meta_analysis
from hpviz.errors import HpvizError
from hpviz.formatting.words import count_of
from hpviz.runs.target import MetricTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.analysis.tasks.meta_analysis import MetaAnalysis
    from hpviz.runs import Runs
    from hpviz.runs.column import Column

    # As `hpviz.analysis.ranking.rank`: runs, options, and the limit of the process.
    Rank = Callable[..., RankResult]

COLUMNS = (
    "param", "mean", "low", "high", "tau", "i2", "smallest", "largest", "tasks", "share_above_noise",
    "p_value", "above_noise",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TaskScore:
    """A param over all tasks.

    Attributes
    ----------
    param
        Its name.
    overall
        The random-effects mean of its importances, over the tasks that allow figures; its interval is cut to
        0 to 1.
    importances
        Shape (tasks,): its importance in each of these.
    n_above_noise
        In how many of them it is above the noise.
    p_value, above_noise
        Of "it does nothing in any task" (Fisher), and whether that is refused, corrected for all params.
    """

    param: str
    overall: MetaAnalysis
    importances: tuple[float, ...]
    n_above_noise: int
    p_value: float
    above_noise: bool | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class TaskResults:
    """The rankings within tasks, and over all of them.

    Attributes
    ----------
    by
        The column that names the task.
    results
        Task to its ranking, in the order of the tasks.
    scores
        The params, the largest mean importance first.
    """

    by: str
    results: Mapping[str, RankResult]
    scores: tuple[TaskScore, ...]

    @property
    def trusted(self) -> dict[str, RankResult]:
        """The tasks whose rankings have figures that are tested: the only ones that count."""
        return {task: result for task, result in self.results.items() if _is_tested(result)}

    def table(self) -> pd.DataFrame:
        """One row per param, the largest mean first; NaN where a figure is not known.

        Columns: param; mean, low, high (the random-effects mean of its importances and its 95% interval); tau
        (their standard deviation between tasks); i2 (the share of the differences between tasks that is no
        chance); smallest, largest; tasks (how many count); share_above_noise (of these); p_value, above_noise
        (whether it does something in any task).
        """
        import pandas as pd

        rows = [
            (
                score.param,
                score.overall.mean,
                score.overall.low,
                score.overall.high,
                score.overall.tau,
                score.overall.i2,
                min(score.importances, default=np.nan),
                max(score.importances, default=np.nan),
                score.overall.n,
                score.n_above_noise / score.overall.n if score.overall.n else np.nan,
                score.p_value,
                score.above_noise,
            )
            for score in self.scores
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"above_noise": "boolean"})

    def within(self) -> pd.DataFrame:
        """One row per task and param.

        Columns: task, runs, param, and those of `RankResult.table` from importance to correlation.
        """
        import pandas as pd

        frames = [
            result.table().assign(task=task, runs=result.runs_used) for task, result in self.results.items()
        ]
        names = [
            "task", "runs", "param", "importance", "importance_low", "importance_high", "p_value",
            "above_noise", "correlation",
        ]  # fmt: skip
        filled = [frame for frame in frames if len(frame)]
        return pd.concat(filled, ignore_index=True)[names] if filled else pd.DataFrame(columns=names)


def _is_tested(result: RankResult) -> bool:
    return any(score.tested for score in result.scores)


def task_columns(runs: Runs) -> list[str]:
    """List the columns that are known to name a task, and differ between runs: the params first."""
    columns = [column for column in runs.columns.values() if column.part == "task" and column.varies]
    return [column.name for column in sorted(columns, key=lambda column: column.role != "param")]


def split(runs: Runs, by: str) -> dict[str, NDArray[np.intp]]:
    """Find the runs of each task.

    Parameters
    ----------
    runs
        Of all tasks.
    by
        A column, by its name here or in the source.

    Returns
    -------
    The value of the column as text to the rows that have it, in the order of the values; runs without one are
    left out.

    Raises
    ------
    HpvizError
        There is no such column, or fewer than two tasks.
    """
    name = runs.resolve(by)
    column = runs.columns[name]
    if column.role == "metric":
        raise HpvizError(
            f"{name!r} is a metric, which names no task; give a column such as the data set (params=[…] "
            "makes a column a parameter)"
        )
    groups = _groups(column)
    if 2 * len(groups) > len(runs) > 2:
        raise HpvizError(
            f"{name!r} has {len(groups):,} values in {len(runs):,} runs, so that hardly a task has two runs; "
            "give a column whose values several runs share"
        )
    if len(groups) < 2:
        raise HpvizError(
            f"{name!r} has {count_of(len(groups), 'value')}, so there are no tasks to compare; use rank"
        )
    return groups


def _groups(column: Column) -> dict[str, NDArray[np.intp]]:
    values = np.unique(column.numbers[np.isfinite(column.numbers)])
    rows = {value: np.flatnonzero(column.numbers == value) for value in values}
    named = {column.text_at(int(at[0])): at for at in rows.values()}
    return named | {column.levels[code]: np.flatnonzero(column.codes == code) for code in column.present}


def rank_tasks(
    runs: Runs, options: RankOptions, by: str, *, n_jobs: int | None = None, ranked: Rank | None = None
) -> TaskResults:
    """Rank the params within each task, in parallel by joblib, and over all tasks.

    Parameters
    ----------
    runs, options
        Of all tasks; the params of `options` are ranked but for `by`.
    by
        The column that names the task.
    n_jobs
        How many at once. Default: what `joblib.parallel_config` says, else one after the other.
    ranked
        What ranks each task, one after the other. Default: `hpviz.analysis.ranking.rank`, in parallel.

    Raises
    ------
    HpvizError
        No such column, metric or param, or fewer than two tasks.
    """
    from joblib import Parallel, delayed

    name = runs.resolve(by)
    kept = kept_runs(runs, options)
    groups = split(kept, name)
    # What was open for all runs is settled for all tasks alike.
    is_open = options.metric is None
    metric = kept.default_metric() if is_open else options.metric
    hidden = options.hidden | ({name} if name in kept.params else frozenset())
    options = replace(options, where="", metric=metric, hidden=hidden)
    limit = process_limit(max(map(len, groups.values())))
    parts = (kept.take(rows) for rows in groups.values())
    if ranked is None:
        # Some versions of joblib take a number that is None for 1, whatever is configured.
        parallel = Parallel() if n_jobs is None else Parallel(n_jobs=n_jobs)
        each = parallel(delayed(rank)(part, options, process_limit=limit) for part in parts)
    else:
        each = [ranked(part, options, process_limit=limit) for part in parts]
    results = dict(zip(groups, each, strict=True))
    if is_open:
        results = {task: _with_rivals(result, kept.guesses.rivals) for task, result in results.items()}
    return TaskResults(by=name, results=results, scores=task_scores(list(results.values())))


def _with_rivals(result: RankResult, rivals: tuple[str, ...]) -> RankResult:
    """Mark the metric of a task as chosen by nobody."""
    target = result.target
    return (
        replace(result, target=replace(target, rivals=rivals)) if isinstance(target, MetricTarget) else result
    )


def task_scores(results: Sequence[RankResult]) -> tuple[TaskScore, ...]:
    """Take the rankings of several tasks together, param by param; tasks without tests do not count."""
    rows: dict[str, list[Score]] = {}
    for result in results:
        for score in result.scores:
            of_param = rows.setdefault(score.param, [])
            if _is_tested(result) and not np.isnan(score.importance):
                of_param.append(score)
    scores = [_task_score(param, of_param) for param, of_param in rows.items()]
    p_values = np.array([1.0 if np.isnan(score.p_value) else score.p_value for score in scores])
    marks = (holm(p_values) < ALPHA).tolist() if scores else []
    marked = [
        score if np.isnan(score.p_value) else replace(score, above_noise=mark)
        for score, mark in zip(scores, marks, strict=True)
    ]
    return tuple(sorted(marked, key=lambda score: (np.isnan(score.overall.mean), -score.overall.mean)))


def _task_score(param: str, scores: Sequence[Score]) -> TaskScore:
    importances = np.array([score.importance for score in scores])
    p_values = np.array([score.p_value for score in scores])
    overall = meta_analysis(importances, np.array([score.importance_error for score in scores]))
    return TaskScore(
        param=param,
        overall=replace(overall, low=max(overall.low, 0.0), high=min(overall.high, 1.0)),
        importances=tuple(importances.tolist()),
        n_above_noise=sum(bool(score.above_noise) for score in scores),
        p_value=fisher(p_values[np.isfinite(p_values)]),
    )

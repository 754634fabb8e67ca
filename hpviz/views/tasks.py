"""The view of the params within tasks, and over all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.analysis.memory import LastComputed
from hpviz.analysis.ranking import rank
from hpviz.analysis.tasks.task_rankings import rank_tasks, split, task_columns
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import figure as figure_text
from hpviz.runs.where import condition, parts_of, selections_of
from hpviz.text import tasks as text
from hpviz.text.refusals import require_runs
from hpviz.views.encoding import figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.tasks.task_rankings import Rank, TaskResults
    from hpviz.charts import Picture
    from hpviz.runs import Runs


# Of runs the rankings within tasks that were computed last: whoever goes from task to task waits once.
_last: LastComputed[Runs, TaskResults] = LastComputed()


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """The rankings within tasks beside a ranking.

    Attributes
    ----------
    tasks
        The rankings, of all runs but those that conditions on other columns leave out.
    conditions
        Task to the condition of a filter that keeps its runs alone.
    method
        Of the ranking that they stand beside.
    """

    tasks: TaskResults
    conditions: Mapping[str, str]
    method: MethodName


def within_tasks(result: RankResult, by: str = "", ranked: Rank = rank) -> TaskView:
    """Rank within each task, the filter on the tasks themselves left aside.

    Raises
    ------
    HpvizError
        There are no runs, no such column, or fewer than two tasks.
    """
    require_runs(result)
    evidence = result.require_evidence()
    if not by:
        raise HpvizError("no column here is known to name a task; choose one under Parameters")
    runs = evidence.unfiltered or evidence.runs
    name = runs.resolve(by)
    options = replace(
        evidence.options,
        metric=result.metric,
        hidden=evidence.options.hidden | ({name} & runs.params.keys()),
        method="oob",
        where=" and ".join(rest_of(result.where, runs, name)),
    )
    return TaskView(
        tasks=_last.recall(runs, (options, name), lambda: rank_tasks(runs, options, name, ranked=ranked)),
        conditions=_conditions(runs, options, name),
        method=result.method,
    )


def rest_of(where: str, runs: Runs, column: str) -> list[str]:
    """List the conditions of a filter that are about more than a column."""
    own = selections_of(where, runs).get(column)
    return [part.text for part in parts_of(where) if not own or part.text not in own.conditions]


def _conditions(runs: Runs, options: RankOptions, by: str) -> dict[str, str]:
    kept = runs.where(options.where)
    column = kept.columns[by]
    return {task: condition(column, int(rows[0])) for task, rows in split(kept, by).items()}


def _encode(view: TaskView) -> dict[str, Any]:
    tasks = view.tasks
    return {
        "by": tasks.by,
        "tasks": {
            "task": list(tasks.results),
            "runs": [result.runs_used for result in tasks.results.values()],
            "condition": [view.conditions[task] for task in tasks.results],
            "words": [text.within(result) for result in tasks.results.values()],
        },
        "params": {
            "param": [score.param for score in tasks.scores],
            "mean": [figure(score.overall.mean) for score in tasks.scores],
            "low": [figure(score.overall.low) for score in tasks.scores],
            "high": [figure(score.overall.high) for score in tasks.scores],
            "text": [figure_text(score.overall.mean) for score in tasks.scores],
            "interval": [text.interval(score) for score in tasks.scores],
            "matters": [bool(score.above_noise) for score in tasks.scores],
            "often": [text.often(score) for score in tasks.scores],
            "differs": [text.differences_between(score) for score in tasks.scores],
            "dots": _dots(tasks),
        },
        "sentences": [*text.by_another_method(view.method), *text.beyond_the_rows(tasks)],
    }


def _dots(tasks: TaskResults) -> list[list[list[Any]]]:
    """List for each param its importance in each task that counts: the place of the task, figure, verdict."""
    places = {task: place for place, task in enumerate(tasks.results)}
    of_param: dict[str, list[list[Any]]] = {score.param: [] for score in tasks.scores}
    for task, result in tasks.trusted.items():
        for score in result.scores:
            if (importance := figure(score.importance)) is not None:
                of_param[score.param].append([places[task], importance, bool(score.above_noise)])
    return list(of_param.values())


def _chart(view: TaskView) -> Picture:
    from hpviz.charts.slices.tasks import tasks_chart

    return tasks_chart(view.tasks)


def has_tasks(runs: Runs) -> bool:
    """Whether a column is known to name a task."""
    return bool(task_columns(runs))


TASKS = View(
    name="tasks",
    label="Tasks",
    question="What matters within each task, and over all of them?",
    takes=("of",),
    compute=within_tasks,
    encode=_encode,
    chart=_chart,
    export_label="Tasks",
    targets=CHART,
    ranks=True,
    fits=has_tasks,
    subjects=task_columns,
)
VIEWS = (TASKS,)

"""What matters within tasks and over all of them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.tasks.order import is_first
from hpviz.formatting.numbers import figure
from hpviz.formatting.percents import percents
from hpviz.formatting.words import count_of, listed
from hpviz.text import target as words
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.refusals import SHORT_OF_RUNS, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.tasks.task_rankings import TaskResults, TaskScore

MOST_PARAMS, MOST_TASKS = 3, 3
# From this share on the differences between tasks are more than chance for the larger part.
HETEROGENEOUS = 0.5


def sentences(tasks: TaskResults) -> tuple[str, ...]:
    """Write what matters over all tasks, how far the tasks differ, and which do not count."""
    return (headline(tasks), *_of_params(tasks), *_left_out(tasks))


def beyond_the_rows(tasks: TaskResults) -> tuple[str, ...]:
    """Write what a row for each param and each task does not show."""
    return (headline(tasks), *_left_out(tasks))


def headline(tasks: TaskResults) -> str:
    """Write in a sentence what matters most over all tasks."""
    matters = [score for score in tasks.scores if score.above_noise]
    n = len(tasks.trusted)
    if not n:
        return _without_any(tasks)
    if not matters:
        over = "the" if n == 1 else "all"
        clear = [f"{score.param} in {score.n_above_noise:,}" for score in tasks.scores if score.n_above_noise]
        single = f"; within single tasks some matter: {listed(clear, MOST_PARAMS)}" if clear else ""
        return f"Every parameter could be chance over {over} {count_of(n, 'task')} ({tasks.by}){single}."
    first = matters[0]
    over = f"over {count_of(n, 'task')} ({tasks.by})"
    share = f"on average {first.overall.mean:.0%} of {_differences(tasks)}"
    if is_first(tasks, first.param):
        return f"{first.param} matters most {over}: {share}."
    return f"{first.param} comes first {over}, but its place is not settled: {share}."


def _without_any(tasks: TaskResults) -> str:
    """Write why there is no figure within any task."""
    if _lacks_params(tasks):
        return f"There is no parameter to rank beside {tasks.by}: none is left, or all are hidden."
    kinds = {result.obstacle.kind for result in tasks.results.values() if result.obstacle is not None}
    if kinds & (SHORT_OF_RUNS - {"constant target", "constant params"}):
        return f"No value of {tasks.by} has enough runs to tell an effect from chance."
    return f"No value of {tasks.by} allows a ranking."


def _lacks_params(tasks: TaskResults) -> bool:
    obstacles = [result.obstacle for result in tasks.results.values()]
    return all(
        obstacle is not None and obstacle.kind in {"all hidden", "no params"} for obstacle in obstacles
    )


def _differences(tasks: TaskResults) -> str:
    return words.differences(next(iter(tasks.trusted.values())).target)


def _of_params(tasks: TaskResults) -> Iterator[str]:
    for score in [score for score in tasks.scores if score.above_noise][:MOST_PARAMS]:
        often = f"it matters in {score.n_above_noise:,} of {score.overall.n:,}"
        yield f"{score.param}: {_mean(score)}; {often}."
        if score.overall.i2 >= HETEROGENEOUS:
            low, high = min(score.importances), max(score.importances)
            yield (
                f"It differs between tasks by more than chance: {percents(low, high)}, typically "
                f"{score.overall.tau:.0%} from the mean (I\u00b2 {score.overall.i2:.0%})."
            )


def _mean(score: TaskScore) -> str:
    """Write the mean with its interval, where there are two tasks or more."""
    mean = f"{score.overall.mean:.0%} on average"
    if score.overall.n < 2:
        return mean
    return f"{mean} (95% interval {percents(score.overall.low, score.overall.high)})"


def _left_out(tasks: TaskResults) -> Iterator[str]:
    """Name the tasks that do not count, and why the first does not."""
    others = [task for task in tasks.results if task not in tasks.trusted]
    if others and not _lacks_params(tasks):
        why = problem(tasks.results[others[0]])
        reason = f" {others[0]}: {why}" if why else ""
        yield f"Without {count_of(len(others), 'task')} ({listed(others, MOST_TASKS)}).{reason}"


def by_another_method(method: MethodName) -> tuple[str, ...]:
    """Write that tasks are ranked by the recommended importance where another method is chosen."""
    if method == "oob":
        return ()
    return (f"Tasks are ranked by {METHOD_TEXTS['oob'].name}, whatever method is chosen above.",)


def interval(score: TaskScore) -> str:
    """Write the interval of a mean over tasks; empty of fewer than two."""
    overall = score.overall
    return "" if overall.n < 2 else f"{figure(overall.low)} to {figure(overall.high)}"


def often(score: TaskScore) -> str:
    """Write in how many tasks a param is above the noise."""
    return f"matters in {score.n_above_noise:,} of {score.overall.n:,}"


def differences_between(score: TaskScore) -> str:
    """Write whether a param matters more in some tasks than in others; empty of fewer than two."""
    if score.overall.n < 2:
        return ""
    if score.overall.i2 < HETEROGENEOUS:
        return "alike in all tasks, or too few runs to tell"
    return f"differs between tasks: {percents(min(score.importances), max(score.importances))}"


def within(result: RankResult) -> str:
    """Write what matters within a task, or why nothing is known of it."""
    why = problem(result)
    if why is not None:
        return why
    matters = [f"{score.param} ({score.importance:.0%})" for score in result.scores if score.matters]
    return listed(matters, MOST_PARAMS) if matters else "every parameter could be chance"

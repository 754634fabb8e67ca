"""What stands in the way of an answer, in words, and refusals of what a ranking cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.comparison.left_out import would_lead
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.sample.replicates import ENOUGH
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import number
from hpviz.formatting.words import count_of, listed
from hpviz.runs.target import COUNTED_AS_FAILED, FAILURE, FailureTarget, ParetoTarget
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.trust import Obstacle

NO_METRIC = (
    "None of the columns is a numeric metric, so there is nothing to rank by. Log a number per run (a "
    "loss, an accuracy), or say which column is one: Panel(…, metrics=['name']), or under Parameters."
)
NO_PARAMS = (
    "None of the columns is a parameter. Say which are: Panel(…, params=['name']), or under Parameters."
)
SIMPLE_PROBLEMS = {
    "no metric": NO_METRIC,
    "all hidden": "All parameters are hidden: choose some under Parameters.",
    "no params": NO_PARAMS,
    "single run": (
        "Only one run can be used, so there is nothing to compare: log more runs, or give the folder that "
        "holds them."
    ),
    "constant params": (
        "Every parameter has only one value in these runs: vary a parameter to see what it does."
    ),
}


# What more runs would do away with, of which a filter may have left some out.
SHORT_OF_RUNS = frozenset({
    "none enters", "single run", "constant target", "constant params", "few runs", "few configurations",
})  # fmt: skip
WITHOUT_FILTER = "To have more runs, change or clear the filter."


def problem(result: RankResult) -> str | None:
    """Write why there is nothing to trust, and what to do; None where there is."""
    obstacle = result.obstacle
    if obstacle is None:
        return None
    sentence = _hindrance(result, obstacle)
    return f"{sentence} {WITHOUT_FILTER}" if result.where and obstacle.kind in SHORT_OF_RUNS else sentence


def _hindrance(result: RankResult, obstacle: Obstacle) -> str:
    if obstacle.kind in SIMPLE_PROBLEMS:
        return SIMPLE_PROBLEMS[obstacle.kind]
    if obstacle.kind == "no runs":
        return f"{obstacle.source} has no runs yet: there is nothing to rank."
    if obstacle.kind == "none enters":
        why = reasons(result.runs_skipped)
        return (
            f"None of the {count_of(obstacle.runs)} can be used. Left out: {why}. {_remedy(result)}".rstrip()
        )
    if obstacle.kind == "constant target":
        return f"{_all_alike(result, obstacle)}: there is nothing to explain. Choose another metric."
    return _untrusted(result, obstacle)


def _untrusted(result: RankResult, obstacle: Obstacle) -> str:
    if obstacle.kind == "few runs":
        return (
            f"Only {count_of(obstacle.runs)} can be used, too few to tell an effect from chance: "
            f"{ENOUGH_RUNS} or more are needed."
        )
    if obstacle.kind == "few configurations":
        return (
            f"The {count_of(obstacle.runs)} try only {obstacle.configurations} configurations, too few to "
            f"tell an effect from chance: {ENOUGH} or more are needed."
        )
    tried = sum(score.varies for score in result.scores)
    runs, outcome = count_of(result.runs_used), words.outcome(result.target)
    which = (
        f"None of these {tried} parameters clearly explains"
        if tried > 1
        else "This parameter does not explain"
    )
    # What a column explains that was left out, no more runs show.
    remedy = "" if would_lead(result) else ": add runs, or vary other parameters"
    return f"{which} {outcome} in {runs}{remedy}."


def _all_alike(result: RankResult, obstacle: Obstacle) -> str:
    runs, target = count_of(obstacle.runs), result.target
    if isinstance(target, FailureTarget):
        return (
            f"All of the {runs} failed" if obstacle.value else f"None of the {runs} is known to have failed"
        )
    if isinstance(target, ParetoTarget):
        return f"All of the {runs} are on the Pareto front of {listed(target.metrics)}"
    return f"{target.name} has the same value ({number(obstacle.value)}) in all {runs}"


def _remedy(result: RankResult) -> str:
    if result.where:
        return _what_fails(result)
    by_status = any(" " not in reason for reason in result.runs_skipped)
    return "Choose which statuses to include under Settings." if by_status else "Choose another metric."


def _what_fails(result: RankResult) -> str:
    """Write how to see why runs fail, where all that a filter keeps have failed."""
    kept = [reason for reason in result.runs_skipped if not reason.startswith("by the filter")]
    if not kept or not {*kept} <= {*COUNTED_AS_FAILED}:
        return ""
    return f"All that the filter keeps failed: to see why, clear it and choose the metric {FAILURE}."


def reasons(skipped: Mapping[str, int]) -> str:
    """List why runs were left out, with their counts: ``12 crashed, 3 without val_loss``."""
    return ", ".join(f"{count} {reason}" for reason, count in skipped.items())


def without_result(result: RankResult) -> str:
    """List the runs without a figure that the filter keeps: ``12 failed``; empty where there is none."""
    kept = {why: count for why, count in result.runs_skipped.items() if not why.startswith("by the filter")}
    return reasons(kept)


def require_runs(result: RankResult) -> None:
    """Refuse a ranking that holds fewer than two runs.

    Raises
    ------
    HpvizError
        It does; the message says why.
    """
    if result.evidence is None or result.runs_used < 2:
        raise HpvizError(f"there is nothing to draw: {problem(result) or 'the ranking holds no runs.'}")


def require_trust(result: RankResult, refusal: str) -> None:
    """Refuse a ranking whose figures are not to be trusted.

    Parameters
    ----------
    result
        The ranking.
    refusal
        What is not done, as the message begins: ``"no interactions are looked for"``.

    Raises
    ------
    HpvizError
        The ranking holds no runs, or an obstacle stands in its way.
    """
    require_runs(result)
    if result.obstacle is not None:
        raise HpvizError(f"{refusal}. {problem(result)}")

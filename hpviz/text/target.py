"""What the params are ranked by, in words: a metric, failure, or the distance to a Pareto front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.checks import rankings as checks
from hpviz.checks import undismissed
from hpviz.formatting.words import capitalised, listed
from hpviz.runs.target import FailureTarget, ParetoTarget

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hpviz.analysis.sample.metric_scale import Rescaling
    from hpviz.checks import Note
    from hpviz.runs.metric_names import Goal
    from hpviz.runs.target import Target

# So many of the metrics that may be meant are named.
MOST_RIVALS = 4


def noun(target: Target) -> str:
    """Name the target within a sentence: "the variation of val_loss"."""
    return "the distance to the front" if isinstance(target, ParetoTarget) else target.name


def differences(target: Target) -> str:
    """Name what is explained, as after "58% of"."""
    if isinstance(target, FailureTarget):
        return "the differences between failed and other runs"
    if isinstance(target, ParetoTarget):
        return "the differences in distance to the Pareto front"
    return f"the differences in {target.name}"


def outcome(target: Target) -> str:
    """Name what the params explain, as after "most of": ``val_loss``, ``why runs fail``."""
    return "why runs fail" if isinstance(target, FailureTarget) else noun(target)


def axis_label(target: Target) -> str:
    """Name the target on an axis or in the head of a column, without an article."""
    return noun(target).removeprefix("the ")


def heading(target: Target) -> str:
    """Name the target with its goals, as after "with respect to"."""
    if isinstance(target, FailureTarget):
        return target.name
    each = [f"{name} ({goal})" for name, goal in zip(target.metrics, target.goals, strict=True)]
    if isinstance(target, ParetoTarget):
        return f"the distance to the Pareto front of {' and '.join(each)}"
    return each[0]


def lower(target: Target) -> str:
    """Describe smaller values of the target: "lower val_loss"."""
    if isinstance(target, FailureTarget):
        return "fewer failures"
    return "runs closer to the front" if isinstance(target, ParetoTarget) else f"lower {target.name}"


def higher(target: Target) -> str:
    """Describe larger values of the target: "higher val_loss"."""
    if isinstance(target, FailureTarget):
        return "more failures"
    return "runs farther from the front" if isinstance(target, ParetoTarget) else f"higher {target.name}"


def better(target: Target) -> str:
    """Describe values of the target in the direction of its goal."""
    return lower(target) if target.goal == "minimize" else higher(target)


def runs_that(target: Target, *, higher: bool) -> str:
    """Write how runs compare, as after "runs" or "they": ``have higher val_loss``, ``fail more often``."""
    if isinstance(target, FailureTarget):
        return f"fail {'more' if higher else 'less'} often"
    if isinstance(target, ParetoTarget):
        return f"are {'farther from' if higher else 'closer to'} the front"
    return f"have {'higher' if higher else 'lower'} {target.name}"


def worse_runs(target: Target) -> str:
    """Write what is worse about runs, as after "runs"."""
    return runs_that(target, higher=target.goal == "minimize")


def differing(target: Target) -> str:
    """Name what values of a param differ in."""
    return "how often runs fail" if isinstance(target, FailureTarget) else noun(target)


def purpose(target: Target) -> str:
    """Describe what a value is best for: "for val_loss"."""
    if isinstance(target, FailureTarget):
        return "for avoiding failures"
    return "for runs close to the front" if isinstance(target, ParetoTarget) else f"for {target.name}"


def guess_sentences(target: Target, dismissed: Collection[str] = ()) -> tuple[Note, ...]:
    """Write what nothing says of the target: that it is what counts, and which way is better.

    Parameters
    ----------
    target
        What runs are ranked by.
    dismissed
        Codes of the checks whose notes are left out.
    """
    of_metric = metric_guess(target.name, target.rivals)
    guesses = [checks.METRIC_GUESSED.note(of_metric)] if of_metric else []
    return undismissed([*guesses, *map(checks.GOAL_GUESSED.note, _guessed_goal(target))], dismissed)


def metric_guess(metric: str, rivals: Sequence[str]) -> str:
    """Write which metrics may be meant instead of one that nobody chose; empty where none may."""
    others = listed(rivals, MOST_RIVALS, last=" or ")
    return f"{metric} is taken to be the metric that counts; {others} may be meant instead." if rivals else ""


def _guessed_goal(target: Target) -> tuple[str, ...]:
    """Write which way is taken to be better where neither the source nor the name of a metric says it."""
    goals = dict(zip(target.metrics, target.goals, strict=True))
    each = [f"{sense(goals[metric])} {metric}" for metric in target.guessed]
    if not each:
        return ()
    are, names = ("is", "its name does") if len(each) == 1 else ("are", "their names do")
    return (f"{capitalised(listed(each))} {are} taken to be better; {names} not say so.",)


def description(target: Target) -> tuple[str, ...]:
    """Define a target that is made of the runs: no sentence for a metric, which its name defines."""
    if isinstance(target, FailureTarget):
        failed = "failed or crashed (killed ones where chosen)"
        diverged = f" or whose {target.diverging} diverged" if target.diverging else ""
        return (f"Failure is 1 for runs that {failed}{diverged}, 0 for the others.",)
    if not isinstance(target, ParetoTarget):
        return ()
    each = [
        f"{name} ({sense(goal)} is better)" for name, goal in zip(target.metrics, target.goals, strict=True)
    ]
    every = "both" if len(each) == 2 else "all"
    sentence = (
        f"Distance to the Pareto front of {' and '.join(each)}: 0 means that no run beats it on {every} "
        "metrics; larger is further behind."
    )
    return (sentence,)


def sense(goal: Goal) -> str:
    """Name the direction that is better: ``lower``."""
    return "lower" if goal == "minimize" else "higher"


def rescaled(rescaling: Rescaling, metric: str) -> str:
    """Write why a metric is read on another scale."""
    have = "One run has" if rescaling.few == 1 else "A few runs have"
    if rescaling.scale == "log":
        return f"{have} a huge {metric}, so a log scale is used (change in Settings)."
    return f"{have} an extreme {metric}, so ranks are compared instead of values (change in Settings)."

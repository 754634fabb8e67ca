"""What runs can be ranked by: a metric, failing, or how far they are from the best trade-offs of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError
from hpviz.runs.metric_names import GOALS, Goal
from hpviz.runs.pareto import distances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.runs import Aggregate, Runs, Status
    from hpviz.runs.column import FloatArray

FAILURE = "failure"
FRONT = "pareto: "
# These are failures, and enter with the finished runs whatever statuses are chosen. A killed run was stopped
# from outside, most often for reasons of the machine or the person: it enters, as a failure, where its status
# is chosen.
FAILED: tuple[Status, ...] = ("failed", "crashed")
COUNTED_AS_FAILED: tuple[Status, ...] = (*FAILED, "killed")


@dataclass(frozen=True)
class Target:
    """What the params are ranked by.

    Attributes
    ----------
    name
        The metric, ``"failure"``, or ``"pareto: val_loss, runtime"``.
    goal
        Of an outcome always ``"minimize"``: fewer failures, a smaller distance.
    metrics, goals
        What its values are made of: no metric for failure, several for a front.
    """

    name: str
    goal: Goal
    metrics: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()

    @classmethod
    def of_metric(cls, name: str, goal: Goal) -> Target:
        """Make one of a metric."""
        return cls(name, goal, (name,), (goal,))

    @property
    def plain(self) -> bool:
        """Whether it is a metric as it is."""
        return len(self.metrics) == 1

    @property
    def fails(self) -> bool:
        """Whether it is failure."""
        return not self.metrics

    @property
    def trades(self) -> bool:
        """Whether it is a front of several metrics."""
        return len(self.metrics) > 1

    @property
    def noun(self) -> str:
        """In a sentence: "the variation of val_loss"."""
        return "the distance to the front" if self.trades else self.name

    @property
    def label(self) -> str:
        """On an axis."""
        return self.noun.removeprefix("the ")

    @property
    def heading(self) -> str:
        """After "with respect to"."""
        if self.fails:
            return "failure"
        each = [f"{name} ({goal})" for name, goal in zip(self.metrics, self.goals, strict=True)]
        return f"the distance to the Pareto front of {' and '.join(each)}" if self.trades else each[0]

    @property
    def lower(self) -> str:
        """What smaller values are: "lower val_loss"."""
        if self.fails:
            return "fewer failures"
        return "runs closer to the front" if self.trades else f"lower {self.name}"

    @property
    def higher(self) -> str:
        """What larger values are."""
        if self.fails:
            return "more failures"
        return "runs farther from the front" if self.trades else f"higher {self.name}"

    @property
    def better(self) -> str:
        """What the goal asks for."""
        return self.lower if self.goal == "minimize" else self.higher

    def about(self) -> Iterator[str]:
        """Say what it is, where it is no plain metric."""
        if self.fails:
            yield "Failure is 1 for runs that failed or crashed (killed ones where chosen), 0 for the others."
        if self.trades:
            each = [
                f"{name} ({'lower' if goal == 'minimize' else 'higher'} is better)"
                for name, goal in zip(self.metrics, self.goals, strict=True)
            ]
            yield (
                f"The distance to the Pareto front of {' and '.join(each)}: by what share of the runs each "
                "of them would have to overtake for no other run to be better in all; 0 on the front."
            )


def spelled(metric: str | Sequence[str] | None) -> str | None:
    """Write several metrics as one text: ``("val_loss", "runtime")`` as ``"pareto: val_loss, runtime"``."""
    if metric is None or isinstance(metric, str):
        return metric
    return FRONT + ", ".join(str(name) for name in metric)


def target_of(runs: Runs, name: str, goal: Goal | None = None) -> Target:
    """Find what a text names among the runs' metrics and outcomes; the runs' own names come first.

    Raises
    ------
    HpvizError
        No such metric, a front of fewer than two, or an outcome with a goal that it cannot have.
    """
    own = name in runs.metrics
    if name == FAILURE and not own:
        return _minimized(Target(FAILURE, "minimize"), goal)
    if name.startswith(FRONT) and not own:
        return _minimized(_front(runs, name), goal)
    found = runs.resolve(name, "metric")
    return Target.of_metric(found, goal or runs.default_goal(found))


def _minimized(target: Target, goal: Goal | None) -> Target:
    if goal == "maximize":
        raise HpvizError(f"{target.name!r} has the goal 'minimize' ({target.lower}); leave the goal out")
    return target


def _front(runs: Runs, name: str) -> Target:
    parts = name.removeprefix(FRONT).split(", ")
    pairs = _read(runs, parts) or [(runs.resolve(part, "metric"), None) for part in parts]
    metrics = tuple(metric for metric, _ in pairs)
    if len(set(metrics)) < max(2, len(metrics)):
        raise HpvizError(
            f"a Pareto front is of two or more different metrics, not of {list(metrics)}: "
            "metric=('val_loss', 'runtime')"
        )
    goals = tuple(goal or runs.default_goal(metric) for metric, goal in pairs)
    texts = [
        metric if goal == runs.default_goal(metric) else f"{metric} ({goal})"
        for metric, goal in zip(metrics, goals, strict=True)
    ]
    return Target(FRONT + ", ".join(texts), "minimize", metrics, goals)


def _read(runs: Runs, parts: list[str]) -> list[tuple[str, Goal | None]] | None:
    """Read metrics, each perhaps with a goal in brackets; a name may hold commas itself."""
    if not parts:
        return []
    for end in range(len(parts), 0, -1):
        first = _metric(runs, ", ".join(parts[:end]))
        others = _read(runs, parts[end:]) if first else None
        if first and others is not None:
            return [first, *others]
    return None


def _metric(runs: Runs, text: str) -> tuple[str, Goal | None] | None:
    for goal in (None, *GOALS):
        name = text if goal is None else text.removesuffix(f" ({goal})")
        if name in runs.metrics and (goal is None or name != text):
            return name, goal
    given = {column.given_name: name for name, column in runs.metrics.items() if column.given_name}
    return (given[text], None) if text in given else None


def values_of(runs: Runs, target: Target, aggregate: Aggregate) -> FloatArray:
    """Give one number per run, NaN where it has none; of a front one row per metric."""
    if target.fails:
        return np.isin(runs.statuses, COUNTED_AS_FAILED).astype(np.float64)
    each = [
        runs.metric_values(name, aggregate, goal)
        for name, goal in zip(target.metrics, target.goals, strict=True)
    ]
    return each[0] if len(each) == 1 else np.stack(each)


def distances_of(values: FloatArray, target: Target) -> FloatArray:
    """Turn several metrics into their distance to the front; shape (metrics, runs) to (runs,)."""
    signs = np.array([1.0 if goal == "minimize" else -1.0 for goal in target.goals])
    return distances(signs[:, None] * values)


def outcomes_of(runs: Runs) -> list[str]:
    """Name what can be asked beside the metrics, fronts not counted."""
    known = set(runs.statuses.tolist()) - {"unknown"}
    return [FAILURE] if known and FAILURE not in runs.metrics else []

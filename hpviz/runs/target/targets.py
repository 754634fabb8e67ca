"""What runs can be ranked by: a metric, failing, or how far they are from the best trade-offs of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np

from hpviz.errors import HpvizError
from hpviz.runs.metric_names import GOALS, Goal
from hpviz.runs.target.divergence import diverged
from hpviz.runs.target.pareto import distances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs import Aggregate, Runs, Status
    from hpviz.runs.column import BoolArray, FloatArray

FAILURE = "failure"
FRONT = "pareto: "
# These are failures, and enter with the finished runs whatever statuses are chosen. A killed run was stopped
# from outside, most often for reasons of the machine or the person: it enters, as a failure, where its status
# is chosen.
FAILED: tuple[Status, ...] = ("failed", "crashed")
# "unknown" is the status of all runs where a source keeps none.
ENDED: tuple[Status, ...] = ("finished", "unknown")
COUNTED_AS_FAILED: tuple[Status, ...] = (*FAILED, "killed")


@dataclass(frozen=True)
class MetricTarget:
    """A metric as the runs have it.

    Attributes
    ----------
    name
        The metric.
    goal
        ``"minimize"`` or ``"maximize"``.
    guessed
        The metrics whose goal nothing says: neither the person, nor the source, nor a name.
    rivals
        Metrics that may be meant as well, where nobody chose this one (`hpviz.runs.guesses.Guesses`).
    has_tails
        A few runs can hold most of its variance: those that diverged are left out, and its logarithm or ranks
        may be analysed instead.
    admits_failed_runs
        Runs that failed enter whatever statuses are chosen.
    """

    name: str
    goal: Goal
    guessed: tuple[str, ...] = field(default=(), compare=False)
    _: KW_ONLY
    rivals: tuple[str, ...] = field(default=(), compare=False)
    has_tails: ClassVar[bool] = True
    admits_failed_runs: ClassVar[bool] = False

    @property
    def metrics(self) -> tuple[str, ...]:
        """The one metric of which it is made."""
        return (self.name,)

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The goal of each of `metrics`."""
        return (self.goal,)

    def values(self, runs: Runs, aggregate: Aggregate) -> FloatArray:
        """Shape (1, runs): the metric, NaN where a run has none."""
        return runs.metric_values(self.name, aggregate, self.goal)[None]

    def combined(self, values: FloatArray) -> FloatArray:
        """Shape (runs,): the target of some of the runs, of their `values`."""
        return cast("FloatArray", values[0])


@dataclass(frozen=True)
class FailureTarget:
    """Whether a run failed: 1 for one that failed, crashed, was killed or diverged, 0 for the others.

    Attributes
    ----------
    diverging
        The metric in which runs can diverge (`hpviz.runs.target.divergence`); None where there is no metric.

    The others are those of `MetricTarget`; there is no metric of which it is made.
    """

    diverging: str | None = field(default=None, compare=False)

    name: ClassVar[str] = FAILURE
    goal: ClassVar[Goal] = "minimize"
    guessed: ClassVar[tuple[str, ...]] = ()
    rivals: ClassVar[tuple[str, ...]] = ()
    metrics: ClassVar[tuple[str, ...]] = ()
    goals: ClassVar[tuple[Goal, ...]] = ()
    has_tails: ClassVar[bool] = False
    admits_failed_runs: ClassVar[bool] = True

    def values(self, runs: Runs, aggregate: Aggregate) -> FloatArray:
        """Shape (1, runs): 1 where the run failed, else 0."""
        failed = np.isin(runs.statuses, COUNTED_AS_FAILED)
        if self.diverging is not None:
            failed |= diverged_runs(runs, self.diverging, aggregate)
        return failed.astype(np.float64)[None]

    def combined(self, values: FloatArray) -> FloatArray:
        """Shape (runs,): the target of some of the runs, of their `values`."""
        return cast("FloatArray", values[0])


@dataclass(frozen=True)
class ParetoTarget:
    """The distance to the Pareto front of several metrics (`hpviz.runs.target.pareto.distances`).

    Attributes
    ----------
    name
        As it is written: ``"pareto: val_loss, runtime"``.
    metrics, goals
        Of which it is made, two or more.
    goal
        ``"minimize"``: a small distance.
    guessed
        As of a `MetricTarget`.
    """

    name: str
    metrics: tuple[str, ...]
    goals: tuple[Goal, ...]
    _: KW_ONLY
    guessed: tuple[str, ...] = field(default=(), compare=False)
    rivals: ClassVar[tuple[str, ...]] = ()
    goal: ClassVar[Goal] = "minimize"
    has_tails: ClassVar[bool] = False
    admits_failed_runs: ClassVar[bool] = False

    def values(self, runs: Runs, aggregate: Aggregate) -> FloatArray:
        """Shape (metrics, runs): each metric, NaN where a run has none."""
        pairs = zip(self.metrics, self.goals, strict=True)
        return np.stack([runs.metric_values(metric, aggregate, goal) for metric, goal in pairs])

    def combined(self, values: FloatArray) -> FloatArray:
        """Shape (runs,): the distance of some of the runs, finite in all metrics, to their front."""
        signs = np.array([1.0 if goal == "minimize" else -1.0 for goal in self.goals])
        return distances(signs[:, None] * values)


Target = MetricTarget | FailureTarget | ParetoTarget
"""What the params are ranked by."""


def spelled(metric: str | Sequence[str] | None) -> str | None:
    """Write several metrics as one text: ``("val_loss", "runtime")`` as ``"pareto: val_loss, runtime"``.

    Raises
    ------
    HpvizError
        It is neither a name nor several.
    """
    if metric is None or isinstance(metric, str):
        return metric
    if not isinstance(metric, Iterable):
        raise HpvizError(f"metric={metric!r} is no name of a metric, nor a list of names")
    return FRONT + ", ".join(str(name) for name in metric)


def target_of(runs: Runs, name: str, goal: Goal | None = None) -> Target:
    """Find what a text names among the metrics and outcomes of the runs; a metric comes before an outcome.

    Raises
    ------
    HpvizError
        No such metric, a front of fewer than two, or an outcome with a goal that it cannot have.
    """
    own = name in runs.metrics
    if name == FAILURE and not own:
        _require_minimize(name, goal, "fewer failures")
        return FailureTarget(runs.default_metric())
    if name.startswith(FRONT) and not own:
        target = _front(runs, name)
        _require_minimize(target.name, goal, "runs closer to the front")
        return target
    metric = runs.resolve(name, "metric")
    return MetricTarget(metric, goal or runs.default_goal(metric), _guessed(runs, [(metric, goal)]))


def default_target(runs: Runs, goal: Goal | None = None) -> Target | None:
    """Find what runs are ranked by where nobody chooses it: the default metric; None where there is none."""
    metric = runs.default_metric()
    if metric is None:
        return None
    target = target_of(runs, metric, goal)
    return replace(target, rivals=runs.guesses.rivals) if isinstance(target, MetricTarget) else target


def _guessed(runs: Runs, pairs: Iterable[tuple[str, Goal | None]]) -> tuple[str, ...]:
    return tuple(metric for metric, goal in pairs if goal is None and runs.goal_is_guessed(metric))


def _require_minimize(name: str, goal: Goal | None, meaning: str) -> None:
    if goal == "maximize":
        raise HpvizError(f"{name!r} has the goal 'minimize' ({meaning}); leave the goal out")


def _front(runs: Runs, name: str) -> ParetoTarget:
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
    return ParetoTarget(FRONT + ", ".join(texts), metrics, goals, guessed=_guessed(runs, pairs))


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


def diverged_runs(runs: Runs, metric: str, aggregate: Aggregate) -> BoolArray:
    """Mark the runs that ended, as far as is known, with a metric that diverged."""
    ended = np.isin(runs.statuses, ENDED)
    values = runs.metric_values(metric, aggregate, runs.default_goal(metric))
    marked: BoolArray = diverged(np.where(ended, values, np.nan))
    return marked


def outcomes_of(runs: Runs) -> list[str]:
    """List what else the params can be ranked by, fronts not counted.

    That is failure, where statuses are known or runs diverged.
    """
    if FAILURE in runs.metrics:
        return []
    if set(runs.statuses.tolist()) - {"unknown"}:
        return [FAILURE]
    metric = runs.default_metric()
    return [FAILURE] if metric is not None and diverged_runs(runs, metric, "last").any() else []

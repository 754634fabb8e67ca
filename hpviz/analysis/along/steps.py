"""What each run had reached at some steps of its training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.along.results import WIDE
from hpviz.analysis.along.stage import Stage, values_of
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.errors import HpvizError
from hpviz.runs import History
from hpviz.runs.history import per_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs import Aggregate, Runs
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.runs.metric_names import Goal
    from hpviz.runs.target import MetricTarget, ParetoTarget

# So many steps are looked at, of a history that has more than the second.
POINTS, MOST_POINTS = 6, 8
# The last of them is reached by so many of the runs at least, the first lies where so many have a value.
SHARE_AT_END, SHARE_AT_FIRST = 0.2, 0.9


@dataclass(frozen=True, eq=False, kw_only=True)
class Logged:
    """Where a metric was logged.

    Attributes
    ----------
    run, number, value
        Of each step with a value: the run, the number of the step, the metric.
    first, last, reach
        Shape (runs,): the first and the last step of each run, and where the next would have come; NaN of a
        run without a value.
    """

    run: NDArray[np.intp]
    number: NDArray[np.number]
    value: FloatArray
    first: FloatArray
    last: FloatArray
    reach: FloatArray

    @classmethod
    def of(cls, history: History, metric: str, n: int) -> Logged:
        """Collect the steps of a metric."""
        run, value = history.run, history.values[metric]
        number = history.numbers if history.step is None else history.step
        there = ~np.isnan(value)
        if not there.all():  # tens of millions of steps are not copied for nothing
            run, number, value = run[there], number[there], value[there]
        starts = np.flatnonzero(np.r_[True, run[1:] != run[:-1]])
        first, last, reach = (np.full(n, np.nan) for _ in range(3))
        first[run[starts]] = np.minimum.reduceat(number, starts)
        last[run[starts]] = np.maximum.reduceat(number, starts)
        # A run that logs every hundred steps has reached step 1,050 where it has logged 1,000 and not ended.
        between = np.maximum(np.bincount(run, minlength=n) - 1, 1)
        reach = last + (last - first) / between
        return cls(run=run, number=number, value=value, first=first, last=last, reach=reach)

    def has_reached(self, step: float) -> BoolArray:
        """Shape (runs,): which have a value at a step, or would have had another by then."""
        reached: BoolArray = (self.first <= step) & ((self.reach > step) | (self.last == step))
        return reached


def stages_of_steps(
    runs: Runs,
    target: MetricTarget | ParetoTarget,
    aggregate: Aggregate,
    points: Sequence[float] | None = None,
) -> list[Stage]:
    """Build the runs as they were at some steps.

    Parameters
    ----------
    runs
        With a history.
    target
        What they are ranked by.
    aggregate
        Which of the steps so far counts.
    points
        The steps. Default: about `POINTS`, spread over the training, or over its magnitudes.

    Raises
    ------
    HpvizError
        A metric has no history, or a single step.
    """
    logged = [Logged.of(_history(runs, metric), metric, len(runs)) for metric in target.metrics]
    points = chosen_steps(logged[0]) if points is None else _given(points)
    if len(points) < 2:
        raise HpvizError(
            f"{target.metrics[0]} was logged at a single step of the runs that can be compared, so there is "
            "nothing to see along the training"
        )
    return [_stage(runs, target, aggregate, logged, point) for point in points]


def _history(runs: Runs, metric: str) -> History:
    history = runs.history
    if history is None:
        raise HpvizError(
            "these runs have no history, only one value of each metric; log it at every step, or give a "
            "table with one row per step"
        )
    if history.means is not None:
        raise HpvizError(
            "the steps of these runs are held by an engine, which sends the smallest, the largest and the "
            "last value of each run alone; give the table in memory to see what matters along the training"
        )
    if metric not in history.values or np.isnan(history.values[metric]).all():
        known = [name for name, values in history.values.items() if not np.isnan(values).all()]
        raise HpvizError(f"{metric!r} has no history, only its last value. With history: {known}")
    return history


def _given(points: object) -> list[float]:
    """Read the steps that a person named."""
    listed = [] if isinstance(points, str) or not isinstance(points, Iterable) else [*points]
    is_number = [isinstance(point, Real) and not isinstance(point, bool) for point in listed]
    if len({*listed} if all(is_number) else ()) < 2 or not np.isfinite(listed).all():
        raise HpvizError(
            f"points={points!r} are not two steps or more; give their numbers: points=[100, 1000]"
        )
    return sorted({float(point) for point in listed})


def chosen_steps(logged: Logged) -> list[float]:
    """Choose the steps to look at: even along the training, or along its magnitudes where these are many.

    The last is one that a fifth of the runs reach, and twenty of them where there are so many; the first
    lies where nearly all have a value.
    """
    ends = np.sort(logged.last[np.isfinite(logged.last)])
    least = min(len(ends), max(ENOUGH_RUNS, int(np.ceil(SHARE_AT_END * len(ends)))))
    end = ends[-least]
    begin = np.nanquantile(logged.first, SHARE_AT_FIRST, method="inverted_cdf")
    numbers = np.unique(logged.number)
    numbers = numbers[(numbers >= min(begin, end)) & (numbers <= end)]
    if len(numbers) <= MOST_POINTS:
        return [float(number) for number in numbers]
    positive = numbers[numbers > 0]
    is_wide = numbers[0] >= 0 and len(positive) > 1 and positive[-1] >= WIDE * positive[0]
    spread = np.geomspace if is_wide else np.linspace
    aims = spread(positive[0] if is_wide else numbers[0], numbers[-1], POINTS)
    after = np.searchsorted(numbers, aims).clip(1, len(numbers) - 1)
    is_nearer = aims - numbers[after - 1] < numbers[after] - aims
    return [float(number) for number in np.unique(numbers[after - is_nearer])]


def _stage(
    runs: Runs,
    target: MetricTarget | ParetoTarget,
    aggregate: Aggregate,
    logged: Sequence[Logged],
    point: float,
) -> Stage:
    columns = dict(runs.columns)
    for metric, goal, own in zip(target.metrics, target.goals, logged, strict=True):
        values = _values(own, point, aggregate, goal, len(runs))
        columns[metric] = replace(columns[metric], numbers=values, originals=None)
    here = replace(runs, columns=columns, history=None, population=None)
    return Stage(
        point=point,
        runs=here,
        unit=np.arange(len(runs)),
        values=values_of(here, target),
    )


def _values(logged: Logged, point: float, aggregate: Aggregate, goal: Goal, n: int) -> FloatArray:
    """Reduce the steps up to a point to one number for each run that has reached it."""
    so_far = (logged.number <= point) & logged.has_reached(point)[logged.run]
    history = History(logged.run[so_far], {"": logged.value[so_far]})
    if aggregate == "best":
        aggregate = "min" if goal == "minimize" else "max"
    return per_run(history, "", aggregate, n)

"""The axes on which single runs are drawn: params, what they are ranked by, and other metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import log_axis
from hpviz.analysis.design.spacing import is_crowded
from hpviz.analysis.result.runs_table import OF_METRIC, OF_PARAM
from hpviz.analysis.sample.param_axes import chosen_axes
from hpviz.runs.column import Column
from hpviz.runs.target import MetricTarget, ParetoTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs
    from hpviz.runs.column import FloatArray
    from hpviz.runs.metric_names import Goal

# Keys of what no column holds: failure or a distance to a front, and when a run began.
TARGET, CREATED = "target", "created"


@dataclass(frozen=True, eq=False, kw_only=True)
class RunAxis:
    """An axis over all runs that were read.

    Attributes
    ----------
    key
        ``"param:lr"``, ``"metric:loss"``, ``"target"`` or ``"created"``.
    column
        What stands on it.
    log, even
        Whether its numbers are on a logarithmic axis, and whether they are evenly spaced in their order.
    goal
        Of a metric, and of what is ranked by.
    filters
        By which name an expression compares these very numbers; None where it would compare others.
    """

    key: str
    column: Column
    log: bool = False
    even: bool = False
    goal: Goal | None = None
    filters: str | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class RunAxes:
    """The axes of a ranking, over all runs: those that a filter leaves out are drawn too.

    Attributes
    ----------
    runs
        All runs that were read.
    result
        The ranking, perhaps of some of them.
    axes
        Param to the axis that was chosen for it, as of `rank`.
    """

    runs: Runs
    result: RankResult
    axes: Mapping[str, str]

    @property
    def params(self) -> list[str]:
        """The params in the order of the ranking."""
        ranked = [score.param for score in self.result.scores if score.param in self.runs.columns]
        return ranked or [*self.runs.params]

    @property
    def color(self) -> str:
        """The key of the axis of what the params are ranked by; "" where there is nothing."""
        target = self.result.target
        if not self.result.metric:
            return ""
        return OF_METRIC + target.name if isinstance(target, MetricTarget) else TARGET

    @property
    def ranked_by(self) -> list[str]:
        """The keys of what the params are ranked by, and of the metrics that it is made of."""
        target = self.result.target
        parts = [OF_METRIC + name for name in target.metrics] if isinstance(target, ParetoTarget) else []
        return [*([self.color] if self.color else []), *parts]

    @property
    def measures(self) -> list[str]:
        """The keys of all that can be measured of a run: what it is ranked by, then each other metric."""
        others = [OF_METRIC + name for name in self.runs.metrics]
        times = [CREATED] if np.isfinite(self.runs.created).any() else []
        return list(dict.fromkeys([*self.ranked_by, *others, *times]))

    def of(self, keys: Iterable[str]) -> list[RunAxis]:
        """Make the axes with these keys; what no key names is left out."""
        params, measures = set(self.params), set(self.measures)
        axes = []
        for key in keys:
            if key.startswith(OF_PARAM) and (name := key.removeprefix(OF_PARAM)) in params:
                axes.append(self._of_param(name))
            elif key in measures:
                axes.append(self._of_measure(key))
        return axes

    def _of_param(self, name: str) -> RunAxis:
        """Lay a param out over all runs, so that the axis stays while a filter changes."""
        column = self.runs.columns[name]
        chosen = chosen_axes(self.axes, self.runs)
        hints = {**self.runs.hints.log, **{param: axis == "log" for param, axis in chosen.items()}}
        log = column.kind == "numeric" and log_axis(column, column, hint=hints.get(name))
        finite = column.numbers[np.isfinite(column.numbers)]
        even = name not in chosen and len(finite) > 0 and is_crowded(finite, log=log)
        return RunAxis(key=OF_PARAM + name, column=column, log=log, even=even, filters=name)

    def _of_measure(self, key: str) -> RunAxis:
        if key == CREATED:
            column = Column.of_numbers(CREATED, self.runs.created)
            return RunAxis(key=key, column=column, filters=CREATED)
        if key == TARGET:
            column = Column.of_numbers(self.result.target.name, self._target_values())
            return RunAxis(key=key, column=column, goal=self.result.goal)
        name = key.removeprefix(OF_METRIC)
        target, runs = self.result.target, self.runs
        goals = dict(zip(target.metrics, target.goals, strict=True))
        goal = goals.get(name) or runs.default_goal(name)
        values = runs.metric_values(name, self.result.aggregate, goal)
        compared = runs.columns[name].numbers
        return RunAxis(
            key=key,
            column=Column.of_numbers(name, values, integral=runs.columns[name].integral),
            log=self._is_ranked_as(key, "log") and bool(np.all(~(values <= 0))),
            even=self._is_ranked_as(key, "rank"),
            goal=goal,
            filters=name if np.array_equal(values, compared, equal_nan=True) else None,
        )

    def _is_ranked_as(self, key: str, scale: str) -> bool:
        return key == self.color and self.result.scale == scale

    def _target_values(self) -> FloatArray:
        """Return failure of each run; of a front the distances of the runs that entered, NaN elsewhere."""
        result, runs = self.result, self.runs
        if not isinstance(result.target, ParetoTarget):
            failed: FloatArray = result.target.values(runs, result.aggregate)[0]
            return failed
        values = np.full(len(runs), np.nan)
        if result.evidence is not None:
            kept = np.flatnonzero(runs.matching(result.where))
            values[kept[result.evidence.rows]] = result.evidence.metric
        return values

"""What a ranking was computed from, so that a row can become a picture later."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.result.surrogate import Surrogate
from hpviz.analysis.sample.averages import configuration_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.sample.replicates import Replicates, UnitName
    from hpviz.runs import Runs
    from hpviz.runs.column import Column, FloatArray
    from hpviz.runs.metric_names import Goal


@dataclass(frozen=True, eq=False, kw_only=True)
class Evidence:
    """The runs that entered a ranking, and the forest, which is fitted on them again on first use.

    Attributes
    ----------
    runs
        All runs that were read, but for those that a filter left out.
    params
        The params of the table, in the order of the source.
    rows
        Shape (used,): which runs entered.
    metric
        Shape (used,): the metric in its own unit.
    y
        Shape (used,): the metric on the scale that is analysed.
    logs
        For each of `params` whether it is read on a log axis.
    options
        How these `runs` were ranked, so without the filter: the same runs, trees and seed give the same
        forest.
    alike
        Which of the runs that entered are one experiment about the params that they are alike in; None where
        each is of its own.
    process_limit
        The most that a Gaussian process may weigh beside the forest.
    unfiltered
        All runs that were read, where a filter left some out.
    """

    runs: Runs
    params: tuple[str, ...]
    rows: NDArray[np.intp]
    metric: FloatArray
    y: FloatArray
    logs: tuple[bool, ...]
    options: RankOptions
    alike: Replicates | None = None
    process_limit: float = 1.0
    unfiltered: Runs | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the forest out: it is fitted again wherever this is unpickled."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def column(self, param: str) -> Column:
        """Return a column over the runs that entered."""
        return self.runs.columns[param].among(self.rows)

    def best_first(self, goal: Goal) -> NDArray[np.intp]:
        """Order the runs that entered by their metric, the best first; shape (used,), places among them."""
        return np.argsort(self.metric if goal == "minimize" else -self.metric, kind="stable")

    def first_of_each(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Keep the first run of each configuration, in the order that is given."""
        if self.replicates is None:
            return rows
        _, first = np.unique(self.replicates.unit[rows], return_index=True)
        return rows[np.sort(first)]

    def labels_of(self, entered: NDArray[np.intp]) -> NDArray[np.str_]:
        """Name some of the runs that entered, given by their places among these (see `Runs.labels`)."""
        return self.runs.labels(self.rows[entered])

    @property
    def replicates(self) -> Replicates | None:
        """Which of the runs are of one configuration; None where each is of its own."""
        return None if self.nested else self.alike

    @property
    def nested(self) -> Replicates | None:
        """Which of them are alike in all but params that each run has of its own; None where none are."""
        return self.alike if self.alike and self.alike.chosen else None

    @property
    def n_configurations(self) -> int:
        """The number of configurations that entered: as many as runs where each is of its own."""
        return self.replicates.configurations if self.replicates else len(self.rows)

    @property
    def unit_name(self) -> UnitName:
        """What counts as one experiment, as a word."""
        return "configurations" if self.replicates else "runs"

    @property
    def metric_of_configurations(self) -> FloatArray:
        """Shape (configurations,): the metric in its own unit, averaged over the runs of each."""
        if self.replicates is None:
            return self.metric
        return configuration_means(self.metric, self.replicates.unit)[1]

    @cached_property
    def model(self) -> Surrogate:
        """The forest that the importances came from, with its correction; fitted on first use."""
        columns = [self.column(param) for param in self.params]
        return Surrogate.fit(
            columns,
            self.y,
            trees=self.options.trees,
            seed=self.options.seed,
            replicates=self.alike,
            limit=self.process_limit,
        )

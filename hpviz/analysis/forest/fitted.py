"""A forest, and a Gaussian process beside it, together with what they were fitted on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import no_progress, sampled_rows, subsample
from hpviz.analysis.forest.conditions import within_conditions
from hpviz.analysis.forest.encoding import encode
from hpviz.analysis.forest.out_of_bag import explain_out_of_bag, mixed
from hpviz.analysis.forest.process import Process
from hpviz.analysis.forest.stacking import (
    process_limit,
    stacked_trees,
    stacking_weight,
    trees_by_weight,
)
from hpviz.analysis.sample.metric_scale import standard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest, Progress
    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.forest.out_of_bag import OutOfBag
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, eq=False, kw_only=True)
class FittedForest:
    """A forest of bagged trees, of few runs a Gaussian process beside it, and what they were fitted on.

    A forest is slow to learn what is smooth, a process cannot follow what is not: what is said of unseen runs
    is the mean of both in the share that predicts these best.

    Attributes
    ----------
    rows
        Shape (rows,): which of the runs it read.
    params
        The columns over the runs that it read.
    y
        Shape (rows,): the metric of those runs, in standard deviations from its mean.
    design, forest
        The forest and its input.
    best_threshold_share
        The share of its trees that have best thresholds, 0 to 1.
    process_limit, process
        The most that a process may weigh, 0 to 1, and the process: None where that is 0, and where there are
        too many columns.
    replicates
        Which of the runs are of one configuration; None where each is of its own.
    """

    rows: NDArray[np.intp]
    params: Sequence[Column]
    y: FloatArray
    design: Design
    forest: Forest
    best_threshold_share: float = 0.0
    process_limit: float = 0.0
    process: Process | None = None
    replicates: Replicates | None = None

    @classmethod
    def fit(
        cls,
        params: Sequence[Column],
        y: FloatArray,
        *,
        trees: int = 100,
        seed: int = 0,
        progress: Progress = no_progress,
        interim: Callable[[FittedForest], None] | None = None,
        replicates: Replicates | None = None,
        limit: float = 1.0,
    ) -> FittedForest:
        """Fit a forest to params and a metric.

        Parameters
        ----------
        params
            Columns of equal length.
        y
            Shape (runs,), finite, the metric on the scale to explain.
        trees, seed
            Size and seed of the forest.
        progress
            Called with (done, total); whatever it raises ends the computation.
        interim
            Called with the forest of the trees so far, where they take long.
        replicates
            Runs of one configuration are in a bag together, or all out of it.
        limit
            The most that a process may weigh; of many runs it is less (`process_limit`).
        """
        rows = sampled_rows(len(y), len(params), seed)
        params, y = subsample(params, y, rows)
        y, replicates = standard(y), replicates.take(rows) if replicates else None
        design = encode(params)

        def show(forest: Forest) -> None:
            if interim:
                interim(of(forest=forest))

        of = partial(cls, rows=rows, params=params, y=y, design=design, replicates=replicates)
        unit = replicates.unit if replicates else None
        forest, share = stacked_trees(design.X, y, trees, seed, progress, show, unit)
        limit = min(limit, process_limit(len(y)))
        process = Process.fit(design, y, seed, unit) if limit else None
        return of(forest=forest, best_threshold_share=share, process_limit=limit, process=process)

    def refit(self, rows: NDArray[np.intp], trees: int, seed: int) -> FittedForest:
        """Fit to some of the runs, with trees of both kinds in the same share, and the same limit.

        Parameters
        ----------
        rows
            Which runs, ascending.
        trees, seed
            Size and seed of the forest.
        """
        design, y, unit = self.design.take(rows), self.y[rows], self.units(rows)
        return FittedForest(
            rows=self.rows[rows],
            params=[param.take(rows) for param in self.params],
            y=y,
            design=design,
            forest=trees_by_weight(design.X, y, trees, seed, self.best_threshold_share, unit),
            best_threshold_share=self.best_threshold_share,
            process_limit=self.process_limit,
            process=Process.fit(design, y, seed, unit) if self.process_limit else None,
            replicates=self.replicates.take(rows) if self.replicates else None,
        )

    @cached_property
    def unseen(self) -> OutOfBag:
        """What is said of each run by what has not seen it, and the part of each column of the design.

        What the presence of a param does is credited to the param that decides it (`within_conditions`).
        """
        parts = self._of_trees
        if self.process is not None:
            parts = mixed(parts, self.process.unseen.take(parts.rows), self.process_weight)
        return within_conditions(parts, self.design, self.params, self.y)

    @cached_property
    def process_weight(self) -> float:
        """The share of the process in what is said of unseen runs, 0 to `process_limit`."""
        if self.process is None:
            return 0.0
        rows, by_trees = self._of_trees.rows, self._of_trees.predicted
        by_process = self.process.unseen.predicted[rows]
        return self.process_limit * stacking_weight(self.y[rows], by_trees, by_process)

    @cached_property
    def _of_trees(self) -> OutOfBag:
        columns = len(self.design.owner)
        return explain_out_of_bag(self.forest, self.design.X, self.y, np.arange(columns), columns)

    @property
    def n_configurations(self) -> int:
        """The number of configurations: as many as runs where each is of its own."""
        return self.replicates.configurations if self.replicates else len(self.y)

    @property
    def unit(self) -> NDArray[np.intp] | None:
        """Shape (rows,): number of each run's configuration; None where each is of its own."""
        return self.replicates.unit if self.replicates else None

    def units(self, rows: NDArray[np.intp]) -> NDArray[np.intp] | None:
        """Return the configurations of some of its runs, numbered from 0; None where each is of its own."""
        return self.replicates.take(rows).unit if self.replicates else None

    def of_rows(self, rows: NDArray[np.intp], forest: Forest) -> FittedForest:
        """Return another forest, of some of the runs that this has read, with no process beside it.

        Parameters
        ----------
        rows
            Which of them, ascending.
        forest
            Fitted on these.
        """
        return replace(
            self,
            rows=self.rows[rows],
            params=[param.take(rows) for param in self.params],
            y=self.y[rows],
            design=self.design.take(rows),
            forest=forest,
            process=None,
            replicates=self.replicates.take(rows) if self.replicates else None,
        )

    def draw_configurations(self, n_configurations: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Draw configurations without replacement; returns the rows of their runs, ascending."""
        chosen = rng.permutation(self.n_configurations)[:n_configurations]
        return (
            np.sort(chosen)
            if self.replicates is None
            else np.flatnonzero(np.isin(self.replicates.unit, chosen))
        )

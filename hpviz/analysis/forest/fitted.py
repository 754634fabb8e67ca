"""A forest together with what it was fitted on: these runs, this input, these replicates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import no_progress, sampled_rows, subsample
from hpviz.analysis.forest.encoding import encode
from hpviz.analysis.forest.stacking import stacked_trees
from hpviz.analysis.sample.metric_scale import standard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest, Progress
    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, eq=False, kw_only=True)
class FittedForest:
    """A forest of bagged trees, and what it was fitted on.

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
    replicates
        Which of the runs are of one configuration; None where each is of its own.
    """

    rows: NDArray[np.intp]
    params: Sequence[Column]
    y: FloatArray
    design: Design
    forest: Forest
    best_threshold_share: float = 0.0
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
        return of(forest=forest, best_threshold_share=share)

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
        """Return another forest, of some of the runs that this has read.

        Parameters
        ----------
        rows
            Which of them, ascending.
        forest
            Fitted on these.
        """
        design = replace(
            self.design,
            X=self.design.X[rows],
            absent={param: absent[rows] for param, absent in self.design.absent.items()},
        )
        return replace(
            self,
            rows=self.rows[rows],
            params=[param.take(rows) for param in self.params],
            y=self.y[rows],
            design=design,
            forest=forest,
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

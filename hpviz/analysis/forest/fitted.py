"""A forest together with what it was grown on: these runs, this input, these repeated configurations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.metric_scale import standard
from hpviz.analysis.forest.bagging import drawn, some_runs, unwatched
from hpviz.analysis.forest.encoding import encode
from hpviz.analysis.forest.stacking import mixed_trees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.design.replicates import Repeats
    from hpviz.analysis.forest.bagging import Forest, Progress
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, eq=False)
class Grown:
    """A forest of bagged trees, and what it was grown on.

    Attributes
    ----------
    rows
        Which of the runs it read.
    params
        The columns over the runs that it read.
    y
        The metric of those runs, in standard deviations from its mean.
    design, forest
        The forest and its input.
    best
        The share of its trees that have best thresholds.
    repeats
        Which of the runs are of one configuration; None where each is of its own.
    """

    rows: NDArray[np.intp]
    params: Sequence[Column]
    y: FloatArray
    design: Design
    forest: Forest
    best: float = 0.0
    repeats: Repeats | None = None

    @classmethod
    def on(
        cls,
        params: Sequence[Column],
        y: FloatArray,
        *,
        trees: int = 100,
        seed: int = 0,
        progress: Progress = unwatched,
        interim: Callable[[Grown], None] | None = None,
        repeats: Repeats | None = None,
    ) -> Grown:
        """Grow it.

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
            Called with what has grown so far, where it takes long.
        repeats
            Runs of one configuration are in a bag together, or all unseen.
        """
        rows = drawn(len(y), len(params), seed)
        params, y = some_runs(params, y, rows)
        y, repeats = standard(y), repeats.take(rows) if repeats else None
        design = encode(params)

        def show(forest: Forest) -> None:
            if interim:
                interim(cls(rows, params, y, design, forest, repeats=repeats))

        unit = repeats.unit if repeats else None
        forest, best = mixed_trees(design.X, y, trees, seed, progress, show, unit)
        return cls(rows, params, y, design, forest, best, repeats)

    @property
    def experiments(self) -> int:
        """How many configurations there are: as many as runs where each is of its own."""
        return self.repeats.configurations if self.repeats else len(self.y)

    @property
    def unit(self) -> NDArray[np.intp] | None:
        """Shape (rows,): number of each run's configuration; None where each is of its own."""
        return self.repeats.unit if self.repeats else None

    def units(self, rows: NDArray[np.intp]) -> NDArray[np.intp] | None:
        """Give the configurations of some of the runs, counted from 0; None where each is of its own."""
        return self.repeats.take(rows).unit if self.repeats else None

    def some(self, experiments: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Draw so many configurations, and give the rows of their runs in ascending order."""
        chosen = rng.permutation(self.experiments)[:experiments]
        return np.sort(chosen) if self.repeats is None else np.flatnonzero(np.isin(self.repeats.unit, chosen))

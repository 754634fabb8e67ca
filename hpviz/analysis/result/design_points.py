"""Values of params as columns of a forest's design: the points at which it predicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.runs.column import FloatArray


@dataclass(frozen=True, eq=False)
class DesignPoints:
    """Points that set some columns of the design.

    Attributes
    ----------
    cells
        Shape (points, columns): what they are set to.
    columns
        Shape (columns,): which columns of the design.
    """

    cells: NDArray[np.float32]
    columns: NDArray[np.intp]

    def with_all(self, other: DesignPoints) -> DesignPoints:
        """Set both at each point; they have equally many points."""
        cells = np.concatenate([self.cells, other.cells], axis=1)
        return DesignPoints(cells, np.concatenate([self.columns, other.columns]))

    def followed_by(self, other: DesignPoints) -> DesignPoints:
        """Put the points of another, which sets the same columns, after these."""
        return DesignPoints(np.concatenate([self.cells, other.cells]), self.columns)

    def crossed(self, other: DesignPoints) -> DesignPoints:
        """Pair every point of this with every point of the other, the other's changing fastest."""
        here, there = len(self.cells), len(other.cells)
        repeated = DesignPoints(np.repeat(self.cells, there, axis=0), self.columns)
        return repeated.with_all(DesignPoints(np.tile(other.cells, (here, 1)), other.columns))


def at_numbers(fitted: FittedForest, index: int, numbers: FloatArray, *, log: bool) -> DesignPoints:
    """Set a param to numbers, at the place that each would have among the runs' own numbers.

    Parameters
    ----------
    fitted
        The forest.
    index
        Which of its params.
    numbers
        Shape (points,).
    log
        Whether places between two of the runs' numbers are by their logarithms.
    """
    column, owned = fitted.params[index], np.flatnonzero(fitted.design.owner == index)
    there = np.flatnonzero(np.isfinite(column.numbers))
    own, first = np.unique(column.numbers[there], return_index=True)
    values = np.repeat(fitted.design.X[there[:1]][:, owned], len(numbers), axis=0)
    ranks = fitted.design.X[there[first], owned[0]]
    axis = np.log if log else np.asarray
    values[:, 0] = np.interp(axis(numbers), axis(own), ranks)
    return DesignPoints(values, owned)


def at_runs(fitted: FittedForest, index: int, rows: NDArray[np.intp]) -> DesignPoints:
    """Set a param to what some runs have, whatever that is.

    Parameters
    ----------
    fitted
        The forest.
    index
        Which of its params.
    rows
        Shape (points,): runs among those that the forest read.
    """
    owned = np.flatnonzero(fitted.design.owner == index)
    return DesignPoints(fitted.design.X[np.ix_(rows, owned)], owned)

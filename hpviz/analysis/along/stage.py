"""The runs as they were at a step of their training, or at a level of a fidelity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs import Runs
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.runs.target import Target


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """The runs at a step, or at a level of a fidelity.

    Attributes
    ----------
    point
        The step or the level.
    runs
        Their metrics are those that they have here.
    unit
        Shape (runs,): what each run is the same as in other stages, as a number from 0: the run itself, or
        its configuration.
    values
        Shape (units,): what is ranked by, NaN where a unit has no finite value here.
    """

    point: float
    runs: Runs
    unit: NDArray[np.intp]
    values: FloatArray

    @property
    def there(self) -> BoolArray:
        """Shape (units,): which have a value here."""
        return np.isfinite(self.values)

    def among(self, units: BoolArray) -> Runs:
        """Select the runs of some units."""
        kept = units[self.unit]
        return self.runs if kept.all() else self.runs.take(np.flatnonzero(kept))


def values_of(runs: Runs, target: Target) -> FloatArray:
    """Return what is ranked by, shape (runs,); NaN where a run has no finite value of a metric."""
    values = target.values(runs, "last")
    there = np.isfinite(values).all(axis=0)
    combined = np.full(len(runs), np.nan)
    combined[there] = target.combined(values[:, there])
    return combined

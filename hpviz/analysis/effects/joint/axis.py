"""One side of the map of two params."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.grids import are_few
from hpviz.analysis.effects.partial_dependence import along

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import Column, FloatArray

# A cell of the map counts runs within this many steps of it, as a share of the axis.
NEAR = 0.1


@dataclass(frozen=True, eq=False, kw_only=True)
class Axis:
    """One side of the map of a joint effect.

    Attributes
    ----------
    score
        The param's row in the ranking.
    column
        Its cells, one per run that entered.
    numbers
        Where the map is read along a numeric param; empty where there are no numbers.
    levels
        Codes of the named values of the map: those of a category, or the few among numbers (None, "auto").
    even
        Whether the numbers are drawn evenly spaced, in their order.
    """

    score: Score
    column: Column
    numbers: FloatArray
    levels: tuple[int, ...]
    even: bool = False

    @property
    def points(self) -> list[float | str]:
        """The values along the axis: numbers, then the texts of levels."""
        return [*self.numbers.tolist(), *(self.column.levels[code] for code in self.levels)]

    @property
    def has(self) -> NDArray[np.bool_]:
        """Shape (used,): the runs that lie on this axis."""
        named: NDArray[np.bool_] = np.isin(self.column.codes, self.levels)
        return named | np.isfinite(self.column.numbers) if len(self.numbers) else named

    def near(self) -> NDArray[np.bool_]:
        """Shape (points, used): which runs lie near which point of the axis."""
        same: NDArray[np.bool_] = self.column.codes[None] == np.array(self.levels, dtype=np.intp)[:, None]
        if not len(self.numbers):
            return same
        there = np.isfinite(self.column.numbers)
        numbers = np.where(there, self.column.numbers, self.numbers[0])
        positions = along(np.r_[self.numbers, numbers], log=self.score.log)
        points, runs = positions[: len(self.numbers)], positions[len(self.numbers) :]
        # Of few values each has a cell and runs of its own.
        reach = 0.0 if are_few(self.column.numbers[there]) else NEAR * np.ptp(positions)
        close: NDArray[np.bool_] = np.abs(points[:, None] - runs[None]) <= reach
        return np.concatenate([close & there[None], same])

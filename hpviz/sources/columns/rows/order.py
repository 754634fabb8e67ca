"""How a column goes along the rows: counting, climbing, smoothly, or as if drawn anew in every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A ratio of neighbours this far below 2 is no accident, in standard deviations of a random order.
_SURE = 2.5
# The rows of a regular counter are about as far apart as most of them.
_MOST_REGULAR = 4.0
_MOST_GRID_LEVELS = 8
_MOST_SHIFTED_LEVELS = 5
_FEWEST_LOGGED = 4


def _neighbours(values: Floats) -> float:
    """Compare neighbours with all pairs, by ranks: about 2 in a random order, near 0 along a curve."""
    _, ranks = np.unique(values, return_inverse=True)
    spread = float(((ranks - ranks.mean()) ** 2).sum())
    return float((np.diff(ranks) ** 2).sum()) / spread if spread else 2.0


def is_smooth(values: Floats) -> bool:
    """Whether the numbers that are there follow a curve rather than a random order."""
    there = values[np.isfinite(values)]
    n = len(there)
    return n > 3 and (2 - _neighbours(there)) / np.sqrt(4 * (n - 2) / (n**2 - 1)) > _SURE


def is_rough(values: Floats) -> bool:
    """Whether neighbours are about as different as any two: what a schedule, or a curve, is not."""
    there = values[np.isfinite(values)]
    return len(there) > 2 and _neighbours(there) > 1


def climbs(values: Floats, *, strictly: bool) -> bool:
    """Whether every number is finite and larger than the one before, or at least as large, and any is."""
    if len(values) < 2 or not np.isfinite(values).all():
        return False
    steps = np.diff(values)
    return bool((steps > 0).all() if strictly else (steps >= 0).all() and (steps > 0).any())


def counts_from_start(values: Floats) -> bool:
    """Whether numbers count in equal steps, from 0, 1 or the first step on, as epochs are counted."""
    if not climbs(values, strictly=True):
        return False
    steps = np.diff(values)
    return bool(np.allclose(steps, steps[0])) and float(values[0]) in {0.0, 1.0, float(steps[0])}


def is_regular(values: Floats) -> bool:
    """Whether a number that climbs does so in steps of about the same size."""
    steps = np.diff(values)
    steps = steps[steps > 0]
    return len(steps) > 0 and float(steps.mean()) <= _MOST_REGULAR * float(np.median(steps))


def is_grid(steps: Floats, run: NDArray[np.intp], *, of_epochs: bool) -> bool:
    """Whether the counts of the runs are a grid that was chosen (10, 20, 50), not the rows of a log.

    Parameters
    ----------
    steps
        Shape (rows,): the count of each row.
    run
        Shape (rows,): its run.
    of_epochs
        People choose a number of epochs; a number of steps they rather log.
    """
    levels = np.unique(steps)
    apart = np.diff(levels)
    first = float(levels[0])
    if len(levels) < 2 or _end_early(steps, run, levels):
        return False
    if (apart == apart[0]).all():
        counts = first in {0.0, float(apart[0])} or (first == 1 and apart[0] == 1)
        if counts:
            return of_epochs and first > 1 and len(levels) < _FEWEST_LOGGED
        return of_epochs and first > 1 and len(levels) <= _MOST_SHIFTED_LEVELS
    # Nobody chooses to train for no epoch; 1, 2, 5 and 10 epochs, with none between, are a choice.
    if len(levels) >= _FEWEST_LOGGED and (first == 0 or (first == 1 and not of_epochs)):
        return False
    return len(levels) <= _MOST_GRID_LEVELS


def _end_early(steps: Floats, run: NDArray[np.intp], levels: Floats) -> bool:
    """Whether some runs have the first counts only, as a run that was stopped has."""
    place = np.searchsorted(levels, steps)
    counts = np.bincount(run)
    furthest = np.zeros(len(counts), dtype=np.intp)
    np.maximum.at(furthest, run, place)
    return bool((counts < len(levels)).any() and (furthest + 1 == counts).all())

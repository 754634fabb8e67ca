"""Which runs diverged: their metric is the placeholder of a crash, or a number far from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hpviz.runs.column import BoolArray, FloatArray

# The gap to the other values, in ranges of these: of a number that several runs share, and of any other.
SHARED_GAP, ANY_GAP = 10.0, 1e6
# The other runs have so many different values: else the metric counts something, or is a grade.
FEWEST_VALUES = 10
# A number of another sign than all others is a placeholder where so many runs share it.
OTHER_SIGN = 3
# Shares are between 0 and 1, or in percent: then some go beyond this, which losses rarely do.
PERCENT_FROM = 10.0


def diverged(values: FloatArray) -> BoolArray:
    """Mark the runs whose metric is infinite or far from all others, with nothing in between.

    A number that several runs share, as crashed runs do (1e10, 100), is far from 10 ranges of the others on,
    any other number from a million ranges on. A negative number that several runs share is far from others
    that are all positive (-1). A smooth tail is no divergence, however long. Nor is the floor or the ceiling
    of a share, which tells of runs that learnt nothing.

    Parameters
    ----------
    values
        Shape (runs,): the metric, NaN where a run has none.

    Returns
    -------
    Shape (runs,).
    """
    marked: BoolArray = np.isinf(values)
    kept = np.flatnonzero(np.isfinite(values))
    # What lies farthest out hides what lies less far: a placeholder of 100 beside losses of 1e30.
    while (outside := _outside(values[kept])) is not None:
        marked[kept[outside]] = True
        kept = kept[~outside]
    return marked


def _outside(y: FloatArray) -> BoolArray | None:
    """Mark the values that lie farthest out; None where none is far."""
    if len(y) < FEWEST_VALUES:
        return None
    for signed in (y, -y):
        for outside in (_above_gap(signed), _of_other_sign(signed)):
            if outside is not None and len(np.unique(y[~outside])) >= FEWEST_VALUES:
                return outside
    return None


def _above_gap(y: FloatArray) -> BoolArray | None:
    y = y / 2  # so that no difference overflows
    low, high = y.min(), y.max()
    above: BoolArray = y - low > (high - low) / (1 + SHARED_GAP)
    if not above.any():
        return None
    below, above_gap = y[~above], y[above]
    spread, gap = below.max() - low, above_gap.min() - below.max()
    is_shared = len(above_gap) > 1 and above_gap.min() == high
    is_far = gap >= (SHARED_GAP if is_shared else ANY_GAP) * spread > 0
    return above if is_far and not _are_shares(2 * low, 2 * high, 2 * np.abs(below).max()) else None


def _are_shares(low: float, high: float, largest_below: float) -> bool:
    """Whether values between these ends may be shares, of 1 or in percent."""
    if low < 0 < high:
        return False
    largest = max(-low, high)
    return largest <= 1 or (largest <= 100 and largest_below > PERCENT_FROM)


def _of_other_sign(y: FloatArray) -> BoolArray | None:
    negative: BoolArray = y < 0
    if np.count_nonzero(negative) < OTHER_SIGN:
        return None
    return negative if np.all(y[negative] == y.min()) else None

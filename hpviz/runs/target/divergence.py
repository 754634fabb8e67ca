"""Which runs diverged: their metric is the placeholder of a crash, or a number far from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hpviz.runs.column import BoolArray, FloatArray

# The gap to the other values, in ranges of these: of a number that several runs share, and of any other.
SHARED_GAP, ANY_GAP = 10.0, 1e6
# The others are a tenth of the runs or more, and have so many different values: else the metric is a count or
# a grade.
FEWEST_OTHERS, FEWEST_VALUES = 0.1, 10
# A number of another sign than all others is a placeholder where so many runs share it.
OTHER_SIGN = 3
# Shares are between 0 and 1, or in percent: then some go beyond this, which losses rarely do.
PERCENT_FROM = 10.0
# Of more runs so many, spread evenly, show whether it is worthwhile to sort them.
MOST_SORTED = 10_000


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
    finite = np.isfinite(values)
    others = values if finite.all() else values[finite]
    low, high = -np.inf, np.inf
    # What lies farthest out hides what lies less far: a placeholder of 100 beside losses of 1e30.
    while (ends := _ends_of_far(others)) is not None:
        low, high = max(low, ends[0]), min(high, ends[1])
        others = others[(others > low) & (others < high)]
    if len(others) == len(values):
        return np.zeros(len(values), dtype=bool)
    marked: BoolArray = (values <= low) | (values >= high)
    return marked


def _ends_of_far(y: FloatArray) -> tuple[float, float] | None:
    """Return the values from which on downwards and upwards they are far; None where none is."""
    if len(y) < FEWEST_VALUES or not _can_be_far(y):
        return None
    ordered = np.sort(y)
    start = _start_of_far(ordered)
    if start is not None:
        return -np.inf, float(ordered[start])
    start = _start_of_far(-ordered[::-1])
    return None if start is None else (float(ordered[-1 - start]), np.inf)


def _can_be_far(y: FloatArray) -> bool:
    """Whether some of the values may be far from the others, at a glance where they are many."""
    if len(y) <= MOST_SORTED:
        return True
    low, high = float(y.min()), float(y.max())
    for end, beyond in ((low, y < 0), (high, y > 0)):
        if low < 0 < high and np.count_nonzero(beyond) == np.count_nonzero(y == end):
            return True
    some = y[np.linspace(0, len(y) - 1, MOST_SORTED).astype(int)]
    place = (some / 2 - low / 2) / ((high / 2 - low / 2) or 1.0)
    return any(
        np.mean(near < 1 / ANY_GAP) > FEWEST_OTHERS / 2 or not np.any((near > 1 / SHARED_GAP) & (near < 1))
        for near in (place, 1 - place)
    )


def _start_of_far(ordered: FloatArray) -> int | None:
    """Find from which place on ascending values are far above the others; None where none is."""
    half = ordered / 2  # so that no difference overflows
    gaps, spreads = np.diff(half), half[:-1] - half[0]
    different = np.cumsum(np.r_[1, gaps[:-1] > 0])
    places = np.arange(1, len(ordered))
    is_rest = (different >= FEWEST_VALUES) & (places >= FEWEST_OTHERS * len(ordered)) & (spreads > 0)
    top = int(np.searchsorted(ordered, ordered[-1]))
    shared = len(ordered) - top
    needed = np.where((places == top) & (shared > 1), SHARED_GAP, ANY_GAP)
    starts = places[is_rest & (gaps / needed >= spreads)]
    if len(starts) and not _are_shares(ordered, int(starts[0])):
        return int(starts[0])
    has_own_sign = top > 0 and ordered[top - 1] <= 0 < ordered[-1] and shared >= OTHER_SIGN
    return top if has_own_sign and is_rest[top - 1] else None


def _are_shares(ordered: FloatArray, start: int) -> bool:
    """Whether ascending values, those from a place on being far, may be shares of 1 or in percent."""
    low, high = ordered[0], ordered[-1]
    if low < 0 < high:
        return False
    largest, largest_of_others = max(-low, high), max(-low, ordered[start - 1])
    return bool(largest <= 1 or (largest <= 100 and largest_of_others > PERCENT_FROM))

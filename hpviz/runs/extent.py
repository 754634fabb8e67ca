"""Where the numbers of a column lie."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

# So many numbers are looked at together, since they stay in the processor's cache for a second look.
AT_ONCE = 262_144


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Where the numbers of a column lie.

    Attributes
    ----------
    low, high
        Smallest and largest finite number; NaN where there is none.
    finite, present
        How many cells hold a finite number, and how many any number, infinities among them.
    """

    low: float
    high: float
    finite: int
    present: int

    @classmethod
    def of(cls, numbers: FloatArray) -> Extent:
        """Look at every number, once where all are finite."""
        n = len(numbers)
        low, high = _ends(numbers) if n else (math.nan, math.nan)
        if math.isfinite(low) and math.isfinite(high):  # a NaN would have come out
            return cls(low=low, high=high, finite=n, present=n)
        finite = numbers[np.isfinite(numbers)]
        present = n - int(np.count_nonzero(np.isnan(numbers)))
        if len(finite) == 0:
            return cls(low=math.nan, high=math.nan, finite=0, present=present)
        return cls(low=float(finite.min()), high=float(finite.max()), finite=len(finite), present=present)


def _ends(numbers: FloatArray) -> tuple[float, float]:
    """Smallest and largest number, NaN where there is one; as many at a time as a cache holds."""
    parts = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    ends = np.array([(part.min(), part.max()) for part in parts])
    return float(ends[:, 0].min()), float(ends[:, 1].max())

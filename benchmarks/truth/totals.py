"""Total Sobol indices of a response, by pick-freeze."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

from benchmarks.truth.space import values_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.truth.designs import Design

# 2**16 points a param: the second decimal stands, whatever the seed.
POINTS = 16


@cache
def totals(design: Design) -> dict[str, float]:
    """Return the total effect of each param: the exact one, else computed (Jansen 1999).

    The share of the variance that is left when all other params are known: half the mean squared change of
    the response where this param alone is drawn again, over the variance. A param that is not always there is
    drawn always, and acts only where it is there.
    """
    if design.exact is not None:
        return dict(design.exact)
    left, places = pick_freeze(design, POINTS), range(len(design.space))
    return {
        name: left([other for other in places if other != place]) for place, name in enumerate(design.space)
    }


def pick_freeze(design: Design, points: int) -> Callable[[Sequence[int]], float]:
    """Return the share of the variance that is left when some params are known: the others are drawn again.

    Parameters
    ----------
    points
        So many points, as a power of two.
    """
    width = len(design.space)
    both = qmc.Sobol(2 * width, seed=0).random_base2(points)
    first, second = both[:, :width], both[:, width:]
    start = design.response(values_at(design.space, first))

    def left(known: Sequence[int]) -> float:
        mixed = second.copy()
        mixed[:, known] = first[:, known]
        again = design.response(values_at(design.space, mixed))
        return float(np.mean((again - start) ** 2) / 2 / start.var())

    return left

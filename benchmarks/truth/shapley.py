"""Shapley effects: the variance divided among the params, each interaction among those that make it."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from benchmarks.truth.totals import pick_freeze, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.truth.designs import Design

    Params = tuple[int, ...]

# 2**14 points a set of params: the second decimal stands.
POINTS = 14
# A param with a smaller total effect takes no part.
NOTHING = 1e-6


@cache
def effects(design: Design) -> dict[str, float]:
    """Return the Shapley effect of each param (Owen 2014; Song, Nelson and Staum 2016); they add up to 1.

    What a param adds to the variance that is explained by those known before it, averaged over all orders in
    which the params can become known. Between its first-order and its total Sobol index; the same as both
    where there is no interaction.
    """
    whole = totals(design)
    active = tuple(place for place, total in enumerate(whole.values()) if total > NOTHING)
    explained = _of_table(design.table) if design.table is not None else _by_pick_freeze(design)
    shares = divided(active, explained)
    return {name: shares.get(place, 0.0) for place, name in enumerate(whole)}


def divided(params: Params, explained: Callable[[Params], float]) -> dict[int, float]:
    """Divide by Shapley's rule (1953) what all params explain together.

    Parameters
    ----------
    params
        Those who take part.
    explained
        A set of them, ascending, to the share of the variance that it explains.
    """
    worth = {some: explained(some) for some in _subsets(params)}
    n = len(params)
    return {
        param: sum(
            (worth[tuple(sorted((*some, param)))] - worth[some]) / (n * comb(n - 1, len(some)))
            for some in worth
            if param not in some
        )
        for param in params
    }


def _subsets(params: Params) -> Iterator[Params]:
    for size in range(len(params) + 1):
        yield from combinations(params, size)


def _of_table(table: NDArray[np.float64]) -> Callable[[Params], float]:
    """The variance of the mean given the params, where every configuration is known."""

    def explained(params: Params) -> float:
        others = tuple(axis for axis in range(table.ndim) if axis not in params)
        return float(table.mean(axis=others).var() / table.var())

    return explained


def _by_pick_freeze(design: Design) -> Callable[[Params], float]:
    """All but what is left when the params are known."""
    left = pick_freeze(design, POINTS)
    return lambda params: 1 - left(params) if params else 0.0

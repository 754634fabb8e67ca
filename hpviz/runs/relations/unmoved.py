"""Params that leave a metric exactly as it is, as they do what follows from the other params."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.relations.cells import codes_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Codes = NDArray[np.intp]

# So many groups of runs that differ in one param alone say what it moves.
FEWEST_GROUPS = 4
# So many params, and of so many runs at most, are looked at.
MOST_PARAMS = 12
MOST_ROWS = 2_000


def follows_from_fewer(metric: Column, others: Mapping[str, Column], params: Mapping[str, Column]) -> bool:
    """Whether one param never moves a metric, while it moves another among runs that are else alike.

    What a param cannot move at all is no result of the runs but follows from how they were set up.

    Parameters
    ----------
    metric
        The metric.
    others
        Other metrics.
    params
        All params.
    """
    if not others or not 2 <= len(params) <= MOST_PARAMS:
        return False
    codes = {param: codes_of(column)[:MOST_ROWS] for param, column in params.items()}
    groups = [group for param in params if (group := _groups_of(param, codes)) is not None]
    return any(
        not _is_moved(metric, group) and any(_is_moved(other, group) for other in others.values())
        for group in groups
    )


def _groups_of(param: str, codes: Mapping[str, Codes]) -> Codes | None:
    """Shape (runs,): groups of runs that differ in one param alone, -1 for the others; None for too few."""
    group = _together([codes[other] for other in codes if other != param])
    values = _together([group, codes[param]])
    n_values = np.bincount(group[np.unique(values, return_index=True)[1]], minlength=int(group.max()) + 1)
    if (n_values > 1).sum() < FEWEST_GROUPS:
        return None
    return np.where(n_values[group] > 1, group, -1)


def _together(codes: Sequence[Codes]) -> Codes:
    cells = np.zeros(len(codes[0]), dtype=np.intp)
    for its in codes:
        _, cells = np.unique(cells * (int(its.max()) + 1) + its, return_inverse=True)
    return cells


def _is_moved(metric: Column, group: Codes) -> bool:
    """Whether a metric differs within any group."""
    numbers = metric.numbers[: len(group)]
    rows = (group >= 0) & np.isfinite(numbers)
    low, high = (np.full(int(group.max()) + 1, sign * np.inf) for sign in (1, -1))
    np.minimum.at(low, group[rows], numbers[rows])
    np.maximum.at(high, group[rows], numbers[rows])
    return bool((high > low).any())

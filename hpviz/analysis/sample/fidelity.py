"""Configurations that were run at several fidelities: the highest of each counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.relations.cells import cells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column


@dataclass(frozen=True, kw_only=True)
class LowerFidelity:
    """The runs that are left out because their configuration was run at a higher fidelity, too.

    Attributes
    ----------
    params
        What a fidelity is: a budget, epochs, a share of the data.
    runs
        How many runs are left out.
    """

    params: tuple[str, ...]
    runs: int


def at_highest_fidelity(params: Sequence[Column], rows: NDArray[np.intp]) -> BoolArray | None:
    """Mark the runs at the highest fidelity of their configuration.

    A configuration is what was chosen, on one task, whatever the seed. Of several fidelities the first
    counts, and the next where that is equal. An absent one is the lowest.

    Parameters
    ----------
    params
        All of them, those that are hidden too: they tell configurations apart.
    rows
        The runs that enter.

    Returns
    -------
    Shape (len(rows),); None where no configuration was run at several fidelities.
    """
    fidelities = [param.take(rows) for param in fidelities_among(params)]
    if not fidelities or not len(rows):
        return None
    chosen = [param.take(rows) for param in params if param.part in {"choice", "task"}]
    if not chosen:
        return None
    unit = cells_of(chosen, len(rows))
    highest = np.ones(len(rows), dtype=bool)
    for fidelity in fidelities:
        levels = np.where(highest & np.isfinite(fidelity.numbers), fidelity.numbers, -np.inf)
        top = np.full(int(unit.max()) + 1, -np.inf)
        np.maximum.at(top, unit, levels)
        highest &= levels == top[unit]
    return None if highest.all() else highest


def fidelities_among(params: Sequence[Column]) -> list[Column]:
    """Select what a fidelity is, and differs between runs."""
    return [
        param for param in params if param.part == "fidelity" and param.kind == "numeric" and param.varies
    ]

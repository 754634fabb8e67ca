"""The configurations as they were at each level of a fidelity: a budget, epochs, a share of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.along.stage import Stage, values_of
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.sample.fidelity import fidelities_among
from hpviz.errors import HpvizError
from hpviz.formatting.words import count_of
from hpviz.runs.relations.cells import cells_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from hpviz.runs import Runs
    from hpviz.runs.column import Column, FloatArray
    from hpviz.runs.target import Target

# So many levels are looked at, of a fidelity that has more: those of the most runs.
MOST_LEVELS = 8
# Configurations are worth comparing at a level from so many on.
FEWEST = 3


def fidelity_columns(runs: Runs) -> list[str]:
    """List the params that are known to be a fidelity, and have two levels or more."""
    return [column.name for column in fidelities_among([*runs.params.values()])]


def stages_of_fidelity(runs: Runs, target: Target, by: str, statuses: Collection[str]) -> list[Stage]:
    """Build the runs at each level of a fidelity.

    Parameters
    ----------
    runs
        At all levels.
    target
        What they are ranked by.
    by
        The param that is the fidelity.
    statuses
        Of which statuses runs enter.

    Raises
    ------
    HpvizError
        It holds no numbers, or fewer than two levels have runs enough.
    """
    column = runs.columns[by]
    values = values_of(runs, target)
    enters = np.isfinite(column.numbers) & np.isfinite(values) & np.isin(runs.statuses, [*statuses])
    levels = _levels(column, column.numbers[enters])
    chosen = [
        param for param in runs.params.values() if param.part in {"choice", "task"} and param.name != by
    ]
    unit = cells_of(chosen, len(runs))
    n_units = int(unit.max(initial=-1)) + 1
    stages = []
    for level in levels:
        rows = np.flatnonzero(enters & (column.numbers == level))
        means = _means(unit[rows], values[rows], n_units)
        stages.append(Stage(point=level, runs=runs.take(rows), unit=unit[rows], values=means))
    return stages


def _levels(column: Column, numbers: FloatArray) -> list[float]:
    """Choose the levels: the highest, and of the others those of the most runs."""
    if column.kind != "numeric":
        raise HpvizError(f"{column.name!r} is no fidelity: it holds no numbers, which could be low or high")
    levels, counts = np.unique(numbers, return_counts=True)
    kept = counts >= FEWEST
    if kept.sum() < 2 or counts.max(initial=0) < ENOUGH_RUNS:
        raise HpvizError(
            f"{column.name!r} has {count_of(len(levels), 'level')} among these runs, and fewer than two with "
            f"runs enough to compare ({ENOUGH_RUNS} at one, {FEWEST} at another)"
        )
    levels, counts = levels[kept], counts[kept]
    frequent = np.argsort(-counts, kind="stable")[:MOST_LEVELS]
    places = np.union1d(frequent[: MOST_LEVELS - 1], [len(levels) - 1])
    return [float(level) for level in levels[places if len(levels) > MOST_LEVELS else slice(None)]]


def _means(unit: NDArray[np.intp], values: FloatArray, n: int) -> FloatArray:
    """Average the replicates of each configuration; shape (configurations,), NaN of one without runs."""
    counts = np.bincount(unit, minlength=n)
    sums = np.bincount(unit, weights=values, minlength=n)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

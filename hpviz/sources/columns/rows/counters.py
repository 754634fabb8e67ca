"""The column that counts the steps of each run: by its name, or as it starts anew with every run's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.parts import REPLICATES, TASKS
from hpviz.sources.columns.rows.one_run import is_counted
from hpviz.sources.columns.vocabulary import (
    ID_NAMES,
    NAME_NAMES,
    STEP_NAMES,
    is_param_name,
    is_step_name,
    normal,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

    Floats = NDArray[np.float64]

# Fewer rows of a run may be its repetitions or folds.
FEWEST_STEPS = 5
# A rank correlation with the count, within the runs, from which on a result goes along with it.
GOES_ALONG = 0.7


def step_counter(table: Table) -> str | None:
    """Find the column that counts steps."""
    there = {
        name: column
        for name, column in table.columns.items()
        if column.kind == "numeric" and column.role != "aside"
    }
    named = [name for name in there if is_step_name(name)]
    if named:
        return min(named, key=lambda name: STEP_NAMES.index(normal(name)))
    starts = _starts_of_ids(table)
    if starts is None:
        return None
    counting = [name for name in there if _may_count(name) and _counts_anew(there[name].numbers, starts)]
    return next(
        (name for name in counting if is_counted(name) or _is_followed(name, there, starts)),
        None,
    )


def _may_count(name: str) -> bool:
    return not is_param_name(name) and normal(name) not in REPLICATES | TASKS | ID_NAMES


def _starts_of_ids(table: Table) -> NDArray[np.bool_] | None:
    """Shape (rows,): where the rows of another id begin; None where no id has rows below each other."""
    for name, column in table.columns.items():
        if normal(name) not in ID_NAMES | NAME_NAMES or column.absent.any():
            continue
        labels = column.codes if column.levels else column.numbers
        starts: NDArray[np.bool_] = np.r_[True, labels[1:] != labels[:-1]]
        if starts.sum() == column.distinct() >= 2 and 2 * starts.sum() <= table.n:
            return starts
    return None


def _counts_anew(counts: Floats, starts: NDArray[np.bool_]) -> bool:
    """Whether it counts up in equal steps, within every run from the same number."""
    if not np.isfinite(counts).all() or (counts != np.round(counts)).any():
        return False
    steps = np.diff(counts)[~starts[1:]]
    return (
        bool(len(steps)) and steps[0] > 0 and bool((steps == steps[0]).all()) and np.ptp(counts[starts]) == 0
    )


def _is_followed(name: str, columns: dict[str, Column], starts: NDArray[np.bool_]) -> bool:
    """Whether a number of many digits goes along with the count within the runs, as measured ones do."""
    run = np.cumsum(starts) - 1
    sizes = np.bincount(run)
    if sizes.max() < FEWEST_STEPS:
        return False
    places = _centred(columns[name].numbers, run)
    return any(
        abs(np.corrcoef(places, _centred(column.numbers, run))[0, 1]) >= GOES_ALONG
        for other, column in columns.items()
        if other != name
        and not column.integral
        and np.isfinite(column.numbers).all()
        and _varies(column, run)
    )


def _varies(column: Column, run: NDArray[np.intp]) -> bool:
    return bool(np.ptp(_centred(column.numbers, run)) > 0)


def _centred(values: Floats, run: NDArray[np.intp]) -> Floats:
    means: Floats = np.bincount(run, values) / np.bincount(run)
    return values - means[run]

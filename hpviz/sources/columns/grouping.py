"""Which rows of a table are steps of the same run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError, unknown_name
from hpviz.sources.columns.attributes import texts_of
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    ID_NAMES,
    NAME_NAMES,
    STEP_NAMES,
    is_metric_name,
    is_step_name,
    is_time_name,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

    Numbering = NDArray[np.intp]

# These name nothing but a run: rows that share one are of one run even where a step occurs twice.
_SURE_IDS = frozenset({"run_id", "runid", "run_uuid", "trial_id", "trialid", "uuid", "experiment_key"})


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """The run of every row.

    Attributes
    ----------
    run
        Shape (rows,): runs numbered by their first row.
    how
        What tells the runs apart, in words.
    by
        The column of run ids, if there is one.
    step
        The column that counts the steps, if there is one.
    """

    run: Numbering
    how: str
    by: str | None = None
    step: str | None = None

    @property
    def runs(self) -> int:
        """The number of runs."""
        return int(self.run.max()) + 1 if len(self.run) else 0


def grouped(table: Table, *, run: str | None, step: str | None) -> Grouping | None:
    """Find the runs of a table with one row per step; None where each row is a run."""
    given_step = None if step is None else _existing(step, table, "step")
    if run is not None:
        name = _existing(run, table, "run")
        return Grouping(
            run=_numbered(table.columns[name]), how=f"column {name}", by=name, step=given_step or _step(table)
        )
    counter = given_step or _step(table)
    if counter is None or table.n == 0:
        return None
    grouping = _by_chain(table, counter) or _by_id(table, counter) or _by_params(table, counter)
    if grouping is None and given_step is not None:
        raise HpvizError(
            f"step={step!r} says that there is one row per step, but not which rows are of one run; "
            "give run=, the column that tells the runs apart"
        )
    return grouping


def _existing(name: str, table: Table, word: str) -> str:
    if name in table.columns:
        return name
    raise unknown_name("column", name, table.columns, where=f"for {word}=")


def _step(table: Table) -> str | None:
    """Find the column that counts steps."""
    counters = [
        name
        for name, column in table.columns.items()
        if is_step_name(name) and column.kind == "numeric" and column.role != "aside"
    ]
    return min(counters, key=lambda name: STEP_NAMES.index(normal(name)), default=None)


def _numbered(column: Column) -> Numbering:
    """Assign a number to each value of a column, by first appearance; absence counts as a value."""
    _, numbers = np.unique(column.numbers, return_inverse=True)
    return _by_appearance(numbers.astype(np.int64) * (len(column.levels) + 1) + column.codes)


def _by_appearance(labels: NDArray[np.int64]) -> Numbering:
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.intp)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


def _by_chain(table: Table, counter: str) -> Grouping | None:
    """Follow HiPlot's `from_uid`, which names the previous row of the same run."""
    if not {"uid", "from_uid"} <= table.columns.keys():
        return None
    row_of = {uid: row for row, uid in enumerate(texts_of(table.columns["uid"]).tolist())}
    before = texts_of(table.columns["from_uid"]).tolist()
    parent = np.array([row_of.get(uid, row) for row, uid in enumerate(before)], dtype=np.intp)
    rows = np.arange(table.n)
    followed = parent[parent != rows]
    steps = table.columns[counter].numbers
    # A branch, or steps that do not go up, is evolution from run to run, not a run.
    if not len(followed) or len(set(followed.tolist())) < len(followed):
        return None
    if not (steps[parent != rows] > steps[followed]).all():
        return None
    while not np.array_equal(parent, parent[parent]):
        parent = parent[parent]
    return Grouping(
        run=_by_appearance(parent.astype(np.int64)), how="the chain of from_uid", by="uid", step=counter
    )


def _by_id(table: Table, counter: str) -> Grouping | None:
    names = [name for name in table.columns if normal(name) in ID_NAMES | NAME_NAMES]
    for name in sorted(names, key=lambda name: normal(name) not in _SURE_IDS):
        column = table.columns[name]
        run = _numbered(column)
        if column.absent.any() or run.max() + 1 == table.n:
            continue
        if normal(name) in _SURE_IDS or _each_step_once(run, table.columns[counter]):
            return Grouping(run=run, how=f"column {name}", by=name, step=counter)
    return None


def _each_step_once(run: Numbering, counter: Column) -> bool:
    pairs = np.stack([run.astype(np.float64), counter.numbers])
    return len(np.unique(pairs, axis=1).T) == len(pairs.T)


def _by_params(table: Table, counter: str) -> Grouping | None:
    """Group by what stays the same, if every group then counts its steps from the same start."""
    params = list(_likely_params(table))
    if not params:
        return None
    run = np.zeros(table.n, dtype=np.intp)
    for name in params:
        values = _numbered(table.columns[name])
        run = _by_appearance(run.astype(np.int64) * (int(values.max()) + 1) + values)
    steps = table.columns[counter].numbers
    order = np.argsort(run, kind="stable")
    new = np.r_[True, np.diff(run[order]) > 0]
    starts = np.flatnonzero(new)
    if len(starts) * 2 > table.n or np.isnan(steps).any():
        return None
    counts_up = (np.diff(steps[order]) > 0) | new[1:]
    if not counts_up.all() or len(np.unique(steps[order][starts])) > 1:
        return None
    return Grouping(run=run, how=f"their parameters ({', '.join(params[:6])})", by=None, step=counter)


def _likely_params(table: Table) -> Iterable[str]:
    prefixes = Prefixes.among(table.columns)
    if prefixes.has("param"):
        return [name for name, mark in prefixes.marks.items() if mark.role == "param"]
    return [
        name
        for name, column in table.columns.items()
        if not (is_step_name(name) or normal(name) in BOOKKEEPING or column.role == "aside")
        and not (column.kind == "numeric" and (is_metric_name(name) or is_time_name(name)))
        and name not in prefixes.marks
    ]

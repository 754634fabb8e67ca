"""Which rows of a table are steps of the same run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError, unknown_name
from hpviz.legible_text import spelling_in
from hpviz.sources.columns.attributes import texts_of
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.rows.counters import step_counter
from hpviz.sources.columns.rows.one_run import counter_of_log, is_chosen
from hpviz.sources.columns.rows.order import is_grid
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    ID_NAMES,
    NAME_NAMES,
    is_metric_name,
    is_param_name,
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

ONE_LOG = "the log of a single run"
FEWEST_RESTARTED = 6
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
    grid
        Its counts are no steps but were chosen, so that every row is a run.
    """

    run: Numbering
    how: str
    by: str | None = None
    step: str | None = None
    grid: bool = False

    @property
    def runs(self) -> int:
        """The number of runs."""
        return int(self.run.max()) + 1 if len(self.run) else 0


def grouped(table: Table, *, run: str | None, step: str | None, chosen: bool = False) -> Grouping | None:
    """Find the runs of a table with one row per step; None where each row is a run.

    Parameters
    ----------
    table, run, step
        As in `hpviz.read`.
    chosen
        The person said which columns are parameters, so that this is not the log of a single run.
    """
    given_step = None if step is None else _existing(step, table, "step")
    if run is not None:
        name = _existing(run, table, "run")
        return Grouping(
            run=_numbered(table.columns[name]),
            how=f"column {name}",
            by=name,
            step=given_step or step_counter(table),
        )
    if table.n == 0:
        return None
    if given_step is None and not chosen and (counter := counter_of_log(table)) is not None:
        return Grouping(run=np.zeros(table.n, dtype=np.intp), how=ONE_LOG, step=counter)
    counter = given_step or step_counter(table)
    if counter is None:
        return None
    grouping = _by_chain(table, counter) or _by_id(table, counter)
    if grouping is None and given_step is None and _is_grid(table, counter):
        return Grouping(run=np.arange(table.n), how="the rows", step=counter, grid=True)
    grouping = grouping or _by_params(table, counter) or _by_restart(table, counter)
    if grouping is None and given_step is not None:
        raise HpvizError(
            f"step={step!r} says that there is one row per step, but not which rows are of one run; "
            "give run=, the column that tells the runs apart"
        )
    return grouping


def _is_grid(table: Table, counter: str) -> bool:
    """Whether the counter is one more parameter, of which every configuration has the same few values."""
    run = _configurations(table)
    steps = table.columns[counter].numbers
    if run is None or np.isnan(steps).any() or not _each_step_once(run, table.columns[counter]):
        return False
    return 2 * (int(run.max()) + 1) <= table.n and is_grid(steps, run, of_epochs="epoch" in normal(counter))


def _configurations(table: Table) -> Numbering | None:
    """Assign to every row the number of its likely parameters' values; None where there are none."""
    params = list(_likely_params(table))
    run = np.zeros(table.n, dtype=np.intp)
    for name in params:
        values = _numbered(table.columns[name])
        run = _by_appearance(run.astype(np.int64) * (int(values.max()) + 1) + values)
    return run if params else None


def _by_restart(table: Table, counter: str) -> Grouping | None:
    """Begin a run wherever the count starts anew, if nothing that was chosen changes in between."""
    counts = table.columns[counter].numbers
    if table.n < FEWEST_RESTARTED or np.isnan(counts).any():
        return None
    run = np.cumsum(np.r_[False, np.diff(counts) < 0]).astype(np.intp)
    starts = np.flatnonzero(np.r_[True, np.diff(run) > 0])
    if len(starts) < 2 or len(starts) * 3 > table.n or len(np.unique(counts[starts])) > 1:
        return None
    within = np.diff(run) == 0
    likely = [table.columns[name] for name in _likely_params(table)]
    chosen = [column for column in likely if column.kind != "numeric" or is_chosen(column)]
    if any(_changes(column, within) for column in chosen):
        return None
    return Grouping(run=run, how=f"the restarts of {counter}", step=counter)


def _changes(column: Column, within: NDArray[np.bool_]) -> bool:
    return bool((np.diff(_numbered(column))[within] != 0).any())


def _existing(name: str, table: Table, word: str) -> str:
    own = spelling_in(table.columns, name)
    if own in table.columns:
        return str(own)
    raise unknown_name("column", name, table.columns, where=f"for {word}=")


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
    run = _configurations(table)
    if run is None:
        return None
    steps = table.columns[counter].numbers
    order = np.argsort(run, kind="stable")
    new = np.r_[True, np.diff(run[order]) > 0]
    starts = np.flatnonzero(new)
    if len(starts) * 2 > table.n or np.isnan(steps).any():
        return None
    counts_up = (np.diff(steps[order]) > 0) | new[1:]
    if not counts_up.all() or len(np.unique(steps[order][starts])) > 1:
        return None
    names = ", ".join(list(_likely_params(table))[:6])
    return Grouping(run=run, how=f"their parameters ({names})", by=None, step=counter)


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
        and (is_param_name(name) or column.kind != "numeric" or 2 * column.distinct() <= column.active)
    ]

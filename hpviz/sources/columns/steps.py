"""One row per step becomes one row per run, with the steps as its history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.checks import columns as checks
from hpviz.runs import History
from hpviz.runs.history import compact
from hpviz.sources.columns.attributes import REASONS, texts_of
from hpviz.sources.columns.grouping import ONE_LOG, grouped
from hpviz.sources.columns.prefixes import VARIES, Mark, Prefixes
from hpviz.sources.columns.reasons import COUNTED
from hpviz.sources.columns.rows.one_run import is_counted
from hpviz.sources.columns.rows.order import climbs
from hpviz.sources.columns.vocabulary import BOOKKEEPING, is_step_name, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs.column import Column
    from hpviz.sources.columns.grouping import Grouping
    from hpviz.sources.columns.table import Table

    Rows = NDArray[np.intp]


def collapsed(
    table: Table, *, run: str | None = None, step: str | None = None, chosen: bool = False
) -> Table:
    """Reduce one row per step to one row per run; a table with one row per run stays as it is.

    Parameters
    ----------
    table, run, step
        As in `hpviz.read`.
    chosen
        The person said which columns are parameters.

    Raises
    ------
    HpvizError
        `run` or `step` is no column of the table.
    """
    grouping = grouped(table, run=run, step=step, chosen=chosen)
    if grouping is None:
        return table
    if grouping.grid and grouping.step is not None:
        return replace(table, chosen=table.chosen | {grouping.step})
    if grouping.runs == table.n:
        return _with_ids(table, grouping, np.arange(table.n))
    order = _order(table, grouping)
    starts = np.flatnonzero(np.r_[True, np.diff(grouping.run[order]) > 0])
    ordered = {name: column.take(order) for name, column in table.columns.items()}
    last = {name: _last(column, starts) for name, column in ordered.items()}
    varying = {
        name: column.numbers
        for name, column in ordered.items()
        if _is_measured(column, grouping) and _varies(column, starts, last[name])
    }
    columns = {name: column.take(last[name]) for name, column in ordered.items()}
    counters = [
        name for name in columns if name == grouping.step or _counts_too(table.columns[name], grouping)
    ]
    columns |= {name: replace(columns[name], role="aside", reason=COUNTED) for name in counters}
    collapsed_table = replace(
        table,
        columns=columns,
        n=grouping.runs,
        history=History(grouping.run[order], varying, step=_numbers(ordered, grouping)),
        marks={**table.marks, **_marks(table, varying)},
        facts={name: known[order[np.r_[starts[1:], table.n] - 1]] for name, known in table.facts.items()},
    ).noting(_note(table, grouping))
    return _with_ids(collapsed_table, grouping, order[starts], table)


def _numbers(ordered: Mapping[str, Column], grouping: Grouping) -> NDArray[np.number] | None:
    """Return the number of each step, where a column counts them."""
    return None if grouping.step is None else compact(ordered[grouping.step].numbers)


def _order(table: Table, grouping: Grouping) -> Rows:
    """Sort by run and step; rows of the same step stay in their order."""
    if grouping.step is None:
        return np.argsort(grouping.run, kind="stable")
    return np.lexsort((table.columns[grouping.step].numbers, grouping.run))


def _last(column: Column, starts: Rows) -> Rows:
    """Find each run's last row with a value: trackers log train and validation in rows of their own."""
    rows = np.where(column.absent, -1, np.arange(len(column.numbers)))
    last = np.maximum.reduceat(rows, starts)
    return np.where(last < 0, starts, last)


def _varies(column: Column, starts: Rows, last: Rows) -> bool:
    sizes = np.diff(np.r_[starts, len(column.numbers)])
    there = ~column.absent
    final = np.repeat(last, sizes)
    same = (column.codes == column.codes[final]) & (
        (column.numbers == column.numbers[final]) | np.isnan(column.numbers)
    )
    return bool((there & ~same).any())


def _is_measured(column: Column, grouping: Grouping) -> bool:
    """Whether a run measures this; it may also count, name or date its rows."""
    name = normal(column.name)
    return (
        column.kind == "numeric"
        and column.role != "aside"
        and column.name not in {grouping.step, grouping.by}
        and not (is_step_name(name) or name in BOOKKEEPING or "timestamp" in name)
        and not _counts_too(column, grouping)
    )


def _counts_too(column: Column, grouping: Grouping) -> bool:
    """Whether a log counts its steps here once more."""
    return grouping.how == ONE_LOG and is_counted(column.name) and climbs(column.numbers, strictly=False)


def _marks(table: Table, varying: Iterable[str]) -> dict[str, Mark]:
    """Mark as metrics the numbers that change within runs, unless the source says that they were chosen."""
    prefixes = Prefixes.among(table.columns)
    return {
        name: Mark("metric", prefixes.rest(name), VARIES) for name in varying if name not in prefixes.marks
    }


def _with_ids(table: Table, grouping: Grouping, rows: Rows, before: Table | None = None) -> Table:
    if grouping.by is None:
        return table
    ids = texts_of((before or table).columns[grouping.by].take(rows))
    aside = replace(table.columns[grouping.by], role="aside", reason=REASONS["run_ids"])
    return replace(
        table, columns={**table.columns, grouping.by: aside}, facts={**table.facts, "run_ids": ids}
    )


def _note(table: Table, grouping: Grouping) -> Note:
    if grouping.how == ONE_LOG:
        return checks.ONE_LOG.note(
            f"This is the log of a single run: {table.n:,} steps (column {grouping.step}), so nothing "
            "to compare. Give the folder of the runs, or a table with one row per run. If each row is a run, "
            "name the parameters with params=[...]."
        )
    counted = f"column {grouping.step}, " if grouping.step else ""
    return checks.STEPS.note(
        f"{table.n:,} rows are steps of {grouping.runs:,} run{'' if grouping.runs == 1 else 's'} "
        f"({counted}runs told apart by {grouping.how}); the last value of each run stands for it."
    )

"""Which rows of a large table are steps of the same run: decided on some whole runs, as in memory."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from hpviz.sources.columns.grouping import ONE_LOG, grouped
from hpviz.sources.columns.prefixes import Prefixes
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
from hpviz.sources.lazy.identity import below, with_hash
from hpviz.sources.lazy.order import natural_keys
from hpviz.sources.tabular.frames import from_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.sources.columns.table import Table
    from hpviz.sources.lazy.table import LazyTable, Summary
    from hpviz.sources.reader import Rows

SOME_ROWS = 2_000
SOME_RUNS = 40
MOST_ROWS = 100_000
"""Of some whole runs: more of each say nothing more."""


@dataclass(frozen=True, kw_only=True)
class RunKey:
    """What tells the runs of a table apart.

    Attributes
    ----------
    names
        The columns that tell them apart; none where every row is a run, or all are steps of one.
    step
        The column that counts the steps; none where it is not known.
    how
        In words, as `Grouping.how`.
    is_id
        The only column is of ids.
    fixed
        The columns that do not change within the runs that were looked at.
    grid
        Counts of steps that were chosen, so that every row is a run.
    """

    names: tuple[str, ...] = ()
    step: str | None = None
    how: str = ""
    is_id: bool = False
    fixed: frozenset[str] = frozenset()
    grid: str = ""


def run_key(table: LazyTable, summary: Summary, rows: Rows) -> RunKey:
    """Find what tells the runs apart.

    Parameters
    ----------
    table, summary
        The table in its engine, and what is known of its columns.
    rows
        How the person says that the rows are told apart.

    Raises
    ------
    HpvizError
        A column that does not exist, or an engine that does not answer.
    """
    step = None if rows.step is None else table.existing(rows.step, "step")
    run = None if rows.run is None else table.existing(rows.run, "run")
    ids = [run] if run else _ids(table, summary)
    counted = step is not None or any(map(is_step_name, table.names))
    if not (ids or counted):
        return RunKey()
    some = _some_rows(table, summary)
    for name in ids:
        whole = _whole_runs(table, some, [name])
        key = _decided(whole, [name], run=run, step=step, chosen=rows.chosen)
        if key is not None:
            return key
    if not counted:
        return RunKey()
    likely = _likely_params(table, some)
    whole = _whole_runs(table, some, likely) if likely else some
    key = _decided(whole, likely, run=None, step=step, chosen=rows.chosen)
    return key or _of_log(some, chosen=rows.chosen or step is not None) or RunKey()


def _ids(table: LazyTable, summary: Summary) -> list[str]:
    names = [name for name in table.names if normal(name) in ID_NAMES | NAME_NAMES]
    whole = [name for name in names if summary.counts.get(table.alias(name)) == table.n]
    return sorted(whole, key=lambda name: normal(name) not in ID_NAMES)


def _some_rows(table: LazyTable, summary: Summary) -> nw.DataFrame[Any]:
    hashed = with_hash(table.frame, summary.largest).filter(below(SOME_ROWS / table.n))
    rows = table.engine.collected(hashed.head(10 * SOME_ROWS), "some rows, to see what tells runs apart")
    return table.named(rows)


def _whole_runs(table: LazyTable, some: nw.DataFrame[Any], names: Sequence[str]) -> nw.DataFrame[Any]:
    """Collect all rows of some runs, each run below the other."""
    keys = some.select(*names).drop_nulls().unique().rows()
    keys = sorted(keys, key=lambda key: natural_keys([*key]))
    chosen = [keys[place] for place in np.linspace(0, len(keys) - 1, min(SOME_RUNS, len(keys))).astype(int)]
    if not chosen:
        return some
    aliases = [table.alias(name) for name in names]
    if len(aliases) == 1:
        condition = nw.col(aliases[0]).is_in([key[0] for key in chosen])
    else:
        condition = reduce(operator.or_, (_is_key(aliases, key) for key in chosen))
    query = table.frame.filter(condition).head(MOST_ROWS)
    whole = table.named(table.engine.collected(query, f"all rows of {len(chosen)} runs"))
    order = [natural_keys([*key]) for key in whole.select(*names).rows()]
    steps_of = [whole[name].to_list() for name in whole.columns if is_step_name(name)]
    places = sorted(range(len(whole)), key=lambda row: (order[row], [_number(of[row]) for of in steps_of]))
    return whole[places]


def _is_key(aliases: Sequence[str], key: Sequence[object]) -> nw.Expr:
    equal = [nw.col(alias) == value for alias, value in zip(aliases, key, strict=True)]
    return reduce(operator.and_, equal)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else float("inf")


def _decided(
    whole: nw.DataFrame[Any], names: Sequence[str], *, run: str | None, step: str | None, chosen: bool
) -> RunKey | None:
    """Decide on some whole runs as on a table in memory; None where these names tell no runs apart."""
    table = from_frame(whole.to_native())
    is_of_ids = len(names) == 1 and normal(names[0]) in ID_NAMES | NAME_NAMES
    grouping = grouped(table, run=run, step=step, chosen=chosen)
    if grouping is not None and grouping.how == ONE_LOG and is_of_ids:
        grouping = grouped(table, run=names[0], step=step)  # of a single run, perhaps among others
    if grouping is None or grouping.how == ONE_LOG:
        return None
    if grouping.grid:
        return RunKey(grid=grouping.step or "")
    if grouping.runs == table.n:
        return None
    is_id = grouping.by is not None
    if is_id and [grouping.by] != list(names):
        return None
    if not is_id and len(set(whole.select(*names).rows())) != grouping.runs:
        return None
    return RunKey(
        names=tuple(names),
        step=grouping.step,
        how=grouping.how,
        is_id=is_id,
        fixed=frozenset(_fixed(table, grouping.run)),
    )


def _of_log(some: nw.DataFrame[Any], *, chosen: bool) -> RunKey | None:
    """Recognise the log of a single run without an id, by some of its rows in the order of their steps."""
    counts = [name for name in some.columns if is_step_name(name) and some[name].dtype.is_numeric()]
    if chosen or not counts:
        return None
    grouping = grouped(from_frame(some.sort(counts[0]).to_native()), run=None, step=None)
    is_log = grouping is not None and grouping.how == ONE_LOG
    return RunKey(step=counts[0], how=ONE_LOG) if is_log else None


def _fixed(table: Table, run: Any) -> list[str]:
    """List the columns that have one value in each run, and no run lacks in some of its rows."""
    firsts = np.unique(run, return_index=True)[1]
    own = firsts[run]
    return [
        name
        for name, column in table.columns.items()
        if np.array_equal(column.codes, column.codes[own])
        and np.array_equal(column.numbers, column.numbers[own], equal_nan=True)
    ]


def _likely_params(table: LazyTable, some: nw.DataFrame[Any]) -> list[str]:
    """List the columns that tell runs without ids apart: those of choices, by names and by some rows."""
    prefixes = Prefixes.among(table.names)
    if prefixes.has("param"):
        return [name for name, mark in prefixes.marks.items() if mark.role == "param"]
    columns = from_frame(some.to_native()).columns
    return [
        name
        for name, column in columns.items()
        if name in table.names
        and not (is_step_name(name) or normal(name) in BOOKKEEPING or column.role == "aside")
        and not (column.kind == "numeric" and (is_metric_name(name) or is_time_name(name)))
        and name not in prefixes.marks
        and (is_param_name(name) or column.kind != "numeric" or 2 * column.distinct() <= column.active)
    ]

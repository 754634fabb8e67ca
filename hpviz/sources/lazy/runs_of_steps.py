"""Runs that an engine made of their steps become a table, whose columns are marked as those in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from hpviz.checks import columns as checks
from hpviz.errors import HpvizError
from hpviz.legible_text import free_name
from hpviz.runs.column import Column
from hpviz.sources.columns import steps
from hpviz.sources.columns.table import Table
from hpviz.sources.lazy.collapse import Collapse
from hpviz.sources.lazy.order import natural_keys
from hpviz.sources.lazy.sample import sample_size, sampled_runs
from hpviz.sources.tabular.frames import from_frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs import History
    from hpviz.sources.lazy.run_key import RunKey
    from hpviz.sources.lazy.table import LazyTable, Summary

    Floats = NDArray[np.float64]


def runs_of_steps(table: LazyTable, summary: Summary, key: RunKey) -> tuple[Table, int, Collapse]:
    """Collapse the steps in the engine, of a sample where the runs are many.

    Returns
    -------
    The runs, how many there are in all, and how they were made.

    Raises
    ------
    HpvizError
        The rows of a run have no order, or the engine does not answer.
    """
    collapse = Collapse(
        table=table,
        summary=summary,
        key=key,
        fixed=frozenset(map(table.alias, key.fixed)) & {*table.aliases()},
    )
    n = _count(collapse)
    steps_of = collapse.keyed() if n <= sample_size() else sampled_runs(collapse, n)
    rows = _collected(collapse, steps_of)
    if changed := _changing(collapse, rows):
        collapse = replace(collapse, fixed=collapse.fixed - changed)
        rows = _collected(collapse, steps_of)
    _require_order(collapse, rows)
    if n <= sample_size():
        table.engine.require_same(table.n - _without_run(collapse), int(rows["rows"].sum()))
    rows = rows[_order(collapse, rows)]
    made = _as_in_memory(collapse, rows)
    return _with_notes(made, collapse, n), n, collapse


def _count(collapse: Collapse) -> int:
    runs = collapse.keyed().select(*collapse.keys).unique().select(nw.len().alias("n"))
    return int(collapse.table.engine.row(runs, "the number of runs")["n"])


def _collected(collapse: Collapse, steps_of: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    return collapse.table.engine.collected(collapse.runs(steps_of), "the runs of their steps")


def _changing(collapse: Collapse, rows: nw.DataFrame[Any]) -> set[str]:
    """Find the columns that change within runs, although they did not in those that were looked at."""
    return {
        alias
        for alias in collapse.fixed
        if bool((rows[f"low{alias}"] != rows[f"high{alias}"]).fill_null(value=False).any())
    }


def _require_order(collapse: Collapse, rows: nw.DataFrame[Any]) -> None:
    if collapse.key.step is None and collapse.changing and int(rows["rows"].max()) > 1:
        raise HpvizError(
            f"the {collapse.table.engine.name} has several rows of a run ({collapse.key.how}), but no column "
            "that counts its steps, and its rows have no order of their own; give step=, the column that "
            "orders them"
        )


def _order(collapse: Collapse, rows: nw.DataFrame[Any]) -> list[int]:
    keys = [natural_keys([*key]) for key in rows.select(*collapse.keys).rows()]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _as_in_memory(collapse: Collapse, rows: nw.DataFrame[Any]) -> Table:
    """Let three rows stand for the steps of each run: the smallest, the largest and the last of each number.

    They become one row, and their columns get their marks, by what is done with a table in memory.
    """
    last = _last(collapse, rows)
    of_three = np.repeat(np.arange(len(rows)), 3)
    columns = {name: column.take(of_three) for name, column in last.columns.items()}
    numbers = [alias for alias in collapse.changing if alias in collapse.numeric]
    for alias in numbers:
        name = collapse.table.names[int(alias[1:])]
        if columns[name].kind == "numeric" and columns[name].originals is None:
            columns[name] = _with_ends(columns[name], rows, alias)
    run, step = collapse.key.names[0], collapse.key.step
    if not collapse.key.is_id:
        run = free_name("run", columns)
        columns[run] = Column.from_numbers(run, of_three, integral=True)
    if step is not None:
        places = np.stack([_floats(rows, "first"), _floats(rows, "first"), _floats(rows, "final")], axis=1)
        columns[step] = replace(columns[step], numbers=places.ravel())
    of_runs = steps.collapsed(Table(columns=columns, n=len(of_three), source=last.source), run=run, step=step)
    made = replace(of_runs, history=_with_means(of_runs.history, collapse, rows), collapsed=True)
    return made if collapse.key.is_id else _without_key(made, run)


def _last(collapse: Collapse, rows: nw.DataFrame[Any]) -> Table:
    """Read the last value of each column."""
    has_last = collapse.key.step is not None
    taken = {
        alias: f"last{alias}" if alias not in collapse.fixed and has_last else f"high{alias}"
        for alias in collapse.columns
        if alias in collapse.fixed or has_last or alias in collapse.numeric
    }
    plain = rows.select(*(nw.col(column).alias(alias) for alias, column in taken.items()))
    named = collapse.table.named(plain, list(taken))
    return replace(from_frame(named.to_native()), source=collapse.table.engine.name)


def _with_ends(column: Column, rows: nw.DataFrame[Any], alias: str) -> Column:
    numbers = np.stack(
        [_floats(rows, f"low{alias}"), _floats(rows, f"high{alias}"), column.numbers[::3]], axis=1
    )
    return replace(column, numbers=numbers.ravel())


def _floats(rows: nw.DataFrame[Any], name: str) -> Floats:
    return np.array(rows[name].cast(nw.Float64).to_numpy(), dtype=np.float64)


def _with_means(history: History | None, collapse: Collapse, rows: nw.DataFrame[Any]) -> History | None:
    if history is None:
        return None
    means = {name: _floats(rows, f"mean{collapse.table.alias(name)}") for name in history.values}
    return replace(history, means=means)


def _without_key(table: Table, run: str) -> Table:
    """Leave out the column that stood for the key of runs without ids."""
    columns = {name: column for name, column in table.columns.items() if name != run}
    return replace(
        table, columns=columns, facts={fact: of for fact, of in table.facts.items() if fact != "run_ids"}
    )


def _without_run(collapse: Collapse) -> int:
    """Count the rows without an id."""
    if not collapse.key.is_id:
        return 0
    return collapse.table.n - collapse.summary.counts[collapse.table.alias(collapse.key.names[0])]


def _with_notes(table: Table, collapse: Collapse, n: int) -> Table:
    """Write how many steps and runs there are in the engine, and what was left out."""
    counted = f"column {collapse.key.step}, " if collapse.key.step else ""
    runs = f"{n:,} run{'' if n == 1 else 's'}"
    notes = [
        checks.STEPS.note(
            f"{collapse.table.n:,} rows are steps of {runs} ({counted}runs told apart by "
            f"{collapse.key.how}); the last value of each run stands for it."
        )
    ]
    if without := _without_run(collapse):
        name = collapse.key.names[0]
        left_out = f"{without:,} rows have no run (column {name} is empty) and are left out."
        notes.append(checks.NO_RUN.note(left_out))
    nested = [name for place, name in enumerate(collapse.table.names) if f"c{place}" not in collapse.columns]
    if nested:
        left_out = f"Columns of lists or maps have no last value and are left out: {', '.join(nested)}."
        notes.append(checks.NO_LAST_VALUE.note(left_out))
    return replace(table, notes=tuple(notes))

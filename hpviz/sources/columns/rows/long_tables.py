"""Long tables: one row for each value of a run, with the name of what was measured or chosen beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.checks import columns as checks
from hpviz.formatting.words import listed
from hpviz.legible_text import free_name
from hpviz.runs.column import ABSENT, Column
from hpviz.runs.metric_names import known_goal
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.prefixes import Mark
from hpviz.sources.columns.table import columns_by_name
from hpviz.sources.columns.vocabulary import ID_NAMES, NAME_NAMES, is_step_name, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs.column import Role
    from hpviz.sources.columns.table import Table

    Rows = NDArray[np.intp]

FEWEST_RUNS = 2
# So many values are measured in each run, on average: not all metrics are of all methods.
NAMES_EACH = 1.5
MOST_NAMES = 500
# Columns that hold names of metrics, of params, or of either.
_OF_METRICS = words("metric metric_name measure measure_name score_name metric_key")
_OF_PARAMS = words("param param_name parameter hyperparameter hyperparam hparam")
_OF_EITHER = words("key name variable field quantity tag item attribute attr")
_VALUES = words("value val metric_value measurement number_value values result")
_KINDS = words("kind type what section role category source")
_PARAM_KINDS = words("param params parameter parameters config hparam hparams hyperparameter")
_METRIC_KINDS = words("metric metrics summary result results score")
# They say when a value was written, not of which run it is.
_MOMENTS = words("timestamp time_stamp logged_at created_at is_nan wall_time _timestamp _runtime")


@dataclass(frozen=True, kw_only=True)
class _Long:
    """The columns of a long table by what they are for.

    Attributes
    ----------
    names, values
        The column of names and that of values.
    kind
        The column that tells params from metrics, or nothing.
    run
        What tells the runs apart, the steps of a run among it.
    """

    names: str
    values: str
    kind: str
    run: list[str]


def pivoted(table: Table) -> Table:
    """Make one row of all values of a run (and step); a table that is not long stays as it is."""
    if table.marks or table.facts or table.history is not None:
        return table
    long = _long(table)
    if long is None:
        return table
    run = _numbered(table, long.run)
    names = table.columns[long.names]
    pairs = run.astype(np.int64) * len(names.levels) + names.codes
    if len(np.unique(pairs)) < table.n:
        return table.noting(_how_to(long))
    return _wide(table, long, run)


def _long(table: Table) -> _Long | None:
    by_name = {normal(name): name for name in table.columns}
    values = next((by_name[name] for name in by_name if name in _VALUES), None)
    if values is None:
        return None
    candidates = [by_name[name] for name in by_name if name in _OF_METRICS | _OF_PARAMS]
    candidates += [by_name[name] for name in by_name if name in _OF_EITHER]
    for names in candidates:
        if _holds_names(table.columns[names]) and (long := _of(table, names, values)):
            return long
    return None


def _holds_names(column: Column) -> bool:
    return (
        column.kind == "categorical"
        and not column.absent.any()
        and 2 <= len(column.present) <= min(MOST_NAMES, len(column.codes) / FEWEST_RUNS)
    )


def _of(table: Table, names: str, values: str) -> _Long | None:
    """Look what tells the runs apart: a column of ids, else all other columns together."""
    others = [name for name in table.columns if name not in {names, values}]
    others = [name for name in others if normal(name) not in _MOMENTS]
    kind = next((name for name in others if _tells_kinds(table.columns[name], normal(name))), "")
    others = [name for name in others if name != kind]
    ids = [name for name in others if normal(name) in ID_NAMES | NAME_NAMES and name != names]
    ids = [name for name in ids if _is_shared(table, name, names)]
    steps = [name for name in others if is_step_name(name)]
    if ids:
        run = [ids[0], *steps]
        # Further numbers that change within a run are results of their own: the table is of another kind.
        rest = [name for name in others if name not in {*run, *ids}]
        return _Long(names=names, values=values, kind=kind, run=run) if _are_fixed(table, run, rest) else None
    # Without ids a "metric" may be a choice: the distance that a method takes.
    if not others or not _are_metrics(table.columns[names]) or not _are_measured(table, others, names):
        return None
    return _Long(names=names, values=values, kind=kind, run=others)


def _are_metrics(column: Column) -> bool:
    if normal(column.name) not in _OF_METRICS:
        return False
    known = [known_goal(column.levels[code]) is not None for code in column.present]
    return 2 * sum(known) >= len(known)


def _tells_kinds(column: Column, name: str) -> bool:
    texts = {column.levels[code].casefold() for code in column.present}
    return name in _KINDS and bool(texts) and texts <= _PARAM_KINDS | _METRIC_KINDS


def _is_shared(table: Table, name: str, names: str) -> bool:
    """Whether most runs have several names, and most names several runs."""
    run = _numbered(table, [name])
    runs = int(run.max()) + 1
    return runs >= FEWEST_RUNS and 2 * runs <= table.n and runs >= len(table.columns[names].present) / 50


def _are_fixed(table: Table, run: list[str], rest: list[str]) -> bool:
    labels = _numbered(table, run)
    runs = int(labels.max()) + 1
    return all(int(_numbered(table, [*run, name]).max()) + 1 == runs for name in rest)


def _are_measured(table: Table, others: list[str], names: str) -> bool:
    """Whether combinations of the other columns have several of the names, each of them once."""
    runs = int(_numbered(table, others).max()) + 1
    each = int(_numbered(table, [*others, names]).max()) + 1
    return runs >= FEWEST_RUNS and table.n >= NAMES_EACH * runs and each == table.n


def _numbered(table: Table, names: list[str]) -> Rows:
    """Assign a number to each combination of some columns, by its first row."""
    labels = np.zeros(table.n, dtype=np.int64)
    for name in names:
        column = table.columns[name]
        _, numbers = np.unique(column.numbers, return_inverse=True)
        codes = numbers.astype(np.int64) * (len(column.levels) + 1) + column.codes + 1
        _, labels = np.unique(labels * (int(codes.max()) + 1) + codes, return_inverse=True)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.intp)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


def _wide(table: Table, long: _Long, run: Rows) -> Table:
    n = int(run.max()) + 1
    first = np.full(n, table.n)
    np.minimum.at(first, run, np.arange(table.n))
    ids = [name for name in table.columns if normal(name) not in _MOMENTS]
    kept = [name for name in ids if name not in {long.names, long.values, long.kind}]
    fixed = [table.columns[name].take(first) for name in kept]
    columns = columns_by_name([*fixed, *_columns_of_names(table, long, run, n)])
    names = table.columns[long.names]
    marks = _marks(table, long, [name for name in columns if name not in kept])
    levels = [names.levels[code] for code in names.present]
    what = "steps" if any(map(is_step_name, long.run)) else "runs"
    note = checks.LONG_TABLE.note(
        f"A long table: {table.n:,} rows hold the values of {n:,} {what}, one each; "
        f"the names in column {long.names} ({listed(levels, 6, last=', ')}) became columns."
    )
    return replace(table, columns=columns, n=n, marks=marks).noting(note)


def _columns_of_names(table: Table, long: _Long, run: Rows, n: int) -> list[Column]:
    names, values = table.columns[long.names], _with_nan(table, long.values)
    taken = {normal(name) for name in table.columns}
    columns = []
    for code in names.present.tolist():
        rows = np.flatnonzero(names.codes == code)
        name = names.levels[code]
        shown = free_name(name, taken) if name in taken - {long.values} else name
        columns.append(_spread(values.take(rows), run[rows], n, shown))
    return columns


def _with_nan(table: Table, name: str) -> Column:
    """Put back the NaN that MLflow's tables keep in a column of their own."""
    values, flags = table.columns[name], table.columns.get("is_nan")
    if flags is None or flags.kind != "numeric":
        return values
    return replace(values, numbers=np.where(flags.numbers == 1, np.nan, values.numbers))


def _spread(values: Column, run: Rows, n: int, name: str) -> Column:
    """Put the values where their runs are; texts are read again, now that they are those of one column."""
    if not len(values.present):
        numbers = np.full(n, np.nan)
        numbers[run] = values.numbers
        there = numbers[np.isfinite(numbers)]
        return Column.from_numbers(
            name, numbers, integral=bool(len(there)) and bool((there == np.floor(there)).all())
        )
    cells: list[object] = [ABSENT] * n
    for row, place in enumerate(run.tolist()):
        code = int(values.codes[row])
        cells[place] = values.levels[code] if code >= 0 else values.number_at(row)
    return column_of(name, cells)


def _marks(table: Table, long: _Long, made: list[str]) -> Mapping[str, Mark]:
    """Mark what the table itself says of its names."""
    if normal(long.names) in _OF_METRICS | _OF_PARAMS:
        role: Role = "metric" if normal(long.names) in _OF_METRICS else "param"
        return {name: Mark(role, name, f"a value of {long.names}") for name in made}
    if not long.kind:
        return {}
    names, kinds = table.columns[long.names], table.columns[long.kind]
    marks = {}
    for code in names.present.tolist():
        row = int(np.flatnonzero(names.codes == code)[0])
        kind = kinds.levels[int(kinds.codes[row])].casefold()
        is_param = kind in _PARAM_KINDS
        name = names.levels[code]
        if name in made:
            marks[name] = Mark("param" if is_param else "metric", name, f"{long.kind} is {kind}")
    return marks


def _how_to(long: _Long) -> Note:
    index = ", ".join(repr(name) for name in long.run)
    return checks.NOT_PIVOTED.note(
        f"This looks like a long table (a row for each value of {long.names}), but {listed(long.run)} and "
        f"{long.names} occur together more than once, so each row was read as a run. With pandas: "
        f"frame.pivot_table(index=[{index}], columns={long.names!r}, values={long.values!r}, aggfunc='last')"
        ".reset_index()."
    )

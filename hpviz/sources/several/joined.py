"""Several tables become one: columns joined by name, and the table that each run is from as a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.legible_text import free_name
from hpviz.runs import History
from hpviz.runs.column import Column
from hpviz.runs.guesses import FROM_SOURCE
from hpviz.runs.history import per_run
from hpviz.sources.columns.prefixes import PLACE, Mark, Prefixes
from hpviz.sources.columns.roles import assign
from hpviz.sources.columns.table import Table
from hpviz.sources.several.cells import stacked
from hpviz.sources.several.facts import facts_of_all
from hpviz.sources.several.hints import joined_hints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

    Rows = NDArray[np.intp]

SOURCE = "source"


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One of the tables.

    Attributes
    ----------
    table
        Its columns, by the names of its source.
    marks
        What is declared of its columns, or guessed where only other tables declare something.
    """

    table: Table
    marks: Mapping[str, Mark]

    def shown(self, name: str) -> str:
        """Name a column without its prefix."""
        return self.marks[name].name if name in self.marks else name


def joined(tables: Mapping[str, Table]) -> Table:
    """Put tables below each other.

    Parameters
    ----------
    tables
        Name to table, one row per run (`hpviz.sources.several.facts.with_own_facts`).

    Returns
    -------
    A table with the names of the tables as its last column, which is set aside.
    """
    parts = _parts(list(tables.values()))
    keys = _keys(parts)
    names = _names(keys)
    columns, sizes = _columns(parts, keys, names), [part.table.n for part in parts]
    source = _source_column(list(tables), sizes, columns)
    named = [{given: names[key] for given, key in of_part.items()} for of_part in keys]
    hints = [part.table.hints.renamed(new) for part, new in zip(parts, named, strict=True)]
    return Table(
        columns={**columns, source.name: source},
        n=sum(sizes),
        source=f"{len(parts)} sources: {', '.join(tables)}",
        marks=_marks(parts, named),
        facts=facts_of_all([part.table for part in parts], list(tables)),
        chosen=frozenset(
            new[name] for part, new in zip(parts, named, strict=True) for name in part.table.chosen
        ),
        hints=joined_hints(hints),
        history=_history(parts, named, sizes),
    )


def _parts(tables: Sequence[Table]) -> list[_Part]:
    """Find what is declared; where some tables declare params, the others' columns are guessed apart."""
    declared = [Prefixes.among(table.columns).with_marks(table.marks) for table in tables]
    if not any(prefixes.has("param") for prefixes in declared):
        return [
            _Part(table=table, marks=prefixes.marks) for table, prefixes in zip(tables, declared, strict=True)
        ]
    return [
        _Part(table=table, marks=prefixes.marks if prefixes.has("param") else _guessed(table, prefixes))
        for table, prefixes in zip(tables, declared, strict=True)
    ]


def _guessed(table: Table, prefixes: Prefixes) -> dict[str, Mark]:
    runs = assign(table)
    guessed = {
        column.given_name or name: Mark(column.role, name, PLACE)
        for name, column in runs.columns.items()
        if column.role != "aside"
    }
    return {**guessed, **prefixes.marks}


def _keys(parts: Sequence[_Part]) -> list[dict[str, str]]:
    """Find for each column of each part what it is joined by: its name without a prefix, where that is clear.

    Two columns of one part that differ only in their prefix, or a param of one part and a metric of another
    under different prefixes, are not the same.
    """
    unclear: set[str] = set()
    for part in parts:
        counts = Counter(part.shown(name) for name in part.table.columns)
        unclear |= {name for name, count in counts.items() if count > 1}
    roles: dict[str, set[tuple[str, str]]] = {}
    for part in parts:
        for name, mark in part.marks.items():
            if mark.reason != PLACE:
                roles.setdefault(mark.name, set()).add((mark.role, name))
    for shown, declared in roles.items():
        if len({role for role, _ in declared}) > 1 and len({name for _, name in declared}) > 1:
            unclear.add(shown)
    return [
        {name: name if part.shown(name) in unclear else part.shown(name) for name in part.table.columns}
        for part in parts
    ]


def _names(keys: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Name the joined columns as all parts do, or without their prefixes; key to name."""
    spellings: dict[str, set[str]] = {}
    for of_part in keys:
        for given, key in of_part.items():
            spellings.setdefault(key, set()).add(given)
    return {key: next(iter(given)) if len(given) == 1 else key for key, given in spellings.items()}


def _columns(
    parts: Sequence[_Part], keys: Sequence[Mapping[str, str]], names: Mapping[str, str]
) -> dict[str, Column]:
    sizes = [part.table.n for part in parts]
    by_key = [dict(zip(of_part.values(), of_part, strict=True)) for of_part in keys]
    columns = {}
    for key, name in names.items():
        cells = [
            part.table.columns[given[key]] if key in given else None
            for part, given in zip(parts, by_key, strict=True)
        ]
        columns[name] = stacked(name, cells, sizes)
    return columns


def _source_column(names: Sequence[str], sizes: Sequence[int], columns: Mapping[str, Column]) -> Column:
    levels = sorted(names)
    codes = np.repeat([levels.index(name) for name in names], sizes).astype(np.int32)
    return Column(
        name=free_name(SOURCE, columns),
        numbers=np.full(len(codes), np.nan),
        codes=codes,
        levels=tuple(levels),
        role="aside",
        reason=FROM_SOURCE,
        part="task",
    )


def _marks(parts: Sequence[_Part], named: Sequence[Mapping[str, str]]) -> dict[str, Mark]:
    """Take the role that the first part declares; what is guessed gives way to what is declared."""
    marks: dict[str, Mark] = {}
    for part, new in zip(parts, named, strict=True):
        for given, mark in part.marks.items():
            if given not in new:
                continue
            name = new[given]
            if name not in marks or (marks[name].reason == PLACE and mark.reason != PLACE):
                marks[name] = mark
    return marks


def _history(
    parts: Sequence[_Part], named: Sequence[Mapping[str, str]], sizes: Sequence[int]
) -> History | None:
    """Put the steps of all parts below each other; NaN where a part did not log a metric."""
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    logged = [
        (int(start), part.table.history, new)
        for start, part, new in zip(starts, parts, named, strict=True)
        if part.table.history is not None
    ]
    if not logged:
        return None
    run = np.concatenate([history.run + start for start, history, _ in logged])
    values = {new[name]: np.full(len(run), np.nan) for _, history, new in logged for name in history.values}
    place = 0
    for _, history, new in logged:
        steps = slice(place, place + len(history.run))
        for name, of_metric in history.values.items():
            values[new[name]][steps] = of_metric
        place = steps.stop
    counted = [history.step for _, history, _ in logged if history.step is not None]
    numbers = np.concatenate(counted) if len(counted) == len(logged) else None
    return History(run, values, _means(logged, sizes, starts), step=numbers)


def _means(
    logged: Sequence[tuple[int, History, Mapping[str, str]]], sizes: Sequence[int], starts: Rows
) -> dict[str, FloatArray] | None:
    """Compute the mean of each run, where an engine has sent those of a part in place of its steps."""
    if all(history.means is None for _, history, _ in logged):
        return None
    size_of = dict(zip(starts.tolist(), sizes, strict=True))
    names = {new[name] for _, history, new in logged for name in history.values}
    means = {name: np.full(sum(sizes), np.nan) for name in names}
    for start, history, new in logged:
        for name in history.values:
            rows = slice(start, start + size_of[start])
            means[new[name]][rows] = per_run(history, name, "mean", size_of[start])
    return means

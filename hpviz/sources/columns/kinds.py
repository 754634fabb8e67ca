"""What the person said of a column with `kinds=`: that it is of numbers, or of categories."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError, unknown_name
from hpviz.formatting.words import listed
from hpviz.legible_text import spelling_in
from hpviz.runs.column import ABSENT, Column
from hpviz.runs.level_text import text_of_literal
from hpviz.runs.metric_column import can_be_metric
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.written.quantities import quantities_in
from hpviz.sources.columns.written.separators import number_in

if TYPE_CHECKING:
    from hpviz.runs import Hints, Runs
    from hpviz.sources.columns.table import Table

    Kinds = Mapping[str, str] | None

KINDS = ("category", "number")
_TRUTH = {"True": 1, "False": 0, "None": math.nan}
SHOWN = 4
MOST_LEVELS = 1_000
"""Of more different texts nobody makes numbers by a click."""


def of_table(table: Table, kinds: Kinds) -> Table:
    """Convert the columns of a table whose kind the person said.

    Raises
    ------
    HpvizError
        A column or kind that does not exist, or a text that is no number.
    """
    if kinds is None:
        return table
    prefixes = Prefixes.among(table.columns).with_marks(table.marks)
    own = {prefixes.rest(name): name for name in reversed(list(table.columns))}
    wanted = _wanted(kinds, {**own, **{name: name for name in table.columns}})
    columns = {
        **table.columns,
        **{name: converted(table.columns[name], kind) for name, kind in wanted.items()},
    }
    return replace(table, columns=columns, hints=_without(table.hints, wanted))


def of_runs(runs: Runs, kinds: Kinds) -> Runs:
    """Convert the columns of runs that were read before."""
    if kinds is None:
        return runs
    own = {column.given_name: name for name, column in runs.columns.items() if column.given_name}
    wanted = _wanted(kinds, {**own, **{name: name for name in runs.columns}})
    columns = {**runs.columns, **{name: converted(runs.columns[name], kind) for name, kind in wanted.items()}}
    return replace(runs, columns=columns, hints=_without(runs.hints, wanted))


def fitting_kinds(kinds: Mapping[str, str], runs: Runs) -> dict[str, str]:
    """Select the kinds of columns that are there, can be of them, and are not anyway."""
    return {
        name: kind
        for name, kind in kinds.items()
        if name in runs.columns and kind == other_kind(runs.columns[name])
    }


def other_kind(column: Column) -> str:
    """Name the kind that a column could be of too; nothing where it could not."""
    if column.extent.present:
        return "category"
    words = [level for level in column.levels if level not in _TRUTH]
    if not column.levels or len(words) > MOST_LEVELS or any(map(_is_no_number, words[:1])):
        return ""
    return "number" if None not in _by_level(words, column.name).values() else ""


def _is_no_number(word: str) -> bool:
    return not any(map(str.isdigit, word))


def _wanted(kinds: object, own: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(kinds, Mapping):
        raise HpvizError(
            f"kinds={kinds!r} is no dictionary; give the kind of each column: "
            "kinds={'batch_size': 'category'}, with 'category' or 'number'"
        )
    wanted: dict[str, str] = {}
    for given, kind in kinds.items():
        name = spelling_in(own, given)
        if name not in own:
            raise unknown_name("column", name, list(own), where="for kinds=")
        if kind not in KINDS:
            raise unknown_name("kind", kind, KINDS, where=f"for column {name!r}")
        wanted[own[name]] = kind
    return wanted


def converted(column: Column, kind: str) -> Column:
    """Convert a column to ``"category"`` or ``"number"``; the column itself where it is of that kind.

    Raises
    ------
    HpvizError
        A text that is to be a number is none.
    """
    if kind == "category":
        cells = [_level(column, run) for run in range(len(column.numbers))] if column.extent.present else None
    else:
        cells = _numbers(column) if column.levels else None
    if cells is None:
        return column
    made = Column.from_values(column.name, cells)
    kept = {name: getattr(column, name) for name in ("role", "reason", "guessed", "part", "given_name")}
    if column.role == "metric" and not can_be_metric(made):
        kept |= {"role": "param", "reason": "a category, by your choice"}
    return replace(made, **kept)


def _level(column: Column, run: int) -> object:
    if not math.isnan(column.numbers[run]):
        return text_of_literal(str(column.number_at(run)))
    return column.levels[column.codes[run]] if column.codes[run] >= 0 else ABSENT


def _numbers(column: Column) -> list[object]:
    """Read every level as a number; of True and False 1 and 0, of None nothing."""
    by_level = _by_level([level for level in column.levels if level not in _TRUTH], column.name) | _TRUTH
    if others := [level for level in column.levels if by_level[level] is None]:
        raise HpvizError(
            f"column {column.name!r} cannot be of numbers: {listed([*map(repr, others)], SHOWN, last=', ')} "
            "are none. Leave it out of kinds=, or give those cells a number"
        )
    return [
        column.number_at(run) if code < 0 else by_level[column.levels[code]]
        for run, code in enumerate(column.codes.tolist())
    ]


def _by_level(words: list[str], name: str) -> dict[str, float | None]:
    quantities = quantities_in(words, name, "thousands")
    values = {} if quantities is None else dict(quantities.values)
    return {word: values.get(word, number_in(word, "thousands")) for word in words}


def _without(hints: Hints, names: Mapping[str, str]) -> Hints:
    """Forget the bounds, scales and choices of columns that are of another kind now."""
    kept: dict[str, Any] = {
        part.name: {name: value for name, value in getattr(hints, part.name).items() if name not in names}
        for part in fields(hints)
        if part.name not in {"objective", "goals"}
    }
    return replace(hints, **kept)

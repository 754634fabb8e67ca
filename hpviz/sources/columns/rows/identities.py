"""Columns that only name a run, by how their values lie: counted, or one for each run or configuration."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.evidence.design import is_written_long
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.reasons import HASHES, IDENTIFIERS, ROW_NUMBERS
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    ID_NAMES,
    is_metric_name,
    is_param_name,
    is_step_name,
    is_time_name,
    normal,
)
from hpviz.sources.columns.vocabulary.numbering import is_number_of_run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

FEWEST_ROWS = 5
FEWEST_COUNTED = 12
MOST_GAPS = 0.1
FEWEST_CONFIGURATIONS = 3
# So many tell whether a column has a value for each configuration.
MOST_PARAMS = 100

_LAST_WORDS = words("id ids uid uuid guid idx index number no nr hash sha key")
_FIRST_WORDS = words("trial run job config configuration experiment exp row task model")
# These alone name what was chosen.
_CHOSEN_WORDS = words("config configuration task model row")
_HASH = re.compile(r"(?=.*[0-9])(?:[0-9a-f]{6,64}|[0-9A-F]{6,64})")


def set_aside(table: Table) -> Table:
    """Set aside the columns that only name runs; what the source marks stays as it is marked."""
    marked = {**Prefixes.among(table.columns).marks, **table.marks}
    free = [name for name, column in table.columns.items() if name not in marked and column.role != "aside"]
    # The first of these names is the run's id itself.
    first = next((name for name in table.columns if normal(name) in ID_NAMES), "")
    if first and table.columns[first].distinct() < table.n and is_number_of_run(first):
        first = ""
    chosen = [name for name, mark in marked.items() if mark.role == "param" and name in table.columns]
    design = _Design(table, [*free, *chosen])
    reasons = {name: _reason(name, table, design) for name in free if name != first}
    columns = {
        name: replace(column, role="aside", reason=reasons[name]) if reasons.get(name) else column
        for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


class _Design:
    """The columns that somebody may have chosen, looked at once for all that may name runs."""

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        self._columns = {name: table.columns[name] for name in names}

    @cached_property
    def _shared(self) -> set[str]:
        return {name for name, column in self._columns.items() if _is_design(column)}

    @cached_property
    def _labels(self) -> dict[str, NDArray[Any]]:
        named = [name for name in self._columns if name in self._shared or is_param_name(name)]
        return {name: _labels(self._columns[name]) for name in named[:MOST_PARAMS]}

    def has_another_than(self, name: str) -> bool:
        """Whether somebody chose another column than this."""
        return len(self._shared) > (name in self._shared)

    def is_fixed_by(self, name: str) -> bool:
        """Whether runs of one value of a column are alike in most of the others, and of another are not."""
        own = _labels(self._columns[name])
        order = np.argsort(own, kind="stable")
        same = np.diff(own[order]) == 0
        others = [labels for other, labels in self._labels.items() if other != name]
        fixed = sum(bool((np.diff(labels[order])[same] == 0).all()) for labels in others)
        # A budget, or a seed, may differ among the runs of one configuration.
        return fixed >= 2 and 2 * fixed >= len(others)

    def fixes(self, name: str) -> bool:
        """Whether all that a column fixes of the others fixes it too, as a configuration its number."""
        own = _labels(self._columns[name])
        others = [labels for other, labels in self._labels.items() if other != name]
        fixed = [labels for labels in others if _is_function(own, labels)]
        return len(fixed) > 1 and len(np.unique(np.stack(fixed), axis=1).T) == len(np.unique(own))

    def is_counted_by(self, name: str) -> bool:
        """Whether a column counts configurations, from 0 or 1 on for each value of another column."""
        blocks = _blocks_counted(self._columns[name].numbers)
        others = {other: labels for other, labels in self._labels.items() if other != name}
        if blocks is None or not any(_is_function(blocks, labels) for labels in others.values()):
            return False
        # The repetitions of a configuration are counted too, but are alike in all that was chosen,
        # or are repeated with every value of it.
        configurations = len(np.unique(np.stack([blocks, *others.values()]), axis=1).T)
        return 2 * configurations > len(blocks) and self._is_settled_by(name, blocks, others)

    def _is_settled_by(self, name: str, blocks: NDArray[np.intp], others: Mapping[str, NDArray[Any]]) -> bool:
        """Whether a number within its block settles what was chosen, as that of a configuration does."""
        _, cells = np.unique(np.stack([blocks, _labels(self._columns[name])]), axis=1, return_inverse=True)
        chosen = (
            labels
            for other, labels in others.items()
            if is_param_name(other) or not is_written_long(self._columns[other])
        )
        return any(
            _is_function(cells.ravel(), labels) for labels in chosen if not _is_function(blocks, labels)
        )


def _is_function(own: NDArray[Any], labels: NDArray[Any]) -> bool:
    """Whether rows of one value of a column are alike in another, which differs between rows."""
    pairs = np.unique(np.stack([own, labels]), axis=1)
    return pairs.shape[1] == len(np.unique(own)) and len(np.unique(labels)) > 1


def _is_counted(column: Column) -> bool:
    """Whether a number of an unknown name goes up with the rows, perhaps anew in each of several blocks."""
    name, steps = column.name, np.diff(column.numbers)
    known = is_param_name(name) or is_metric_name(name) or is_time_name(name) or is_step_name(name)
    if known or "seed" in normal(name) or column.distinct() < FEWEST_ROWS:
        return False
    return _blocks_counted(column.numbers) is not None or bool(((steps == 0) | (steps == 1)).all())


def _blocks_counted(numbers: NDArray[np.float64]) -> NDArray[np.intp] | None:
    """Shape (rows,): blocks of rows, each counted from 0 or 1 on, alike ones once; None for other numbers."""
    steps = np.diff(numbers, prepend=numbers[0])
    anew = (steps != 0) & (steps != 1)
    is_counted = anew.any() and numbers[0] in {0, 1} and (numbers[anew] == numbers[0]).all()
    return np.cumsum(anew) if is_counted else None


def _reason(name: str, table: Table, design: _Design) -> str:
    """Why a column only names runs; empty where it may be more."""
    column = table.columns[name]
    if column.active < len(column.numbers) or table.n < FEWEST_ROWS:
        return ""
    if column.kind == "categorical":
        reason = HASHES if _are_hashes(column.levels) else IDENTIFIERS if _is_id_name(name) else ""
        return reason if reason and _is_of_runs(name, table, design) else ""
    if column.kind != "numeric" or not column.integral:
        return ""
    if (_is_id_name(name) or is_number_of_run(name)) and _is_of_runs(name, table, design):
        return IDENTIFIERS
    if is_number_of_run(name) and design.is_counted_by(name):
        return IDENTIFIERS
    return (
        IDENTIFIERS if _is_counted(column) and design.is_fixed_by(name) else _as_row_numbers(column, design)
    )


def _are_hashes(texts: Sequence[str]) -> bool:
    return all(map(_HASH.fullmatch, texts)) and any(re.search("[a-fA-F]", text) for text in texts)


def _as_row_numbers(column: Column, design: _Design) -> str:
    return ROW_NUMBERS if _counts_rows(column) and design.has_another_than(column.name) else ""


def _is_id_name(name: str) -> bool:
    words = tokens(name)
    if not words:
        return False
    if set(words) <= _FIRST_WORDS - _CHOSEN_WORDS:
        return True
    return words[-1] in _LAST_WORDS or (words[-1] in {"num", "n"} and bool(_FIRST_WORDS & set(words)))


def _is_of_runs(name: str, table: Table, design: _Design) -> bool:
    """Whether every run has its own, or every configuration: a data set's number has many of both."""
    distinct = table.columns[name].distinct()
    if distinct == table.n:
        return True
    if distinct < FEWEST_CONFIGURATIONS or not design.is_fixed_by(name):
        return False
    return distinct >= table.n / 10 or (is_number_of_run(name) and design.fixes(name))


def _labels(column: Column) -> NDArray[Any]:
    _, numbers = np.unique(column.numbers, return_inverse=True)
    return numbers.astype(np.int64) * (len(column.levels) + 1) + column.codes


def _counts_rows(column: Column) -> bool:
    """Whether a number counts the rows from 0 or 1 on, or back to it; of many rows a few may be missing.

    One with a parameter's name has to count many.
    """
    name = column.name
    if is_metric_name(name) or is_time_name(name) or is_step_name(name) or "seed" in normal(name):
        return False
    fewest = FEWEST_COUNTED if is_param_name(name) else FEWEST_ROWS
    if len(column.numbers) < fewest or column.extent.low not in {0, 1}:
        return False
    steps = np.diff(column.numbers)
    if (steps == 1).all():
        return True
    if is_param_name(name) or len(steps) < FEWEST_COUNTED or not ((steps < 0).all() or (steps > 0).all()):
        return False
    return int(np.count_nonzero(np.abs(steps) > 1)) <= MOST_GAPS * len(steps)


def _is_design(column: Column) -> bool:
    """Whether runs share the values of a column, or its name is that of a parameter: somebody chose it."""
    name = column.name
    if column.role == "aside" or not column.varies or normal(name) in BOOKKEEPING or is_step_name(name):
        return False
    if column.kind == "numeric" and (is_metric_name(name) or is_time_name(name)):
        return False
    return is_param_name(name) or 2 * column.distinct() <= column.active

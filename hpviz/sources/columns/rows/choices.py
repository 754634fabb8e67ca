"""Dates, paths and counts that somebody chose: few values, shared by many runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.moments import moment_at
from hpviz.runs.column import Column
from hpviz.sources.columns.cells import TIMESTAMPS
from hpviz.sources.columns.evidence.votes import Verdict
from hpviz.sources.columns.prefixes import VARIES
from hpviz.sources.columns.reasons import FREE_TEXT, IDENTIFIERS, PATHS, reason_aside
from hpviz.sources.columns.vocabulary import BOOKKEEPING, CREATED_NAMES, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.sources.columns.table import Table

FEWEST_RUNS = 8
OWN_TEXTS = (FREE_TEXT, IDENTIFIERS)
SHARED = "few values, shared by many runs"
# Seconds from 1970 up to which moments have dates: some 1,900 years.
FARTHEST = 6e10


def with_choices(table: Table) -> Table:
    """Find the dates and paths that runs share, and write moments that are a choice as levels."""
    if table.n < FEWEST_RUNS or table.marks:
        return table
    columns = dict(table.columns)
    chosen = set(table.chosen)
    for name, column in table.columns.items():
        if _is_shared(column):
            columns[name] = _with_levels(column) if column.kind == "numeric" else column
            chosen.add(name)
    return replace(table, columns=columns, chosen=frozenset(chosen))


def as_params(table: Table, verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Take for params what was set aside by what it holds, and was chosen by how it lies along the rows."""
    return {
        name: Verdict("param", SHARED, verdicts[name].guessed)
        for name in table.chosen & verdicts.keys()
        if verdicts[name].role == "aside" and table.columns[name].varies
    }


def as_questions(table: Table, verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Ask about texts of which every run has its own, where nothing else was chosen: they say what was."""
    declared = any(mark.reason != VARIES for mark in table.marks.values())
    if declared or any(verdict.role == "param" for verdict in verdicts.values()):
        return {}
    return {
        name: verdict._replace(guessed=True)
        for name, verdict in verdicts.items()
        if table.columns[name].kind == "categorical" and verdict[:2] in {("aside", why) for why in OWN_TEXTS}
    }


def _is_shared(column: Column) -> bool:
    name = normal(column.name)
    if name in CREATED_NAMES | BOOKKEEPING or column.active < len(column.numbers) or not column.varies:
        return False
    why = (
        column.reason
        if column.role == "aside"
        else reason_aside(column)
        if column.kind == "categorical"
        else ""
    )
    if why not in {TIMESTAMPS, PATHS} or 4 * column.distinct() > column.active:
        return False
    # Runs that were started on three days, one after the other, did not choose the day.
    labels = column.codes if column.kind == "categorical" else column.numbers
    return why == PATHS or bool((np.diff(labels) < 0).any())


def _with_levels(column: Column) -> Column:
    texts = [_text(seconds) for seconds in column.numbers.tolist()]
    return Column.from_values(column.name, texts)


def _text(seconds: float) -> str:
    if abs(seconds) > FARTHEST:
        return f"{seconds:.17g} s after 1970"
    return moment_at(seconds).strftime("%Y-%m-%d" if seconds % 86400 == 0 else "%Y-%m-%d %H:%M:%S")

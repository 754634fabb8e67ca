"""What joining several sources did, and what it cannot show, in sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.checks import several as checks
from hpviz.formatting.words import count_of, listed
from hpviz.sources.columns.prefixes import PLACE, Prefixes
from hpviz.sources.several.joined import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs import Runs
    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

SHOWN = 4


def with_notes(runs: Runs, tables: Mapping[str, Table]) -> Runs:
    """Add to joined runs what was joined, and where the sources differ.

    The column of the source counts as a task wherever it is made a param: no search chooses it.

    Parameters
    ----------
    runs
        Of all tables; their last column is that of the source.
    tables
        Name to table, in the order of the runs.
    """
    source = list(runs.columns.values())[-1]
    part = np.repeat(np.arange(len(tables)), [table.n for table in tables.values()])
    notes = [
        _counts(tables, source.name),
        *_only_in_some(runs, part, list(tables)),
        *_apart(runs, part),
        *_differing_roles(runs, tables),
        *_differing_goals(runs, tables),
        *_differing_kinds(runs, part, list(tables)),
        *_shared_ids(tables),
        *_own_notes(tables),
    ]
    columns = {**runs.columns, source.name: source.labelled(part="task")}
    return replace(runs, columns=columns, notes=(*notes, *runs.notes))


def _counts(tables: Mapping[str, Table], source: str) -> Note:
    counts = [f"{name} ({table.source}, {count_of(table.n)})" for name, table in tables.items()]
    own = "" if source == SOURCE else f" ({SOURCE} is a column of their own)"
    return checks.JOINED.note(
        f"Joined from {len(tables)} sources: {listed(counts, SHOWN)}. The column {source} says which{own}; "
        f"it is not ranked unless you make it a parameter (roles={{{source!r}: 'param'}})."
    )


def _only_in_some(runs: Runs, part: NDArray[np.intp], names: list[str]) -> list[Note]:
    """Name the params and metrics of which some sources have no value in any run."""
    lacking: dict[str, list[str]] = {}
    for name, column in (runs.params | runs.metrics).items():
        there = set(part[~column.absent].tolist())
        if there and len(there) < len(names):
            where = listed([names[place] for place in sorted(there)], SHOWN)
            lacking.setdefault(where, []).append(name)
    return [
        checks.ONLY_IN_SOME.note(
            f"Only in {where}: {listed(columns, SHOWN)}; other runs have no value there."
        )
        for where, columns in lacking.items()
    ]


def _apart(runs: Runs, part: NDArray[np.intp]) -> list[Note]:
    """Name the params that vary between sources of several runs, but within none."""
    sizes = np.bincount(part)
    if (sizes < 2).any():
        return []
    names = [name for name, column in runs.params.items() if column.varies and _constant_within(column, part)]
    if not names:
        return []
    verb, effect = ("differs", "its effect") if len(names) == 1 else ("differ", "their effects")
    note = (
        f"{listed(names, SHOWN)} {verb} between the sources but within none, so {effect} cannot be told from "
        "any other difference between the sources."
    )
    return [checks.APART.note(note)]


def _constant_within(column: Column, part: NDArray[np.intp]) -> bool:
    rows = [np.flatnonzero(part == place) for place in range(int(part.max()) + 1)]
    return not any(column.take(of_part).varies for of_part in rows)


def _differing_roles(runs: Runs, tables: Mapping[str, Table]) -> list[Note]:
    """Name the columns that are a param to one source and a metric to another."""
    roles: dict[str, dict[str, str]] = {}
    for source, table in tables.items():
        for given, mark in Prefixes.among(table.columns).with_marks(table.marks).marks.items():
            joined_as = given if given in runs.columns else mark.name
            if mark.reason != PLACE and joined_as in runs.columns:
                roles.setdefault(joined_as, {}).setdefault(mark.role, source)
    return [
        checks.ROLES_DIFFER.note(
            f"{name} is a parameter in {of_role['param']} and a metric in {of_role['metric']}; it is read as "
            f"{_worded(runs.columns[name])}."
        )
        for name, of_role in roles.items()
        if {"param", "metric"} <= set(of_role)
    ]


def _worded(column: Column) -> str:
    return {"param": "a parameter", "metric": "a metric", "aside": "neither"}[column.role]


def _differing_goals(runs: Runs, tables: Mapping[str, Table]) -> list[Note]:
    """Name the metrics that one source minimizes and another maximizes, and objectives that differ."""
    goals: dict[str, dict[str, str]] = {}
    objectives: dict[str, str] = {}
    for source, table in tables.items():
        prefixes = Prefixes.among(table.columns).with_marks(table.marks)
        for metric, goal in table.hints.goals.items():
            goals.setdefault(prefixes.rest(metric), {}).setdefault(goal, source)
        if table.hints.objective is not None:
            objectives.setdefault(prefixes.rest(table.hints.objective), source)
    notes = [
        checks.GOALS_DIFFER.note(
            f"{metric} is to be small in {by_goal['minimize']} and large in {by_goal['maximize']}; here the "
            f"goal is to {runs.default_goal(metric)} it."
        )
        for metric, by_goal in goals.items()
        if len(by_goal) > 1 and metric in runs.metrics
    ]
    if len(objectives) > 1:
        searched = listed([f"{metric} in {source}" for metric, source in objectives.items()], SHOWN)
        differ = f"The sources searched for different metrics: {searched}."
        notes.append(checks.OBJECTIVES_DIFFER.note(differ))
    return notes


def _differing_kinds(runs: Runs, part: NDArray[np.intp], names: list[str]) -> list[Note]:
    """Name the columns that are numbers in one source and named values in another."""
    notes = []
    for name, column in (runs.params | runs.metrics).items():
        numbers = set(part[~np.isnan(column.numbers)].tolist())
        texts = set(part[column.codes >= 0].tolist()) if column.levels else set()
        if numbers and texts and not numbers & texts:
            differ = (
                f"{name} is a number in {names[min(numbers)]} and a name in {names[min(texts)]}, so that no "
                "value is in both."
            )
            notes.append(checks.KINDS_DIFFER.note(differ))
    return notes


def _shared_ids(tables: Mapping[str, Table]) -> list[Note]:
    """Count the ids that stand in several sources, where sources have ids of their own."""
    ids: Iterable[str] = (
        run for table in tables.values() for run in set(table.facts.get("run_ids", np.array([])).tolist())
    )
    shared = sum(count > 1 for count in Counter(ids).values())
    if not shared:
        return []
    stand = "stands" if shared == 1 else "stand"
    counted = f"{count_of(shared, 'run id')} {stand} in several sources; each such run counts once a source."
    return [checks.SHARED_IDS.note(counted)]


def _own_notes(tables: Mapping[str, Table]) -> list[Note]:
    """Put the notes of the sources behind their names, a note that several share once."""
    sources: dict[Note, list[str]] = {}
    for source, table in tables.items():
        for note in table.notes:
            sources.setdefault(note, []).append(source)
    return [note.written(f"{listed(names, SHOWN)}: {note}") for note, names in sources.items()]

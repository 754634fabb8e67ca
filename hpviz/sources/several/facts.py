"""What is known of the runs of several tables: their ids, names, statuses, groups and dates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.attributes import REASONS, attributes, facts_of
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.reasons import CONSTANT, EMPTY, reason_aside
from hpviz.sources.columns.vocabulary import is_metric_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

# What these reasons say holds of the runs of one table, not of more of them.
OPEN_AGAIN = frozenset({CONSTANT, EMPTY})
_BLANK: dict[str, object] = {"names": "", "statuses": "unknown", "groups": "", "created": np.nan}


def with_own_facts(table: Table) -> Table:
    """Take what is known of the runs, and what only names them, out of the columns of a table.

    Both show in one table alone: numbers that count its rows begin anew in the next.
    """
    marks = Prefixes.among(table.columns).with_marks(table.marks).marks
    free = {name: column for name, column in table.columns.items() if name not in marks}
    by_fact = {
        fact: name for fact, name in attributes(free, marked=bool(marks)).items() if fact not in table.facts
    }
    reasons = {name: _reason(column) for name, column in free.items() if name not in table.chosen}
    reasons |= {name: REASONS[fact] for fact, name in by_fact.items()}
    aside = {
        name: table.columns[name].labelled(role="aside", reason=reason)
        for name, reason in reasons.items()
        if reason
    }
    facts = {**table.facts, **facts_of(table.columns, by_fact)}
    return replace(table, columns={**table.columns, **aside}, facts=facts)


def _reason(column: Column) -> str:
    """Why a column can be no param in any table; empty where it may be one."""
    reason = column.reason if column.role == "aside" else reason_aside(column)
    return (
        "" if reason in OPEN_AGAIN or (column.kind == "numeric" and is_metric_name(column.name)) else reason
    )


def facts_of_all(tables: Sequence[Table], names: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """Put the facts of all tables below each other, blank where one has none; ids are each another's."""
    known = dict.fromkeys(fact for table in tables for fact in table.facts)
    facts: dict[str, NDArray[np.generic]] = {
        fact: np.concatenate([table.facts.get(fact, np.full(table.n, _BLANK[fact])) for table in tables])
        for fact in known
        if fact != "run_ids"
    }
    if "run_ids" in known:
        facts["run_ids"] = _ids(tables, names)
    return facts


def _ids(tables: Sequence[Table], names: Sequence[str]) -> NDArray[np.generic]:
    """Keep the ids where no two runs share one, else put the name of the table before each."""
    own = [table.facts.get("run_ids", np.arange(table.n).astype(np.str_)) for table in tables]
    ids: NDArray[np.generic] = np.concatenate(own).astype(np.str_)
    if len(np.unique(ids)) == len(ids):
        return ids
    return np.array([f"{name}/{run}" for name, of_table in zip(names, own, strict=True) for run in of_table])

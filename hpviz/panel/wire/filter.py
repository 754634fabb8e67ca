"""The filter of the runs as JSON: its conditions, and what conditions can be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.runs.where import FACTS, is_fact, literal, names_of, parts_of, term, written_level

if TYPE_CHECKING:
    from hpviz.runs import Runs
    from hpviz.runs.column import Column
    from hpviz.runs.where import ExpressionError

# Of more values than this none are listed: a text is looked for within them.
MOST_VALUES = 24
FIELDS = ("name", "term", "role", "kind", "values")


def encode_filter(runs: Runs, where: str, problem: ExpressionError | None = None) -> dict[str, Any]:
    """Encode a filter.

    Parameters
    ----------
    runs
        All runs that were read.
    where
        The expression.
    problem
        What is wrong with another one, that was refused.
    """
    return {
        "where": where,
        "conditions": [part._asdict() for part in parts_of(where)],
        "runs": int(np.count_nonzero(runs.matching(where))),
        "problem": problem
        and {name: getattr(problem, name) for name in ("sentence", "text", "start", "end")},
    }


def encode_terms(runs: Runs) -> dict[str, list[Any]]:
    """Encode what a condition can be about, as parallel arrays: names, how they are written, values."""
    names = names_of(runs)
    facts = [row for name in names if is_fact(runs, name) and (row := _of_fact(runs, name))]
    columns = [runs.columns[name] for name in names if not is_fact(runs, name)]
    rows = facts + [_of_column(column) for column in columns if column.active]
    return {field: [row[place] for row in rows] for place, field in enumerate(FIELDS)}


def _of_fact(runs: Runs, fact: str) -> tuple[Any, ...] | None:
    """Encode what is known of each run, without sorting all runs; None where it is not known."""
    if fact == "created":
        return (fact, fact, "run", "date", []) if np.isfinite(runs.created).any() else None
    if fact == "id":
        return fact, fact, "run", "text", []
    texts = getattr(runs, FACTS[fact])
    if fact == "name":
        return (fact, fact, "run", "text", []) if (texts != "").any() else None
    is_shared = texts.strides == (0,)  # all runs share a single cell
    values = sorted({*(texts[:1] if is_shared else texts).tolist()} - {""})
    listed = [[literal(value), value] for value in values] if len(values) <= MOST_VALUES else []
    return (fact, fact, "run", "text", listed) if values not in ([], ["unknown"]) else None


def _of_column(column: Column) -> tuple[Any, ...]:
    kind = "number" if column.kind == "numeric" else "text"
    return column.name, term(column.name), column.role, kind, _values(column)


def _values(column: Column) -> list[list[str]]:
    """List the values of a column that holds no numbers, each as it is written and as it is shown."""
    if column.extent.present or len(column.present) > MOST_VALUES:
        return []
    return written_levels(column)


def written_levels(column: Column) -> list[list[str]]:
    """List the named values that occur, each as an expression has it and as it is shown."""
    levels = [column.levels[code] for code in column.present]
    return [[written_level(level), level] for level in levels]

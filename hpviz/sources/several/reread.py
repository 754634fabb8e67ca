"""Runs that were read before become a table again, to be joined with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.columns.choice import YOURS
from hpviz.sources.columns.prefixes import MARKED, PLACE, Mark
from hpviz.sources.columns.table import Table
from hpviz.sources.several.facts import OPEN_AGAIN

if TYPE_CHECKING:
    from hpviz.runs import Runs
    from hpviz.runs.column import Column


def table_of(runs: Runs) -> Table:
    """Convert to a table under the names of the source; what was chosen or declared stays so."""
    given = {name: column.given_name or name for name, column in runs.columns.items()}
    facts = {"names": runs.names, "statuses": runs.statuses, "groups": runs.groups, "created": runs.created}
    if runs.given_ids is not None:
        facts["run_ids"] = runs.given_ids
    return Table(
        columns={given[name]: _column(column, given[name]) for name, column in runs.columns.items()},
        n=len(runs),
        source=runs.source,
        notes=runs.notes,
        marks={given[name]: mark for name, column in runs.columns.items() if (mark := _mark(column))},
        facts=facts,
        hints=runs.hints.renamed(given),
        history=runs.history and runs.history.renamed(given),
    )


def _column(column: Column, given: str) -> Column:
    is_open = column.role != "aside" or column.reason in OPEN_AGAIN or column.guessed
    words = {"role": "param", "reason": "", "guessed": False} if is_open else {}
    return column.labelled(name=given, given_name="", **words)


def _mark(column: Column) -> Mark | None:
    if column.role == "aside":
        return None
    reason = PLACE if column.guessed else YOURS if column.reason == YOURS else MARKED
    return Mark(column.role, column.name, reason)

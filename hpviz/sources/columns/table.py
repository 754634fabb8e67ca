"""What every source is read into: named columns whose roles are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from hpviz.checks import columns as checks
from hpviz.formatting.words import listed
from hpviz.legible_text import numbered
from hpviz.runs import Hints
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.columns.written.texts import columns_of, comma_among
from hpviz.sources.formats.literals import unfolded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs import History
    from hpviz.runs.column import Column
    from hpviz.runs.population import Population
    from hpviz.sources.columns.prefixes import Mark
    from hpviz.sources.columns.written.separators import Comma

    MakeColumns = Callable[[str, Sequence[object]], list[Column]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns by the names that the source gives them.

    Attributes
    ----------
    columns
        Name to column; a column that comes with a reason is already set aside.
    n
        The number of rows.
    source
        What was read, in words.
    notes
        Sentences about how it was read.
    marks
        What the source itself knows of its columns: name to role, name to show, and reason.
    facts
        What the source itself knows of its runs: `run_ids`, `names`, `statuses`, `groups`, `created`.
    chosen
        Columns that are parameters by the design of the data, although they hold dates, paths or counts.
    hints, history
        As in `Runs`, under the names of these columns.
    experiments, experiment
        As in `Runs`.
    collapsed
        An engine made the runs of their steps, so that a column that counts steps counts none here.
    population
        As in `Runs`.
    """

    columns: Mapping[str, Column]
    n: int
    source: str
    notes: tuple[Note, ...] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    facts: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    hints: Hints = field(default_factory=Hints)
    history: History | None = None
    experiments: tuple[str, ...] = ()
    experiment: str = ""
    collapsed: bool = False
    population: Population | None = None

    def noting(self, *notes: Note) -> Table:
        """Add sentences for the screen."""
        return replace(self, notes=self.notes + notes)


def columns_by_name(columns: Iterable[Column]) -> dict[str, Column]:
    """Key columns by name; a name that is taken gets a number: ``lr``, ``lr (2)``."""
    given = list(columns)
    names = numbered(column.name for column in given)
    return {
        name: column if name == column.name else replace(column, name=name)
        for name, column in zip(names, given, strict=True)
    }


def notation_notes(columns: Iterable[Column]) -> list[Note]:
    """Name the columns whose texts were read as numbers, and how they were written."""
    by_notation: dict[str, list[str]] = {}
    for column in columns:
        if column.notation:
            by_notation.setdefault(column.notation, []).append(column.name)
    if not by_notation:
        return []
    parts = [f"{listed(names, 6, last=', ')} ({notation})" for notation, names in by_notation.items()]
    return [checks.NOTATION.note(f"Read as numbers: {'; '.join(parts)}.")]


def _restored(name: str, cells: Sequence[object]) -> list[Column]:
    return [column_of(name, cells)]


# What nearly all cells are, which need no look at what they may be beside.
_SINGLE = frozenset({str, int, float, bool, type(None)})


def columns_from_cells(
    cells: Iterable[tuple[str, Sequence[object]]], make: MakeColumns = _restored
) -> list[Column]:
    """Build columns from named lists of Python values; dictionaries in cells become dotted columns."""
    columns: list[Column] = []
    for name, folded in cells:
        values = unfolded(folded)
        if any(isinstance(value, Mapping) for value in values if type(value) not in _SINGLE):
            records: list[Mapping[object, object]] = [{name: value} for value in values]
            columns += [column for pair in flattened(records) for column in make(*pair)]
        else:
            columns += make(name, values)
    return columns


def plain_columns(
    cells: Iterable[tuple[str, Sequence[object]]], *, likely_comma: Comma = "thousands", folded: bool = True
) -> list[Column]:
    """Build the columns of a table that a person may have written: 79.1%, 1h 3m, 1,234.5, -, n/a.

    Parameters
    ----------
    cells
        Named lists of Python values.
    likely_comma
        What a comma within a number means, where no number tells.
    folded
        A text may hold a dictionary; then it becomes dotted columns.
    """
    named = list(cells)
    comma = comma_among((values for _, values in named), likely=likely_comma)
    make = partial(columns_of, comma=comma)
    return columns_from_cells(named, make) if folded else [column for pair in named for column in make(*pair)]

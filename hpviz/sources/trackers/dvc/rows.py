"""The rows of DVC's table of experiments: which are runs of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.sources.columns.vocabulary import status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.checks import Note
    from hpviz.runs import Status

BASELINE, WORKSPACE = "baseline", "workspace"
_QUEUED = "queued"
UNKNOWN = "!"
NO_VALUE = frozenset({"", "-", UNKNOWN})
HASH = re.compile(r"[0-9a-f]{32}(?:\.dir)?")

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: an experiment, or the commit or workspace that it started from.

    Attributes
    ----------
    cells
        What was chosen and what came of it, as texts; `"!"` where DVC knows nothing.
    """

    rev: str
    name: str
    is_baseline: bool
    cells: Mapping[str, str]
    has_metrics: bool
    state: str = ""
    data: Record = field(default_factory=dict)
    group: str = ""

    def repeats(self, other: Row) -> bool:
        """Whether nothing distinguishes this row from the other."""
        names = self.cells.keys() | other.cells.keys()
        pairs = [(self.cells.get(name, ""), other.cells.get(name, "")) for name in names]
        known = [pair for pair in pairs if UNKNOWN not in pair and not any(map(HASH.fullmatch, pair))]
        return all(mine == yours for mine, yours in known)

    @property
    def status(self) -> Status:
        """How it ended; DVC says so only of experiments that its queue ran."""
        return status_of(self.state)


def runs_of(rows: Sequence[Row]) -> tuple[list[Row], list[Note]]:
    """Leave out what is no run of its own: queued experiments, and commits that an experiment repeats."""
    begun = [row for row in rows if row.state.lower() != _QUEUED]
    runs = [
        row
        for row in begun
        if not row.is_baseline or (row.has_metrics and not any(map(row.repeats, _others(row, begun))))
    ]
    left = [row.name for row in begun if row not in runs]
    without = checks.NO_RUNS_OF_THEIR_OWN.note(
        f"Left out, as no experiments of their own: {', '.join(left)}."
    )
    notes = [without] if left else []
    if waiting := len(rows) - len(begun):
        some = f"{waiting} queued experiment{' was' if waiting == 1 else 's were'}"
        notes.append(checks.NOT_STARTED.note(f"{some} left out: not started."))
    return runs, notes


def _others(row: Row, rows: Sequence[Row]) -> list[Row]:
    """Rows that may stand for a commit's: experiments only, since two commits may differ in code."""
    return [other for other in rows if other is not row and (row.name == WORKSPACE or not other.is_baseline)]

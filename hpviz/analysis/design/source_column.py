"""Which of several sources each run is from, where runs were read from several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.guesses import FROM_SOURCE

if TYPE_CHECKING:
    from hpviz.runs import Runs
    from hpviz.runs.column import Column


def source_column(runs: Runs) -> Column | None:
    """Find the column that says which of several sources a run is from; None where runs are of one."""
    return next((column for column in runs.columns.values() if column.reason == FROM_SOURCE), None)


def sources_of(runs: Runs) -> list[str]:
    """Name the sources of runs that were read from several, in the order in which they were given."""
    if (column := source_column(runs)) is None:
        return []
    codes, first = np.unique(column.codes, return_index=True)
    return [column.levels[code] for code in codes[np.argsort(first)] if code >= 0]

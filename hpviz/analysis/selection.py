"""Which runs enter an analysis, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from hpviz.goals import Goal
    from hpviz.runs import Aggregate, FloatArray, Runs, Status

# "unknown" is what a source says that keeps no statuses, so it enters by default.
DEFAULT_STATUSES: tuple[Status, ...] = ("finished", "unknown")


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows that enter, their metric, and how many runs are left out for which reason."""

    rows: NDArray[np.intp]
    y: FloatArray
    skipped: dict[str, int]


def select(runs: Runs, metric: str, goal: Goal, aggregate: Aggregate, statuses: Collection[str]) -> Selection:
    """Keep the runs of the given statuses that have a finite metric."""
    values = runs.metric_values(metric, aggregate, goal)
    enters = np.zeros(len(runs), dtype=bool)
    for status in statuses:
        enters |= runs.statuses == status
    skipped = Counter(runs.statuses[~enters].tolist())
    reasons = dict(skipped.most_common())
    for reason, bad in ((f"without {metric}", np.isnan(values)), (f"{metric} infinite", np.isinf(values))):
        if count := int(np.count_nonzero(bad & enters)):
            reasons[reason] = count
    rows = np.flatnonzero(enters & np.isfinite(values))
    return Selection(rows, values[rows], reasons)

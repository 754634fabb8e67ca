"""Which runs enter an analysis, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.target import FAILED

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from hpviz.runs import Aggregate, Runs, Status
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.runs.target import Target

# "unknown" is the status of all runs where a source keeps none, so it enters by default.
DEFAULT_STATUSES: tuple[Status, ...] = ("finished", "unknown")


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows that enter, their metric, and how many runs are left out for which reason."""

    rows: NDArray[np.intp]
    y: FloatArray
    skipped: dict[str, int]


def select(runs: Runs, target: Target, aggregate: Aggregate, statuses: Collection[str]) -> Selection:
    """Keep the runs of the given statuses that have all finite metrics.

    Of failure, the finished and the failed runs enter whatever statuses are given.

    Parameters
    ----------
    runs
        All runs that were read.
    target
        What they are to be ranked by.
    aggregate
        Which step of a run counts, where the source has history.
    statuses
        Of which statuses.
    """
    values = target.values(runs, aggregate)
    always = ("finished", *FAILED) if target.admits_failed_runs else ()
    enters = np.zeros(len(runs), dtype=bool)
    for status in {*statuses, *always}:
        enters |= _are(runs.statuses, status)
    skipped = Counter(runs.statuses[~enters].tolist())
    reasons = dict(skipped.most_common())
    left = enters
    for metric, own in zip(target.metrics, values, strict=False):
        for reason, bad in ((f"without {metric}", np.isnan(own)), (f"{metric} infinite", np.isinf(own))):
            if count := int(np.count_nonzero(bad & left)):
                reasons[reason] = count
            left = left & ~bad
    rows = np.flatnonzero(left)
    selected = values if len(rows) == len(runs) else values[:, rows]
    return Selection(rows, target.combined(selected), reasons)


def _are(statuses: NDArray[np.str_], status: str) -> BoolArray:
    """Mark the runs of one status; where a source keeps none, all runs share a single cell."""
    shared = len(statuses) > 0 and statuses.strides == (0,)
    return np.broadcast_to(statuses[:1] == status, statuses.shape) if shared else statuses == status

"""Which runs enter an analysis, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.divergence import diverged
from hpviz.runs.target import ENDED, FAILED

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from hpviz.runs import Aggregate, Runs, Status
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.runs.target import Target

DEFAULT_STATUSES: tuple[Status, ...] = ENDED
# The reason for which runs are left out that diverged.
DIVERGED = "diverged"


@dataclass(frozen=True, kw_only=True)
class Diverged:
    """The runs that are left out because their metric diverged.

    Attributes
    ----------
    runs, infinite
        How many, and of how many of these the metric is infinite.
    low, high
        The smallest and the largest value of the metric among the others; NaN where there are none.
    as_failure
        Ranking by failure counts them as failed.
    """

    runs: int
    infinite: int
    low: float
    high: float
    as_failure: bool


@dataclass(frozen=True, eq=False)
class Selection:
    """Which runs enter.

    Attributes
    ----------
    rows, y
        The rows that enter, and their metric.
    skipped
        For which reason how many runs are left out.
    infinite
        Of these, how many only because a metric is infinite.
    diverged
        The runs that are left out because the metric diverged, where that was looked for and there are any.
    """

    rows: NDArray[np.intp]
    y: FloatArray
    skipped: dict[str, int]
    _: KW_ONLY
    infinite: int = 0
    diverged: Diverged | None = None

    def without_diverged(self, *, as_failure: bool) -> Selection:
        """Leave out the runs whose metric diverged.

        Parameters
        ----------
        as_failure
            Ranking by failure counts them as failed.
        """
        far = diverged(self.y)
        out = self.y[far]
        if len(out) + self.infinite == 0:
            return self
        left_out = Diverged(
            runs=len(out) + self.infinite,
            infinite=self.infinite,
            low=float(out.min()) if len(out) else np.nan,
            high=float(out.max()) if len(out) else np.nan,
            as_failure=as_failure,
        )
        if len(out) == 0:
            return replace(self, diverged=left_out)
        skipped = {**self.skipped, DIVERGED: len(out)}
        return replace(self, rows=self.rows[~far], y=self.y[~far], skipped=skipped, diverged=left_out)


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
        for reason, bad in ((f"without {metric}", np.isnan(own)), (_infinite(metric), np.isinf(own))):
            if count := int(np.count_nonzero(bad & left)):
                reasons[reason] = count
            left = left & ~bad
    rows = np.flatnonzero(left)
    selected = values if len(rows) == len(runs) else values[:, rows]
    infinite = sum(reasons.get(_infinite(metric), 0) for metric in target.metrics)
    return Selection(rows, target.combined(selected), reasons, infinite=infinite)


def _infinite(metric: str) -> str:
    return f"{metric} infinite"


def _are(statuses: NDArray[np.str_], status: str) -> BoolArray:
    """Mark the runs of one status; where a source keeps none, all runs share a single cell."""
    shared = len(statuses) > 0 and statuses.strides == (0,)
    return np.broadcast_to(statuses[:1] == status, statuses.shape) if shared else statuses == status

"""Which runs enter an analysis, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.sample.fidelity import LowerFidelity, at_highest_fidelity, fidelities_among
from hpviz.runs.target import ENDED, FAILED
from hpviz.runs.target.divergence import diverged

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from hpviz.runs import Aggregate, Runs, Status
    from hpviz.runs.column import BoolArray, Column, FloatArray
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
    rows
        Shape (runs,): which they are, of all runs that were read.
    params
        The params that tell them from the runs that enter, the surest first.
    """

    runs: int
    infinite: int
    low: float
    high: float
    as_failure: bool
    rows: NDArray[np.intp] = field(repr=False, compare=False)
    params: tuple[str, ...] = ()


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
        The rows that are left out only because a metric is infinite.
    diverged
        The runs that are left out because the metric diverged, where that was looked for and there are any.
    lower
        The runs that are left out because their configuration was run at a higher fidelity, too.
    """

    rows: NDArray[np.intp]
    y: FloatArray
    skipped: dict[str, int]
    _: KW_ONLY
    infinite: NDArray[np.intp]
    diverged: Diverged | None = None
    lower: LowerFidelity | None = None

    def at_highest_fidelity(self, runs: Runs) -> Selection:
        """Keep of each configuration the runs at the highest fidelity at which any ended, if infinite."""
        params = list(runs.params.values())
        rows = np.concatenate([self.rows, self.infinite])
        highest = at_highest_fidelity(params, rows)
        if highest is None:
            return self
        enter, infinite = np.split(highest, [len(self.rows)])
        names = tuple(param.name for param in fidelities_among(params))
        count = int(np.count_nonzero(~enter))
        skipped = {**self.skipped, f"at a lower {' or '.join(names)}": count} if count else self.skipped
        return replace(
            self,
            rows=self.rows[enter],
            y=self.y[enter],
            skipped=skipped,
            infinite=self.infinite[infinite],
            lower=LowerFidelity(params=names, runs=count) if count else None,
        )

    def without_diverged(self, *, as_failure: bool) -> Selection:
        """Leave out the runs whose metric diverged.

        Parameters
        ----------
        as_failure
            Ranking by failure counts them as failed.
        """
        far, infinite = diverged(self.y), len(self.infinite)
        if infinite == 0 and not far.any():
            return self
        out = self.y[far]
        left_out = Diverged(
            runs=len(out) + infinite,
            infinite=infinite,
            low=float(out.min()) if len(out) else np.nan,
            high=float(out.max()) if len(out) else np.nan,
            as_failure=as_failure,
            rows=np.union1d(self.rows[far], self.infinite),
        )
        if len(out) == 0:
            return replace(self, diverged=left_out)
        skipped = {**self.skipped, DIVERGED: len(out)}
        return replace(self, rows=self.rows[~far], y=self.y[~far], skipped=skipped, diverged=left_out)


def select(runs: Runs, target: Target, aggregate: Aggregate, statuses: Collection[str]) -> Selection:
    """Keep the runs of the given statuses that have all finite metrics, at the highest fidelity of each.

    Of failure, the finished and the failed runs enter whatever statuses are given, at every fidelity.

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
    left, infinite = enters, np.zeros(len(runs), dtype=bool)
    for metric, own in zip(target.metrics, values, strict=False):
        for reason, bad in ((f"without {metric}", np.isnan(own)), (f"{metric} infinite", np.isinf(own))):
            if count := int(np.count_nonzero(bad & left)):
                reasons[reason] = count
            infinite |= left & np.isinf(own)
            left = left & ~bad
    rows = np.flatnonzero(left)
    selected = values if len(rows) == len(runs) else values[:, rows]
    chosen = Selection(rows, target.combined(selected), reasons, infinite=np.flatnonzero(infinite))
    return chosen if target.admits_failed_runs else chosen.at_highest_fidelity(runs)


def _are(statuses: NDArray[np.str_], status: str) -> BoolArray:
    """Mark the runs of one status; where a source keeps none, all runs share a single cell."""
    shared = len(statuses) > 0 and statuses.strides == (0,)
    return np.broadcast_to(statuses[:1] == status, statuses.shape) if shared else statuses == status


def seeds_of(runs: Runs, chosen: Selection) -> list[Column]:
    """Return the seeds of the runs that enter, those that are hidden from the table too."""
    params = (runs.columns[param] for param in runs.params)
    return [column.among(chosen.rows) for column in params if column.part == "replicate"]

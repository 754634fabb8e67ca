"""Which metrics may be looked at first by their values: no counter, and none that is the same in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.first_metric import first_metric, rivals_of_first
from hpviz.runs.metric_column import holds_truths
from hpviz.runs.metric_vocabulary.moments import is_moment_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.column import Column

# A metric of which so many runs share one value says little of the others.
MOST_ALIKE = 0.9
# Sums of the same numbers differ by this, relatively, and mean nothing by it.
ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The metrics that may be looked at first.

    Attributes
    ----------
    names
        In the order of the table.
    flags
        Those that hold nothing but 0 and 1.
    moments
        Those that say at which step something came.
    """

    names: tuple[str, ...]
    flags: frozenset[str]
    moments: frozenset[str]

    @classmethod
    def among(cls, metrics: Mapping[str, Column]) -> Candidates:
        """Take those that any run has and that differ between runs; all that runs have where none does."""
        filled = [name for name, column in metrics.items() if np.isfinite(column.numbers).any()]
        differing = [name for name in filled if _differs(metrics[name])]
        names = differing or filled
        flags = frozenset(name for name in names if holds_truths(metrics[name]))
        return cls(
            names=tuple(names),
            flags=flags,
            moments=frozenset(name for name in names if is_moment(metrics[name])),
        )

    def first(self) -> str | None:
        """Choose the metric that a person most likely wants to see first."""
        return first_metric(self.names, self.flags, self.moments)

    def rivals(self) -> tuple[str, ...]:
        """List those that may be meant as well as the first."""
        return rivals_of_first(self.names, self.flags, self.moments)


def is_moment(column: Column) -> bool:
    """Whether the column says at which step something came."""
    finite = column.numbers[np.isfinite(column.numbers)]
    whole = bool(len(finite)) and finite.max() > 1 and bool((finite == np.round(finite)).all())
    return is_moment_name(column.name, whole=whole)


def _differs(column: Column) -> bool:
    """Whether runs differ in it: not where most are infinite, nor where nearly all share a value."""
    given = column.numbers[~np.isnan(column.numbers)]
    finite = given[np.isfinite(given)]
    if 2 * len(finite) <= len(given):
        return False
    if np.ptp(finite) <= ROUNDING * float(np.abs(finite).max()):
        return len(finite) < 2
    if holds_truths(column):
        return True
    _, counts = np.unique(finite, return_counts=True)
    return bool(counts.max() <= MOST_ALIKE * len(finite))

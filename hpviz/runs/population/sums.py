"""What an engine adds up over all runs of a table, and of which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray
    from hpviz.runs.history import Aggregate
    from hpviz.runs.metric_names import Goal


@dataclass(frozen=True, kw_only=True)
class CentredMetric:
    """The metric that params are correlated with.

    Attributes
    ----------
    name
        Its name in the source.
    aggregate, goal
        As in `Runs.metric_values`.
    log
        Its logarithm is taken.
    centre
        About its mean, which is subtracted before anything is added up.
    statuses
        The runs of these statuses count.
    """

    name: str
    aggregate: Aggregate
    goal: Goal
    log: bool
    centre: float
    statuses: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class CentredParam:
    """A param of numbers, or of true and false, that the metric is correlated with.

    Attributes
    ----------
    name
        Its name in the source.
    log
        Its logarithm is taken.
    centre
        About its mean.
    """

    name: str
    log: bool
    centre: float


@dataclass(frozen=True, kw_only=True)
class PairSums:
    """Sums over the runs that have both a param `x` and the metric `y`, from their centres on.

    Attributes
    ----------
    n
        How many runs these are.
    x, y, xx, yy, xy
        The sums, of squares and of products.
    """

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float


@dataclass(frozen=True, eq=False, kw_only=True)
class LevelSums:
    """Sums of the metric over the runs of each level of a param, from its centre on.

    Attributes
    ----------
    sizes, sums
        Shape (levels,): runs, and sum of the metric.
    square
        The sum of squares over all of these runs.
    """

    sizes: NDArray[np.int64]
    sums: FloatArray
    square: float

"""All runs of a table of which `Runs` are a sample: an engine holds them, and adds up what is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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


class Population(Protocol):
    """All runs of a table of which `Runs` are a sample."""

    @property
    def runs(self) -> int:
        """How many there are."""

    @property
    def answers(self) -> bool:
        """Whether there is an engine, and what it adds up is of the same runs as the sample."""

    @property
    def status_counts(self) -> Mapping[str, int]:
        """Count the runs of each status, the most frequent first."""

    def with_statuses(self, column: str | None) -> Population:
        """Read the statuses of the runs from a column of the source."""

    def pair_sums(self, params: Sequence[CentredParam], metric: CentredMetric) -> list[PairSums | None]:
        """Add up params and metric; None for what the engine does not hold as numbers."""

    def level_sums(self, param: str, metric: CentredMetric) -> LevelSums | None:
        """Add up the metric by the levels of a param; None where the engine does not hold it as such."""


@dataclass(frozen=True)
class CountedPopulation:
    """What is left of a population without its engine: in another process, or where runs were selected.

    Attributes
    ----------
    runs
        How many there are.
    """

    runs: int

    @property
    def answers(self) -> bool:
        """There is no engine."""
        return False

    @property
    def status_counts(self) -> Mapping[str, int]:
        """Know none."""
        return {}

    def with_statuses(self, _column: str | None) -> CountedPopulation:
        """Keep what is known."""
        return self

    def pair_sums(self, params: Collection[CentredParam], _metric: CentredMetric) -> list[PairSums | None]:
        """Know none."""
        return [None] * len(params)

    def level_sums(self, _param: str, _metric: CentredMetric) -> LevelSums | None:
        """Know none."""
        return None

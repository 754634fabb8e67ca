"""All runs of a table of which `Runs` are a sample: an engine holds them, and adds up what is needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hpviz.runs.population.sums import CentredMetric, CentredParam, LevelSums, PairSums
    from hpviz.runs.where.names import RunTable


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

    def without_engine(self) -> CountedPopulation:
        """Keep what is known where runs were selected in another way than by an expression."""

    def filtered(self, expression: str, sample: RunTable) -> Population:
        """Keep the runs that an expression is true of; `sample` are those that were read of all."""

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

    def without_engine(self) -> CountedPopulation:
        """Keep what is known."""
        return self

    def filtered(self, _expression: str, _sample: RunTable) -> CountedPopulation:
        """Keep what is known."""
        return self

    def pair_sums(self, params: Collection[CentredParam], _metric: CentredMetric) -> list[PairSums | None]:
        """Know none."""
        return [None] * len(params)

    def level_sums(self, _param: str, _metric: CentredMetric) -> LevelSums | None:
        """Know none."""
        return None


def counted_runs(n: int, population: Population | None) -> str:
    """Write how many runs there are, and of how many they are a sample: ``500 of 41200000 runs``."""
    of_all = f" of {population.runs}" if population is not None and population.answers else ""
    return f"{n}{of_all} run{'' if n == 1 else 's'}"


def counted_statuses(statuses: NDArray[np.str_], population: Population | None) -> dict[str, int]:
    """Count the runs of each status, the most frequent first; all runs, where there is an engine."""
    if population is not None and population.answers:
        return dict(population.status_counts)
    return dict(Counter(statuses.tolist()).most_common())

"""The runs of a population that an expression is true of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hpviz.runs.population.population import CountedPopulation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.runs.population.population import Population
    from hpviz.runs.population.sums import CentredMetric, CentredParam, LevelSums, PairSums
    from hpviz.runs.where.names import RunTable


@dataclass(frozen=True, eq=False)
class FilteredPopulation:
    """The runs of a population that an expression is true of: queried once something is to be known of them.

    Attributes
    ----------
    of, expression
        The population, and the expression.
    sample
        The runs that were read of the population.
    """

    of: Population
    expression: str
    sample: RunTable = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the engine, which no other process shares, behind."""
        return CountedPopulation, (self.runs,)

    @cached_property
    def own(self) -> Population:
        """The population; without an engine where that does not hold what the expression is about."""
        return self.of.filtered(self.expression, self.sample)

    @property
    def runs(self) -> int:
        """How many there are; of all of them where the engine cannot tell."""
        return self.own.runs

    @property
    def answers(self) -> bool:
        """Whether the engine holds what the expression is about."""
        return self.own.answers

    @property
    def status_counts(self) -> Mapping[str, int]:
        """Count the runs of each status."""
        return self.own.status_counts

    def without_engine(self) -> CountedPopulation:
        """Keep the number of all runs, without a query."""
        return self.of.without_engine()

    def with_statuses(self, column: str | None) -> Population:
        """Count the runs by a column of the source that holds their statuses."""
        return self.own.with_statuses(column)

    def filtered(self, expression: str, sample: RunTable) -> Population:
        """Keep the runs that another expression is true of, too."""
        return self.own.filtered(expression, sample)

    def pair_sums(self, params: Sequence[CentredParam], metric: CentredMetric) -> list[PairSums | None]:
        """Add up params and metric in one query."""
        return self.own.pair_sums(params, metric)

    def level_sums(self, param: str, metric: CentredMetric) -> LevelSums | None:
        """Add up the metric by the levels of a param in one query."""
        return self.own.level_sums(param, metric)

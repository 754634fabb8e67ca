"""All runs of a table of which `Runs` are a sample."""

from hpviz.runs.population.filtered import FilteredPopulation
from hpviz.runs.population.population import (
    CountedPopulation,
    Population,
    counted_runs,
    counted_statuses,
)
from hpviz.runs.population.sums import CentredMetric, CentredParam, LevelSums, PairSums

__all__ = [
    "CentredMetric",
    "CentredParam",
    "CountedPopulation",
    "FilteredPopulation",
    "LevelSums",
    "PairSums",
    "Population",
    "counted_runs",
    "counted_statuses",
]

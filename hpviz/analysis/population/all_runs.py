"""Correlations over all runs, where those that are analysed are a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.population.correlations import over_all_runs
from hpviz.runs.population import CentredMetric
from hpviz.runs.target import MetricTarget

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Figures
    from hpviz.analysis.sample.selection import Selection


def with_all_runs(blank: RankResult, figures: Figures, chosen: Selection) -> tuple[RankResult, Figures]:
    """Put correlations over all runs in the place of those over the sample, where an engine has them.

    Parameters
    ----------
    blank, figures, chosen
        The result so far, with its evidence; what is known of the params; the runs that enter.
    """
    population = blank.require_evidence().runs.population
    metric = _metric_of_all(blank, chosen)
    if population is None or metric is None:
        return blank, figures
    of_all = over_all_runs(figures.correlations, figures.columns, figures.logs, population, metric)
    return replace(blank, correlated_runs=population.runs), replace(figures, correlations=of_all)


def _metric_of_all(blank: RankResult, chosen: Selection) -> CentredMetric | None:
    """Describe the metric over all runs of a table; None where that is known of the sample alone.

    That is so of failure and of trade-offs, of ranks, where runs of one configuration count as one, and where
    runs are left out by how their metric lies among the others.
    """
    evidence = blank.require_evidence()
    column = evidence.runs.columns.get(blank.metric)
    is_plain = (
        isinstance(blank.target, MetricTarget) and blank.scale != "rank" and evidence.replicates is None
    )
    whole = chosen.lower is None and (
        chosen.diverged is None or chosen.diverged.runs == chosen.diverged.infinite
    )
    answers = evidence.runs.population is not None and evidence.runs.population.answers
    if not answers or column is None or not (is_plain and whole):
        return None
    return CentredMetric(
        name=column.given_name or column.name,
        aggregate=blank.aggregate,
        goal=blank.goal,
        log=blank.scale == "log",
        centre=float(np.mean(evidence.y)),
        statuses=frozenset(evidence.options.statuses),
    )

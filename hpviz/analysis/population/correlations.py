"""Correlations over all runs of a table of which a sample is analysed: an engine adds them up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import Correlation, as_numbers, interval
from hpviz.analysis.sample.metric_scale import ROUNDING
from hpviz.runs.population import CentredParam

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Column, FloatArray
    from hpviz.runs.population import CentredMetric, LevelSums, PairSums, Population

NAN = float("nan")


def over_all_runs(
    correlations: Sequence[Correlation],
    columns: Sequence[Column],
    logs: Sequence[bool],
    population: Population,
    metric: CentredMetric,
) -> list[Correlation]:
    """Put the correlations over all runs in the place of those over a sample, where the engine has them.

    Parameters
    ----------
    correlations, columns, logs
        Of each param in the sample.
    population
        All runs.
    metric
        The metric, as it is analysed.

    Returns
    -------
    In the order of `columns`; ranks and shapes stay those of the sample.
    """
    paired = [i for i, column in enumerate(columns) if _is_paired(column)]
    params = [
        CentredParam(name=_own_name(columns[i]), log=logs[i], centre=_centre(columns[i], log=logs[i]))
        for i in paired
    ]
    sums = dict(zip(paired, population.pair_sums(params, metric) if params else [], strict=True))
    changed = list(correlations)
    for i, column in enumerate(columns):
        if (pairs := sums.get(i)) is not None:
            changed[i] = _of_pairs(correlations[i], pairs, _centre(column, log=logs[i]), metric.centre)
        elif column.kind == "categorical" and (groups := population.level_sums(_own_name(column), metric)):
            changed[i] = replace(correlations[i], pearson=_ratio(groups))
    return changed


def _is_paired(column: Column) -> bool:
    return column.kind == "boolean" or (column.kind == "numeric" and not len(column.present))


def _own_name(column: Column) -> str:
    return column.given_name or column.name


def _centre(column: Column, *, log: bool) -> float:
    """Compute the mean over the sample, which is near that over all runs."""
    numbers: FloatArray = as_numbers(column)
    there = numbers[np.isfinite(numbers)]
    if not len(there):
        return 0.0
    return float(np.mean(np.log(there) if log else there))


def _of_pairs(of_sample: Correlation, sums: PairSums, x_centre: float, y_centre: float) -> Correlation:
    n = sums.n
    if n < 3:
        return replace(of_sample, pearson=NAN, low=NAN, high=NAN)
    x_square, y_square = sums.xx - sums.x**2 / n, sums.yy - sums.y**2 / n
    if _vanishes(x_square, n, x_centre) or _vanishes(y_square, n, y_centre):
        return replace(of_sample, pearson=NAN, low=NAN, high=NAN)
    r = float(np.clip((sums.xy - sums.x * sums.y / n) / np.sqrt(x_square * y_square), -1.0, 1.0))
    low, high = interval(r, n)
    return replace(of_sample, pearson=r, low=low, high=high)


def _vanishes(square: float, n: int, centre: float) -> bool:
    """Whether a sum of squared deviations is nothing but rounding."""
    return not square > n * (ROUNDING * centre) ** 2


def _ratio(groups: LevelSums) -> float:
    """Compute Kelley's epsilon, as `hpviz.analysis.association.correlation.correlation_ratio` does."""
    n, k = int(groups.sizes.sum()), len(groups.sizes)
    if k < 2 or n <= k:
        return NAN
    mean = float(groups.sums.sum()) / n
    total = groups.square - n * mean**2
    if not total > 0:
        return NAN
    between = float(np.sum((groups.sums / groups.sizes - mean) ** 2 * groups.sizes))
    within = (total - between) / (n - k)
    return float(np.sqrt(np.clip((between - (k - 1) * within) / total, 0.0, 1.0)))

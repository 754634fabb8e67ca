"""Which params tell some runs from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2, rankdata

from hpviz.analysis.association.correlation import as_numbers, pearson
from hpviz.analysis.sample.metric_scale import standard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.runs.column import BoolArray, Column, FloatArray

# By chance any param at all is named in this share of sweeps.
CHANCE = 0.01


def params_that_separate(params: Iterable[Column], marked: BoolArray) -> tuple[str, ...]:
    """Name the params in which marked runs differ from the others, beyond chance.

    Of numbers Spearman's correlation with the mark is tested, of categories the table of values and marks
    (chi-squared), each over the runs that have the param, and corrected over all params (Bonferroni).

    Parameters
    ----------
    params
        Columns of equal length.
    marked
        Shape (runs,).

    Returns
    -------
    The surest first.
    """
    p_values = {param.name: _p_value(param, marked.astype(np.float64)) for param in params}
    clear = [name for name, p in p_values.items() if p * len(p_values) < CHANCE]
    return tuple(sorted(clear, key=lambda name: p_values[name]))


def _p_value(param: Column, mark: FloatArray) -> float:
    if param.kind == "categorical":
        return _of_categories(param, mark)
    numbers = as_numbers(param)
    there = np.isfinite(numbers)
    r = pearson(rankdata(numbers[there]), mark[there])
    return 1.0 if np.isnan(r) else float(chi2.sf((there.sum() - 1) * r**2, 1))


def _of_categories(param: Column, mark: FloatArray) -> float:
    there = param.codes >= 0
    codes, mark = param.codes[there], mark[there]
    if len(codes) == 0 or np.ptp(mark) == 0 or np.ptp(codes) == 0:
        return 1.0
    sizes = np.bincount(codes)
    used = sizes > 0
    between = np.sum(np.bincount(codes, weights=standard(mark))[used] ** 2 / sizes[used])
    return float(chi2.sf((1 - 1 / len(codes)) * between, np.count_nonzero(used) - 1))

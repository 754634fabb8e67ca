"""Params that moved together in these runs, so that no method can tell their effects apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.analysis.correlation import as_numbers, correlation_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs import Column, FloatArray

# |Spearman|, or its analogue for categories, from which two params are called not separable.
TOGETHER = 0.8
FEWEST_RUNS = 10
# Pairs with a categorical are looked at one by one: only this many of them.
MOST_CATEGORICALS = 60


def moved_together(params: Sequence[Column]) -> list[tuple[int, ...]]:
    """For each param the others that moved with it, over the runs in which both are active.

    Two numbers (or booleans): |Spearman| >= .8. A category and a number: correlation ratio of the number's
    ranks >= .8. Two categories: Cramér's V, bias-corrected (Bergsma 2013), >= .8.

    Parameters
    ----------
    params
        Columns of equal length.
    """
    found: list[set[int]] = [set() for _ in params]
    for one, other in _number_pairs(params) + _category_pairs(params):
        found[one].add(other)
        found[other].add(one)
    return [tuple(sorted(others)) for others in found]


def _number_pairs(params: Sequence[Column]) -> list[tuple[int, int]]:
    where = [i for i, param in enumerate(params) if param.kind != "categorical"]
    numbers = {i: as_numbers(params[i]) for i in where}
    whole = [i for i in where if np.isfinite(numbers[i]).all() and np.ptp(numbers[i]) > 0]
    pairs = _whole_pairs(whole, params)
    partial = [i for i in where if not np.isfinite(numbers[i]).all()]
    for place, one in enumerate(partial):
        for other in whole + partial[:place]:
            both = np.isfinite(numbers[one]) & np.isfinite(numbers[other])
            if both.sum() >= FEWEST_RUNS and _spearman(numbers[one][both], numbers[other][both]) >= TOGETHER:
                pairs.append((one, other))
    return pairs


def _whole_pairs(whole: list[int], params: Sequence[Column]) -> list[tuple[int, int]]:
    if len(whole) < 2 or len(params[whole[0]].numbers) < FEWEST_RUNS:
        return []
    ranks = np.stack([_ranks(params[i]) for i in whole])
    ranks -= ranks.mean(axis=1, keepdims=True)
    ranks /= np.sqrt((ranks**2).sum(axis=1, keepdims=True))
    close = np.triu(np.abs(ranks @ ranks.T) >= TOGETHER, k=1)
    return [(whole[a], whole[b]) for a, b in np.argwhere(close)]


def _ranks(param: Column) -> FloatArray:
    return rankdata(as_numbers(param)) if param.kind == "boolean" else param.ranks


def _standard(ranks: FloatArray) -> FloatArray:
    deviation = ranks - ranks.mean()
    unit: FloatArray = deviation / np.sqrt(deviation @ deviation)
    return unit


def _spearman(x: FloatArray, y: FloatArray) -> float:
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(abs(_standard(rankdata(x)) @ _standard(rankdata(y))))


def _category_pairs(params: Sequence[Column]) -> list[tuple[int, int]]:
    categorical = [i for i, param in enumerate(params) if param.kind == "categorical"][:MOST_CATEGORICALS]
    pairs = []
    for place, one in enumerate(categorical):
        for other, param in enumerate(params):
            if other in categorical[: place + 1]:
                continue
            if _category_association(params[one], param) >= TOGETHER:
                pairs.append((one, other))
    return pairs


def _category_association(category: Column, other: Column) -> float:
    if other.kind == "categorical":
        both = (category.codes >= 0) & (other.codes >= 0)
        return cramers_v(category.codes[both], other.codes[both]) if both.sum() >= FEWEST_RUNS else 0.0
    numbers = as_numbers(other)
    both = np.isfinite(numbers) & (category.codes >= 0)
    if both.sum() < FEWEST_RUNS:
        return 0.0
    ratio = correlation_ratio(category.take(both), rankdata(numbers[both]))
    return 0.0 if np.isnan(ratio) else ratio


def cramers_v(a: NDArray[np.int32], b: NDArray[np.int32]) -> float:
    """Bias-corrected Cramér's V of two categories (Bergsma 2013); 0 where either has one value."""
    _, row = np.unique(a, return_inverse=True)
    _, column = np.unique(b, return_inverse=True)
    n, rows, columns = len(a), int(row.max()) + 1, int(column.max()) + 1
    if rows < 2 or columns < 2 or rows * columns > 4 * n:
        return 0.0
    table = np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi = float(np.sum((table - expected) ** 2 / expected)) / n
    bias = (rows - 1) * (columns - 1) / (n - 1)
    rows_left = rows - (rows - 1) ** 2 / (n - 1)
    columns_left = columns - (columns - 1) ** 2 / (n - 1)
    most = min(rows_left, columns_left) - 1
    return float(np.sqrt(max(0.0, phi - bias) / most)) if most > 0 else 0.0

"""How much two params moved together in these runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.analysis.association.correlation import as_numbers, correlation_ratio, pearson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column, FloatArray

FEWEST_RUNS = 10
# Pairs with a categorical, or with a param that only some runs have, are looked at one by one: at most so
# many of each kind.
MOST_CATEGORICALS = 60
MOST_PARTIAL = 120


def similarity_matrix(params: Sequence[Column], rows: NDArray[np.intp] | None = None) -> FloatArray:
    """Compute how much each two params moved together, over the runs in which both are active: 0 to 1.

    Two numbers (or booleans): |Spearman|. A category and a number: correlation ratio of the number's ranks.
    Two categories: Cramér's V, bias-corrected (Bergsma 2013). 0 where too few runs have both, 1 with itself.

    Parameters
    ----------
    params
        Columns of equal length.
    rows
        Only these runs.

    Returns
    -------
    Shape (params, params), symmetric.
    """
    if rows is not None:
        params = [param.take(rows) for param in params]
    similarity = np.zeros((len(params), len(params)))
    _of_numbers(params, similarity)
    _of_categories(params, similarity)
    similarity = np.maximum(similarity, similarity.T)
    np.fill_diagonal(similarity, 1.0)
    return similarity


def _of_numbers(params: Sequence[Column], similarity: FloatArray) -> None:
    where = [i for i, param in enumerate(params) if param.kind != "categorical"]
    numbers = {i: as_numbers(params[i]) for i in where}
    whole = [i for i in where if np.isfinite(numbers[i]).all() and np.ptp(numbers[i]) > 0]
    _of_whole(whole, params, similarity)
    partial = [i for i in where if not np.isfinite(numbers[i]).all()][:MOST_PARTIAL]
    for place, first in enumerate(partial):
        for other in whole + partial[:place]:
            both = np.isfinite(numbers[first]) & np.isfinite(numbers[other])
            if both.sum() >= FEWEST_RUNS:
                similarity[first, other] = _spearman(numbers[first][both], numbers[other][both])


def _of_whole(whole: list[int], params: Sequence[Column], similarity: FloatArray) -> None:
    if len(whole) < 2 or len(params[whole[0]].numbers) < FEWEST_RUNS:
        return
    ranks = np.stack([_ranks(params[i]) for i in whole])
    ranks -= ranks.mean(axis=1, keepdims=True)
    ranks /= np.sqrt((ranks**2).sum(axis=1, keepdims=True))
    similarity[np.ix_(whole, whole)] = np.minimum(np.abs(ranks @ ranks.T), 1.0)


def _ranks(param: Column) -> FloatArray:
    return rankdata(as_numbers(param)) if param.kind == "boolean" else param.ranks


def _spearman(x: FloatArray, y: FloatArray) -> float:
    rho = pearson(rankdata(x), rankdata(y))
    return 0.0 if np.isnan(rho) else abs(rho)


def _of_categories(params: Sequence[Column], similarity: FloatArray) -> None:
    categorical = [i for i, param in enumerate(params) if param.kind == "categorical"][:MOST_CATEGORICALS]
    for place, first in enumerate(categorical):
        for other, param in enumerate(params):
            if other not in categorical[: place + 1]:
                similarity[first, other] = _category_association(params[first], param)


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
    """Compute the bias-corrected Cramér's V of two categories (Bergsma 2013).

    Parameters
    ----------
    a, b
        Shape (runs,): the codes of their values.

    Returns
    -------
    0 to 1; 0 where either has one value, or the table of both has more than four times as many cells as there
    are runs.
    """
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

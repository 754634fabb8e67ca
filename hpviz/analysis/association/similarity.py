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
# Where a number follows another up and down its values differ between classes of the other: so many runs are
# a class, in up to so many classes, from so many runs on, and up to so many of them, spread evenly, or fewer
# where the params are many.
RUNS_PER_CLASS, MOST_CLASSES = 10, 10
FEWEST_CLASSED, MOST_CLASSED, MOST_PRODUCTS = 60, 500, 10**8
# Such a ratio counts from here on, which no chance brings about.
CLEARLY_CURVED = 0.85


def similarity_matrix(params: Sequence[Column], rows: NDArray[np.intp] | None = None) -> FloatArray:
    """Compute how much each two params moved together, over the runs in which both are active: 0 to 1.

    Two numbers (or booleans): |Spearman|, or where that is more the correlation ratio of the ranks of one
    within classes of the other, from .85 on: a number may follow another up and down. A category and
    a number: correlation ratio of the number's ranks. Two categories: Cramér's V, bias-corrected (Bergsma
    2013). 0 where too few runs have both, 1 with itself.

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
    alike = np.minimum(np.abs(ranks @ ranks.T), 1.0)
    ratios = _ratios_within_classes(ranks)
    ratios = np.maximum(ratios, ratios.T)
    similarity[np.ix_(whole, whole)] = np.where(ratios >= CLEARLY_CURVED, np.maximum(alike, ratios), alike)


def _ratios_within_classes(ranks: FloatArray) -> FloatArray:
    """Compute the correlation ratio (Kelley 1935) of the ranks of each param within classes of each other.

    Parameters
    ----------
    ranks
        Shape (params, runs).

    Returns
    -------
    Shape (params, params): of the classes of the first, 0 to 1; all 0 for too few runs.
    """
    count = len(ranks)
    most = min(MOST_CLASSED, MOST_PRODUCTS // (MOST_CLASSES * count**2))
    if min(most, ranks.shape[1]) < FEWEST_CLASSED:
        return np.zeros((count, count))
    spread = np.linspace(0, ranks.shape[1] - 1, min(most, ranks.shape[1])).astype(int)
    own = np.stack([rankdata(row) for row in ranks[:, spread]])
    runs = own.shape[1]
    classes = min(MOST_CLASSES, runs // RUNS_PER_CLASS)
    place = ((own - 0.5) * classes / runs).astype(int)
    members = (place[:, None] == np.arange(classes)[:, None]).astype(np.float64)
    own -= own.mean(axis=1, keepdims=True)
    own /= np.sqrt((own**2).sum(axis=1, keepdims=True)) + np.finfo(float).tiny
    sizes = members.sum(axis=2)
    between = ((members @ own.T) ** 2 / np.maximum(sizes, 1)[..., None]).sum(axis=1)
    used = np.count_nonzero(sizes, axis=1)[:, None]
    ratios: FloatArray = np.sqrt(np.clip(1 - (1 - between) * (runs - 1) / (runs - used), 0.0, 1.0))
    return ratios


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

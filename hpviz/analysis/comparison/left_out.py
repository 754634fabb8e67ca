"""Columns that were guessed to be no params, though they would come first if they were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import correlation_ratio
from hpviz.analysis.result.leaders import leaders
from hpviz.runs.guesses import Guesses
from hpviz.runs.metric_names import known_goal

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import Column, FloatArray

# Numbers are looked at in at most so many parts of so many runs or more, whatever the curve; named values as
# they are, with so many runs each on average.
PARTS, RUNS, FEWEST = 8, 10, 5
# A column with less than this share of the differences would not come first: it may have that by chance.
FIRST = 0.3


def would_lead(result: RankResult) -> tuple[tuple[str, float], ...]:
    """Return the guessed columns that go with more of the metric than the first param, with that share.

    Parameters
    ----------
    result
        The ranking. A guessed metric whose name says that it is one has its role for sure.
    """
    evidence = result.require_evidence()
    columns, guessed = evidence.runs.columns, Guesses.of(evidence.runs.columns)
    ranked = {*evidence.params, *result.target.metrics}
    results = [name for name in guessed.metrics if known_goal(name) is None]
    level = leaders(result)
    most = max(level[0].importance if level else 0.0, FIRST)
    shares = {
        name: _share(columns[name].among(evidence.rows), evidence.y)
        for name in (*guessed.aside, *results)
        if name not in ranked
    }
    first = [(name, share) for name, share in shares.items() if share > most]
    return tuple(sorted(first, key=lambda each: -each[1]))


def _share(column: Column, y: FloatArray) -> float:
    """Return which share of the variance of a metric the means of the parts of a column make, less chance."""
    parts = _parted(column)
    n = int(np.count_nonzero(parts.codes >= 0))
    if n < FEWEST * len(parts.present):
        return 0.0
    ratio = correlation_ratio(parts, y)
    return ratio**2 if np.isfinite(ratio) else 0.0


def _parted(column: Column) -> Column:
    """Turn numbers into named parts, each with about as many runs."""
    there = np.isfinite(column.numbers)
    if not there.any():
        return column
    parts = int(np.clip(there.sum() // RUNS, 2, PARTS))
    inner = np.unique(np.quantile(column.numbers[there], np.linspace(0, 1, parts + 1)[1:-1]))
    codes = np.where(there, np.searchsorted(inner, column.numbers, side="right"), -1)
    levels = tuple(map(str, range(len(inner) + 1)))
    return replace(column, numbers=np.full(len(there), np.nan), codes=codes.astype(np.int32), levels=levels)

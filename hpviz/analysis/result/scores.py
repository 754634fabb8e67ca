"""From what was computed of all params to the score of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import sentences
from hpviz.analysis.association.correlated_groups import partners
from hpviz.analysis.association.correlation import Correlation, correlate, correlate_each
from hpviz.analysis.association.levels import LevelScore, score_levels
from hpviz.analysis.association.similarity import similarities
from hpviz.analysis.design.replicates import each_once, unit_of
from hpviz.analysis.forest.bagging import drawn, some_runs
from hpviz.analysis.importance.methods import LENSES
from hpviz.analysis.importance.oob import Importance
from hpviz.analysis.ranking import Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.design.replicates import Repeats
    from hpviz.analysis.importance.methods import Method
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, eq=False)
class Figures:
    """All that is computed of the params, in their order in `columns`."""

    columns: Sequence[Column]
    y: FloatArray
    logs: Sequence[bool]
    repeats: Repeats | None
    correlations: Sequence[Correlation]
    similarity: FloatArray
    importance: Importance
    unbiased: Importance

    @classmethod
    def of(
        cls,
        columns: Sequence[Column],
        y: FloatArray,
        logs: Sequence[bool],
        samples: Sequence[Column],
        sampled: FloatArray,
        repeats: Repeats | None = None,
    ) -> Figures:
        """Correlate the params; their importance is still to come."""
        unknown = Importance.unknown(len(columns))
        sample = samples, sampled
        if repeats:
            correlations = _of_each(columns, y, logs, sample, repeats)
        else:
            correlations = correlate_each(columns, y, logs, *sample)
        return cls(columns, y, logs, repeats, correlations, similarities(samples), unknown, unknown)


def _of_each(
    columns: Sequence[Column],
    y: FloatArray,
    logs: Sequence[bool],
    sample: tuple[Sequence[Column], FloatArray],
    repeats: Repeats,
) -> list[Correlation]:
    """Correlate configurations, each with the mean of its runs; runs where these differ in the param."""
    first, means = each_once(y, repeats.unit)
    alike = [column.take(first) for column in columns]
    drawn_ones = some_runs(alike, means, drawn(len(means), len(columns), seed=0))
    found = correlate_each(alike, means, logs, *drawn_ones)
    for i, column in enumerate(columns):
        if column.name in repeats.apart:
            found[i] = correlate(column, y, log=logs[i], sample=(sample[0][i], sample[1]))
    return found


def scores_of(figures: Figures, method: Method) -> tuple[Score, ...]:
    """Give the score of each param, the most important first."""
    near = partners(figures.similarity)
    scores = [_score(figures, index, method, near[index]) for index in range(len(figures.columns))]
    return tuple(sorted(scores, key=_strongest_first))


def _strongest_first(score: Score) -> tuple[bool, float, float]:
    importance, correlation = score.importance, abs(score.correlation)
    unknown = bool(np.isnan(importance))
    return unknown, 0.0 if unknown else -importance, 0.0 if np.isnan(correlation) else -correlation


def _score(figures: Figures, index: int, method: Method, near: tuple[int, ...]) -> Score:
    column, correlation = figures.columns[index], figures.correlations[index]
    importance, unbiased = figures.importance, figures.unbiased
    known = column.varies and not np.isnan(importance.share[index])
    nothing = float("nan")
    return Score(
        param=column.name,
        kind=column.kind,
        importance=float(importance.share[index]) if known else nothing,
        importance_low=float(importance.low[index]) if known else nothing,
        importance_high=float(importance.high[index]) if known else nothing,
        p_value=float(importance.p_value[index]) if known else nothing,
        above_noise=bool(importance.above_noise[index]) if known and LENSES[method].tested else None,
        correlation=correlation.pearson,
        correlation_low=correlation.low,
        correlation_high=correlation.high,
        rank_correlation=correlation.spearman,
        active_runs=column.active,
        log=figures.logs[index],
        moves_with=tuple(figures.columns[other].name for other in near),
        active_when=_active_when(figures, index),
        unbiased=float(unbiased.share[index]),
        unbiased_above_noise=bool(unbiased.above_noise[index]),
        varies=column.varies,
        column=column,
    )


def _active_when(figures: Figures, index: int) -> str:
    parent = figures.unbiased.parents.get(index)
    if parent is None:
        return ""
    active = ~figures.columns[index].absent
    return sentences.values_of(figures.columns[parent].take(active))


def level_scores_of(figures: Figures) -> dict[str, tuple[LevelScore, ...]]:
    """Score the values of each param that has levels."""
    tables = {}
    for index, column in enumerate(figures.columns):
        if column.levels:
            of_level = figures.importance.of_level
            shares = {level: share for (owner, level), share in of_level.items() if owner == index}
            unit = unit_of(figures.repeats, column.name)
            tables[column.name] = score_levels(column, figures.y, shares, unit)
    return tables

"""From what was computed of all params to the score of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from hpviz.analysis.association.correlated_groups import partners
from hpviz.analysis.association.correlation import Correlation, correlate, correlate_each
from hpviz.analysis.association.levels import LevelScore, score_levels
from hpviz.analysis.association.similarity import similarity_matrix
from hpviz.analysis.forest.bagging import sampled_rows, subsample
from hpviz.analysis.forest.encoding import switches_on
from hpviz.analysis.importance.methods import METHODS
from hpviz.analysis.importance.oob import SIGMAS, Importance
from hpviz.analysis.result.verdict import verdict_of
from hpviz.analysis.sample.averages import configuration_means
from hpviz.analysis.sample.replicates import unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.association.shape import Shape
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.verdict import Verdict
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray, Kind


# From this correlation on, either way, it is called strong.
STRONG = 0.7


# The half of an interval of an importance in standard errors of the difference of two. An interval is wide
# enough for the largest error that an importance can have; between equal sweeps these errors were at most .72
# of it (`benchmarks/sweeps.py`).
REACH = SIGMAS * np.sqrt(2)


@dataclass(frozen=True, kw_only=True)
class Values:
    """The values that a param takes in some runs.

    Attributes
    ----------
    param
        The param.
    levels
        The texts of its named values there.
    low, high
        Its smallest and its largest number there; NaN where there is none.
    """

    param: str
    levels: tuple[str, ...]
    low: float
    high: float

    @classmethod
    def of(cls, column: Column) -> Values:
        """Collect the values of a column."""
        low, high = column.extent.low, column.extent.high
        levels = tuple(column.levels[code] for code in column.present)
        return cls(param=column.name, levels=levels, low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class Score:
    """The figures of one param: the columns of `Ranking.table`, and what else its row shows.

    Attributes
    ----------
    importance, importance_low, importance_high
        By the method, with its 95% interval; all within 0 to 1.
    method
        The method.
    above_noise
        Whether the method's test refuses "it does nothing"; None where nothing is tested.
    shape
        Where along a numeric param the metric is lowest and highest.
    log
        The correlation was taken on a logarithmic axis of the param.
    moves_with
        Params that moved together with it in these runs.
    active_when
        The values of another param that switch it on; None for nothing in particular.
    unbiased, unbiased_above_noise
        The out-of-bag importance and its test, whatever the method: `verdict` is by these.
    partner
        The param in combination with which it matters, where its own test does not show that; else empty.
    tested
        Whether there are runs enough for a test.
    varies
        The runs differ in it.
    column
        Its cells in the runs that entered.
    """

    param: str
    kind: Kind
    importance: float
    importance_low: float
    importance_high: float
    p_value: float
    above_noise: bool | None
    correlation: float
    correlation_low: float
    correlation_high: float
    rank_correlation: float
    shape: Shape
    active_runs: int
    log: bool
    moves_with: tuple[str, ...]
    active_when: Values | None
    unbiased: float
    unbiased_above_noise: bool | None
    partner: str
    tested: bool
    varies: bool
    method: MethodName
    column: Column = field(repr=False, compare=False)

    @property
    def verdict(self) -> Verdict:
        """Whether it matters, by the out-of-bag test over all params: what every view goes by."""
        return verdict_of(self.unbiased_above_noise)

    @property
    def matters(self) -> bool:
        """Whether the verdict is that it does."""
        return self.verdict == "matters"

    @property
    def importance_error(self) -> float:
        """Standard error of the importance, by the wider half of its interval."""
        reach = max(self.importance_high - self.importance, self.importance - self.importance_low)
        return float(reach / REACH)

    @property
    def directed(self) -> bool:
        """Whether the metric goes one way with it: its correlation is no chance, nor is what it does.

        What moved together with others may be denied their common effect, but does not lack the direction.
        """
        clear = self.correlation_low > 0 or self.correlation_high < 0
        return clear and self.tested and (self.matters or bool(self.moves_with))

    @property
    def strong(self) -> bool:
        """Whether its correlation is strong; of a categorical it has no direction."""
        known = self.matters if self.kind == "categorical" else self.directed
        return known and abs(self.correlation) >= STRONG

    @property
    def levels(self) -> int:
        """The number of different values it has in these runs, counted on every access."""
        return self.column.distinct()


TABLE_COLUMNS = (
    "param", "kind", "importance", "importance_low", "importance_high", "p_value", "above_noise",
    "correlation", "correlation_low", "correlation_high", "rank_correlation", "active_runs", "levels",
)  # fmt: skip
SortKey = Literal["importance", "correlation", "param"]
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)
"""What the table can be sorted by: the headings of the panel."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Figures:
    """All that is computed of the params, in their order in `columns`.

    Attributes
    ----------
    columns
        The params over the runs that entered.
    y
        Shape (runs,): the metric on the scale that is analysed.
    logs
        For each param whether it is read on a log axis.
    replicates
        Which of the runs are of one configuration; None where each is of its own.
    correlations, similarity
        Of each param with the metric; shape (params, params), of the params with each other.
    importance, unbiased
        By the method, and out of bag.
    """

    columns: Sequence[Column]
    y: FloatArray
    logs: Sequence[bool]
    replicates: Replicates | None
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
        replicates: Replicates | None = None,
    ) -> Figures:
        """Correlate the params; their importance is still to come.

        Parameters
        ----------
        columns, y, logs, replicates
            See the attributes.
        samples, sampled
            The params and the metric of the runs whose ranks are compared.
        """
        unknown = Importance.unknown(len(columns))
        sample = samples, sampled
        if replicates:
            correlations = _of_each(columns, y, logs, sample, replicates)
        else:
            correlations = correlate_each(columns, y, logs, *sample)
        return cls(
            columns=columns,
            y=y,
            logs=logs,
            replicates=replicates,
            correlations=correlations,
            similarity=similarity_matrix(samples),
            importance=unknown,
            unbiased=unknown,
        )


def _of_each(
    columns: Sequence[Column],
    y: FloatArray,
    logs: Sequence[bool],
    sample: tuple[Sequence[Column], FloatArray],
    replicates: Replicates,
) -> list[Correlation]:
    """Correlate configurations, each with the mean of its runs; runs where these differ in the param."""
    first, means = configuration_means(y, replicates.unit)
    alike = [column.take(first) for column in columns]
    sampled_configurations = subsample(alike, means, sampled_rows(len(means), len(columns), seed=0))
    correlations = correlate_each(alike, means, logs, *sampled_configurations)
    for i, column in enumerate(columns):
        if column.name in replicates.differing:
            correlations[i] = correlate(column, y, log=logs[i], sample=(sample[0][i], sample[1]))
    return correlations


def scores_of(figures: Figures, method: MethodName) -> tuple[Score, ...]:
    """Collect the figures of each param, the most important first.

    Parameters
    ----------
    figures
        Of all params.
    method
        The method that `Figures.importance` is by.
    """
    near = partners(figures.similarity)
    scores = [_score(figures, index, method, near[index]) for index in range(len(figures.columns))]
    order = sorted(
        range(len(scores)), key=lambda at: _rank_key(scores[at], float(figures.importance.uncut[at]))
    )
    return tuple(scores[at] for at in order)


def _rank_key(score: Score, uncut: float) -> tuple[bool, float, float]:
    """Put the most important first; what is cut to 0 alike, by what it was before."""
    unknown, correlation = bool(np.isnan(score.importance)), abs(score.correlation)
    return unknown, 0.0 if unknown else -uncut, 0.0 if np.isnan(correlation) else -correlation


def _score(figures: Figures, index: int, method: MethodName, near: tuple[int, ...]) -> Score:
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
        above_noise=_mark(importance, index) if known and METHODS[method].tested else None,
        correlation=correlation.pearson,
        correlation_low=correlation.low,
        correlation_high=correlation.high,
        rank_correlation=correlation.spearman,
        shape=correlation.shape,
        active_runs=column.active,
        log=figures.logs[index],
        moves_with=tuple(figures.columns[other].name for other in near),
        active_when=_active_when(figures, index),
        unbiased=float(unbiased.share[index]),
        unbiased_above_noise=_mark(unbiased, index),
        partner=figures.columns[unbiased.partners[index]].name if index in unbiased.partners else "",
        tested=unbiased.tested,
        varies=column.varies,
        method=method,
        column=column,
    )


def _mark(importance: Importance, index: int) -> bool | None:
    return bool(importance.above_noise[index]) if importance.tested else None


def _active_when(figures: Figures, index: int) -> Values | None:
    parent = figures.unbiased.parents.get(index)
    if parent is None:
        return None
    switch, active = figures.columns[parent], ~figures.columns[index].absent
    return Values.of(switch.take(active)) if switches_on(switch, active) else None


def level_scores_of(
    figures: Figures, in_own_unit: Callable[[FloatArray], FloatArray]
) -> dict[str, tuple[LevelScore, ...]]:
    """Score the values of each param that has levels; their mean metric in the metric's own unit."""
    tables = {}
    for index, column in enumerate(figures.columns):
        if column.levels:
            of_level = figures.importance.of_level
            shares = {level: share for (owner, level), share in of_level.items() if owner == index}
            unit = unit_of(figures.replicates, column.name)
            mark = _mark(figures.unbiased, index)
            scores = score_levels(column, figures.y, shares, unit, above_noise=mark)
            means = in_own_unit(np.array([score.mean for score in scores])).tolist()
            tables[column.name] = tuple(
                replace(score, mean=mean) for score, mean in zip(scores, means, strict=True)
            )
    return tables

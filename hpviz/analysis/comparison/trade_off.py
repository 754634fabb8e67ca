"""What the params do to two metrics: for which of them each matters, and where they pull apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.association.correlation import interval, pearson
from hpviz.analysis.result.direction import direction_of
from hpviz.analysis.sample.averages import configuration_means

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

FEWEST_RUNS = 10


@dataclass(frozen=True, kw_only=True)
class MetricCorrelation:
    """How two metrics go together over the runs (or configurations) that have both.

    Attributes
    ----------
    rho, low, high
        Spearman's correlation with its 95% interval.
    improve_together
        Whether both get better together, by its sign and their goals.
    """

    rho: float
    low: float
    high: float
    improve_together: bool

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return bool(self.low > 0 or self.high < 0)


@dataclass(frozen=True, kw_only=True)
class Pull:
    """A change of a param that makes the first metric better, and what it does to the second.

    Attributes
    ----------
    change
        ``"higher"`` or ``"lower"`` numbers, or a ``"level"``.
    level
        Which level.
    against
        Whether it makes the second metric worse: a trade-off.
    """

    param: str
    change: Literal["higher", "lower", "level"]
    level: str = ""
    against: bool


@dataclass(frozen=True, kw_only=True)
class TradeOff:
    """What the params do to two metrics.

    Attributes
    ----------
    correlation
        Of the metrics; None where too few runs have both.
    both, first_only, second_only
        The params that are above the noise out of bag for both metrics, or for one of them.
    pulls
        What clearly changes both, in the order of the first ranking.
    """

    correlation: MetricCorrelation | None
    both: tuple[str, ...]
    first_only: tuple[str, ...]
    second_only: tuple[str, ...]
    pulls: tuple[Pull, ...]


def trade_off(first: RankResult, second: RankResult) -> TradeOff:
    """Compute what the params do to the metrics of two rankings of the same runs.

    Parameters
    ----------
    first, second
        Rankings of the same params by the same method, one for each metric.
    """
    clear, clear_second = _clear(first), _clear(second)
    return TradeOff(
        correlation=metric_correlation(first, second),
        both=tuple(param for param in clear if param in clear_second),
        first_only=tuple(param for param in clear if param not in clear_second),
        second_only=tuple(param for param in clear_second if param not in clear),
        pulls=tuple(pull for score in first.scores for pull in _pulls(first, second, score)),
    )


def metric_correlation(first: RankResult, second: RankResult) -> MetricCorrelation | None:
    """Correlate the metrics of two rankings over the runs of both; None where these are too few."""
    from scipy.stats import rankdata

    evidence, other = first.require_evidence(), second.require_evidence()
    _, rows, other_rows = np.intersect1d(evidence.rows, other.rows, return_indices=True)
    if len(rows) < FEWEST_RUNS:
        return None
    metrics = [evidence.metric[rows], other.metric[other_rows]]
    unit = None
    if evidence.replicates:
        unit = evidence.replicates.unit[rows]
    elif other.replicates:
        unit = other.replicates.unit[other_rows]
    if unit is not None:
        metrics = [configuration_means(metric, unit)[1] for metric in metrics]
    rho = pearson(*map(rankdata, metrics))
    low, high = interval(rho, len(metrics[0]))
    improve_together = (rho > 0) == (first.goal == second.goal)
    return MetricCorrelation(rho=rho, low=low, high=high, improve_together=improve_together)


def _clear(result: RankResult) -> list[str]:
    return [score.param for score in result.scores if score.unbiased_above_noise]


def _pulls(first: RankResult, second: RankResult, score: Score) -> Iterator[Pull]:
    """Find which way a param that matters for both moves them, where that is clear."""
    other = next(row for row in second.scores if row.param == score.param)
    if not (score.unbiased_above_noise and other.unbiased_above_noise):
        return
    if score.kind == "categorical":
        yield from _level_pulls(first, second, score.param)
        return
    ways = _way(score, first), _way(other, second)
    if 0 in ways:
        return
    against = ways[0] != ways[1]
    if score.kind == "boolean":
        yield Pull(param=score.param, change="level", level=str(ways[0] > 0), against=against)
    else:
        yield Pull(param=score.param, change="higher" if ways[0] > 0 else "lower", against=against)


def _way(score: Score, result: RankResult) -> int:
    """1 where higher values are clearly better, -1 where lower ones are, else 0."""
    return {"higher": 1, "lower": -1}.get(direction_of(score, result) or "", 0)


def _level_pulls(first: RankResult, second: RankResult, param: str) -> Iterator[Pull]:
    """Find the levels that are clearly better for the first metric, and clearly something for the second."""
    of_second = {row.level: row for row in second.level_scores.get(param, ())}
    for row in first.level_scores.get(param, ()):
        other = of_second.get(row.level)
        if other is None:
            continue
        way = _level_way(row.effect_low, row.effect_high, first)
        other_way = _level_way(other.effect_low, other.effect_high, second)
        if way == 1 and other_way != 0:
            yield Pull(param=param, change="level", level=row.level, against=other_way < 0)


def _level_way(low: float, high: float, result: RankResult) -> int:
    if not (low > 0 or high < 0):
        return 0
    return 1 if (low > 0) == (result.goal == "maximize") else -1

"""Two rankings of the same runs side by side: by another method, or for another metric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.comparison.disagreement import differences
from hpviz.analysis.comparison.trade_off import trade_off
from hpviz.analysis.importance.methods import METHOD_NAMES
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hpviz.analysis.comparison.disagreement import Difference
    from hpviz.analysis.comparison.trade_off import TradeOff
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.metric_names import Goal

# Two figures of a param are apart when, as shares of all that each ranking gives, they differ by so much and
# the larger is at least so many times the smaller.
APART = 0.08
TIMES = 2.0


@dataclass(frozen=True, kw_only=True)
class ComparedScore:
    """A param in two rankings.

    Attributes
    ----------
    first, second
        Its rows.
    place, other_place
        Its places, from 1; None where it has no importance.
    shares
        Its parts of all that each ranking gives.
    apart
        Whether it is much more to one of them than to the other.
    """

    first: Score
    second: Score
    place: int | None
    other_place: int | None
    shares: tuple[float, float]
    apart: bool

    @property
    def is_beyond(self) -> bool:
        """Whether the two figures differ by more than their intervals; by `APART` where there are none."""
        ends = [(score.importance_low, score.importance_high) for score in (self.first, self.second)]
        figures = self.first.importance, self.second.importance
        if all(np.isnan(low) for low, _ in ends):
            return bool(abs(figures[0] - figures[1]) >= APART)
        (low, high), (other_low, other_high) = (
            (figure, figure) if np.isnan(end[0]) else end for figure, end in zip(figures, ends, strict=True)
        )
        return bool(low > other_high or other_low > high)


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """Two rankings of the same params.

    Attributes
    ----------
    first, second
        The rankings.
    by
        What they differ in.
    rows
        The params in the order of the first ranking.
    differences
        By ``"method"``: the params on which they disagree, in that order, each with the reason; else none.
    trade_off
        By ``"metric"``: what the params do to both; else None.
    """

    first: RankResult
    second: RankResult
    by: Literal["method", "metric"]
    rows: tuple[ComparedScore, ...]
    differences: tuple[Difference, ...] = ()
    trade_off: TradeOff | None = None

    def table(self) -> pd.DataFrame:
        """One row per param, in the order of the first ranking; NaN where a figure means nothing.

        Columns: param, importance, place, above_noise, other_importance, other_place, other_above_noise,
        apart.
        """
        import pandas as pd

        frame = pd.DataFrame(
            {
                "param": [row.first.param for row in self.rows],
                "importance": [row.first.importance for row in self.rows],
                "place": [row.place for row in self.rows],
                "above_noise": [row.first.above_noise for row in self.rows],
                "other_importance": [row.second.importance for row in self.rows],
                "other_place": [row.other_place for row in self.rows],
                "other_above_noise": [row.second.above_noise for row in self.rows],
                "apart": [row.apart for row in self.rows],
            }
        )
        tests = dict.fromkeys(("above_noise", "other_above_noise"), "boolean")
        return frame.astype({**tests, "place": "Int64", "other_place": "Int64"})


def rank_by_method(result: RankResult, method: MethodName) -> RankResult:
    """Rank the same runs by another method; all else stays as it was.

    Parameters
    ----------
    result
        The ranking so far.
    method
        Another of `hpviz.analysis.importance.methods.METHODS`.

    Raises
    ------
    HpvizError
        There is no such method, or it is the ranking's own.
    """
    evidence = result.require_evidence()
    if method == result.method:
        others = [name for name in METHOD_NAMES if name != method]
        raise HpvizError(f"this ranking is by {method!r} itself: choose one of {others}")
    # Goal and metric may have been left open; the result knows what they became.
    options = replace(evidence.options, method=method, metric=result.metric, goal=result.goal)
    return rank(evidence.runs, options)


def rank_by_metric(result: RankResult, metric: str, goal: Goal | None = None) -> RankResult:
    """Rank the same runs for another metric; all else stays as it was.

    Parameters
    ----------
    result
        The ranking so far.
    metric
        A metric of the runs, by its name here or in the source.
    goal
        ``"minimize"`` or ``"maximize"``; default `Runs.default_goal`.

    Raises
    ------
    HpvizError
        There is no such metric, or it is the ranking's own.
    """
    evidence = result.require_evidence()
    name = evidence.runs.resolve(metric, "metric")
    if name == result.metric:
        raise HpvizError(f"this ranking is of {name!r} itself: choose another metric")
    return rank(evidence.runs, replace(evidence.options, metric=name, goal=goal))


def compare_methods(first: RankResult, second: RankResult) -> Comparison:
    """Compare rankings by two methods: on which params they disagree, and why.

    Parameters
    ----------
    first, second
        Of the same runs, params and metric, with figures that can be trusted.
    """
    rows = _rows(first, second)
    pairs = [(row.first, row.second) for row in rows if row.apart]
    shares = [row.shares for row in rows if row.apart]
    return Comparison(
        first=first,
        second=second,
        by="method",
        rows=rows,
        differences=differences(first, second, pairs, shares),
    )


def compare_metrics(first: RankResult, second: RankResult) -> Comparison:
    """Compare rankings for two metrics: which params matter for which, and where the two pull apart.

    Parameters
    ----------
    first, second
        Of the same params by the same method, with figures that can be trusted.
    """
    return Comparison(
        first=first,
        second=second,
        by="metric",
        rows=_rows(first, second),
        trade_off=trade_off(first, second),
    )


def _rows(first: RankResult, second: RankResult) -> tuple[ComparedScore, ...]:
    of_param = {score.param: score for score in second.scores}
    sums, places, other_places = (_sum(first), _sum(second)), _places(first), _places(second)
    rows = []
    for score in first.scores:
        other = of_param[score.param]
        shares = max(score.importance, 0.0) / sums[0], max(other.importance, 0.0) / sums[1]
        rows.append(
            ComparedScore(
                first=score,
                second=other,
                place=places.get(score.param),
                other_place=other_places.get(score.param),
                shares=shares,
                apart=_apart((score, other), shares),
            )
        )
    return tuple(rows)


def _sum(result: RankResult) -> float:
    """All that a ranking hands out; by fANOVA that is 1, of which interactions have what is left."""
    if result.method == "fanova":
        return 1.0
    return sum(score.importance for score in result.scores if score.importance > 0) or 1.0


def _places(result: RankResult) -> Mapping[str, int]:
    known = [score.param for score in result.scores if not np.isnan(score.importance)]
    return {param: place for place, param in enumerate(known, start=1)}


def _apart(scores: tuple[Score, Score], shares: tuple[float, float]) -> bool:
    low, high = sorted(shares)
    noise = all(score.above_noise is False for score in scores)
    return not noise and high - low >= APART and high >= TIMES * low

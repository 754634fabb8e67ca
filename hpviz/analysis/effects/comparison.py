"""Two rankings of the same runs side by side: by another method, or for another metric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import disagreement, tradeoff
from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.importance.methods import LENSES, METHODS
from hpviz.analysis.options import rank
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hpviz.analysis.importance.methods import Method
    from hpviz.analysis.ranking import Ranking, Score
    from hpviz.runs.metric_names import Goal

# Two figures of a param are apart when, as shares of all that each ranking gives, they differ by so much and
# one is at least so many times the other.
APART = 0.08
TIMES = 2.0


@dataclass(frozen=True)
class Compared:
    """A param in two rankings.

    Attributes
    ----------
    first, second
        Its rows.
    place, other_place
        Its places, from 1; None where it has no importance.
    shares
        Its parts of all that each ranking gives.
    more
        0 or 1: the ranking to which it is much more than to the other; None where they agree.
    """

    first: Score
    second: Score
    place: int | None
    other_place: int | None
    shares: tuple[float, float]
    more: int | None

    @property
    def apart(self) -> bool:
        """The two disagree on it."""
        return self.more is not None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two rankings of the same params.

    Attributes
    ----------
    first, second
        The rankings; they differ in their method or in their metric.
    names
        What to call them: labels of methods, or names of metrics.
    rows
        The params in the order of the first ranking.
    sentences
        Where they disagree, and why.
    """

    first: Ranking
    second: Ranking
    names: tuple[str, str]
    rows: tuple[Compared, ...]
    sentences: tuple[str, ...]

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


def comparison_of(
    ranking: Ranking, method: Method | None = None, *, metric: str | None = None, goal: Goal | None = None
) -> Comparison:
    """Rank again by another method or for another metric, and say where and why the two disagree.

    Parameters
    ----------
    method, metric
        One of the two; all else stays as it was asked.
    goal
        Of the other metric; default as in `hpviz.rank`.

    Raises
    ------
    HpvizError
        None of the two or both, one that does not exist or is the ranking's own, or no answer to trust.
    """
    evidence = evidence_of(ranking)
    if (method is None) == (metric is None):
        raise HpvizError("compare with another method=… or another metric=…: one of the two")
    if ranking.problem:
        raise HpvizError(f"nothing is compared: {ranking.problem}")
    if method is not None:
        return _methods(ranking, method)
    name = evidence.runs.resolve(str(metric), "metric")
    if name == ranking.metric:
        raise HpvizError(f"this ranking is of {name!r} itself: choose another metric")
    other = rank(evidence.runs, replace(evidence.question, metric=name, goal=goal))
    if other.problem:
        raise HpvizError(f"{name} is not compared: {other.problem}")
    rows = _rows(ranking, other)
    return Comparison(ranking, other, (ranking.metric, name), rows, tuple(tradeoff.told(ranking, other)))


def _methods(ranking: Ranking, method: Method) -> Comparison:
    evidence = evidence_of(ranking)
    if method == ranking.method:
        others = [name for name in METHODS if name != method]
        raise HpvizError(f"this ranking is by {method!r} itself: choose one of {others}")
    # Goal and metric may have been left open; the ranking knows what they became.
    asked = replace(evidence.question, method=method, metric=ranking.metric, goal=ranking.goal)
    other = rank(evidence.runs, asked)
    rows = _rows(ranking, other)
    names = (LENSES[ranking.method].label, LENSES[method].label)
    apart = [_difference(row, ranking.method, method) for row in rows if row.apart]
    return Comparison(ranking, other, names, rows, tuple(disagreement.told(ranking, other, apart)))


def _difference(row: Compared, method: Method, other: Method) -> disagreement.Difference:
    share, other_share = row.shares
    if row.more == 0:
        return disagreement.Difference(row.first, row.second, method, other, share, other_share)
    return disagreement.Difference(row.second, row.first, other, method, other_share, share)


def _rows(first: Ranking, second: Ranking) -> tuple[Compared, ...]:
    of_param = {score.param: score for score in second.scores}
    sums, (here, there) = (_sum(first), _sum(second)), (_places(first), _places(second))
    rows = []
    for one in first.scores:
        other = of_param[one.param]
        shares = max(one.importance, 0.0) / sums[0], max(other.importance, 0.0) / sums[1]
        more = _more((one, other), shares)
        rows.append(Compared(one, other, here.get(one.param), there.get(one.param), shares, more))
    return tuple(rows)


def _sum(ranking: Ranking) -> float:
    """Give all that a ranking hands out; by fANOVA that is 1, of which interactions have what is left."""
    if ranking.method == "fanova":
        return 1.0
    return sum(score.importance for score in ranking.scores if score.importance > 0) or 1.0


def _places(ranking: Ranking) -> Mapping[str, int]:
    known = [score.param for score in ranking.scores if not np.isnan(score.importance)]
    return {param: place for place, param in enumerate(known, start=1)}


def _more(pair: tuple[Score, Score], shares: tuple[float, float]) -> int | None:
    low, high = sorted(shares)
    noise = all(score.above_noise is False for score in pair)
    if noise or not (high - low >= APART and high >= TIMES * low):
        return None
    return int(shares[1] > shares[0])

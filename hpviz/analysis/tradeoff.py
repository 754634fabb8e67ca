"""What the params do to two metrics: for which of them each matters, and where they pull apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import interval, pearson
from hpviz.analysis.design.replicates import each_once
from hpviz.analysis.effects.effect import evidence_of
from hpviz.formatting import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.ranking import Ranking, Score

FEWEST_RUNS = 10
MOST_TOLD = 4


def told(first: Ranking, second: Ranking) -> Iterator[str]:
    """Say how the two metrics go together, which params matter for which, and where they pull apart."""
    yield from _together(first, second)
    yield from _matters(first, second)
    pulls = [pull for score in first.scores for pull in _pull(first, second, score)]
    for text, against in pulls[:MOST_TOLD]:
        yield f"{text}: a trade-off." if against else f"{text}."
    if pulls and not any(against for _, against in pulls):
        yield "No parameter clearly pulls them apart."


def _together(first: Ranking, second: Ranking) -> Iterator[str]:
    """Compare the metrics over the runs (or configurations) that have both, by ranks."""
    from scipy.stats import rankdata

    one, other = evidence_of(first), evidence_of(second)
    _, here, there = np.intersect1d(one.rows, other.rows, return_indices=True)
    if len(here) < FEWEST_RUNS:
        return
    unit = one.repeats.unit[here] if one.repeats else other.repeats.unit[there] if other.repeats else None
    metrics = [one.metric[here], other.metric[there]]
    if unit is not None:
        metrics = [each_once(metric, unit)[1] for metric in metrics]
    rho = pearson(*map(rankdata, metrics))
    low, high = interval(rho, len(metrics[0]))
    names = f"{first.metric} and {second.metric}"
    if np.isnan(low) or low <= 0 <= high:
        yield f"Over the runs {names} do not clearly go together (by ranks {rho:+.2f})."
        return
    good = (rho > 0) == (first.goal == second.goal)
    how = "get better together" if good else "pull apart: where one is better, the other tends to be worse"
    yield f"Over the runs {names} {how} (by ranks {rho:+.2f})."


def _matters(first: Ranking, second: Ranking) -> Iterator[str]:
    here, there = _clear(first), _clear(second)
    both = [param for param in here if param in there]
    if both:
        yield f"{listed(both[:MOST_TOLD])} {_matter(both)} for both."
    for ranking, own, others in ((first, here, there), (second, there, here)):
        only = [param for param in own if param not in others]
        if only:
            yield f"Only for {ranking.metric}, {listed(only[:MOST_TOLD])} {_matter(only)} beyond the noise."
    if not here + there:
        yield "No parameter stands out from the noise for either."


def _clear(ranking: Ranking) -> list[str]:
    return [score.param for score in ranking.scores if score.unbiased_above_noise]


def _matter(params: Sequence[str]) -> str:
    return "matters" if len(params) == 1 else "matter"


def _pull(first: Ranking, second: Ranking, score: Score) -> Iterator[tuple[str, bool]]:
    """Say which way a param that matters for both moves them, where clear, and whether they oppose."""
    other = next(one for one in second.scores if one.param == score.param)
    if not (score.unbiased_above_noise and other.unbiased_above_noise):
        return
    if score.kind == "categorical":
        yield from _levels(first, second, score.param)
        return
    ways = [_way(score, first), _way(other, second)]
    if 0 in ways:
        return
    more = f"{score.param} True" if score.kind == "boolean" else f"higher {score.param}"
    less = f"{score.param} False" if score.kind == "boolean" else f"lower {score.param}"
    value = more if ways[0] > 0 else less
    yield _said(first, second, value, against=ways[0] != ways[1])


def _said(first: Ranking, second: Ranking, value: str, *, against: bool) -> tuple[str, bool]:
    if against:
        return f"With {value}, {first.metric} is better but {second.metric} worse", True
    return f"With {value}, {first.metric} and {second.metric} are both better", False


def _way(score: Score, ranking: Ranking) -> int:
    """1 where higher values are clearly better along a straight line, -1 where worse, else 0."""
    if not (score.correlation_low > 0 or score.correlation_high < 0):
        return 0
    return 1 if (score.correlation > 0) == (ranking.goal == "maximize") else -1


def _levels(first: Ranking, second: Ranking, param: str) -> Iterator[tuple[str, bool]]:
    """Give the level that is clearly better for the first metric, and clearly something for the second."""
    of_second = {level.level: level for level in second.level_scores.get(param, ())}
    for level in first.level_scores.get(param, ()):
        other = of_second.get(level.level)
        if other is None:
            continue
        ways = [
            _level_way(one.effect_low, one.effect_high, ranking)
            for one, ranking in ((level, first), (other, second))
        ]
        if ways[0] == 1 and ways[1] != 0:
            yield _said(first, second, f"{param} {level.level}", against=ways[1] < 0)


def _level_way(low: float, high: float, ranking: Ranking) -> int:
    if not (low > 0 or high < 0):
        return 0
    return 1 if (low > 0) == (ranking.goal == "maximize") else -1

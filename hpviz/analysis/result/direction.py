"""Which way along a param the metric gets better: what every view goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hpviz.analysis.result.combination import combined_with

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.metric_names import Goal

Direction = Literal["higher", "lower", "middle"]


def direction_of(score: Score, result: RankResult) -> Direction | None:
    """Find which values of a param are better on average; None where that is not clear.

    Of a boolean, "higher" is True. "middle" is better than both ends, whichever way the straight line through
    all runs goes. What matters in combination with another param has none of its own.

    Parameters
    ----------
    score
        Of a param with numbers, or a boolean.
    result
        The ranking that it is in.
    """
    goal = result.goal
    if not (score.tested and (score.matters or score.directed)) or combined_with(score, result):
        return None
    inside = score.shape.highest_inside if goal == "maximize" else score.shape.lowest_inside
    if inside and score.kind == "numeric":
        return "middle"
    if not score.directed or plateau_of(score, result) is not None:
        return None
    up = (score.correlation > 0) == (goal == "maximize")
    ends = score.shape.highest_ends if goal == "maximize" else score.shape.lowest_ends
    if not ends[1 if up else 0]:  # the straight line points at an end that is not the best
        return None
    if score.shape.trend not in {None, 1 if score.correlation > 0 else -1}:
        return None  # a value far from the others decides which way the straight line goes
    return "higher" if up else "lower"


def plateau_of(score: Score, result: RankResult) -> Literal["high", "low"] | None:
    """Name the end up to which most values are about as good, the other end being worse; None for no plateau.

    Parameters
    ----------
    score, result
        As in `direction_of`.
    """
    if score.kind != "numeric" or not (score.tested and score.matters) or combined_with(score, result):
        return None
    shape, minimize = score.shape, result.goal == "minimize"
    flat = shape.lowest_flat if minimize else shape.highest_flat
    return None if (shape.lowest_inside if minimize else shape.highest_inside) else flat


def is_worst_inside(score: Score, result: RankResult) -> bool:
    """Whether some values between the ends of what was tried are clearly worse than both ends.

    Parameters
    ----------
    score, result
        As in `direction_of`.
    """
    inside = score.shape.highest_inside if result.goal == "minimize" else score.shape.lowest_inside
    return inside and score.kind == "numeric" and score.tested and score.matters


def worse_end(score: Score, goal: Goal) -> Literal["high", "low"] | None:
    """Find which end is clearly worse than the other one; None where none is.

    Parameters
    ----------
    score
        As in `direction_of`.
    goal
        What the metric is to be.
    """
    if score.shape.ends == 0 or not (score.tested and (score.matters or score.directed)):
        return None
    return "high" if (score.shape.ends > 0) == (goal == "minimize") else "low"

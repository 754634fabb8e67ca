"""Whether a param matters only in combination with another one: no value of it is best on average then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

# What explains this part of its importance by its own values matters on its own.
ALONE = 0.5
# A correlation so many standard errors from 0 is none that an interaction makes by chance.
SIGMAS = 3.0


def combined_with(score: Score, result: RankResult) -> str:
    """Name the param in combination with which another one matters; empty where it matters on its own.

    The two halves of an interaction are about equal: one may pass its own test by it and the other not.

    Parameters
    ----------
    score
        The param.
    result
        The ranking that it is in.
    """
    if score.partner and score.partner not in score.moves_with and not _is_directed(score):
        return score.partner
    if not score.matters or _matters_alone(score):
        return ""
    others = [other for other in result.scores if other.partner == score.param]
    # Where there are just two of them, and both pass their own tests, they can only act on each other: unless
    # the metric bends along them, which a test of the two tells apart.
    dependent = [other for other in result.scores if other.matters and not _matters_alone(other)]
    two = [other for other in dependent if other is not score] if len(dependent) == 2 else []
    others += [other for other in two if result.order.may_act_together(score.param, other.param)]
    others = [other for other in others if other.param not in score.moves_with]
    level = (other.param for other in others if not result.order.is_settled(score.param, other.param))
    return next(level, "")


def _matters_alone(score: Score) -> bool:
    """Whether the metric follows its values along a line, between its ends, or from level to level."""
    column = score.column
    if column.absent.any() or (score.kind == "numeric" and column.levels):
        return True  # what a line through its numbers does not show
    inside = score.shape.lowest_inside or score.shape.highest_inside
    return bool(inside or score.correlation**2 >= ALONE * score.unbiased or _is_directed(score))


def _is_directed(score: Score) -> bool:
    """Whether one end is better on average beyond doubt, whatever the other params are."""
    if score.kind == "categorical" or not abs(score.correlation) < 1:
        return False
    return bool(abs(np.arctanh(score.correlation)) * np.sqrt(max(score.active_runs - 3, 0)) >= SIGMAS)

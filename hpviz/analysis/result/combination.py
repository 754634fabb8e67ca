"""Whether a param matters only in combination with another one: no value of it is best on average then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.result.scores import Score

# From this lead on, as a share of the width of its 95% interval, an order is settled, with a chance of 95%: a
# lead is partly luck (`hpviz.analysis.convergence.stability`).
APART = 0.5
# What explains this part of its importance by its own values matters on its own.
ALONE = 0.5


def is_behind(score: Score, first: Score) -> bool:
    """Whether a param is so far behind another that their order is settled; always, without intervals.

    Parameters
    ----------
    score, first
        The param, and one that comes before it.
    """
    if score is first:
        return False
    width = np.hypot(
        first.importance_high - first.importance_low, score.importance_high - score.importance_low
    )
    return bool(np.isnan(width) or first.importance - score.importance >= APART * width)


def combined_with(score: Score, scores: Sequence[Score]) -> str:
    """Name the param in combination with which another one matters; empty where it matters on its own.

    The two halves of an interaction are about equal: one may pass its own test by it and the other not.

    Parameters
    ----------
    score
        The param.
    scores
        Of all params.
    """
    if score.partner:
        return score.partner
    if not score.matters or _matters_alone(score):
        return ""
    others = [other for other in scores if other.partner == score.param]
    # Where there are just two of them, and both pass their own tests, they can only act on each other.
    dependent = [other for other in scores if other.matters and not _matters_alone(other)]
    others += [other for other in dependent if other is not score] if len(dependent) == 2 else []
    return next((other.param for other in others if not is_behind(other, score)), "")


def _matters_alone(score: Score) -> bool:
    """Whether the metric follows its values along a line, between its ends, or from level to level."""
    column = score.column
    if column.absent.any() or (score.kind == "numeric" and column.levels):
        return True  # what a line through its numbers does not show
    inside = score.shape.lowest_inside or score.shape.highest_inside
    return bool(inside or score.correlation**2 >= ALONE * score.unbiased)

"""Which params come first: those whose order is not settled share the first place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

# One with less than this share of the importance of the first does not share its place.
LARGE = 0.5
# One with less than this share is not named beside the first as what matters most: 80% and 20% do not both.
NAMED = 1 / 3


def leaders(result: RankResult) -> list[Score]:
    """Return the first param with those whose order to it is not settled; none where it could be chance.

    Of an importance out of bag: other methods are not told by how sure their order is.
    """
    known = [score for score in result.scores if not np.isnan(score.importance)]
    if not known or not known[0].matters:
        return []
    first, order = known[0], result.order
    if order.is_first(first.param):
        return [first]
    level = [score for score in known[1:] if score.matters and not order.is_settled(first.param, score.param)]
    large = [score for score in level if _joint_importance(score, known) >= LARGE * first.importance]
    return [first, *(large or level[:1])]


def matter_most(result: RankResult, level: Sequence[Score]) -> list[Score]:
    """Choose of params whose order is not settled those that are large enough to be named as most.

    Parameters
    ----------
    result
        The ranking.
    level
        From `leaders`, not empty.
    """
    fewest = NAMED * level[0].importance
    return [
        score for score in level if score is level[0] or _joint_importance(score, result.scores) >= fewest
    ]


def _joint_importance(score: Score, scores: Sequence[Score]) -> float:
    """Add up the importances of a param and of those that moved together with it: any may have it all."""
    alike = (score.param, *score.moves_with)
    return sum(other.importance for other in scores if other.param in alike)


def is_sole_leader(result: RankResult, score: Score) -> bool:
    """Whether a param is first for sure, or the only one that matters."""
    alone = all(other is score for other in result.scores if other.matters)
    return alone or result.order.is_first(score.param)


def has_rival(result: RankResult, level: Sequence[Score]) -> bool:
    """Whether a param that could be chance belongs with those that are named: then none matters most.

    It is not surely behind the first, and large enough to be named, or larger than the one that follows.

    Parameters
    ----------
    result
        The ranking.
    level
        From `leaders`, two or more.
    """
    first, following, *_ = level
    fewest = min(NAMED * first.importance, following.importance)
    others = [score for score in result.scores if not score.matters and score.importance >= fewest]
    return any(not result.order.is_settled(first.param, score.param) for score in others)

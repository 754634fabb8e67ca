"""Values that an optimiser hardly tried: whether they are worse, or were tried where runs are bad anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.levels import score_levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.importance.oob import Importance

    Levels = Mapping[str, tuple[LevelScore, ...]]

# A value is rare with less than this part of the runs that it would have among equally frequent ones.
RARE = 0.5


def is_rare(score: LevelScore, scores: Sequence[LevelScore]) -> bool:
    """Whether fewer runs than is usual have a value.

    Parameters
    ----------
    score
        The value.
    scores
        All values of the param.
    """
    return score.runs * len(scores) < RARE * sum(each.runs for each in scores)


def without_untold(levels: Levels, oob: Importance) -> dict[str, tuple[LevelScore, ...]]:
    """Take back what is said of values that an optimiser hardly tried, where their settings may explain it.

    It tries a value early, with settings drawn at random, and leaves it: its runs are worse than later ones
    also where the value is not. They are compared once more, by what the other params leave unexplained.

    Parameters
    ----------
    levels
        The values of each param, as they are compared over all runs.
    oob
        The out-of-bag importance.
    """
    return {name: _without_untold(name, scores, oob) for name, scores in levels.items()}


def _without_untold(name: str, scores: tuple[LevelScore, ...], oob: Importance) -> tuple[LevelScore, ...]:
    rare = [score for score in scores if is_rare(score, scores) and score.clear is not None]
    if not rare or oob.computed_from is None:
        return scores
    comparable = _at_comparable_settings(name, oob)
    untold = {score.level for score in rare if not _agree(score, comparable.get(score.level))}
    return tuple(replace(score, clear=None) if score.level in untold else score for score in scores)


def _agree(score: LevelScore, other: LevelScore | None) -> bool:
    return (
        other is not None and bool(score.clear and other.clear) and (score.effect > 0) == (other.effect > 0)
    )


def _at_comparable_settings(name: str, oob: Importance) -> dict[str, LevelScore]:
    """Score the values of a param by the metric less what is predicted from the other params."""
    if oob.computed_from is None:
        return {}
    fitted, unseen = oob.computed_from
    index = next(at for at, column in enumerate(fitted.params) if column.name == name)
    own = np.flatnonzero(fitted.design.owner == index)
    left = fitted.y[unseen.rows] - unseen.predicted + unseen.deviation[:, own].sum(axis=1)
    scores = score_levels(fitted.params[index].take(unseen.rows), left, {}, above_noise=True)
    return {score.level: score for score in scores}

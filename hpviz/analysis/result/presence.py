"""What having a param at all does, where only some runs have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.analysis.association.levels import welch
from hpviz.analysis.sample.averages import configuration_means
from hpviz.analysis.sample.replicates import unit_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Runs that have a param beside those that do not.

    Attributes
    ----------
    n_having, n_lacking
        How many runs have it, and how many do not.
    difference, low, high
        Mean metric with it minus mean without it (each configuration once, where they were run several
        times), and Welch's 95% interval, on the scale that is analysed.
    """

    n_having: int
    n_lacking: int
    difference: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Whether the interval leaves out 0."""
        return bool(self.low > 0 or self.high < 0)


def presence_of(column: Column, y: FloatArray, unit: NDArray[np.intp] | None) -> Presence | None:
    """Compare the runs that have a param with those that do not; None where all have it, or none.

    Parameters
    ----------
    column, y
        Its cells and the metric on the scale that is analysed, one per run that entered.
    unit
        Shape (runs,): the number of each run's configuration, where these are the experiments.
    """
    lacks = column.absent
    if not lacks.any() or lacks.all():
        return None
    n_having, n_lacking = int((~lacks).sum()), int(lacks.sum())
    if unit is not None:
        first, y = configuration_means(y, unit)
        lacks = lacks[first]
    difference, low, high = welch(y[~lacks], y[lacks])
    return Presence(n_having=n_having, n_lacking=n_lacking, difference=difference, low=low, high=high)


def is_better_without(result: RankResult, score: Score) -> bool:
    """Whether doing without a param is a setting of its own, and the better one.

    Where another param switches it on, its absence is the doing of that one.

    Parameters
    ----------
    result
        The ranking that the param is in.
    score
        Its row.
    """
    presence = _setting(result, score)
    if presence is None:
        return False
    return presence.low > 0 if result.goal == "minimize" else presence.high < 0


def is_better_with(result: RankResult, score: Score) -> bool:
    """Whether doing without a param is a setting of its own, and the worse one.

    Parameters
    ----------
    result, score
        As in `is_better_without`.
    """
    presence = _setting(result, score)
    if presence is None:
        return False
    return presence.high < 0 if result.goal == "minimize" else presence.low > 0


def _setting(result: RankResult, score: Score) -> Presence | None:
    """Compare runs with and without a param that matters; None where its absence is no setting of its own."""
    evidence = result.require_evidence()
    if not score.matters or score.active_when is not None or result.obstacle is not None:
        return None
    return presence_of(evidence.column(score.param), evidence.y, unit_of(evidence.alike, score.param))


def presence_matters(result: RankResult, score: Score) -> bool:
    """Whether having a param is known to matter: that is the doing of the one that switches it on.

    Parameters
    ----------
    result
        The ranking that it is in.
    score
        Of a param that only some runs have.
    """
    switch = score.active_when
    return (result.score(switch.param) if switch else score).matters

"""How two params act together, and how much of that neither does alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.spacing import evenly_spaced
from hpviz.analysis.design.unseen import unseen_of
from hpviz.analysis.effects.dependence import best_changes, deciding_evidence
from hpviz.analysis.effects.interactions import pair_of
from hpviz.analysis.effects.map_cells import Axis, best_cell_of
from hpviz.analysis.effects.partial_dependence import grid
from hpviz.analysis.result.design_points import at_numbers, at_runs
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.design.unseen import Unseen
    from hpviz.analysis.effects.interactions import Pair
    from hpviz.analysis.effects.map_cells import BestCell
    from hpviz.analysis.result.design_points import DesignPoints
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import Column, FloatArray

POINTS = 16
MOST_LEVELS = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class JointEffect:
    """The joint effect of two params.

    Attributes
    ----------
    result
        The ranking that the params are in.
    across, up
        The two axes.
    surface
        Shape (across, up): joint partial dependence, on the scale that is analysed.
    near
        Shape (across, up): how many runs lie near.
    metric
        Shape (used,): the runs' metric, in its own unit.
    pair
        Their interaction as it is tested among all pairs; None where this one is not tested: one switches the
        other on, too few runs have both, or one is not among the strongest params.
    unseen
        Why these runs cannot show it; None where they can.
    changing
        Of two that interact, those whose best value is another one with other values of the other.
    best
        The best cell; None where no run lies near any that is best by both.
    """

    result: RankResult
    across: Axis
    up: Axis
    surface: FloatArray
    near: NDArray[np.intp]
    metric: FloatArray
    pair: Pair | None
    unseen: Unseen | None = None
    changing: tuple[str, ...] = ()
    best: BestCell | None = None

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.result.scale)

    def table(self) -> pd.DataFrame:
        """One row per cell of the map: both values, effect (own unit), runs near it (of few values at it)."""
        import pandas as pd

        rows = [(x, y) for x in self.across.points for y in self.up.points]
        frame = pd.DataFrame(rows, columns=[self.across.score.param, self.up.score.param])
        effect = self.own_unit(self.surface).reshape(-1)
        # The params may themselves be called "effect" or "runs".
        frame.insert(2, "effect", effect, allow_duplicates=True)
        frame.insert(3, "runs", self.near.reshape(-1), allow_duplicates=True)
        return frame


def joint_effect_of(result: RankResult, param: str, other: str) -> JointEffect:
    """Compute how two params act together: their joint partial dependence, and their tested interaction.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    param, other
        Two params of the ranking, by their names there or in the source.

    Raises
    ------
    HpvizError
        No such params in the ranking, twice the same, nothing to compare, or no runs.
    """
    result.require_evidence()
    scores = result.score(param), result.score(other)
    if scores[0].param == scores[1].param:
        raise HpvizError(f"{scores[0].param!r} twice: choose two different parameters")
    # The model of the curves, so that the best cell is where they are best.
    evidence = deciding_evidence(result, *(score.param for score in scores))
    model = evidence.model
    first, second = (evidence.params.index(score.param) for score in scores)
    across, up = (
        replace(
            _axis(evidence.column(score.param), model.fitted.params[index], score),
            even=evenly_spaced(evidence, score.param),
        )
        for score, index in zip(scores, (first, second), strict=True)
    )
    both = np.flatnonzero((across.has & up.has)[model.fitted.rows])
    if len(both) < 2:
        raise HpvizError(f"no runs have both {across.score.param!r} and {up.score.param!r}")
    points = _points(model, first, across).crossed(_points(model, second, up))
    near = across.near().astype(np.intp) @ up.near().T.astype(np.intp)
    surface = model.on_scale(model.dependence(points, both)).reshape(near.shape)
    pair = pair_of(result, across.score.param, up.score.param)
    return JointEffect(
        result=result,
        across=across,
        up=up,
        surface=surface,
        near=near,
        metric=evidence.metric,
        pair=pair,
        unseen=unseen_of(result, across.score.param, up.score.param),
        changing=_changing(result, pair),
        best=best_cell_of(result, (across, up), surface, near),
    )


def _changing(result: RankResult, pair: Pair | None) -> tuple[str, ...]:
    if pair is None or pair.verdict != "matters":
        return ()
    both = (pair.param, pair.other)
    return tuple(param for param, by in (both, both[::-1]) if best_changes(result, param, by))


def _axis(column: Column, fitted: Column, score: Score) -> Axis:
    """Lay out a param by the runs that the forest read: it knows no other values."""
    numbers = grid(fitted, log=score.log, points=POINTS)
    codes, counts = np.unique(fitted.codes[fitted.codes >= 0], return_counts=True)
    frequent = sorted(zip(-counts, codes, strict=True))[:MOST_LEVELS]
    if len(numbers) + len(frequent) < 2:
        raise HpvizError(
            f"{score.param!r} has one value only among the runs that have it, so there is nothing to compare"
        )
    levels = tuple(sorted(int(code) for _, code in frequent))
    return Axis(score=score, column=column, numbers=numbers, levels=levels)


def _points(model: Surrogate, index: int, axis: Axis) -> DesignPoints:
    codes = model.fitted.params[index].codes
    first = np.array([np.flatnonzero(codes == code)[0] for code in axis.levels], dtype=np.intp)
    named = at_runs(model.fitted, index, first)
    if not len(axis.numbers):
        return named
    return at_numbers(model.fitted, index, axis.numbers, log=axis.score.log).followed_by(named)

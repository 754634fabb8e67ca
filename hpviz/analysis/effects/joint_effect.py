"""How two params act together, and how much of that neither does alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.metric_scale import own_unit
from hpviz.analysis.effects.effect import evidence_of, score_of
from hpviz.analysis.effects.partial_dependence import along, grid
from hpviz.analysis.forest.surrogate import at_numbers, at_runs
from hpviz.analysis.wording import capital
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.forest.surrogate import Model, Settings
    from hpviz.analysis.ranking import Ranking, Score
    from hpviz.runs.column import Column, FloatArray

POINTS = 16
MOST_LEVELS = 12
# H2 is computed over at most this many runs: its cost grows with their square.
MOST_RUNS = 80
# A cell of the map counts runs within this many steps of it, as a share of the axis.
NEAR = 0.1


@dataclass(frozen=True, eq=False)
class Axis:
    """One side of the map.

    Attributes
    ----------
    score
        The param's row in the ranking.
    column
        Its cells, one per run that entered.
    numbers
        Where the map is read along a numeric param; empty for levels.
    levels
        Codes of the levels of the map, of a param without numbers.
    """

    score: Score
    column: Column
    numbers: FloatArray
    levels: tuple[int, ...]

    @property
    def has(self) -> NDArray[np.bool_]:
        """Shape (used,): the runs that lie on this axis."""
        if self.levels:
            return np.isin(self.column.codes, self.levels)
        return np.isfinite(self.column.numbers)

    def near(self) -> NDArray[np.bool_]:
        """Shape (points, used): which runs lie near which point of the axis."""
        if self.levels:
            same: NDArray[np.bool_] = self.column.codes[None] == np.array(self.levels)[:, None]
            return same
        there = np.where(self.has, self.column.numbers, self.numbers[0])
        places = along(np.r_[self.numbers, there], log=self.score.log)
        points, runs = places[: len(self.numbers)], places[len(self.numbers) :]
        close: NDArray[np.bool_] = np.abs(points[:, None] - runs[None]) <= NEAR * np.ptp(places)
        return close & self.has[None]


@dataclass(frozen=True, eq=False)
class Joint:
    """The joint effect of two params.

    Attributes
    ----------
    across, up
        The two axes.
    surface
        Shape (across, up): joint partial dependence, on the scale that is analysed.
    near
        Shape (across, up): how many runs lie near.
    metric
        Shape (used,): the runs' metric, in its own unit.
    interaction
        Friedman's H2: the share of the pair's joint effect that is not the sum of the two effects; NaN
        where the pair has none.
    sentences
        What the picture says.
    """

    ranking: Ranking
    across: Axis
    up: Axis
    surface: FloatArray
    near: NDArray[np.intp]
    metric: FloatArray
    interaction: float
    sentences: tuple[str, ...]

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.ranking.scale)

    def table(self) -> pd.DataFrame:
        """One row per cell of the map: both values, effect (metric's own unit), runs near it."""
        import pandas as pd

        sides = [points_of(axis) for axis in (self.across, self.up)]
        rows = [(x, y) for x in sides[0] for y in sides[1]]
        frame = pd.DataFrame(rows, columns=[self.across.score.param, self.up.score.param])
        effect = self.own_unit(self.surface).reshape(-1)
        # The params may themselves be called "effect" or "runs".
        frame.insert(2, "effect", effect, allow_duplicates=True)
        frame.insert(3, "runs", self.near.reshape(-1), allow_duplicates=True)
        return frame


def points_of(axis: Axis) -> list[float] | list[str]:
    """Give the values along an axis: numbers, or the texts of levels."""
    if axis.levels:
        return [axis.column.levels[code] for code in axis.levels]
    return [float(number) for number in axis.numbers]


def joint_of(ranking: Ranking, param: str, other: str) -> Joint:
    """Work out how two params act together.

    The share of interaction is Friedman and Popescu's H2 ("Predictive learning via rule ensembles", 2008,
    equation 44): the variance, over the runs, of the joint partial dependence minus the two single ones,
    divided by that of the joint one.

    Raises
    ------
    HpvizError
        No such params in the ranking, twice the same, nothing to compare, or no answer to trust.
    """
    evidence = evidence_of(ranking)
    if ranking.problem:
        raise HpvizError(f"no joint effect is drawn: {ranking.problem}")
    axes = [
        _axis(evidence.column(score.param), score)
        for score in (score_of(ranking, param), score_of(ranking, other))
    ]
    across, up = axes
    if across.score.param == up.score.param:
        raise HpvizError(f"{across.score.param!r} twice: choose two different parameters")
    both = np.flatnonzero((across.has & up.has)[evidence.model.grown.rows])
    if len(both) < 2:
        raise HpvizError(f"no runs have both {across.score.param!r} and {up.score.param!r}")
    model = evidence.model
    indices = [evidence.params.index(axis.score.param) for axis in axes]
    settings = [_settings(model, index, axis) for index, axis in zip(indices, axes, strict=True)]
    surface = model.on_scale(model.dependence(settings[0].crossed(settings[1]), both))
    near = across.near().astype(np.intp) @ up.near().T.astype(np.intp)
    share = interaction(model, indices[0], indices[1], both)
    shaped = surface.reshape(near.shape)
    told = (_share(across, up, share), *_best(ranking, across, up, shaped, near))
    return Joint(ranking, across, up, shaped, near, evidence.metric, share, told)


def interaction(model: Model, one: int, other: int, rows: NDArray[np.intp]) -> float:
    """Friedman's H2 of two params over runs of the model."""
    if len(rows) > MOST_RUNS:
        rows = np.sort(np.random.default_rng(model.seed).choice(rows, MOST_RUNS, replace=False))
    first, second = at_runs(model, one, rows), at_runs(model, other, rows)
    alone = [model.dependence(settings, rows) for settings in (first, second)]
    joint = model.dependence(first.with_all(second), rows)
    joint, *single = (values - values.mean() for values in (joint, *alone))
    total = float(joint @ joint)
    if total <= 1e-18 * len(rows):
        return float("nan")
    left = joint - single[0] - single[1]
    return min(1.0, float(left @ left) / total)


def _axis(column: Column, score: Score) -> Axis:
    numbers = grid(column, log=score.log, points=POINTS)
    if len(numbers) > 1:
        return Axis(score, column, numbers, ())
    codes, counts = np.unique(column.codes[column.codes >= 0], return_counts=True)
    frequent = sorted(zip(-counts, codes, strict=True))[:MOST_LEVELS]
    if len(frequent) < 2:
        raise HpvizError(f"{score.param!r} has one value only in these runs, so there is nothing to compare")
    return Axis(score, column, numbers[:0], tuple(sorted(int(code) for _, code in frequent)))


def _settings(model: Model, index: int, axis: Axis) -> Settings:
    if not axis.levels:
        return at_numbers(model, index, axis.numbers, log=axis.score.log)
    codes = model.grown.params[index].codes
    first = np.array([np.flatnonzero(codes == code)[0] for code in axis.levels if np.any(codes == code)])
    return at_runs(model, index, first)


def _share(across: Axis, up: Axis, share: float) -> str:
    pair = f"{across.score.param} and {up.score.param}"
    if np.isnan(share):
        return f"{pair} have no joint effect."
    if share < 0.1:
        word = "nearly all of it is the sum of the two effects"
    else:
        word = "how one acts depends on the other" if share >= 0.25 else "the two effects nearly add up"
    return f"{share:.0%} of the joint effect of {pair} is interaction (Friedman's H²): {word}."


def _best(
    ranking: Ranking, across: Axis, up: Axis, surface: FloatArray, near: NDArray[np.intp]
) -> tuple[str, ...]:
    sign = 1 if ranking.goal == "minimize" else -1
    seen = np.where(near > 0, sign * surface, np.inf)
    if not np.isfinite(seen).any():
        return ()
    i, j = np.unravel_index(int(seen.argmin()), seen.shape)
    where = [
        f"{axis.score.param} {value if isinstance(value, str) else format(value, '.3g')}"
        for axis, value in ((across, points_of(across)[int(i)]), (up, points_of(up)[int(j)]))
    ]
    return (f"{capital(ranking.target.better)} around {where[0]} and {where[1]}.",)

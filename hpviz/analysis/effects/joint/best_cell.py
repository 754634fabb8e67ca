"""Which cell of the map of two params is best: of those that the rows of both call best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.partial_dependence import along
from hpviz.analysis.result.combination import combined_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.effects.best_values import BestNumbers, Range
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.effects.joint.axis import Axis
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray, FloatArray


@dataclass(frozen=True)
class BestCell:
    """The best cell of a map.

    Attributes
    ----------
    across, up
        Which point of either axis it is.
    values
        Where it is best: the values of the points, or the nearest ones that the rows call best.
    """

    across: int
    up: int
    values: tuple[float | str, float | str]


def best_cell_of(
    result: RankResult, axes: tuple[Axis, Axis], surface: FloatArray, near: NDArray[np.intp]
) -> BestCell | None:
    """Find the best cell with runs near among those that the rows of both params call best; None for none.

    The cells of a plateau differ by noise alone, and the lowest of them is anywhere: often where one of the
    two is not known to be good.

    Parameters
    ----------
    result
        The ranking that the params are in.
    axes
        The sides of the map, across and up.
    surface, near
        Shape (across, up): what is expected there, and how many runs lie near.
    """
    effects = [effect_of(result, axis.score.param) for axis in axes]
    good = [good_points(axis, effect) for axis, effect in zip(axes, effects, strict=True)]
    sign = 1.0 if result.goal == "minimize" else -1.0
    values = np.where((near > 0) & np.outer(*good), sign * surface, np.inf)
    if not np.isfinite(values).any():
        return None
    places = [int(place) for place in np.unravel_index(int(values.argmin()), values.shape)]
    across, up = (
        _value(axis, effect, place) for axis, effect, place in zip(axes, effects, places, strict=True)
    )
    return BestCell(places[0], places[1], (across, up))


def good_points(axis: Axis, effect: Effect) -> BoolArray:
    """Mark the points of an axis that the row of its param calls best; all where it calls none so.

    Parameters
    ----------
    axis
        A side of a map.
    effect
        Of its param.
    """
    named = [axis.column.levels[code] for code in axis.levels]
    every = np.ones(len(axis.numbers) + len(named), dtype=bool)
    if effect.column.part == "task" or combined_with(effect.score, effect.result):
        return every
    if effect.numbers is not None:
        good = _good_numbers(axis, effect.numbers)
        good_named = effect.numbers.named or effect.numbers.alike
    elif effect.best_levels is not None and effect.best_levels.advised:
        good = np.zeros(len(axis.numbers), dtype=bool)
        good_named = effect.best_levels.advised
    else:
        return every
    marked: BoolArray = np.r_[good, np.isin(np.array(named, dtype=object), good_named)]
    return marked if marked.any() else every


def _good_numbers(axis: Axis, best: BestNumbers) -> BoolArray:
    """Mark the numbers in the best range, or the nearest one where it lies between two of them."""
    none = np.zeros(len(axis.numbers), dtype=bool)
    if best.named:
        return none
    if best.advised is None:
        return ~none
    inside = np.array([best.advised.holds(number) for number in axis.numbers], dtype=bool)
    return inside if inside.any() or not len(inside) else _nearest(axis, best.advised)


def _nearest(axis: Axis, best: Range) -> BoolArray:
    ends = np.ravel(best.stretches)
    positions = along(np.r_[axis.numbers, ends], log=axis.score.log)
    numbers, ends = positions[: len(axis.numbers)], positions[len(axis.numbers) :]
    distances = np.abs(numbers[:, None] - ends[None]).min(axis=1)
    nearest: BoolArray = distances == distances.min()
    return nearest


def _value(axis: Axis, effect: Effect, place: int) -> float | str:
    """Return the value of a good point, or the nearest one that its row calls best."""
    value, best = axis.points[place], effect.numbers.advised if effect.numbers is not None else None
    if isinstance(value, str) or best is None or best.holds(value):
        return value
    return float(min(np.ravel(best.stretches), key=lambda end: abs(end - value)))

"""Which cell of the map of two params is best: of those that the rows of both call best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.partial_dependence import along
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.direction import direction_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.effects.best_values import BestNumbers, Range
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.effects.joint.axis import Axis
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray, FloatArray


# Another cell is about as good within this part of how far the cells are apart, and so many points away.
CLOSE, APART = 0.05, 2


@dataclass(frozen=True, kw_only=True)
class BestCell:
    """The best cell of a map.

    Attributes
    ----------
    across, up
        Which point of either axis it is.
    values
        Where it is best: the values of the points, or the nearest ones that the rows call best.
    others
        The values of other cells that are about as good, each the best of its row and of its column.
    """

    across: int
    up: int
    values: tuple[float | str, float | str]
    others: tuple[tuple[float | str, float | str], ...] = ()


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
    expected = np.where(near > 0, sign * surface, np.inf)
    values = np.where(np.outer(*good), expected, np.inf)
    if not np.isfinite(values).any():
        return None
    places = [int(place) for place in np.unravel_index(int(values.argmin()), values.shape)]

    def values_at(cell: Sequence[int]) -> tuple[float | str, float | str]:
        across, up = (_value(*side) for side in zip(axes, effects, cell, strict=True))
        return across, up

    spread = float(np.ptp(surface[near > 0]))
    # Where the best depends on another param, its row names what is best on average only.
    open_to = [mark | _depends(effect) for mark, effect in zip(good, effects, strict=True)]
    reachable = np.where(np.outer(*open_to), expected, np.inf)
    others = _as_good(reachable, places, spread, [len(axis.numbers) for axis in axes])
    return BestCell(
        across=places[0], up=places[1], values=values_at(places), others=tuple(map(values_at, others))
    )


def _depends(effect: Effect) -> bool:
    """Whether the row of a param says that its best value depends on another one."""
    of_effect = (effect.numbers, effect.best_levels)
    return any(best is not None and best.differs == "depends" for best in of_effect)


def _as_good(
    values: FloatArray, best: Sequence[int], spread: float, numeric: Sequence[int]
) -> list[tuple[int, int]]:
    """Find the cells apart from the best one that are about as good: no neighbours of it, nor of its row."""
    with np.errstate(invalid="ignore"):
        is_close = values <= values[best[0], best[1]] + CLOSE * spread
    is_least = (values <= values.min(axis=0)) & (values <= values.min(axis=1)[:, None])
    cells = [(int(across), int(up)) for across, up in np.argwhere(is_close & is_least)]
    return [cell for cell in cells if all(map(_are_apart, cell, best, numeric))]


def _are_apart(place: int, other: int, numeric: int) -> bool:
    """Whether two points of an axis are no neighbours: of named values, whether they differ."""
    if place >= numeric or other >= numeric:
        return place != other
    return abs(place - other) >= min(APART, numeric - 1)


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
        if effect.numbers.advised is None and not effect.numbers.named:
            return _better_half(axis, effect)
        good = _good_numbers(axis, effect.numbers)
        good_named = effect.numbers.named or effect.numbers.alike
    elif effect.best_levels is not None and effect.best_levels.advised:
        good = np.zeros(len(axis.numbers), dtype=bool)
        good_named = effect.best_levels.advised
    else:
        return _better_half(axis, effect)
    marked: BoolArray = np.r_[good, np.isin(np.array(named, dtype=object), good_named)]
    return marked if marked.any() else every


def _better_half(axis: Axis, effect: Effect) -> BoolArray:
    """Mark the half of the numbers on the side that is better on average; all where neither is."""
    every = np.ones(len(axis.points), dtype=bool)
    direction = direction_of(effect.score, effect.result) if len(axis.numbers) else None
    if direction not in {"higher", "lower"}:
        return every
    middle = float(np.median(axis.numbers))
    better = axis.numbers >= middle if direction == "higher" else axis.numbers <= middle
    half: BoolArray = np.r_[better, np.ones(len(axis.levels), dtype=bool)]
    return half


def _good_numbers(axis: Axis, best: BestNumbers) -> BoolArray:
    """Mark the numbers in the best range, or the nearest one where it lies between two of them."""
    if best.named or best.advised is None:
        return np.zeros(len(axis.numbers), dtype=bool)
    inside: BoolArray = np.array([best.advised.holds(number) for number in axis.numbers], dtype=bool)
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

"""Where marked runs lie together along two params: with high values of both, or with a level of one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.association.correlation import as_numbers
from hpviz.analysis.association.separation import CHANCE, by_chance, excess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import BoolArray, Column, FloatArray

# So many params are looked at in pairs, the clearest alone first, each cut at so many numbers.
MOST_PARAMS, MOST_CUTS = 8, 32
# A corner has so many marked runs, and most of its runs are.
FEWEST, MOST = 4, 2 / 3


@dataclass(frozen=True, kw_only=True)
class Side:
    """A part of one param: the numbers from an edge on, a single number, or a level.

    Attributes
    ----------
    param
        Its name.
    end
        The end up to which the numbers go; None of one value.
    edge
        The number from which on they do; NaN of a level.
    level
        The text of a level; else empty.
    """

    param: str
    end: Literal["low", "high"] | None = None
    edge: float = float("nan")
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Corner:
    """Runs with some values of two params, of which nearly all are marked; neither param alone shows them.

    Attributes
    ----------
    sides
        The part of each param.
    inside, runs
        The marked runs that lie in both parts, and all that do.
    marked
        All marked runs.
    """

    sides: tuple[Side, Side]
    inside: int
    runs: int
    marked: int


@dataclass(frozen=True, eq=False, kw_only=True)
class _Cuts:
    """What one param cuts the runs into: a row for each part, shape (parts, runs)."""

    column: Column
    parts: tuple[Side, ...]
    inside: BoolArray


def corner_of(params: Sequence[Column], marked: BoolArray) -> Corner | None:
    """Find the two params, and their parts, that hold marked runs together, beyond chance.

    Each part has to tell the marked runs from the others among the runs of the other part, too: else one of
    the two says it all. The exact test is corrected for all pairs of parts (Bonferroni).

    Parameters
    ----------
    params
        Columns of equal length.
    marked
        Shape (runs,).
    """
    every = [_cuts(column) for column in params if column.varies]
    if np.count_nonzero(marked) < FEWEST or len(every) < 2:
        return None
    clearest = sorted(every, key=lambda cuts: -_clearest(cuts, marked))[:MOST_PARAMS]
    pairs = [*combinations(clearest, 2)]
    corners = [_of_pair(first, second, marked) for first, second in pairs]
    tests = sum(len(first.parts) * len(second.parts) for first, second in pairs)
    best = max((each for each in corners if each is not None), key=lambda each: each[0], default=None)
    if best is None:
        return None
    _, first, at, second, beside = best
    parts = len(first.parts), len(second.parts)
    if not _is_clear(first.inside[at], second.inside[beside], marked, tests, parts):
        return None
    both = first.inside[at] & second.inside[beside]
    return _tightened((first.parts[at], second.parts[beside]), (first, second), both, marked)


def _cuts(column: Column) -> _Cuts:
    if column.kind != "numeric":
        parts = tuple(Side(param=column.name, level=column.levels[code]) for code in column.present)
        return _Cuts(
            column=column, parts=parts, inside=np.array([column.codes == code for code in column.present])
        )
    numbers = as_numbers(column)
    own = np.unique(numbers[np.isfinite(numbers)])
    if len(own) > MOST_CUTS:
        own = np.unique(np.quantile(own, np.linspace(0, 1, MOST_CUTS + 1), method="nearest"))
    low = [Side(param=column.name, end="low", edge=float(number)) for number in own[:-1]]
    high = [Side(param=column.name, end="high", edge=float(number)) for number in own[1:]]
    return _Cuts(
        column=column,
        parts=(*low, *high),
        inside=np.array([_beyond(numbers, side) for side in (*low, *high)]),
    )


def _beyond(numbers: FloatArray, side: Side) -> BoolArray:
    beyond: BoolArray = numbers <= side.edge if side.end == "low" else numbers >= side.edge
    return beyond


def _clearest(cuts: _Cuts, marked: BoolArray) -> float:
    if not cuts.parts:
        return 0.0
    runs, inside = cuts.inside.sum(axis=1), (cuts.inside & marked).sum(axis=1)
    return float(excess(inside, runs, marked).max())


def _of_pair(first: _Cuts, second: _Cuts, marked: BoolArray) -> tuple[float, _Cuts, int, _Cuts, int] | None:
    """Find the clearest corner of two params: how clear it is, and which part of each it has."""
    if not (first.parts and second.parts):
        return None
    across, up = first.inside.astype(float), second.inside.astype(float)
    runs, inside = across @ up.T, (across * marked) @ up.T
    able = (inside >= FEWEST) & (inside >= MOST * runs)
    if not able.any():
        return None
    clear = np.where(able, excess(inside.astype(np.intp), runs.astype(np.intp), marked), -np.inf)
    at, beside = np.unravel_index(int(clear.argmax()), clear.shape)
    return float(clear[at, beside]), first, int(at), second, int(beside)


def _is_clear(
    first: BoolArray, second: BoolArray, marked: BoolArray, tests: int, parts: tuple[int, int]
) -> bool:
    """Whether a corner is no chance, and each of its parts needed."""
    both = first & second
    inside, runs = int((both & marked).sum()), int(both.sum())
    by_first = by_chance(inside, runs, marked[second]) * parts[0]
    by_second = by_chance(inside, runs, marked[first]) * parts[1]
    return by_chance(inside, runs, marked) * tests < CHANCE and max(by_first, by_second) < CHANCE


def _tightened(
    sides: tuple[Side, Side], cuts: tuple[_Cuts, _Cuts], both: BoolArray, marked: BoolArray
) -> Corner:
    """Draw the edges in to the outermost marked runs."""
    drawn_in, inside = [], np.ones(len(marked), dtype=bool)
    for side, of_param in zip(sides, cuts, strict=True):
        if side.end is None:
            drawn_in.append(side)
            inside &= of_param.column.codes == of_param.column.levels.index(side.level)
            continue
        numbers = as_numbers(of_param.column)
        of_marked = numbers[both & marked]
        edge = float(of_marked.max() if side.end == "low" else of_marked.min())
        beyond = _beyond(numbers, Side(param=side.param, end=side.end, edge=edge))
        several = len(np.unique(numbers[beyond])) > 1
        drawn_in.append(Side(param=side.param, end=side.end if several else None, edge=edge))
        inside &= beyond
    return Corner(
        sides=(drawn_in[0], drawn_in[1]),
        inside=int((inside & marked).sum()),
        runs=int(inside.sum()),
        marked=int(np.count_nonzero(marked)),
    )

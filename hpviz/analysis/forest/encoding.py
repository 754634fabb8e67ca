"""Columns of params into a design matrix, and back: which matrix column belongs to which param."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column, FloatArray

# A level needs this many runs for a column of its own; rarer ones share one ("pooled").
RUNS_PER_LEVEL = 3
MOST_LEVELS = 30
# A numeric param with at most this many values can be what switches another param on.
MOST_SWITCH_VALUES = 12
# Absent cells lie this far below the smallest number (numbers lie between 0 and 1).
ABSENT_PLACE = -0.25


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """The forest's input.

    Attributes
    ----------
    X
        Shape (runs, columns), float32.
    owner
        Shape (columns,): index of the param that each column belongs to.
    level
        Shape (columns,): index of the level that a column marks, -1 for numbers and presence, -2 for
        the pooled rare levels.
    parents
        Param index to the index of the param whose values switch it on.
    absent
        Of each such param, shape (runs,): the runs that lack it.
    """

    X: NDArray[np.float32]
    owner: NDArray[np.intp]
    level: NDArray[np.intp]
    parents: Mapping[int, int]
    absent: Mapping[int, BoolArray] = field(default_factory=dict)

    def take(self, rows: NDArray[np.intp]) -> Design:
        """Restrict to these runs, with the same columns."""
        absent = {param: runs[rows] for param, runs in self.absent.items()}
        return replace(self, X=self.X[rows], absent=absent)


def encode(params: Sequence[Column]) -> Design:
    """Turn params into the forest's input; no run is dropped and no value is invented.

    Numbers enter by their order (`_places`): an extra-tree draws its thresholds uniformly between the
    smallest and the largest value, so on a raw learning rate nearly all of them would fall into the top
    decade. So the figures are the same for lr, log(lr) and 1/lr.

    Levels (of a categorical, or the text among numbers) are one-hot; those with fewer than 3 runs are pooled.
    A param that only some runs have gets a presence column, unless another param's values already fix exactly
    which runs those are: then its absence is that param's doing and is not counted twice.

    Parameters
    ----------
    params
        Columns of equal length, in the order that indices in the result refer to.
    """
    parents = parents_of(params)
    blocks: list[NDArray[np.float32]] = []
    owner: list[int] = []
    level: list[int] = []
    for index, param in enumerate(params):
        for tag, values in _columns(param, switched=index in parents):
            blocks.append(values.astype(np.float32))
            owner.append(index)
            level.append(tag)
    n = len(params[0].numbers) if params else 0
    X = np.stack(blocks, axis=1) if blocks else np.empty((n, 0), dtype=np.float32)
    return Design(
        X=X,
        owner=np.array(owner, dtype=np.intp),
        level=np.array(level, dtype=np.intp),
        parents=parents,
        absent={index: params[index].absent for index in parents},
    )


def _columns(param: Column, *, switched: bool) -> list[tuple[int, FloatArray]]:
    columns = []
    if param.kind == "numeric":
        isnumber = ~np.isnan(param.numbers)
        columns.append((-1, _places(param.ranks, isnumber, middle=switched)))
    columns += _one_hot(param)
    if param.active < len(param.numbers) and not switched:
        columns.append((-1, param.absent.astype(np.float64)))
    return columns


def _places(ranks: FloatArray, isnumber: BoolArray, *, middle: bool) -> FloatArray:
    """Place numbers between 0 and 1: half by rank, half by their number among the values.

    By ranks alone, what an optimiser hardly tried of a grid would hardly ever be split off; by the values
    alone, a default that half of the runs have would not. Where no value comes twice the two are the same.
    Other cells lie apart, or in the middle where their absence must not count.
    """
    places = np.full(len(ranks), 0.5 if middle else ABSENT_PLACE)
    ranked = ranks[isnumber]
    twice = (2 * ranked).astype(np.intp)  # shared ranks may end in a half
    which = np.cumsum(np.bincount(twice) > 0)[twice] - 1
    last = which.max(initial=0)
    if last:
        low = ranked.min()
        places[isnumber] = ((ranked - low) / (ranked.max() - low) + which / last) / 2
    else:
        places[isnumber] = 0.5
    return places


def _one_hot(param: Column) -> list[tuple[int, FloatArray]]:
    if not param.levels:
        return []
    counts = np.bincount(param.codes[param.codes >= 0], minlength=len(param.levels))
    there = np.flatnonzero(counts)
    if param.kind != "numeric" and len(there) == 2 and param.active == len(param.numbers):
        return [(int(there[1]), (param.codes == there[1]).astype(np.float64))]
    frequent = [int(code) for code in there if counts[code] >= RUNS_PER_LEVEL]
    frequent = sorted(sorted(frequent, key=lambda code: -counts[code])[:MOST_LEVELS])
    columns = [(code, (param.codes == code).astype(np.float64)) for code in frequent]
    rare = (param.codes >= 0) & ~np.isin(param.codes, frequent)
    if rare.any():
        columns.append((-2, rare.astype(np.float64)))
    return columns


def parents_of(params: Sequence[Column]) -> dict[int, int]:
    """Find, for each param that only some runs have, another param whose values decide which.

    One with a value that switches it on comes before one whose absence does, and of these the one that most
    runs have: the algorithm before the kernel that only some algorithms have. No param is above itself.

    Parameters
    ----------
    params
        Columns of equal length.

    Returns
    -------
    Index of the param to index of the one that switches it on; params that nothing switches are left out.
    """
    parents: dict[int, int] = {}
    partial = [index for index, param in enumerate(params) if 0 < param.active < len(param.numbers)]
    if not partial:
        return parents
    switches = {i: values for i, param in enumerate(params) if (values := _switch_values(param)) is not None}
    for index in partial:
        present = ~params[index].absent
        deciding = [
            other
            for other, values in switches.items()
            if index not in _with_those_above(other, parents) and _decides(values, present)
        ]
        if deciding:
            parents[index] = max(
                deciding, key=lambda other: (switches_on(params[other], present), params[other].active)
            )
    return parents


def _with_those_above(param: int, parents: Mapping[int, int]) -> list[int]:
    """List a param, what switches it on, what switches that on, and so on."""
    above = [param]
    while above[-1] in parents:
        above.append(parents[above[-1]])
    return above


def switches_on(param: Column, present: BoolArray) -> bool:
    """Whether the param has a value in some of these runs: a condition can name it.

    Parameters
    ----------
    param
        What decides whether another param is there.
    present
        Shape (runs,): the other param is there.
    """
    return bool(np.any(present & ~param.absent))


def _switch_values(param: Column) -> NDArray[np.intp] | None:
    """Return the number of each run's value; None where these are too many to switch anything."""
    numbers, number_codes = np.unique(param.numbers, return_inverse=True)
    if len(numbers) + len(param.levels) > max(MOST_SWITCH_VALUES, len(param.levels)):
        return None
    codes = np.where(param.codes >= 0, param.codes + len(numbers), number_codes)
    _, values = np.unique(codes, return_inverse=True)
    return values.astype(np.intp) if 4 * (values.max(initial=0) + 1) <= len(values) else None


def _decides(values: NDArray[np.intp], present: BoolArray) -> bool:
    """Whether all runs with the same value agree on being present."""
    runs = np.bincount(values)
    having = np.bincount(values, weights=present)
    return bool(np.all((having == 0) | (having == runs)))


def sum_by_owner(columns: FloatArray, owner: NDArray[np.intp], owners: int) -> FloatArray:
    """Add up figures of matrix columns by the owner of each.

    Parameters
    ----------
    columns
        Shape (runs, columns).
    owner
        Shape (columns,): which of the `owners` a column belongs to; -1 for none.
    owners
        How many there are.

    Returns
    -------
    Shape (runs, owners).
    """
    if np.array_equal(owner, np.arange(owners)):
        return columns
    out = np.zeros((len(columns), owners))
    for index in range(owners):
        out[:, index] = columns[:, owner == index].sum(axis=1)
    return out


def level_shares(design: Design, params: Sequence[Column], share: FloatArray) -> dict[tuple[int, int], float]:
    """Collect the figures of the columns that mark a level.

    Parameters
    ----------
    design, params
        The matrix, and the params that it encodes.
    share
        Shape (columns,): a figure of each column.

    Returns
    -------
    (param index, level index) to its figure; level -2 is all pooled values. Two values that one column splits
    have half of its figure each.
    """
    shares: dict[tuple[int, int], float] = {}
    for column, (owner, level) in enumerate(zip(design.owner, design.level, strict=True)):
        if level == -1:
            continue
        partner = _other_of_two(params[owner], int(level), design, int(owner))
        if partner is None:
            shares[int(owner), int(level)] = float(share[column])
        else:  # one column splits two values: its importance is as much that of either
            shares[int(owner), int(level)] = shares[int(owner), partner] = float(share[column]) / 2
    return shares


def _other_of_two(param: Column, level: int, design: Design, owner: int) -> int | None:
    if np.count_nonzero(design.owner == owner) != 1:
        return None
    there = param.present
    return int(there[there != level][0]) if len(there) == 2 else None

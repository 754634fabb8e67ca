"""Conditional params: what a forest attributes to one that another switches on, divided between the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.encoding import sum_by_owner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.forest.out_of_bag import OutOfBag
    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The condition under which a param exists, and the mean of its part by how far a run meets it.

    Attributes
    ----------
    param
        Index of the param.
    switches
        Indices of the params that switch it on, the outermost first: an algorithm, then its kernel. A run
        meets the condition as far as the first `depth` of the params that they switch exist in it; the param
        itself is the last of these.
    means
        For each switch, shape (depths,): mean of the param's part over the runs of each depth, where deeper
        ones than the switch decides count as one.
    """

    param: int
    switches: tuple[int, ...]
    means: tuple[FloatArray, ...]

    @classmethod
    def of(
        cls, param: int, switches: tuple[int, ...], part: FloatArray, depth: NDArray[np.intp]
    ) -> Condition:
        """Average a param's part, shape (runs,), over the runs of each depth."""
        means = tuple(_means(part, np.minimum(depth, level)) for level in range(1, len(switches) + 1))
        return cls(param=param, switches=switches, means=means)

    def of_presence(self, depth: NDArray[np.intp]) -> list[tuple[int, FloatArray]]:
        """Return what of the param's part is due to each switch: its index, and shape (runs,)."""
        shares, before = [], np.zeros(len(depth))
        for level, (switch, means) in enumerate(zip(self.switches, self.means, strict=True), start=1):
            mean = means[np.minimum(depth, level)]
            shares.append((switch, mean - before))
            before = mean
        return shares


def _means(values: FloatArray, group: NDArray[np.intp]) -> FloatArray:
    counts = np.bincount(group)
    means: FloatArray = np.bincount(group, weights=values) / np.maximum(counts, 1)
    return means


def switches_of(param: int, parents: Mapping[int, int]) -> tuple[int, ...]:
    """Return the params that switch one on, the outermost first."""
    switches: list[int] = []
    while param in parents:
        param = parents[param]
        switches.append(param)
    return tuple(reversed(switches))


def depth_of(param: int, parents: Mapping[int, int], params: Sequence[Column]) -> NDArray[np.intp]:
    """Count how far each run meets the condition of a param; shape (runs,)."""
    depth = np.zeros(len(params[param].numbers), dtype=np.intp)
    for switched in (*switches_of(param, parents)[1:], param):
        depth += ~params[switched].absent
    return depth


def innermost_first(parents: Mapping[int, int]) -> list[int]:
    """Order the conditional params so that each comes before those that switch it on."""
    return sorted(parents, key=lambda param: -len(switches_of(param, parents)))


def conditions_of(parts: FloatArray, params: Sequence[Column], parents: Mapping[int, int]) -> list[Condition]:
    """Average the part of each conditional param by how far its condition is met.

    Parameters
    ----------
    parts
        Shape (runs, params): each param's part in the prediction of a run.
    params
        The columns of these runs.
    parents
        Param index to the index of the param whose values switch it on.

    Returns
    -------
    The innermost first: what a kernel takes over from its gamma is part of the kernel when its turn comes.
    """
    parts, conditions = parts.copy(), []
    for param in innermost_first(parents):
        depth = depth_of(param, parents, params)
        condition = Condition.of(param, switches_of(param, parents), parts[:, param], depth)
        _divide(parts, condition, depth)
        conditions.append(condition)
    return conditions


def divided(
    parts: FloatArray, params: Sequence[Column], parents: Mapping[int, int], conditions: Sequence[Condition]
) -> FloatArray:
    """Divide the parts of conditional params between them and their switches.

    Parameters
    ----------
    parts
        Shape (runs, params), of any runs.
    params
        The columns of these runs.
    parents, conditions
        Which param switches which, and what `conditions_of` the forest's own runs returned.
    """
    parts = parts.copy()
    for condition in conditions:
        _divide(parts, condition, depth_of(condition.param, parents, params))
    return parts


def _divide(parts: FloatArray, condition: Condition, depth: NDArray[np.intp]) -> None:
    own, switches = parts[:, condition.param].copy(), np.array(condition.switches)
    for switch, share in condition.of_presence(depth):
        parts[:, switch] += share
        own -= share
    absent = np.flatnonzero(depth < len(switches))
    parts[absent, switches[depth[absent]]] += own[absent]
    own[absent] = 0.0
    parts[:, condition.param] = own


def within_conditions(oob: OutOfBag, design: Design, params: Sequence[Column], y: FloatArray) -> OutOfBag:
    """Credit presence to what decides it.

    A split on a param that only some runs have also separates those that have it from the others. So its part
    d_ij (`OutOfBag.deviation`) is centred over the runs that have it, as in a functional ANOVA of a nested
    space (within each condition the effects of its params have mean 0); the mean, and all of it in runs that
    lack the param, belongs to the param that switches it on. In nested conditions each switch gets what its
    own values decide. Predictions stay as they are.

    Parameters
    ----------
    oob
        Parts of the columns of the design.
    design, params, y
        The design, the columns of its runs, and their metric in standard deviations.

    Returns
    -------
    Column by column of the design. What a switch takes over stands in the column that marks its value.
    """
    if not design.parents:
        return oob
    rows = oob.rows
    columns_of_runs = [param.take(rows) for param in params]
    deviation, credit = oob.deviation.copy(), oob.credit.copy()
    parts = sum_by_owner(deviation, design.owner, len(params))
    mover = _Mover(design=design, X=design.X[rows], y=y[rows], deviation=deviation, credit=credit)
    for condition in conditions_of(parts, columns_of_runs, design.parents):
        mover.divide(condition, depth_of(condition.param, design.parents, columns_of_runs))
    return replace(oob, deviation=deviation, credit=credit)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Mover:
    """Moves deviation and credit from the columns of a param to those of its switches, in place."""

    design: Design
    X: NDArray[np.float32]
    y: FloatArray
    deviation: FloatArray
    credit: FloatArray

    def divide(self, condition: Condition, depth: NDArray[np.intp]) -> None:
        own, switches = self._columns(condition.param), np.array(condition.switches)
        runs, home = np.arange(len(depth)), self._marking(condition.param)
        for switch, share in condition.of_presence(depth):
            self._add(runs, self._marking(switch), share, share * self.y)
            self._add(runs, home, -share, -share * self.y)
        absent = np.flatnonzero(depth < len(switches))
        left = [values[np.ix_(absent, own)].sum(axis=1) for values in (self.deviation, self.credit)]
        for switch in np.unique(switches[depth[absent]]):
            some = switches[depth[absent]] == switch
            self._add(absent[some], self._marking(switch)[absent[some]], *(part[some] for part in left))
        for values in (self.deviation, self.credit):
            values[np.ix_(absent, own)] = 0.0

    def _add(
        self, runs: NDArray[np.intp], columns: NDArray[np.intp], deviation: FloatArray, credit: FloatArray
    ) -> None:
        self.deviation[runs, columns] += deviation
        self.credit[runs, columns] += credit

    def _columns(self, param: int) -> NDArray[np.intp]:
        return np.flatnonzero(self.design.owner == param)

    def _marking(self, param: int) -> NDArray[np.intp]:
        """Find for each run the column of a param that marks its value; the first where none does."""
        own = self._columns(param)
        marks = (self.X[:, own] == 1) & (self.design.level[own] != -1)
        columns: NDArray[np.intp] = own[marks.argmax(axis=1)]
        return columns

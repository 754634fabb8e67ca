"""Functional ANOVA of a forest: how much of its variation over the whole space each param makes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.encoding import Design
    from hpviz.analysis.forest import Forest
    from hpviz.runs import FloatArray

# A param with more values than this is read at so many quantiles of them.
MOST_VALUES = 128
# Leaves times values looked at in one step: some tens of MB.
CELLS_AT_ONCE = 4_000_000


def main_effects(forest: Forest, design: Design, params: int) -> FloatArray:
    """Give the share of each param's main effect in the variance of the forest, shape (params,).

    Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance" (2014),
    equations 4 to 7, exact on each tree's leaves and averaged over the trees. The space is the product of the
    params' own distributions in these runs: every param varies as it did, independently of the others. What
    the shares leave of 1 are interactions.

    Parameters
    ----------
    forest, design
        A forest and what it was grown on.
    params
        How many params `design.owner` counts.
    """
    shares = np.zeros(params)
    counted = 0
    for trees in _few_at_once(forest, design):
        leaves = _Leaves.of(trees, design.X.shape[1])
        found, varied = _shares(leaves, design, params)
        shares += found
        counted += varied
    return shares / max(counted, 1)


def _few_at_once(forest: Forest, design: Design) -> list[list[Any]]:
    trees = [tree.tree_ for tree in forest.trees]
    nodes = sum(tree.node_count for tree in trees)
    width = max(design.X.shape[1], MOST_VALUES)
    steps = min(len(trees), 1 + nodes * width // CELLS_AT_ONCE)
    return [list(some) for some in np.array_split(np.array(trees, dtype=object), steps)]


def _shares(leaves: _Leaves, design: Design, params: int) -> tuple[FloatArray, int]:
    sides = [_side(leaves, *_values(design, param)) for param in range(params)]
    volume = np.prod([side.measure for side in sides], axis=0)
    mean = leaves.per_tree(leaves.mean * volume)
    variance = leaves.per_tree(leaves.mean**2 * volume) - mean**2
    varied = variance > 1e-12 * np.maximum(mean**2, 1e-300)
    shares = np.zeros(params)
    for param, side in enumerate(sides):
        rest = np.divide(
            leaves.mean * volume, side.measure, out=np.zeros_like(volume), where=side.measure > 0
        )
        effect = (side.marginal(rest) - mean[:, None]) ** 2 @ side.weight
        shares[param] = np.sum(effect[varied] / variance[varied])
    return shares, int(varied.sum())


class _Side(Protocol):
    """What the leaves hold of one param: `measure`, shape (leaves,), is the weight of the values in each."""

    measure: FloatArray
    weight: FloatArray

    def marginal(self, rest: FloatArray) -> FloatArray:
        """Sum over each tree's leaves what they add at each value; shape (trees, values)."""


def _side(leaves: _Leaves, columns: NDArray[np.intp], rows: NDArray[np.float32], weight: FloatArray) -> _Side:
    return (
        _Line(leaves, int(columns[0]), rows[:, 0], weight)
        if len(columns) == 1
        else _Set(leaves, columns, rows, weight)
    )


class _Line:
    """A param with one column: a leaf holds its values from one place to another."""

    def __init__(self, leaves: _Leaves, column: int, values: NDArray[np.float32], weight: FloatArray) -> None:
        self.weight = weight
        self._leaves = leaves
        self._first = np.searchsorted(values, leaves.low[:, column], side="right")
        self._beyond = np.searchsorted(values, leaves.high[:, column], side="right")
        below = np.r_[0.0, np.cumsum(weight)]
        self.measure: FloatArray = below[self._beyond] - below[self._first]

    def marginal(self, rest: FloatArray) -> FloatArray:
        changes = np.zeros((len(self._leaves.starts), len(self.weight) + 1))
        np.add.at(changes, (self._leaves.tree, self._first), rest)
        np.add.at(changes, (self._leaves.tree, self._beyond), -rest)
        return np.cumsum(changes, axis=1)[:, :-1]


class _Set:
    """A param with several columns: a leaf holds some of the rows that occur in them."""

    def __init__(
        self, leaves: _Leaves, columns: NDArray[np.intp], rows: NDArray[np.float32], weight: FloatArray
    ) -> None:
        self.weight = weight
        self._leaves = leaves
        holds = np.ones((len(leaves.mean), len(rows)), dtype=bool)
        for place, column in enumerate(columns):
            value = rows[:, place][None, :]
            holds &= (value > leaves.low[:, column, None]) & (value <= leaves.high[:, column, None])
        self._holds = holds
        self.measure: FloatArray = holds @ weight

    def marginal(self, rest: FloatArray) -> FloatArray:
        return self._leaves.per_tree(rest[:, None] * self._holds)


def _values(design: Design, param: int) -> tuple[NDArray[np.intp], NDArray[np.float32], FloatArray]:
    """Give a param's matrix columns, the different rows that occur in them, and how often each does."""
    columns = np.flatnonzero(design.owner == param)
    rows, counts = np.unique(design.X[:, columns], axis=0, return_counts=True)
    if len(rows) > MOST_VALUES:
        every = np.sort(design.X[:, columns], axis=0) if len(columns) == 1 else design.X[:, columns]
        picked = np.linspace(0, len(every) - 1, MOST_VALUES).round().astype(int)
        rows, counts = every[picked], np.ones(MOST_VALUES, dtype=counts.dtype)
    return columns, rows, counts / counts.sum()


@dataclass(frozen=True, eq=False)
class _Leaves:
    """The leaves of some trees: the box that each covers (low < x <= high) and the mean of its runs."""

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, trees: list[Any], columns: int) -> _Leaves:
        boxes = [_boxes(tree, columns) for tree in trees]
        low, high, mean = (np.concatenate(parts) for parts in zip(*boxes, strict=True))
        starts = np.cumsum([0, *(len(box[2]) for box in boxes[:-1])])
        return cls(low, high, mean, starts)

    def per_tree(self, of_leaf: FloatArray) -> FloatArray:
        """Sum over the leaves of each tree."""
        total: FloatArray = np.add.reduceat(of_leaf, self.starts, axis=0)
        return total

    @property
    def tree(self) -> NDArray[np.intp]:
        """Which tree each leaf belongs to."""
        sizes = np.diff(np.r_[self.starts, len(self.mean)])
        return np.repeat(np.arange(len(self.starts)), sizes)


def _boxes(tree: Any, columns: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    low = np.full((tree.node_count, columns), -np.inf)
    high = np.full((tree.node_count, columns), np.inf)
    level = np.zeros(1, dtype=np.intp)
    while len(level):  # all nodes of one depth at a time
        level = level[tree.children_left[level] >= 0]
        left, right = tree.children_left[level], tree.children_right[level]
        for child in (left, right):
            low[child], high[child] = low[level], high[level]
        column, threshold = tree.feature[level], tree.threshold[level]
        high[left, column] = np.minimum(high[left, column], threshold)
        low[right, column] = np.maximum(low[right, column], threshold)
        level = np.concatenate([left, right])
    leaf = tree.children_left < 0
    return low[leaf], high[leaf], tree.value[leaf, 0, 0]

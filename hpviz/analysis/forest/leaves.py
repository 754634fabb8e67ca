"""The leaves of trees: the box that each covers, and what it holds of each param's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import BoolArray, FloatArray

# A param with more values than this is read at so many quantiles of them.
MOST_VALUES = 128
# Leaves times values looked at in one step: some tens of MB.
CELLS_AT_ONCE = 4_000_000


class Coverage(Protocol):
    """The values of one param that each of some leaves covers.

    Attributes
    ----------
    measure
        Shape (leaves,): the weight of the values in each leaf, 0 to 1.
    weight
        Shape (values,): the weight of each value; they add up to 1.
    """

    measure: FloatArray
    weight: FloatArray

    def marginal(self, rest: FloatArray) -> FloatArray:
        """Sum `rest`, shape (leaves,), over each tree's leaves that hold a value; shape (trees, values)."""

    def overlap(self, some: slice, others: slice) -> FloatArray:
        """Compute the weight of the values that one leaf and another both hold; shape (some, others)."""


def coverage_of(
    leaves: Leaves, design: Design, param: int, most: int = MOST_VALUES, *, having: bool = False
) -> Coverage:
    """Determine which values of a param the leaves hold.

    Parameters
    ----------
    leaves
        The leaves.
    design
        What their trees were fitted on.
    param
        The index of the param.
    most
        At most so many of its values, evenly among the runs.
    having
        Leave out the runs that lack a param which another one switches on.
    """
    absent = design.absent.get(param) if having else None
    X = design.X if absent is None else design.X[~absent]
    columns, rows, weight = _values(X, np.flatnonzero(design.owner == param), most)
    if len(columns) == 1:
        return _IntervalCoverage(leaves, int(columns[0]), rows[:, 0], weight)
    return _SetCoverage(leaves, columns, rows, weight)


class _IntervalCoverage:
    """A param with one column: a leaf holds its values from one place to another."""

    def __init__(self, leaves: Leaves, column: int, values: NDArray[np.float32], weight: FloatArray) -> None:
        self.weight = weight
        self._leaves = leaves
        self._first = np.searchsorted(values, leaves.low[:, column], side="right")
        self._beyond = np.searchsorted(values, leaves.high[:, column], side="right")
        self._below = np.r_[0.0, np.cumsum(weight)]
        self.measure: FloatArray = self._below[self._beyond] - self._below[self._first]

    def marginal(self, rest: FloatArray) -> FloatArray:
        changes = np.zeros((len(self._leaves.starts), len(self.weight) + 1))
        np.add.at(changes, (self._leaves.tree, self._first), rest)
        np.add.at(changes, (self._leaves.tree, self._beyond), -rest)
        return np.cumsum(changes, axis=1)[:, :-1]

    def overlap(self, some: slice, others: slice) -> FloatArray:
        first, beyond = self._below[self._first], self._below[self._beyond]
        end = np.minimum(beyond[some, None], beyond[None, others])
        start = np.maximum(first[some, None], first[None, others])
        shared: FloatArray = np.maximum(end - start, 0.0)
        return shared


class _SetCoverage:
    """A param with several columns: a leaf holds some of the rows that occur in them."""

    def __init__(
        self, leaves: Leaves, columns: NDArray[np.intp], rows: NDArray[np.float32], weight: FloatArray
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

    def overlap(self, some: slice, others: slice) -> FloatArray:
        shared: FloatArray = (self._holds[some] * self.weight) @ self._holds[others].T.astype(np.float64)
        return shared


def _values(
    X: NDArray[np.float32], columns: NDArray[np.intp], most: int
) -> tuple[NDArray[np.intp], NDArray[np.float32], FloatArray]:
    """Return a param's matrix columns, the different rows that occur in them, and the share of each."""
    rows, counts = np.unique(X[:, columns], axis=0, return_counts=True)
    if len(rows) > most:
        every = np.sort(X[:, columns], axis=0) if len(columns) == 1 else X[:, columns]
        picked = np.linspace(0, len(every) - 1, most).round().astype(int)
        rows, counts = every[picked], np.ones(most, dtype=counts.dtype)
    return columns, rows, counts / counts.sum()


@dataclass(frozen=True, eq=False, kw_only=True)
class Leaves:
    """The leaves of some trees, one tree after the other.

    Attributes
    ----------
    low, high
        Shape (leaves, columns): the box that each covers, low < x <= high.
    mean
        Shape (leaves,): the mean of its runs.
    starts
        Shape (trees,): the first leaf of each tree.
    """

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, trees: list[Any], columns: int) -> Leaves:
        """Collect the leaves of scikit-learn's trees over so many columns."""
        boxes = [_boxes(tree, columns) for tree in trees]
        low, high, mean = (np.concatenate(parts) for parts in zip(*boxes, strict=True))
        starts = np.cumsum([0, *(len(box[2]) for box in boxes[:-1])])
        return cls(low=low, high=high, mean=mean, starts=starts)

    def per_tree(self, of_leaf: FloatArray) -> FloatArray:
        """Sum figures, shape (leaves, …), over the leaves of each tree; shape (trees, …)."""
        total: FloatArray = np.add.reduceat(of_leaf, self.starts, axis=0)
        return total

    @property
    def tree(self) -> NDArray[np.intp]:
        """Shape (leaves,): which tree each leaf belongs to."""
        sizes = np.diff(np.r_[self.starts, len(self.mean)])
        return np.repeat(np.arange(len(self.starts)), sizes)

    @property
    def trees(self) -> list[slice]:
        """The leaves of each tree, as slices."""
        ends = [*self.starts[1:], len(self.mean)]
        return [slice(int(start), int(end)) for start, end in zip(self.starts, ends, strict=True)]

    def contains(self, some: slice, X: NDArray[np.float32], columns: NDArray[np.intp]) -> BoolArray:
        """Mark which of some leaves hold which rows of X, as far as these columns go.

        Parameters
        ----------
        some
            The leaves.
        X
            Shape (rows, columns of the design).
        columns
            Which columns count.

        Returns
        -------
        Shape (rows, some).
        """
        inside = np.ones((len(X), len(self.mean[some])), dtype=bool)
        for column in columns:
            value = X[:, column, None]
            inside &= (value > self.low[None, some, column]) & (value <= self.high[None, some, column])
        return inside


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


def tree_batches(forest: Forest, design: Design, most: int | None = None) -> list[list[Any]]:
    """Split the trees into batches whose leaves are read at once, so that they take little memory.

    Parameters
    ----------
    forest, design
        A forest and what it was fitted on.
    most
        The first so many trees; default all.

    Returns
    -------
    Lists of scikit-learn's trees (``tree_``).
    """
    trees = [tree.tree_ for tree in forest.trees[:most]]
    nodes = sum(tree.node_count for tree in trees)
    width = max(design.X.shape[1], MOST_VALUES)
    steps = min(len(trees), 1 + nodes * width // CELLS_AT_ONCE)
    return [list(some) for some in np.array_split(np.array(trees, dtype=object), steps)]

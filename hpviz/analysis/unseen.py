"""What the trees of a forest say of runs that they have not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hpviz.analysis.forest import mapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest import Forest
    from hpviz.runs import BoolArray, FloatArray

# The trees are walked in parts, each with sums of its own: as many parts on any number of cores, so that
# the same numbers are added in the same order.
RUNS_OF_PART = 10_000
MOST_PARTS = 8
MOST_CELLS_OF_PARTS = 4_000_000
# No step walks more than about so many runs at a time.
RUNS_AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class Unseen:
    """What the trees say of runs outside their bags.

    Attributes
    ----------
    rows
        Shape (m,): the runs that at least one tree has not seen.
    credit
        Shape (m, params): c_ij, the mean over those trees of (m_child - m_node) * (y_i - m_root), summed over
        the nodes on run i's path that split on param j. Unit: the metric's, squared.
    deviation
        Shape (m, params): d_ij, the mean over those trees of m_child - m_node, summed likewise: how far
        splits on param j move run i's prediction from the average. Unit: the metric's.
    predicted
        Shape (m,): mean prediction of those trees.
    """

    rows: NDArray[np.intp]
    credit: FloatArray
    deviation: FloatArray
    predicted: FloatArray


def explain_unseen(
    forest: Forest, X: NDArray[np.float32], y: FloatArray, owner: NDArray[np.intp], owners: int
) -> Unseen:
    """Walk every run down every tree whose bag it is not in, and credit the params split on.

    Out-of-bag impurity decrease: Li, Wang, Basu, Kumbier and Yu, "A debiased MDI feature importance measure
    for random forests" (2019), equation 2, with both factors centred on the root's mean.

    Parameters
    ----------
    forest
        From `extra_trees` or `random_forest`.
    X, y
        What it was grown on.
    owner
        Shape (columns,): which of the `owners` params a column belongs to.
    """
    outside = _outside_bags(forest, len(y))
    times = outside.sum(axis=0)
    rows = np.flatnonzero(times)
    walk = _Walk(forest, outside, X, y, owner, owners)
    parts = walk.parts()
    with mapped(X.size if len(parts) > 1 else 0) as over:
        credit, deviation, predicted = walk.nothing()
        for part in over(walk.of, parts):
            credit += part[0]
            deviation += part[1]
            predicted += part[2]
    each = times[rows, None]
    return Unseen(rows, credit[rows] / each, deviation[rows] / each, predicted[rows] / times[rows])


def predict_unseen(forest: Forest, X: NDArray[np.float32]) -> FloatArray:
    """Give the mean prediction of the trees that have not seen a run; NaN where all have seen it."""
    outside = _outside_bags(forest, len(X))
    total = np.zeros(len(X))
    for tree, unseen in zip(forest.trees, outside, strict=True):
        if unseen.any():
            total[unseen] += tree.predict(X[unseen], check_input=False)
    times = outside.sum(axis=0)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def _outside_bags(forest: Forest, n: int) -> BoolArray:
    outside = np.ones((len(forest.trees), n), dtype=bool)
    for tree, bag in enumerate(forest.bags):
        outside[tree, bag] = False
    return outside


@dataclass(frozen=True, eq=False)
class _Walk:
    """All runs down all trees that have not seen them: `of` does a part of the trees."""

    forest: Forest
    outside: BoolArray
    X: NDArray[np.float32]
    y: FloatArray
    owner: NDArray[np.intp]
    owners: int

    def parts(self) -> list[NDArray[np.intp]]:
        """Split the trees by what there is to walk."""
        worth = int(self.outside.sum() // RUNS_OF_PART)
        most = min(MOST_PARTS, MOST_CELLS_OF_PARTS // max(len(self.y) * self.owners, 1), len(self.outside))
        return np.array_split(np.arange(len(self.outside)), max(1, min(worth, most)))

    def nothing(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give credit, deviation and prediction before any tree is walked."""
        n = len(self.y)
        return np.zeros((n, self.owners)), np.zeros((n, self.owners)), np.zeros(n)

    def of(self, trees: NDArray[np.intp]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Sum credit, deviation and prediction over some trees."""
        sums = self.nothing()
        steps = 1 + int(self.outside[trees].sum() // RUNS_AT_ONCE)
        for some in np.array_split(trees, min(steps, len(trees))):
            self._down(some, *sums)
        return sums

    def _down(
        self, trees: NDArray[np.intp], credit: FloatArray, deviation: FloatArray, predicted: FloatArray
    ) -> None:
        nodes = _Nodes.of([self.forest.trees[tree].tree_ for tree in trees])
        which, run = np.nonzero(self.outside[trees])
        node = nodes.root[which]
        off = self.y[run] - nodes.mean[node]
        credit, deviation = credit.reshape(-1), deviation.reshape(-1)
        while len(run):
            column = nodes.column[node]
            inner = column >= 0
            np.add.at(predicted, run[~inner], nodes.mean[node[~inner]])
            run, node, column, off = run[inner], node[inner], column[inner], off[inner]
            left = self.X[run, column] <= nodes.threshold[node]
            child = np.where(left, nodes.left[node], nodes.right[node])
            step, cell = nodes.mean[child] - nodes.mean[node], run * self.owners + self.owner[column]
            np.add.at(credit, cell, step * off)
            np.add.at(deviation, cell, step)
            node = child


@dataclass(frozen=True, eq=False)
class _Nodes:
    """The nodes of several trees in one set of arrays; children are indices into the same arrays."""

    root: NDArray[np.intp]
    column: NDArray[np.intp]
    threshold: FloatArray
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    mean: FloatArray

    @classmethod
    def of(cls, trees: list[Any]) -> _Nodes:
        root = np.cumsum([0, *(tree.node_count for tree in trees[:-1])])
        shift = np.repeat(root, [tree.node_count for tree in trees])

        def joined(name: Literal["feature", "threshold", "children_left", "children_right"]) -> NDArray[Any]:
            return np.concatenate([getattr(tree, name) for tree in trees])

        return cls(
            root,
            joined("feature"),
            joined("threshold"),
            joined("children_left") + shift,
            joined("children_right") + shift,
            np.concatenate([tree.value[:, 0, 0] for tree in trees]),
        )

"""Out-of-bag figures: predictions for runs by the trees whose bags they are not in, and their parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.threads import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.runs.column import BoolArray, FloatArray

# So many runs are walked at once, of very many params fewer: their figures stay in the processor's cache.
RUNS_AT_ONCE = 1000
CELLS_AT_ONCE, FEWEST_AT_ONCE = 100_000, 100
# Where more of them than this are out of bag, picking these costs more than walking all.
MOSTLY = 0.6
# A cell that a run is walked by costs so much less than one that trees are fitted on.
WALKING = 4
# The nodes of so many trees are walked at once as have this many figures.
CELLS_OF_STEPS = 2_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class OutOfBag:
    """Predictions for runs by what has not seen them, and each param's part in them.

    Of a forest these are the trees whose bags they are not in.

    Attributes
    ----------
    rows
        Shape (m,): the runs that are out of bag for at least one tree.
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

    def take(self, rows: NDArray[np.intp]) -> OutOfBag:
        """Restrict to these of all runs: it has figures of every run."""
        return OutOfBag(
            rows=rows,
            credit=self.credit[rows],
            deviation=self.deviation[rows],
            predicted=self.predicted[rows],
        )


def mixed(first: OutOfBag, second: OutOfBag, weight: float) -> OutOfBag:
    """Average what two models say of the same unseen runs, with `weight` for the second."""

    def mean(of_first: FloatArray, of_second: FloatArray) -> FloatArray:
        return (1 - weight) * of_first + weight * of_second

    return OutOfBag(
        rows=first.rows,
        credit=mean(first.credit, second.credit),
        deviation=mean(first.deviation, second.deviation),
        predicted=mean(first.predicted, second.predicted),
    )


def explain_out_of_bag(
    forest: Forest, X: NDArray[np.float32], y: FloatArray, owner: NDArray[np.intp], owners: int
) -> OutOfBag:
    """Walk every run down every tree whose bag it is not in, and credit the params split on.

    Out-of-bag impurity decrease: Li, Wang, Basu, Kumbier and Yu, "A debiased MDI feature importance measure
    for random forests" (2019), equation 2, with both factors centred on the root's mean.

    Parameters
    ----------
    forest
        From `bagged_trees` or `random_forest`.
    X, y
        What it was fitted on: shape (runs, columns), and shape (runs,).
    owner
        Shape (columns,): which of the `owners` params a column belongs to.
    """
    outside = outside_bags(forest, len(y))
    times = outside.sum(axis=0)
    shape = len(y), owners
    sums = [np.zeros(shape), np.zeros(shape), np.zeros(len(y))]
    cells = max(tree.tree_.node_count for tree in forest.trees) * owners
    groups = min(len(outside), -(-len(outside) * cells // CELLS_OF_STEPS))
    step = max(FEWEST_AT_ONCE, min(RUNS_AT_ONCE, CELLS_AT_ONCE // max(owners, 1)))
    with mapped(X.size // WALKING) as over:
        for some in np.array_split(np.arange(len(outside)), groups):
            nodes = _Nodes.of([forest.trees[tree].tree_ for tree in some], owner, owners)
            add = partial(_add_runs, sums, nodes, outside[some], X, y)
            list(over(add, (slice(start, start + step) for start in range(0, len(y), step))))
    return _per_tree(sums, times)


def _add_runs(
    sums: list[FloatArray],
    nodes: _Nodes,
    outside: BoolArray,
    X: NDArray[np.float32],
    y: FloatArray,
    runs: slice,
) -> None:
    """Add credit, deviation and prediction of some runs by some trees to the sums."""
    for so_far, part in zip(sums, nodes.sums(outside[:, runs], X[runs], y[runs]), strict=True):
        so_far[runs] += part


def _per_tree(sums: list[FloatArray], times: NDArray[np.intp]) -> OutOfBag:
    """Divide the sums over trees by how many there are; runs that are in all bags are left out."""
    rows = np.flatnonzero(times)
    credit, deviation, predicted = sums if len(rows) == len(times) else [total[rows] for total in sums]
    each = times[rows]
    credit /= each[:, None]
    deviation /= each[:, None]
    return OutOfBag(rows=rows, credit=credit, deviation=deviation, predicted=predicted / each)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Nodes:
    """The nodes of several trees, numbered on from tree to tree: all that a run gets depends on its leaves.

    Attributes
    ----------
    first
        Shape (trees,): each tree's root.
    mean
        Shape (nodes,).
    steps
        Shape (nodes, owners): `steps_to`.
    """

    trees: Sequence[Any]
    first: NDArray[np.intp]
    mean: FloatArray
    steps: FloatArray

    @classmethod
    def of(cls, trees: Sequence[Any], owner: NDArray[np.intp], owners: int) -> _Nodes:
        mean = np.concatenate([tree.value[:, 0, 0] for tree in trees])
        first, steps = _first_nodes(trees), steps_to(trees, owner, owners)
        return cls(trees=trees, first=first, mean=mean, steps=steps)

    def sums(self, outside: BoolArray, X: NDArray[np.float32], y: FloatArray) -> list[FloatArray]:
        """Sum credit, deviation and prediction over the trees that each run is outside of.

        A matrix with an entry for each run and leaf adds up the leaves' figures, without a loop over trees.
        """
        from scipy.sparse import csr_array

        leaf_of = np.empty(outside.shape, dtype=np.intp)
        mostly = outside.mean() > MOSTLY
        for tree, oob, own, root in zip(self.trees, outside, leaf_of, self.first, strict=True):
            picked = slice(None) if mostly else oob
            own[picked] = root + tree.apply(X[picked])
        run, tree = np.nonzero(outside.T)
        leaf, ends = leaf_of.T[outside.T], np.cumsum([0, *outside.sum(axis=0)])
        shape = len(y), len(self.mean)
        falls = csr_array((np.ones(len(run)), leaf, ends), shape)
        credited = csr_array((y[run] - self.mean[self.first[tree]], leaf, ends), shape)
        return [credited @ self.steps, falls @ self.steps, falls @ self.mean]


def _first_nodes(trees: Sequence[Any]) -> NDArray[np.intp]:
    """Return the number of each tree's root where the nodes of all are numbered on; shape (trees,)."""
    return np.cumsum([0, *(tree.node_count for tree in trees[:-1])])


def steps_to(trees: Sequence[Any], owner: NDArray[np.intp], owners: int) -> FloatArray:
    """Sum, on the way to each node, the steps m_child - m_node by the param split on.

    Parameters
    ----------
    trees
        Scikit-learn's trees (``tree_``).
    owner
        Shape (columns,): which of the `owners` params a column belongs to.
    owners
        How many params there are.

    Returns
    -------
    Shape (nodes of all trees, owners).
    """
    level = _first_nodes(trees)
    nodes = [tree.node_count for tree in trees]
    mean = np.concatenate([tree.value[:, 0, 0] for tree in trees])
    feature = np.concatenate([tree.feature for tree in trees])
    left, right = (
        np.concatenate([getattr(tree, side) for tree in trees]) + np.repeat(level, nodes)
        for side in ("children_left", "children_right")
    )
    steps = np.zeros((len(mean), owners))
    while len(level):  # all nodes of one depth at a time
        level = level[feature[level] >= 0]
        split_on = owner[feature[level]]
        children = left[level], right[level]
        for child in children:
            steps[child] = steps[level]
            steps[child, split_on] += mean[child] - mean[level]
        level = np.concatenate(children)
    return steps


def predict_out_of_bag(forest: Forest, X: NDArray[np.float32]) -> FloatArray:
    """Average the predictions for each run over the trees whose bags it is not in.

    Parameters
    ----------
    forest
        From `bagged_trees` or `random_forest`.
    X
        Shape (runs, columns): what it was fitted on.

    Returns
    -------
    Shape (runs,); NaN where a run is in all bags.
    """
    outside = outside_bags(forest, len(X))
    total = np.zeros(len(X))
    for tree, oob in zip(forest.trees, outside, strict=True):
        if oob.any():
            total[oob] += tree.predict(X[oob], check_input=False)
    times = outside.sum(axis=0)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def out_of_bag_means(forest: Forest, X: NDArray[np.float32], values: FloatArray) -> FloatArray:
    """Average any values over the bags in each run's leaves, over the trees whose bags it is not in.

    Parameters
    ----------
    forest
        From `bagged_trees` or `random_forest`.
    X
        Shape (runs, columns): what it was fitted on.
    values
        Shape (runs, k).

    Returns
    -------
    Shape (runs, k); NaN where a run is in all bags.
    """
    total, times = np.zeros_like(values), np.zeros(len(X))
    for tree, bag, outside in zip(forest.trees, forest.bags, outside_bags(forest, len(X)), strict=True):
        leaf = tree.apply(X, check_input=False)
        size = np.bincount(leaf[bag], minlength=tree.tree_.node_count)
        sums = np.zeros((tree.tree_.node_count, values.shape[1]))
        np.add.at(sums, leaf[bag], values[bag])
        at = leaf[outside]
        total[outside] += sums[at] / size[at, None]
        times[outside] += 1
    return np.where(times[:, None] > 0, total / np.maximum(times, 1)[:, None], np.nan)


def outside_bags(forest: Forest, n: int) -> BoolArray:
    """Mark the runs of `n` that are not in each tree's bag; shape (trees, runs)."""
    outside = np.ones((len(forest.trees), n), dtype=bool)
    for tree, bag in enumerate(forest.bags):
        outside[tree, bag] = False
    return outside

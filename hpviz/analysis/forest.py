"""Forests over a design matrix, and what they say of runs that they have not seen."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from hpviz.runs import BoolArray, FloatArray

    Progress = Callable[[int, int], None]

# A bag never holds more runs than this: fitting time stops growing with the runs. On the fcnet grids
# 1,000 loses a little of the ranking at 2,000 runs (Spearman with the exact effects .85 against .89).
LARGEST_BAG = 2000
# The forest reads at most this many runs (a seeded draw), fewer when the params are very many.
MOST_RUNS = 10_000
MOST_CELLS = 5_000_000
# Progress shows, and a newer choice can take over, every so many trees.
STEP = 10
# Below this size a thread pool costs more than it brings.
CELLS_FOR_THREADS = 20_000


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


def unwatched(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def drawn(n: int, params: int, seed: int) -> NDArray[np.intp]:
    """Give the rows that a forest reads: all, or a seeded draw in ascending order."""
    most = min(MOST_RUNS, max(LARGEST_BAG, MOST_CELLS // max(params, 1)))
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


@dataclass(frozen=True, eq=False)
class Forest:
    """Fitted trees, and for each the rows in its bag (ascending, each once)."""

    trees: Sequence[Any]
    bags: Sequence[NDArray[np.intp]]


def extra_trees(X: NDArray[np.float32], y: FloatArray, trees: int, seed: int, progress: Progress) -> Forest:
    """Grow bootstrapped extremely randomised trees (Geurts, Ernst and Wehenkel 2006) with two runs a leaf."""
    from sklearn.tree import ExtraTreeRegressor

    def make(seed: int) -> Any:
        return ExtraTreeRegressor(min_samples_leaf=2, max_features=1.0, random_state=seed)

    return _grow(make, X, y, trees, seed, progress)


def random_forest(X: NDArray[np.float32], y: FloatArray, trees: int, seed: int, progress: Progress) -> Forest:
    """Grow the forest that scikit-learn grows by default: fully grown trees, all features at each split."""
    from sklearn.tree import DecisionTreeRegressor

    def make(seed: int) -> Any:
        return DecisionTreeRegressor(max_features=1.0, random_state=seed)

    return _grow(make, X, y, trees, seed, progress)


def _grow(
    make: Callable[[int], Any],
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    progress: Progress,
) -> Forest:
    """Bag scikit-learn's trees: what its forests do, at half their cost for 60 runs."""
    X, target = np.ascontiguousarray(X), y.reshape(-1, 1)
    seeds = np.random.SeedSequence(seed).spawn(trees)

    def grow(of: np.random.SeedSequence) -> tuple[Any, NDArray[np.intp]]:
        rng = np.random.default_rng(of)
        drawn = rng.integers(0, len(y), min(len(y), LARGEST_BAG))
        bag, times = np.unique(drawn, return_counts=True)
        tree = make(int(rng.integers(2**31 - 1)))
        tree.fit(X[bag], target[bag], sample_weight=times.astype(np.float64), check_input=False)
        return tree, bag

    grown = []
    progress(0, trees)
    with mapped(X.size) as over:
        for done, pair in enumerate(over(grow, seeds), start=1):
            grown.append(pair)
            if done % STEP == 0 or done == trees:
                progress(done, trees)
    return Forest([tree for tree, _ in grown], [bag for _, bag in grown])


@contextmanager
def mapped(cells: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Give a map over threads where the work is worth them; the figures are the same."""
    if cells < CELLS_FOR_THREADS:
        yield map
        return
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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
    outside = outside_bags(forest, len(y))
    times = outside.sum(axis=0)
    rows = np.flatnonzero(times)
    sums = Unseen(rows, np.zeros((len(y), owners)), np.zeros((len(y), owners)), np.zeros(len(y)))
    for trees in _few_at_once(outside):
        _walk(forest, trees, outside, X, y, owner, sums)
    each = times[rows, None]
    credit, deviation = sums.credit[rows] / each, sums.deviation[rows] / each
    return Unseen(rows, credit, deviation, sums.predicted[rows] / times[rows])


def predict_unseen(forest: Forest, X: NDArray[np.float32]) -> FloatArray:
    """Give the mean prediction of the trees that have not seen a run; NaN where all have seen it."""
    outside = outside_bags(forest, len(X))
    total = np.zeros(len(X))
    for tree, unseen in zip(forest.trees, outside, strict=True):
        if unseen.any():
            total[unseen] += tree.predict(X[unseen], check_input=False)
    times = outside.sum(axis=0)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def outside_bags(forest: Forest, n: int) -> BoolArray:
    outside = np.ones((len(forest.trees), n), dtype=bool)
    for tree, bag in enumerate(forest.bags):
        outside[tree, bag] = False
    return outside


def _few_at_once(outside: BoolArray) -> list[NDArray[np.intp]]:
    """Split the trees so that no step walks more than about a million runs at a time."""
    steps = max(1, int(outside.sum() // 1_000_000))
    return np.array_split(np.arange(len(outside)), min(steps, len(outside)))


def _walk(
    forest: Forest,
    trees: NDArray[np.intp],
    outside: BoolArray,
    X: NDArray[np.float32],
    y: FloatArray,
    owner: NDArray[np.intp],
    sums: Unseen,
) -> None:
    nodes = _Nodes.of([forest.trees[tree].tree_ for tree in trees])
    which, run = np.nonzero(outside[trees])
    node = nodes.root[which]
    off = y[run] - nodes.mean[node]
    credit, deviation = sums.credit.reshape(-1), sums.deviation.reshape(-1)
    owners = sums.credit.shape[1]
    while len(run):
        column = nodes.column[node]
        inner = column >= 0
        np.add.at(sums.predicted, run[~inner], nodes.mean[node[~inner]])
        run, node, column, off = run[inner], node[inner], column[inner], off[inner]
        left = X[run, column] <= nodes.threshold[node]
        child = np.where(left, nodes.left[node], nodes.right[node])
        step, cell = nodes.mean[child] - nodes.mean[node], run * owners + owner[column]
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

"""The difference between a forest's predictions for two runs, split among the params in which they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import beta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.runs.column import BoolArray, FloatArray

    Run = NDArray[np.float32]


def ablation(
    forests: Sequence[Forest], run: Run, baseline: Run, owner: NDArray[np.intp], owners: int
) -> FloatArray:
    """Split the difference between two predictions among the params, each by its Shapley value.

    A param's part is how much the prediction changes when it is switched from the baseline's value to the
    run's, averaged over all orders in which the params can be switched (Shapley 1953). Of trees this is
    exact without trying orders: a leaf is reached by the mixtures that have some params of the one run and
    some of the other (interventional TreeSHAP: Lundberg et al. 2020). The parts add up to the difference, a
    param that is the same in both has none, and with run and baseline swapped all signs turn.

    Parameters
    ----------
    forests
        Whose predictions add up.
    run, baseline
        Shape (columns,): the two runs as the forests read them.
    owner
        Shape (columns,): which of the `owners` params a column belongs to.
    owners
        How many there are.

    Returns
    -------
    Shape (owners,).
    """
    differing, place = np.unique(owner[run != baseline]), np.zeros(owners, dtype=np.intp)
    place[differing] = np.arange(len(differing))
    parts = np.zeros(owners)
    for forest in forests if len(differing) else ():
        nodes = _Nodes.of(forest)
        splits = _Splits.of(nodes, run, baseline, place[owner])
        parts[differing] += _parts(nodes, splits, len(differing)) / len(forest.trees)
    return parts


@dataclass(frozen=True, eq=False, kw_only=True)
class _Nodes:
    """The nodes of all trees, numbered on from tree to tree.

    Attributes
    ----------
    roots
        Shape (trees,).
    left, right, feature, threshold, value
        Shape (nodes,); `feature` is negative in a leaf.
    """

    roots: NDArray[np.intp]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: FloatArray
    value: FloatArray

    @classmethod
    def of(cls, forest: Forest) -> _Nodes:
        trees = [tree.tree_ for tree in forest.trees]
        counts = [tree.node_count for tree in trees]
        roots = np.cumsum([0, *counts[:-1]])
        first = np.repeat(roots, counts)
        return cls(
            roots=roots,
            left=np.concatenate([tree.children_left for tree in trees]) + first,
            right=np.concatenate([tree.children_right for tree in trees]) + first,
            feature=np.concatenate([tree.feature for tree in trees]),
            threshold=np.concatenate([tree.threshold for tree in trees]),
            value=np.concatenate([tree.value[:, 0, 0] for tree in trees]),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Splits:
    """Where each split sends the two runs, and which param it is on; shape (nodes,)."""

    of_run: NDArray[np.intp]
    of_baseline: NDArray[np.intp]
    param: NDArray[np.intp]

    @classmethod
    def of(cls, nodes: _Nodes, run: Run, baseline: Run, param: NDArray[np.intp]) -> _Splits:
        column = np.maximum(nodes.feature, 0)  # a leaf has none
        ways = [
            np.where(cells[column] <= nodes.threshold, nodes.left, nodes.right) for cells in (run, baseline)
        ]
        return cls(of_run=ways[0], of_baseline=ways[1], param=param[column])


def _parts(nodes: _Nodes, splits: _Splits, params: int) -> FloatArray:
    """Sum the parts over all leaves that some mixture of the two runs reaches, a level of nodes at a time."""
    parts = np.zeros(params)
    level = nodes.roots
    of_run = of_baseline = np.zeros((len(level), params), dtype=bool)
    while len(level):
        is_leaf = nodes.feature[level] < 0
        parts += _of_leaves(nodes.value[level[is_leaf]], of_run[is_leaf], of_baseline[is_leaf])
        inner = ~is_leaf
        level, of_run, of_baseline = _next(level[inner], of_run[inner], of_baseline[inner], splits)
    return parts


def _next(
    level: NDArray[np.intp], of_run: BoolArray, of_baseline: BoolArray, splits: _Splits
) -> tuple[NDArray[np.intp], BoolArray, BoolArray]:
    """Go down to the children that a mixture reaches, with the params that it has of either run there."""
    to_run, to_baseline = splits.of_run[level], splits.of_baseline[level]
    param, at = splits.param[level], np.arange(len(level))
    apart = to_run != to_baseline
    as_run, as_baseline = apart & ~of_baseline[at, param], apart & ~of_run[at, param]
    marked_run, marked_baseline = of_run[as_run], of_baseline[as_baseline]
    marked_run[np.arange(len(marked_run)), param[as_run]] = True
    marked_baseline[np.arange(len(marked_baseline)), param[as_baseline]] = True
    return (
        np.concatenate([to_run[~apart], to_run[as_run], to_baseline[as_baseline]]),
        np.concatenate([of_run[~apart], marked_run, of_run[as_baseline]]),
        np.concatenate([of_baseline[~apart], of_baseline[as_run], marked_baseline]),
    )


def _of_leaves(value: FloatArray, of_run: BoolArray, of_baseline: BoolArray) -> FloatArray:
    """Credit a leaf to the params that a mixture needs of the run, and against those of the baseline.

    Of u and v such params, the orders in which switching one of them reaches or leaves the leaf are a share
    of (u - 1)! v! / (u + v)! or u! (v - 1)! / (u + v)! of all.
    """
    u, v = of_run.sum(axis=1), of_baseline.sum(axis=1)
    reaching = np.where(u > 0, beta(np.maximum(u, 1), v + 1), 0.0)
    leaving = np.where(v > 0, beta(u + 1, np.maximum(v, 1)), 0.0)
    credited: FloatArray = (value * reaching) @ of_run - (value * leaving) @ of_baseline
    return credited

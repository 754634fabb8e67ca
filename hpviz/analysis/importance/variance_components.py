"""Functional ANOVA of a forest in full: main effects, effects of pairs, and total effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.leaves import Leaves, coverage_of, tree_batches

if TYPE_CHECKING:
    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.forest.leaves import Coverage
    from hpviz.runs.column import FloatArray

# Pairs of leaves times params that are looked at: fewer trees where they are large.
MOST_CELLS = 20_000_000
FEWEST_TREES = 8
CELLS_AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Shares of the forest's variance.

    Attributes
    ----------
    alone
        Shape (params,): each param's main effect.
    pairs
        Shape (params, params), symmetric, 0 on the diagonal: what two params make beyond both alone.
    total
        Shape (params,): what a param makes alone and in every combination with others.
    """

    alone: FloatArray
    pairs: FloatArray
    total: FloatArray


def decompose(forest: Forest, design: Design, params: int) -> Decomposition:
    """Split the variance of the trees over the product of the params' own distributions in these runs.

    A tree is constant on its leaves, each a product of sets, so every variance is a sum over pairs of leaves
    a, b. With k_j = measure of a and b together in param j / (measure of a times that of b), and v a leaf's
    mean (less the tree's) times its part of the space: alone sum v_a v_b (k_j - 1), a pair sum v_a v_b
    (k_i - 1)(k_j - 1), and all that j has no part in sum v_a v_b prod_(i != j) k_i. That is what equations 4
    to 7 of Hutter, Hoos and Leyton-Brown (2014) come to. Averaged over the trees; of large trees only some.

    Parameters
    ----------
    forest, design
        A forest and what it was fitted on.
    params
        How many params `design.owner` counts.
    """
    sizes = [(tree.tree_.node_count + 1) // 2 for tree in forest.trees]
    trees = max(FEWEST_TREES, int(MOST_CELLS / (np.mean(np.square(sizes)) * params)))
    shares, n_varying = np.zeros((params + 1, params)), 0
    for some in tree_batches(forest, design, trees):
        leaves = Leaves.of(some, design.X.shape[1])
        of_params = [coverage_of(leaves, design, param) for param in range(params)]
        volume = np.prod([coverage.measure for coverage in of_params], axis=0)
        off = leaves.mean - leaves.per_tree(leaves.mean * volume)[leaves.tree]
        for tree in leaves.trees:
            variance = float((off**2 * volume)[tree].sum())
            if variance > 1e-12 * max(float(np.max(off[tree] ** 2)), 1e-300):
                shares += _parts(of_params, tree, off * volume, variance) / variance
                n_varying += 1
    shares /= max(n_varying, 1)
    pairs = shares[:params].copy()
    np.fill_diagonal(pairs, 0.0)
    return Decomposition(shares.diagonal().copy(), pairs, shares[params])


def _parts(of_params: list[Coverage], tree: slice, weight: FloatArray, variance: float) -> FloatArray:
    """Compute the parts of a tree's variance: pairs, params alone on the diagonal, and a row of totals."""
    pairs, others = np.zeros((len(of_params), len(of_params))), np.zeros(len(of_params))
    step = max(1, CELLS_AT_ONCE // (len(of_params) * (tree.stop - tree.start)))
    for start in range(tree.start, tree.stop, step):
        some = slice(start, min(start + step, tree.stop))
        common = np.stack([_common(coverage, some, tree) for coverage in of_params])
        weights = np.outer(weight[some], weight[tree]).reshape(-1)
        excess = common - 1.0
        both = (excess * weights) @ excess.T
        np.fill_diagonal(both, excess @ weights)
        pairs += both
        others += _products_of_others(common) @ weights
    return np.concatenate([pairs, variance - others[None]])


def _common(coverage: Coverage, some: slice, tree: slice) -> FloatArray:
    """Compute k in one row: 1 where two leaves hold all values."""
    product = np.outer(coverage.measure[some], coverage.measure[tree])
    overlap = coverage.overlap(some, tree)
    shared: FloatArray = np.divide(overlap, product, out=np.zeros_like(product), where=product > 0)
    return shared.reshape(-1)


def _products_of_others(rows: FloatArray) -> FloatArray:
    """Multiply, for each row, all the others."""
    before, after = np.ones_like(rows), np.ones_like(rows)
    np.cumprod(rows[:-1], axis=0, out=before[1:])
    after[:-1] = np.cumprod(rows[:0:-1], axis=0)[::-1]
    return before * after

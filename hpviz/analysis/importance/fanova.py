"""Functional ANOVA of a forest: how much of its variation over the whole space each param makes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.leaves import Leaves, coverage_of, tree_batches

if TYPE_CHECKING:
    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import FloatArray


def fanova_main_effects(forest: Forest, design: Design, params: int) -> FloatArray:
    """Compute the share of each param's main effect in the variance of the forest.

    Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter importance" (2014),
    equations 4 to 7, exact on each tree's leaves and averaged over the trees. The space is the product of the
    params' own distributions in these runs: every param varies as it did, independently of the others; one
    that another param switches on varies as it did in the runs that have it, and counts by their share. What
    the shares leave of 1 are interactions.

    Parameters
    ----------
    forest, design
        A forest and what it was fitted on.
    params
        How many params `design.owner` counts.

    Returns
    -------
    Shape (params,), each 0 to 1.
    """
    shares = np.zeros(params)
    n_trees = 0
    for trees in tree_batches(forest, design):
        leaves = Leaves.of(trees, design.X.shape[1])
        of_trees, n_varying = _summed_shares(leaves, design, params)
        shares += of_trees
        n_trees += n_varying
    return shares / max(n_trees, 1)


def _summed_shares(leaves: Leaves, design: Design, params: int) -> tuple[FloatArray, int]:
    """Sum the shares over the trees that vary at all; also returns how many these are."""
    of_params = [coverage_of(leaves, design, param, having=True) for param in range(params)]
    volume = np.prod([coverage.measure for coverage in of_params], axis=0)
    mean = leaves.per_tree(leaves.mean * volume)
    variance = leaves.per_tree(leaves.mean**2 * volume) - mean**2
    varied = variance > 1e-12 * np.maximum(mean**2, 1e-300)
    shares = np.zeros(params)
    for param, coverage in enumerate(of_params):
        rest = np.divide(
            leaves.mean * volume, coverage.measure, out=np.zeros_like(volume), where=coverage.measure > 0
        )
        effect = (coverage.marginal(rest) - mean[:, None]) ** 2 @ coverage.weight
        absent = design.absent.get(param)
        having = 1.0 if absent is None else 1.0 - float(absent.mean())
        shares[param] = having * np.sum(effect[varied] / variance[varied])
    return shares, int(varied.sum())

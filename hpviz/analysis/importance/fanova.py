"""Functional ANOVA of a forest: how much of its variation over the whole space each param makes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.leaves import Leaves, few_at_once, side_of

if TYPE_CHECKING:
    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import FloatArray


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
    for trees in few_at_once(forest, design):
        leaves = Leaves.of(trees, design.X.shape[1])
        found, varied = _shares(leaves, design, params)
        shares += found
        counted += varied
    return shares / max(counted, 1)


def _shares(leaves: Leaves, design: Design, params: int) -> tuple[FloatArray, int]:
    sides = [side_of(leaves, design, param) for param in range(params)]
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

"""How much worse the forest predicts unseen runs when one param is shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.design.replicates import mean_and_spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import FloatArray

# Each tree is asked about at most this many of the runs it has not seen.
MOST_UNSEEN = 500


def shuffled(
    forest: Forest,
    design: Design,
    y: FloatArray,
    params: int,
    seed: int,
    unit: NDArray[np.intp] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Give the importance of each param and its standard error over runs; shapes (params,).

    Breiman (2001): the squared error on out-of-bag runs after shuffling a param, less the error before. All
    columns of a param (its categories, its presence) are shuffled together. Half of it over Var(y) is the
    param's total effect: its own and all its interactions.

    Parameters
    ----------
    forest, design
        A forest and what it was grown on.
    y
        Shape (runs,), with variance 1.
    params
        How many params `design.owner` counts.
    seed
        Of the shuffles.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times.
    """
    gain, times = np.zeros((len(y), params)), np.zeros(len(y))
    streams = np.random.SeedSequence([seed, len(forest.trees)]).spawn(len(forest.trees))
    for tree, bag, stream in zip(forest.trees, forest.bags, streams, strict=True):
        rng = np.random.default_rng(stream)
        unseen = np.setdiff1d(np.arange(len(y)), bag, assume_unique=True)
        if len(unseen) > MOST_UNSEEN:
            unseen = np.sort(rng.choice(unseen, MOST_UNSEEN, replace=False))
        if len(unseen) < 2:
            continue
        gain[unseen] += _gains(tree, design, y, params, unseen, rng)
        times[unseen] += 1
    asked = times > 0
    per_run = gain[asked] / times[asked, None] / 2
    return mean_and_spread(per_run, None if unit is None else unit[asked])


def _gains(
    tree: Any, design: Design, y: FloatArray, params: int, unseen: NDArray[np.intp], rng: np.random.Generator
) -> FloatArray:
    """Squared error with a param shuffled less the error as it is, a column per param."""
    X = design.X[unseen]
    used = np.unique(design.owner[np.unique(tree.tree_.feature[tree.tree_.feature >= 0])])
    copies = np.repeat(X[None, :, :], len(used) + 1, axis=0)
    for place, param in enumerate(used, start=1):
        columns = design.owner == param
        copies[place][:, columns] = X[rng.permutation(len(unseen))][:, columns]
    predicted = tree.predict(copies.reshape(-1, X.shape[1]), check_input=False)
    errors = (y[unseen][None, :] - predicted.reshape(len(used) + 1, len(unseen))) ** 2
    gains = np.zeros((len(unseen), params))
    gains[:, used] = (errors[1:] - errors[0]).T
    return gains

"""How much worse the forest predicts unseen runs when one param is shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.sample.averages import mean_and_standard_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import FloatArray

# Each tree predicts at most this many of the runs out of its bag.
MOST_OUT_OF_BAG = 500


def permutation_importance(
    forest: Forest,
    design: Design,
    y: FloatArray,
    params: int,
    seed: int,
    unit: NDArray[np.intp] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Compute the importance of each param and its standard error over runs.

    Breiman (2001): the squared error on out-of-bag runs after shuffling a param, less the error before. All
    columns of a param (its categories, its presence) are shuffled together. Half of it over Var(y) is the
    param's total effect: its own and all its interactions.

    Parameters
    ----------
    forest, design
        A forest and what it was fitted on.
    y
        Shape (runs,), with variance 1.
    params
        How many params `design.owner` counts.
    seed
        Of the shuffles.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times.

    Returns
    -------
    Importance and standard error, shape (params,) both.
    """
    gain, times = np.zeros((len(y), params)), np.zeros(len(y))
    streams = np.random.SeedSequence([seed, len(forest.trees)]).spawn(len(forest.trees))
    for tree, bag, stream in zip(forest.trees, forest.bags, streams, strict=True):
        rng = np.random.default_rng(stream)
        oob = np.setdiff1d(np.arange(len(y)), bag, assume_unique=True)
        if len(oob) > MOST_OUT_OF_BAG:
            oob = np.sort(rng.choice(oob, MOST_OUT_OF_BAG, replace=False))
        if len(oob) < 2:
            continue
        gain[oob] += _gains(tree, design, y, params, oob, rng)
        times[oob] += 1
    shuffled = times > 0
    per_run = gain[shuffled] / times[shuffled, None] / 2
    return mean_and_standard_error(per_run, None if unit is None else unit[shuffled])


def _gains(
    tree: Any, design: Design, y: FloatArray, params: int, oob: NDArray[np.intp], rng: np.random.Generator
) -> FloatArray:
    """Squared error with a param shuffled less the error as it is, a column per param."""
    X = design.X[oob]
    used = np.unique(design.owner[np.unique(tree.tree_.feature[tree.tree_.feature >= 0])])
    copies = np.repeat(X[None, :, :], len(used) + 1, axis=0)
    for place, param in enumerate(used, start=1):
        columns = design.owner == param
        copies[place][:, columns] = X[rng.permutation(len(oob))][:, columns]
    predicted = tree.predict(copies.reshape(-1, X.shape[1]), check_input=False)
    errors = (y[oob][None, :] - predicted.reshape(len(used) + 1, len(oob))) ** 2
    gains = np.zeros((len(oob), params))
    gains[:, used] = (errors[1:] - errors[0]).T
    return gains

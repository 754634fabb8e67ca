"""The difference between a Gaussian process's predictions for two runs, split among the params."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.variances import fit_variances
from hpviz.threads import algebra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.process import Process
    from hpviz.runs.column import FloatArray


@algebra.on_one_thread()
def process_ablation(process: Process, run: int, baseline: int, counted_as: NDArray[np.intp]) -> FloatArray:
    """Split the difference between two predictions among the params, each by its Shapley value.

    As `hpviz.analysis.forest.ablation` does of trees; variances and weights are of all other runs. Of
    functions of one and of two params this is exact: what a param does alone is its own, and of what it does
    with another it has the mean of what its switch changes beside either value of the other. The parts add up
    to the difference, a param that is the same in both has none, and with run and baseline swapped all signs
    turn.

    Parameters
    ----------
    process
        That has both runs.
    run, baseline
        Their rows.
    counted_as
        Shape (params,): the param that each is counted as; those that are counted as one are switched
        together.

    Returns
    -------
    Shape (params,), in standard units.
    """
    others = np.setdiff1d(np.arange(len(process.y)), [run, baseline])
    kernels, y = process.of_params[:, others[:, None], others], process.y[others]
    variances = fit_variances(kernels, y)
    weights = np.linalg.solve(variances.covariance(kernels) + variances.noise * np.eye(len(y)), y)
    of_run, of_baseline = (
        variances.alone[:, None] * process.of_params[:, row, others] for row in (run, baseline)
    )
    counted = np.equal.outer(np.arange(len(counted_as)), counted_as).astype(np.float64)
    change, mean = counted @ (of_run - of_baseline), counted @ (of_run + of_baseline) / 2
    # Of the pairs within what is counted as one: (x + y)^2 - x^2 - y^2 is twice xy.
    within = 2 * change * mean - counted @ (of_run**2 - of_baseline**2)
    across = 2 * change * (mean.sum(axis=0) - mean)
    parts: FloatArray = (change + variances.of_products * (within + across)) @ weights
    return parts

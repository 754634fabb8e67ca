"""Covariances of what a param may do: how alike two runs are in it, as a Gaussian process reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.forest.encoding import Design
    from hpviz.runs.column import FloatArray

# Below this a column is the same in all runs.
NOTHING = 1e-12


def column_kernels(design: Design) -> FloatArray:
    """Compute the covariance of each column's effect between runs; shape (columns, runs, runs).

    A number's effect is half of it a smooth curve (Matérn 5/2 over the whole range) and half a rough one
    (Brownian motion); a value of a category has a height of its own. A param that another one switches on has
    an effect only where it is there. All have mean 0 over the runs, or over those that have the param, and
    the columns of a param have together variance 1 there: no param is favoured for how many values it has.

    Parameters
    ----------
    design
        The runs.
    """
    X = design.X.astype(np.float64)
    kernels, size = np.zeros((len(design.owner), len(X), len(X))), np.zeros(len(design.owner))
    for column, (owner, level) in enumerate(zip(design.owner, design.level, strict=True)):
        absent = design.absent.get(int(owner))
        there = np.arange(len(X)) if absent is None else np.flatnonzero(~absent)
        if len(there):
            kernels[column][np.ix_(there, there)] = _of_column(X[there, column], level)
            size[column] = np.trace(kernels[column]) / len(there)
    of_param = np.bincount(design.owner, weights=size)[design.owner]
    scale = np.divide(1.0, of_param, out=np.zeros_like(size), where=of_param > NOTHING)
    kernels *= scale[:, None, None]
    return kernels


def _of_column(x: FloatArray, level: int) -> FloatArray:
    if level != -1 or len(np.unique(x)) <= 2:
        return _centred(np.outer(x, x))
    apart = np.abs(x[:, None] - x[None, :])
    return (_of_variance_1(_centred(_matern(apart))) + _of_variance_1(_centred(-apart))) / 2


def _matern(apart: FloatArray) -> FloatArray:
    """Matérn covariance of smoothness 5/2; its length is that of the range."""
    far = np.sqrt(5) * apart
    covariance: FloatArray = (1 + far + far**2 / 3) * np.exp(-far)
    return covariance


def _centred(kernel: FloatArray) -> FloatArray:
    """Take from an effect its mean over the runs."""
    mean = kernel.mean(axis=0)
    centred: FloatArray = kernel - mean - mean[:, None] + mean.mean()
    return centred


def _of_variance_1(kernel: FloatArray) -> FloatArray:
    size = float(np.trace(kernel)) / len(kernel)
    return kernel / size if size > NOTHING else kernel


def by_param(kernels: FloatArray, owner: NDArray[np.intp], params: int) -> FloatArray:
    """Add up the covariances of each param's columns.

    Parameters
    ----------
    kernels
        Shape (columns, runs, runs).
    owner
        Shape (columns,): which of the `params` a column belongs to.
    params
        How many there are.

    Returns
    -------
    Shape (params, runs, runs); the kernels themselves where each param has one column.
    """
    if np.array_equal(owner, np.arange(params)):
        return kernels
    return np.stack([kernels[owner == param].sum(axis=0) for param in range(params)])

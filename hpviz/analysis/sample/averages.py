"""Means and sums over runs, where runs of one configuration are one experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray


def mean_and_standard_error(
    of_run: FloatArray, unit: NDArray[np.intp] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Compute the mean over runs, and its standard error over what is independent: runs or configurations.

    Parameters
    ----------
    of_run
        Shape (runs, …).
    unit
        Shape (runs,): number of the run's configuration; None where each run is of its own.

    Returns
    -------
    Mean and standard error, each of the shape of one run's figures.
    """
    mean = of_run.mean(axis=0)
    if unit is None:
        return mean, of_run.std(axis=0, ddof=1) / np.sqrt(len(of_run))
    sums = sum_by_configuration(of_run - mean, unit)
    m = len(sums)
    spread: FloatArray = np.sqrt((sums**2).sum(axis=0) * m / max(m - 1, 1)) / len(of_run)
    return mean, spread


def mean_and_covariance(
    of_run: FloatArray, unit: NDArray[np.intp] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Compute means over runs, and their covariance over what is independent: runs or configurations.

    Parameters
    ----------
    of_run
        Shape (runs, figures).
    unit
        As in `mean_and_standard_error`, whose squared errors are the diagonal.

    Returns
    -------
    Shape (figures,) and (figures, figures).
    """
    mean: FloatArray = of_run.mean(axis=0)
    off = of_run - mean
    sums = off if unit is None else sum_by_configuration(off, unit)
    m = len(sums)
    covariance: FloatArray = sums.T @ sums * (m / max(m - 1, 1) / len(of_run) ** 2)
    return mean, covariance


def configuration_means(of_run: FloatArray, unit: NDArray[np.intp]) -> tuple[NDArray[np.intp], FloatArray]:
    """Average over the runs of each configuration.

    Parameters
    ----------
    of_run
        Shape (runs,).
    unit
        Shape (runs,): number of the run's configuration.

    Returns
    -------
    Shape (configurations,), both: the first run of each, which shows what its runs are alike in, and the mean
    over its runs.
    """
    _, first, place, runs = np.unique(unit, return_index=True, return_inverse=True, return_counts=True)
    return first, np.bincount(place, of_run / runs[place]).astype(np.float64)


def sum_by_configuration(of_run: FloatArray, unit: NDArray[np.intp]) -> FloatArray:
    """Add up the rows of each configuration.

    Parameters
    ----------
    of_run
        Shape (runs, …).
    unit
        Shape (runs,): number of the run's configuration.

    Returns
    -------
    Shape (configurations, …).
    """
    _, place = np.unique(unit, return_inverse=True)
    sums = np.zeros((int(place.max(initial=-1)) + 1, *of_run.shape[1:]))
    np.add.at(sums, place, of_run)
    return sums

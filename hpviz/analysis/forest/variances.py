"""How much each param varies the metric, alone and in pairs: variances of a Gaussian process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

# So often they are improved. More often gains nothing on unseen runs: what has not shown by then is noise.
STEPS = 5
# The metric has variance 1. At the start its noise has half of it, the params the other half.
START = 0.5
# Noise is at least this: no metric is the same again to the last digit.
LEAST_NOISE = 0.01
# Variance of the mean, which is not known beforehand.
OF_MEAN = 100.0


@dataclass(frozen=True, kw_only=True)
class Variances:
    """Variances of the parts of a metric, in its own variance.

    Attributes
    ----------
    alone
        Shape (params,): what each param does alone.
    together
        What pairs do beyond: that of a pair is this times the product of the two over the sum of all.
    noise
        What no param does.
    """

    alone: FloatArray
    together: float
    noise: float

    @property
    def of_products(self) -> float:
        """The factor of a product of what two params do alone, which is there in either order."""
        return self.together / (2 * max(float(self.alone.sum()), np.finfo(np.float64).tiny))

    def covariance(self, kernels: FloatArray) -> FloatArray:
        """Compute the covariance of the metric between runs, without noise.

        Parameters
        ----------
        kernels
            Shape (params, runs, runs): covariance of each param's effect.
        """
        alone, squares = np.zeros(kernels.shape[1:]), np.zeros(kernels.shape[1:])
        for variance, kernel in zip(self.alone, kernels, strict=True):
            effect = variance * kernel
            alone += effect
            squares += effect**2
        covariance: FloatArray = alone + self.of_products * (alone**2 - squares) + OF_MEAN
        return covariance


def fit_variances(kernels: FloatArray, y: FloatArray) -> Variances:
    """Estimate the variances under which the metric is likely.

    Steps of minorisation and maximisation of the restricted likelihood (Zhou, Hu, Zhou and Lange, "MM
    algorithms for variance components models", 2019), without their square root: each variance is multiplied
    by what the residuals show of it, over what they would show on average. That of a pair follows those of
    its params: few params make few pairs.

    Parameters
    ----------
    kernels
        Shape (params, runs, runs): covariance of each param's effect (`hpviz.analysis.forest.kernels`).
    y
        Shape (runs,): the metric, of variance 1.
    """
    cells = _Cells.of(kernels)
    there = cells.kernels[:, cells.weight == 1].sum(axis=1) > 0
    alone = np.where(there, START / max(int(there.sum()), 1), 0.0)
    variances = Variances(alone=alone, together=1.0, noise=START)
    for _ in range(STEPS):
        variances = cells.improved(variances, y)
    return variances


@dataclass(frozen=True, eq=False, kw_only=True)
class _Cells:
    """The cells of kernels on and below the diagonal.

    Attributes
    ----------
    row, column
        Shape (cells,).
    kernels, squares
        Shape (params, cells).
    weight
        Shape (cells,): for how many cells each stands.
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    kernels: FloatArray
    squares: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, kernels: FloatArray) -> _Cells:
        row, column = np.tril_indices(kernels.shape[1])
        cells = kernels[:, row, column]
        weight = np.where(row == column, 1.0, 2.0)
        return cls(row=row, column=column, kernels=cells, squares=cells**2, weight=weight)

    def improved(self, variances: Variances, y: FloatArray) -> Variances:
        """Take a step towards a higher likelihood."""
        v, c = variances.alone, variances.of_products
        alone = v @ self.kernels
        pairs = alone**2 - v**2 @ self.squares
        inverse = self._inverse(alone + c * pairs, variances.noise, len(y))
        weights = inverse @ y
        average, shown = inverse[self.row, self.column], weights[self.row] * weights[self.column]
        sums = np.stack([average, average * alone, shown, shown * alone], axis=1) * self.weight[:, None]
        linear = v[:, None] * (self.kernels @ sums)
        own = (v**2)[:, None] * (self.squares @ sums[:, [0, 2]])
        products = linear[:, [1, 3]] - own
        ratio = _ratio(linear[:, [0, 2]] + c * products)
        of_noise = float(weights @ weights) / float(np.trace(inverse))
        return Variances(
            alone=v * ratio,
            together=variances.together * float(_ratio(products.sum(axis=0))),
            noise=max(variances.noise * of_noise, LEAST_NOISE),
        )

    def _inverse(self, covariance: FloatArray, noise: float, runs: int) -> FloatArray:
        square = np.empty((runs, runs))
        square[self.row, self.column] = square[self.column, self.row] = covariance + OF_MEAN
        square[np.diag_indices(runs)] += noise
        return np.linalg.inv(square).astype(np.float64)


def _ratio(average_and_shown: FloatArray) -> FloatArray:
    """Divide what is shown by its average; at least 0, and 0 where nothing is to be expected."""
    average, shown = average_and_shown[..., 0], average_and_shown[..., 1]
    ratio: FloatArray = np.maximum(shown, 0.0) / np.where(average > 0, average, np.inf)
    return ratio

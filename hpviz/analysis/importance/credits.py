"""What each run adds to the importance of each param: how sure a lead is, and a distance from noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.conditions import explain_within_conditions
from hpviz.analysis.forest.encoding import sum_by_owner
from hpviz.analysis.importance.oob import NEGLIGIBLE, shares_of_runs
from hpviz.analysis.sample.averages import mean_and_covariance, mean_and_standard_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.forest.out_of_bag import OutOfBag
    from hpviz.runs.column import FloatArray

# A variance below this part of those that it is the difference of is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class MeanCredits:
    """The importances as means over the runs, and how they vary together.

    Attributes
    ----------
    mean
        Shape (params,): the importances before they are cut to shares.
    covariance
        Shape (params, params), of these means.
    """

    mean: FloatArray
    covariance: FloatArray

    def ahead(self, params: Sequence[int], other: int) -> float:
        """Compute how clearly params are together ahead of another: their difference in standard errors.

        The importances are quadratic in the metric, so their standard error is about twice that of a mean.

        Parameters
        ----------
        params, other
            Their indices.
        """
        sign = np.zeros(len(self.mean))
        sign[list(params)], sign[other] = 1.0, -1.0
        variance = float(sign @ self.covariance @ sign)
        if variance <= ROUNDING * float(np.abs(sign) @ np.diag(self.covariance)):
            return 0.0
        return float(sign @ self.mean) / (2 * float(np.sqrt(variance)))


@dataclass(frozen=True, eq=False)
class Credits:
    """What each run adds to the figures of each param; shape (runs, params).

    Attributes
    ----------
    credit
        `hpviz.analysis.importance.oob.shares_of_runs`: its mean over the runs is the importance.
    tested
        t_ij of `hpviz.analysis.importance.oob.out_of_bag`: its mean is tested against noise.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times.
    """

    credit: FloatArray
    tested: FloatArray
    unit: NDArray[np.intp] | None = None

    @classmethod
    def of(cls, fitted: FittedForest, oob: OutOfBag | None = None) -> Credits:
        """Compute them from a forest, and its out-of-bag predictions where these are known."""
        oob = oob or explain_within_conditions(fitted.forest, fitted.design, fitted.params, fitted.y)
        own = sum_by_owner(oob.deviation, fitted.design.owner, len(fitted.params))
        residual = fitted.y[oob.rows] - oob.predicted
        unit = fitted.units(oob.rows)
        return cls(shares_of_runs(residual, own), own * (residual[:, None] + own), unit)

    @property
    def means(self) -> MeanCredits:
        """The importances, and how they vary together; computed on every access."""
        return MeanCredits(*mean_and_covariance(self.credit, self.unit))

    def above_noise(self, param: int) -> float:
        """Compute how far a param is above the noise, in standard errors of a param that does nothing."""
        mean, error = mean_and_standard_error(self.tested[:, param], self.unit)
        return float(mean / (np.sqrt(2) * error)) if error > 0 and abs(mean) > NEGLIGIBLE else 0.0

"""What each run adds to the importance of each param: how sure a lead is, and a distance from noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.encoding import sum_by_owner
from hpviz.analysis.importance.oob import NEGLIGIBLE, shares_of_runs
from hpviz.analysis.importance.pair_interactions import MOST_PARAMS, main_effect_basis, without_fit
from hpviz.analysis.sample.averages import mean_and_covariance, mean_and_standard_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.forest.out_of_bag import OutOfBag
    from hpviz.runs.column import FloatArray

# A variance below this part of those that it is the difference of is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False, kw_only=True)
class MeanCredits:
    """The importances as means over the runs, and how they vary together.

    Attributes
    ----------
    mean
        Shape (params,): the importances before they are cut to shares.
    covariance
        Shape (params, params), of these means.
    combined
        Shape (params,): what of the mean a param has only in combination with others; None for nothing.
    pairs
        Indices of two params that clearly act together, to the share of that; None where this is not tested.
    """

    mean: FloatArray
    covariance: FloatArray
    combined: FloatArray | None = None
    pairs: Mapping[tuple[int, int], float] | None = None

    def ahead(self, params: Sequence[int], others: Sequence[int]) -> float:
        """Compute how clearly params are together ahead of others: their difference in standard errors.

        The importances are quadratic in the metric, so their standard error is about twice that of a mean.
        To which of two params a tree gives what they do together depends on which it splits first, and no
        number of runs says which that should be: the error of the split comes on top.

        Parameters
        ----------
        params, others
            Their indices.
        """
        sign = self._signs(params, others)
        variance = float(sign @ self.covariance @ sign)
        if variance <= ROUNDING * float(np.abs(sign) @ np.diag(self.covariance)):
            return 0.0
        error = np.hypot(2 * np.sqrt(variance), self.split_error(params, others))
        return float(sign @ self.mean / error)

    def split_error(self, params: Sequence[int], others: Sequence[int]) -> float:
        """Compute the standard error of a difference by how what acts in combination is split.

        Were each part of a sum S as likely, the difference of the two would have that of S / sqrt(3). What a
        param clearly does with a third one is divided between those: of that S has by how much the param's
        part is not half.

        Parameters
        ----------
        params, others
            As in `ahead`.
        """
        if self.combined is None:
            return 0.0
        both = {*params, *others}
        left = self.combined.copy()
        for pair, share in (self.pairs or {}).items():
            if len(both.intersection(pair)) == 1:
                left[list(pair)] -= share / 2
        return float(np.abs(left[list(both)]).sum() / np.sqrt(3))

    def may_act_together(self, param: int, other: int) -> bool:
        """Whether two params clearly act together, or nobody has tested it.

        Parameters
        ----------
        param, other
            Their indices.
        """
        return self.pairs is None or (param, other) in self.pairs or (other, param) in self.pairs

    def lead(self, params: Sequence[int], others: Sequence[int]) -> float:
        """Compute by how much params are together ahead of others.

        Parameters
        ----------
        params, others
            As in `ahead`.
        """
        return float(self._signs(params, others) @ self.mean)

    def _signs(self, params: Sequence[int], others: Sequence[int]) -> FloatArray:
        sign = np.zeros(len(self.mean))
        sign[list(params)], sign[list(others)] = 1.0, -1.0
        return sign


@dataclass(frozen=True, eq=False, kw_only=True)
class Credits:
    """What each run adds to the figures of each param; shape (runs, params).

    Attributes
    ----------
    credit
        `hpviz.analysis.importance.oob.shares_of_runs`: its mean over the runs is the importance.
    tested
        t_ij of `hpviz.analysis.importance.oob.out_of_bag`: its mean is tested against noise.
    combined
        Shape (params,): the part of the mean credit that is no function of the param's own values.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times.
    """

    credit: FloatArray
    tested: FloatArray
    combined: FloatArray
    unit: NDArray[np.intp] | None = None

    @classmethod
    def of(cls, fitted: FittedForest, oob: OutOfBag | None = None) -> Credits:
        """Compute them from a forest, and what is said of unseen runs where this is known."""
        oob = oob or fitted.unseen
        own = sum_by_owner(oob.deviation, fitted.design.owner, len(fitted.params))
        residual = fitted.y[oob.rows] - oob.predicted
        credit = shares_of_runs(residual, own)
        return cls(
            credit=credit,
            tested=own * (residual[:, None] + own),
            combined=_combined(fitted, oob.rows, own, credit),
            unit=fitted.units(oob.rows),
        )

    @property
    def means(self) -> MeanCredits:
        """The importances, and how they vary together; computed on every access."""
        mean, covariance = mean_and_covariance(self.credit, self.unit)
        return MeanCredits(mean=mean, covariance=covariance, combined=self.combined)

    def above_noise(self, param: int) -> float:
        """Compute how far a param is above the noise, in standard errors of a param that does nothing."""
        mean, error = mean_and_standard_error(self.tested[:, param], self.unit)
        return float(mean / (np.sqrt(2) * error)) if error > 0 and abs(mean) > NEGLIGIBLE else 0.0


def _combined(
    fitted: FittedForest, rows: NDArray[np.intp], own: FloatArray, credit: FloatArray
) -> FloatArray:
    """Compute for the strongest params what they add in combination: beyond any function of their values."""
    combined = np.zeros(len(fitted.params))
    for param in np.argsort(-credit.mean(axis=0), kind="stable")[:MOST_PARAMS].tolist():
        beyond = without_fit(own[:, [param]], main_effect_basis(fitted.design, param, rows))[:, 0]
        there = own[:, param] != 0
        factor = np.divide(credit[:, param], own[:, param], out=np.zeros(len(own)), where=there)
        combined[param] = max(float(np.mean(beyond * factor)), 0.0)
    return combined

"""A Gaussian process of what params do alone and in pairs, and what it says of runs it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.conditions import switches_of
from hpviz.analysis.forest.kernels import by_param, column_kernels
from hpviz.analysis.forest.out_of_bag import OutOfBag
from hpviz.analysis.forest.variances import OF_MEAN, fit_variances
from hpviz.threads import algebra

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.forest.variances import Variances
    from hpviz.runs.column import FloatArray

# The variances for a run come from the runs of the other folds: of so many, of many runs of fewer. More of
# them take more time, and figures depend less on how the runs were dealt out.
FOLDS, FEWER_FOLDS = 10, 5
# Variances are estimated from at most so many runs, fewer where the params are many.
MOST_RUNS = 200
MOST_CELLS, FEWEST_RUNS = 2_000_000, 50
# Of wider sweeps the kernels would take too much memory.
LARGEST = 20_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Process:
    """A Gaussian process fitted to runs, and for each run what the others alone say of it.

    The metric is a mean, what each param does alone, what each pair does beyond, and noise (additive Gaussian
    processes: Duvenaud, Nickisch and Rasmussen 2011; smoothing-spline ANOVA: Wahba 1990). So its prediction
    of a run is a sum of parts of the params, of which the two of a pair have half of its part each; what a
    param does with the one that switches it on is its own doing.
    Predictions by all other runs have a closed form (Rasmussen and Williams 2006, equation 5.12).

    Attributes
    ----------
    y
        Shape (runs,): the metric in standard deviations.
    owner
        Shape (columns,): which param each column of the design belongs to.
    parents
        Param index to the index of the param whose values switch it on.
    kernels, of_params
        Shape (columns, runs, runs) and (params, runs, runs): covariances of effects.
    fold
        Shape (runs,): number of each run's fold.
    variances
        For each fold, from the runs of the others: nothing that is said of a run depends on its own metric.
    weights
        Shape (runs, runs): what a row is multiplied with to predict a run from its covariances with the
        others. Those of itself and of the other runs of its configuration are 0.
    """

    y: FloatArray
    owner: NDArray[np.intp]
    parents: Mapping[int, int]
    kernels: FloatArray
    of_params: FloatArray
    fold: NDArray[np.intp]
    variances: tuple[Variances, ...]
    weights: FloatArray

    @classmethod
    def fit(
        cls, design: Design, y: FloatArray, seed: int, unit: NDArray[np.intp] | None = None
    ) -> Process | None:
        """Fit a process.

        Parameters
        ----------
        design
            The runs.
        y
            Shape (runs,): the metric in standard deviations.
        seed
            Of the folds.
        unit
            Shape (runs,): number of each run's configuration; None where each is of its own.

        Returns
        -------
        None where runs and columns are too many, or nothing varies.
        """
        if design.X.size * len(y) > LARGEST or not np.ptp(design.X, axis=0).any():
            return None
        with algebra.on_one_thread():
            return cls._fit(design, y, seed, unit)

    @classmethod
    def _fit(cls, design: Design, y: FloatArray, seed: int, unit: NDArray[np.intp] | None) -> Process:
        kernels = column_kernels(design)
        of_params = by_param(kernels, design.owner, int(design.owner.max()) + 1)
        unit, rng = np.arange(len(y)) if unit is None else unit, np.random.default_rng([seed, 6])
        fold = _folds(unit, rng)
        variances, weights = [], np.empty((len(y), len(y)))
        for number in range(int(fold.max()) + 1):
            others, own = _some(np.flatnonzero(fold != number), len(of_params), rng), fold == number
            variances.append(fit_variances(of_params[:, others[:, None], others], y[others]))
            weights[own] = _weights_without(own, variances[-1], of_params, y, unit)
        return cls(
            y=y,
            owner=design.owner,
            parents=design.parents,
            kernels=kernels,
            of_params=of_params,
            fold=fold,
            variances=tuple(variances),
            weights=weights,
        )

    @cached_property
    def unseen(self) -> OutOfBag:
        """What the other runs say of each run, and the part of each column of the design in it."""
        deviation = np.empty((len(self.y), len(self.owner)))
        for number, variances in enumerate(self.variances):
            own = self.fold == number
            alone = variances.alone[:, None, None] * self.of_params[:, own]
            beyond, whole = variances.of_products, alone.sum(axis=0)
            for column, param in enumerate(self.owner):
                effect = variances.alone[param] * self.kernels[column, own]
                effect *= 1 + beyond * (whole - alone[param] + self._own(int(param), alone))
                deviation[own, column] = np.einsum("ik,ik->i", effect, self.weights[own])
        mean = OF_MEAN * self.weights.sum(axis=1)
        return OutOfBag(
            rows=np.arange(len(self.y)),
            credit=deviation * (self.y - mean)[:, None],
            deviation=deviation,
            predicted=mean + deviation.sum(axis=1),
        )

    def _own(self, param: int, alone: FloatArray) -> FloatArray:
        """Add up what a param takes over from those that switch it on, less what it leaves to others."""
        above = switches_of(param, self.parents)
        below = [other for other in self.parents if param in switches_of(other, self.parents)]
        own: FloatArray = alone[list(above)].sum(axis=0) - alone[below].sum(axis=0)
        return own

    def pair_parts(self, pairs: Sequence[tuple[int, int]]) -> FloatArray:
        """Compute what each pair does beyond both alone in the predictions; shape (runs, pairs)."""
        parts = np.empty((len(self.y), len(pairs)))
        for number, variances in enumerate(self.variances):
            own = self.fold == number
            weights = 2 * variances.of_products * self.weights[own]
            for place, (first, second) in enumerate(pairs):
                both = variances.alone[first] * variances.alone[second] * weights
                both *= self.of_params[first, own]
                parts[own, place] = np.einsum("ik,ik->i", both, self.of_params[second, own])
        return parts


def _folds(unit: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    """Deal the configurations out to folds; returns the fold of each run."""
    configurations = int(unit.max()) + 1
    number = min(FOLDS if len(unit) <= MOST_RUNS else FEWER_FOLDS, configurations)
    of_configuration = rng.permutation(configurations) % number
    folds: NDArray[np.intp] = of_configuration[unit]
    return folds


def _some(rows: NDArray[np.intp], params: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw as many runs as variances are estimated from."""
    most = min(MOST_RUNS, max(FEWEST_RUNS, int(np.sqrt(2 * MOST_CELLS / params))))
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def _weights_without(
    own: NDArray[np.bool_],
    variances: Variances,
    of_params: FloatArray,
    y: FloatArray,
    unit: NDArray[np.intp],
) -> FloatArray:
    """Compute what predicts some runs from all that are not of their configuration; shape (some, runs).

    With G the inverse of the covariance of the metric and a = G y, the weights without the runs B are
    a - G[:, B] (G[B, B])^-1 a[B].
    """
    inverse = np.linalg.inv(variances.covariance(of_params) + variances.noise * np.eye(len(y)))
    weights, rows = inverse @ y, np.flatnonzero(own)
    left_out = np.empty((len(rows), len(y)))
    for number in np.unique(unit[rows]):
        block = np.flatnonzero(unit == number)
        known = np.linalg.solve(inverse[np.ix_(block, block)], weights[block])
        left_out[unit[rows] == number] = weights - inverse[:, block] @ known
        left_out[np.ix_(unit[rows] == number, block)] = 0.0
    return left_out

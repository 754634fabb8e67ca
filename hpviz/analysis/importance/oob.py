"""How much of a metric's variation each param accounts for, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.forest.encoding import level_shares, sum_by_owner
from hpviz.analysis.importance.shares import (
    explained_share,
    factor_to,
    nearest_shares,
    shares_of_levels,
)
from hpviz.analysis.sample.averages import mean_and_standard_error
from hpviz.analysis.sample.replicates import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.forest.out_of_bag import OutOfBag
    from hpviz.runs.column import BoolArray, FloatArray

ALPHA = 0.05
SIGMAS = float(norm.ppf(1 - ALPHA / 2))
# A share of the variance no larger than this is an error of arithmetic, some of it in single precision.
NEGLIGIBLE = 1e-10
# A test that refuses 0 by little raises the low end of an interval to this at most.
LEAST, FAR = 0.01, 1e6
CHANCE = 4.0  # a squared correlation over m runs is chance up to this over m: two standard errors


@dataclass(frozen=True, eq=False, kw_only=True)
class Importance:
    """Figures of each param, shape (params,); NaN where a method has no such figure.

    Attributes
    ----------
    share
        The importance by the method, 0 to 1; out of bag the share of the metric's variance on unseen runs.
    low, high
        95% interval of `share`, within 0 to 1.
    p_value
        One-sided, of "this param does nothing".
    above_noise
        p-values corrected over the params (Holm) at 5%; of few runs also the params of clear interactions.
    of_level
        (param index, level index) to that level's part of `share`; level -2 is all pooled values.
    parents
        Param index to the index of the param that switches it on.
    uncut
        What `share` was before it was cut to 0 to 1: it orders what is cut to the same.
    tested
        Whether there are runs enough for a test; False leaves `above_noise` without meaning.
    partners
        Index of a param that is marked by its interaction alone to that of the other param.
    pairs
        Indices of two params that clearly act together, to the share of that; None where this is not tested.
    oob_r2
        1 - squared error of the out-of-bag predictions / variance.
    explained
        Out of bag, what the shares add up to (`hpviz.analysis.importance.shares.explained_share`).
    computed_from
        Out of bag, the forest and its out-of-bag predictions, column by column of its design.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    above_noise: BoolArray
    uncut: FloatArray
    tested: bool = True
    of_level: Mapping[tuple[int, int], float] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)
    partners: Mapping[int, int] = field(default_factory=dict)
    pairs: Mapping[tuple[int, int], float] | None = None
    oob_r2: float = float("nan")
    explained: float = float("nan")
    computed_from: tuple[FittedForest, OutOfBag] | None = None

    @classmethod
    def unknown(cls, params: int) -> Importance:
        """Build from no figure at all, for too few runs or while the forest is still to come."""
        return replace(cls.untested(np.full(params, np.nan)), tested=False)

    @classmethod
    def untested(cls, share: FloatArray) -> Importance:
        """Build from the shares of a method without interval and test."""
        nothing, none = np.full(len(share), np.nan), np.zeros(len(share), dtype=bool)
        return cls(share=share, low=nothing, high=nothing, p_value=nothing, above_noise=none, uncut=share)


def out_of_bag(fitted: FittedForest) -> Importance:
    """Out-of-bag mean decrease in impurity on bagged trees, without its bias.

    With d_ij the part of param j in the prediction of run i by what has not seen it (`deviation` of
    `FittedForest.unseen`) and e_i = y_i - yhat_i what that prediction leaves,

        I_j = mean_i d_ij (e_i + d_ij + sum over k of w_jk d_ik) / Var(y)

    With all w_jk = 1 this is the mean of the credit c_ij (Li, Wang, Basu, Kumbier and Yu 2019). But where two
    params have nothing to do with each other, d_ij d_ik is noise, and beside a strong param most of the
    noise in j's figure. So it counts only as far as the two go together beyond chance (`_shrinkage`). The sum
    over j is the share of the metric's variation that the forest accounts for on runs it has not seen; the
    shares are the nearest figures that are not below 0 and add up to what is explained
    (`hpviz.analysis.importance.shares`).

    I_j is a quadratic form in y. With s_j = sd_i(c_ij) / sqrt(m) / Var(y), its standard error is about
    sqrt(2) s_j where the param does nothing and at most about 2 s_j away from it; the interval uses the
    second.

    The test takes away all that the other params explain: t_ij = d_ij (e_i + d_ij). Its spread s'_j is not
    inflated by the other params' effects. One-sided p-value from z = mean_i t_ij / (sqrt(2) s'_j). Beside a
    strong learning rate, a category with .08 of the variation is marked in about 30% of sweeps of 60 runs and
    85% of 150, where testing c_ij marks it in 6% and 50%, at the same rate of false alarms
    (`benchmarks/noise.py`).

    Where configurations were run several times (`FittedForest.replicates`), c_ij and t_ij are added up over
    the runs of each before their spread is taken.

    Parameters
    ----------
    fitted
        The forest and the runs that it was fitted on.
    """
    design, params = fitted.design, fitted.params
    oob = fitted.unseen
    observed = fitted.y[oob.rows]
    parts = sum_by_owner(oob.deviation, design.owner, len(params))
    residuals = _partial_residuals(observed - oob.predicted, parts)
    importance = _with_test(fitted, oob, design.owner, parts, residuals)
    of_column = np.mean(oob.deviation * residuals[:, design.owner], axis=0)
    oob_r2 = 1 - float(np.mean((observed - oob.predicted) ** 2)) / float(observed.var())
    importance = replace(
        importance,
        of_level=level_shares(design, params, of_column),
        parents=design.parents,
        oob_r2=oob_r2,
        computed_from=(fitted, oob),
    )
    return _adding_up(importance, explained_share(float(importance.uncut.sum()), oob_r2))


def _adding_up(importance: Importance, explained: float) -> Importance:
    """Scale and cut the figures so that none is below 0 and they add up to what is explained."""
    factor = factor_to(explained, importance.uncut)
    share = nearest_shares(factor * importance.uncut, explained)
    return replace(
        importance,
        share=share,
        low=np.clip(factor * importance.low, 0.0, share),
        high=np.clip(factor * importance.high, share, 1.0),
        of_level=shares_of_levels(importance.of_level, importance.uncut, share, factor),
        explained=explained,
    )


def joint_importance(unbiased: Importance, owner: NDArray[np.intp], owners: int) -> Importance:
    """Compute share, interval and test of each owner of params: a param, or several that moved together.

    Parameters
    ----------
    unbiased
        From `out_of_bag`.
    owner
        Shape (params,): which of the `owners` a param belongs to.
    owners
        How many there are.

    Returns
    -------
    Figures of shape (owners,), which add up to as much as those of the params; unknown where those are.
    """
    if unbiased.computed_from is None:
        return unbiased.unknown(owners)
    fitted, oob = unbiased.computed_from
    owner = owner[fitted.design.owner]
    parts = sum_by_owner(oob.deviation, owner, owners)
    residuals = _partial_residuals(fitted.y[oob.rows] - oob.predicted, parts)
    return agreeing(_adding_up(_with_test(fitted, oob, owner, parts, residuals), unbiased.explained))


def _with_test(
    fitted: FittedForest, oob: OutOfBag, owner: NDArray[np.intp], parts: FloatArray, residuals: FloatArray
) -> Importance:
    residual = fitted.y[oob.rows] - oob.predicted
    share = without_rounding(np.mean(parts * residuals, axis=0))
    _, spread = _mean_and_error(fitted, oob, owner, sum_by_owner(oob.credit, owner, parts.shape[1]))
    reach = SIGMAS * 2 * spread
    tested = parts * (residual[:, None] + parts)
    p_value = p_values(*_mean_and_error(fitted, oob, owner, tested))
    chosen = _is_chosen(fitted, owner)
    if chosen.any() and fitted.n_configurations < ENOUGH:
        p_value = np.where(chosen, p_value, 1.0)
    above_noise = holm(p_value) < ALPHA
    return Importance(
        share=share,
        low=share - reach,
        high=share + reach,
        p_value=p_value,
        above_noise=above_noise,
        uncut=share,
    )


def agreeing(importance: Importance) -> Importance:
    """Let each interval reach 0 where the test does not refuse "it does nothing", and nowhere else.

    The interval allows for the largest error that an importance can have, and the test for that of one which
    is 0: the first may reach 0 beside a test that refuses it, or leave it out beside one that does not.

    Parameters
    ----------
    importance
        With its test, corrected for all params.
    """
    low = agreeing_low(importance.share, importance.low, importance.p_value, importance.above_noise)
    return replace(importance, low=low)


def agreeing_low(
    share: FloatArray, low: FloatArray, p_value: FloatArray, above_noise: BoolArray
) -> FloatArray:
    """Compute low ends of intervals that are 0 where a test does not refuse 0, and nowhere else.

    With q times the z that the corrected test needs, it refuses all shares up to u times the one that was
    found, where the error grows from that of none to that of the one found: q^2 (1 - u)^2 = 1 + u. An end
    below 0 goes up to that, and to `LEAST` at most.

    Parameters
    ----------
    share, low
        Shape (tests,): the figures, and the low ends by the largest error.
    p_value, above_noise
        Of "nothing is there", and whether that is refused after Holm's correction.
    """
    q = np.maximum(norm.isf(holm(p_value)) / norm.isf(ALPHA), 1.0)
    q = np.minimum(np.nan_to_num(q, nan=1.0), FAR)
    refused = share * (2 * q**2 + 1 - np.sqrt(8 * q**2 + 1)) / (2 * q**2)
    raised = np.maximum(low, np.minimum(refused, LEAST))
    ends: FloatArray = np.where(np.isnan(low), low, np.where(above_noise, raised, 0.0))
    return ends


def _mean_and_error(
    fitted: FittedForest, oob: OutOfBag, owner: NDArray[np.intp], of_run: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Compute means and their errors over configurations; over runs for what each run has of its own."""
    mean, error = mean_and_standard_error(of_run, fitted.units(oob.rows))
    return mean, np.where(_is_chosen(fitted, owner), mean_and_standard_error(of_run)[1], error)


def _is_chosen(fitted: FittedForest, owner: NDArray[np.intp]) -> BoolArray:
    """Mark the owners of params that are chosen anew in every run of a configuration."""
    chosen = fitted.replicates.chosen if fitted.replicates else ()
    marked = np.zeros(int(owner.max()) + 1, dtype=bool)
    for column, of in enumerate(fitted.design.owner):
        marked[owner[column]] |= fitted.params[of].name in chosen
    return marked


def without_rounding(share: FloatArray) -> FloatArray:
    """Return shares of a variance with 0 in place of errors of arithmetic; the shape is kept."""
    return np.where(np.abs(share) <= NEGLIGIBLE, 0.0, share)


def holm(p_values: FloatArray) -> FloatArray:
    """Correct p-values, shape (tests,), for having made all of the tests (Holm 1979); the shape is kept."""
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty_like(p_values)
    corrected[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return corrected


def shares_of_runs(residual: FloatArray, parts: FloatArray) -> FloatArray:
    """Compute what each run adds to each importance: their mean over the runs is I_j of `out_of_bag`.

    Parameters
    ----------
    residual
        Shape (runs,): the metric, in standard deviations, less its out-of-bag prediction.
    parts
        Shape (runs, params): each param's part in that prediction.

    Returns
    -------
    Shape (runs, params).
    """
    return parts * _partial_residuals(residual, parts)


def _partial_residuals(residual: FloatArray, parts: FloatArray) -> FloatArray:
    """Compute the metric less what the other params account for: what each part is to account for."""
    residuals: FloatArray = residual[:, None] + parts @ _shrinkage(parts)
    return residuals


def _shrinkage(parts: FloatArray) -> FloatArray:
    """How far the parts of two params go together beyond chance, 0 to 1; shape (params, params).

    1 - 4 / (m r^2), not below 0, with r the correlation of the parts over the m runs: a positive-part
    James-Stein factor that drops what is within two standard errors of 0.
    """
    off = parts - parts.mean(axis=0)
    cross = len(parts) * (off.T @ off) ** 2
    power = np.sum(off**2, axis=0)
    beyond = cross - CHANCE * np.outer(power, power)
    weight: FloatArray = np.divide(beyond, cross, out=np.zeros_like(cross), where=beyond > 0)
    np.fill_diagonal(weight, 1.0)
    return weight


def p_values(mean: FloatArray, spread: FloatArray) -> FloatArray:
    """Compute one-sided p-values of "nothing is there" (see `out_of_bag`).

    Parameters
    ----------
    mean, spread
        Shape (tests,): means over the runs in shares of the variance, and their standard errors.

    Returns
    -------
    Shape (tests,); 1 where there is no spread, or nothing but errors of arithmetic.
    """
    still = (spread <= 0) | (np.abs(mean) <= NEGLIGIBLE)
    z = mean / np.where(still, 1.0, np.sqrt(2) * spread)
    return np.where(still, 1.0, norm.sf(z))

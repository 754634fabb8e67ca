"""How much of a metric's variation each param accounts for, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.design.replicates import mean_and_spread
from hpviz.analysis.forest.encoding import level_shares, summed
from hpviz.analysis.forest.out_of_bag import explain_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import Grown
    from hpviz.analysis.forest.out_of_bag import Unseen
    from hpviz.runs.column import BoolArray, FloatArray

ALPHA = 0.05
SIGMAS = float(norm.ppf(1 - ALPHA / 2))
CHANCE = 4.0  # a squared correlation over m runs is chance up to this over m: two standard errors


@dataclass(frozen=True, eq=False)
class Importance:
    """Figures of each param, shape (params,); NaN where a method has no such figure.

    Attributes
    ----------
    share
        What the method says; out of bag the share of the metric's variance on unseen runs, which can be
        slightly negative.
    low, high
        95% interval of `share`.
    p_value
        One-sided, of "this param does nothing".
    above_noise
        p-values corrected over the params (Holm) at 5%.
    of_level
        (param index, level index) to that level's part of `share`; level -2 is all pooled values.
    parents
        Param index to the index of the param that switches it on.
    oob_r2
        1 - squared error of the out-of-bag predictions / variance.
    behind
        Out of bag, the forest and what it says of unseen runs, column by column of its design.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    above_noise: BoolArray
    of_level: Mapping[tuple[int, int], float] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)
    oob_r2: float = float("nan")
    behind: tuple[Grown, Unseen] | None = None

    @classmethod
    def unknown(cls, params: int) -> Importance:
        """No figure at all, for too few runs or while the forest is still to come."""
        nothing = np.full(params, np.nan)
        return cls(nothing, nothing, nothing, nothing, np.zeros(params, dtype=bool))


def out_of_bag(grown: Grown) -> Importance:
    """Out-of-bag mean decrease in impurity on bagged trees, without its bias.

    With d_ij the part of param j in the prediction of run i by trees that have not seen it (`deviation` of
    `hpviz.analysis.forest.out_of_bag.explain_unseen`) and e_i = y_i - yhat_i what that prediction leaves,

        I_j = mean_i d_ij (e_i + d_ij + sum over k of w_jk d_ik) / Var(y)

    With all w_jk = 1 this is the mean of the credit c_ij (Li, Wang, Basu, Kumbier and Yu 2019). But where two
    params have nothing to do with each other, d_ij d_ik is noise, and beside a strong param most of the
    noise in j's figure. So it counts only as far as the two go together beyond chance (`_together`). The sum
    over j is the share of the metric's variation that the forest accounts for on runs it has not seen.

    I_j is a quadratic form in y. With s_j = sd_i(c_ij) / sqrt(m) / Var(y), its standard error is about
    sqrt(2) s_j where the param does nothing and at most about 2 s_j away from it; the interval uses the
    second.

    The test takes away all that the other params explain: t_ij = d_ij (e_i + d_ij). Its spread s'_j is not
    inflated by the other params' effects. One-sided p-value from z = mean_i t_ij / (sqrt(2) s'_j). Beside a
    strong learning rate, a category with .08 of the variation is found in about 30% of sweeps of 60 runs and
    85% of 150, where testing c_ij finds it in 6% and 50%, at the same rate of false alarms
    (`benchmarks/noise.py`).

    Where configurations were run several times (`Grown.repeats`), c_ij and t_ij are added up over the runs of
    each before their spread is taken.
    """
    design, params = grown.design, grown.params
    columns = np.arange(len(design.owner))
    unseen = explain_unseen(grown.forest, design.X, grown.y, columns, len(columns))
    observed = grown.y[unseen.rows]
    own = summed(unseen.deviation, design.owner, len(params))
    left = _left(observed - unseen.predicted, own)
    found = _tested(grown, unseen, design.owner, own, left)
    of_column = np.mean(unseen.deviation * left[:, design.owner], axis=0)
    return replace(
        found,
        of_level=level_shares(design, params, of_column),
        parents=design.parents,
        oob_r2=1 - float(np.mean((observed - unseen.predicted) ** 2)) / float(observed.var()),
        behind=(grown, unseen),
    )


def tested(grown: Grown, unseen: Unseen, owner: NDArray[np.intp], owners: int) -> Importance:
    """Give the share, interval and test of each owner of columns: a param, or several that moved together.

    Parameters
    ----------
    grown
        What `unseen` is of, column by column.
    owner
        Shape (columns,): which of the `owners` a column belongs to; -1 for none.
    """
    own = summed(unseen.deviation, owner, owners)
    return _tested(grown, unseen, owner, own, _left(grown.y[unseen.rows] - unseen.predicted, own))


def _tested(
    grown: Grown, unseen: Unseen, owner: NDArray[np.intp], own: FloatArray, left: FloatArray
) -> Importance:
    unit, residual = grown.units(unseen.rows), grown.y[unseen.rows] - unseen.predicted
    share = np.mean(own * left, axis=0)
    _, spread = mean_and_spread(summed(unseen.credit, owner, own.shape[1]), unit)
    reach = SIGMAS * 2 * spread
    p_value = p_values(*mean_and_spread(own * (residual[:, None] + own), unit))
    return Importance(share, share - reach, share + reach, p_value, holm(p_value) < ALPHA)


def holm(p_values: FloatArray) -> FloatArray:
    """Correct p-values for having looked at all of them (Holm 1979); shape kept."""
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty_like(p_values)
    corrected[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return corrected


def shares_of_runs(residual: FloatArray, own: FloatArray) -> FloatArray:
    """Give what each run adds to each importance: their mean over the runs is I_j of `out_of_bag`.

    Parameters
    ----------
    residual
        Shape (runs,): the metric, in standard deviations, less its out-of-bag prediction.
    own
        Shape (runs, params): each param's part in that prediction.
    """
    return own * _left(residual, own)


def _left(residual: FloatArray, own: FloatArray) -> FloatArray:
    """Give what each param's part is to account for: the metric less what the others account for."""
    left: FloatArray = residual[:, None] + own @ _together(own)
    return left


def _together(own: FloatArray) -> FloatArray:
    """How far the parts of two params go together beyond chance, 0 to 1; shape (params, params).

    1 - 4 / (m r^2), not below 0, with r the correlation of the parts over the m runs: a positive-part
    James-Stein factor that drops what is within two standard errors of 0.
    """
    off = own - own.mean(axis=0)
    cross = len(own) * (off.T @ off) ** 2
    power = np.sum(off**2, axis=0)
    beyond = cross - CHANCE * np.outer(power, power)
    weight: FloatArray = np.divide(beyond, cross, out=np.zeros_like(cross), where=beyond > 0)
    np.fill_diagonal(weight, 1.0)
    return weight


def p_values(mean: FloatArray, spread: FloatArray) -> FloatArray:
    """Give the one-sided p-value of "nothing is there" of a mean with this spread (see `out_of_bag`)."""
    still = spread <= 0
    z = mean / np.where(still, 1.0, np.sqrt(2) * spread)
    return np.where(still, 1.0, norm.sf(z))

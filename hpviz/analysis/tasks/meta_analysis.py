"""What several studies say together: the random-effects mean of their figures, and how far they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2, t

from hpviz.analysis.importance.oob import ALPHA

if TYPE_CHECKING:
    from hpviz.runs.column import FloatArray

NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class MetaAnalysis:
    """The figures of several studies, taken together.

    Attributes
    ----------
    mean, low, high
        The random-effects mean and its 95% interval; of one study no interval.
    error
        The standard error of the mean.
    tau
        The standard deviation of the true figures between studies.
    i2
        The share of the differences between studies that is no chance, 0 to 1.
    n
        How many studies.
    """

    mean: float
    low: float
    high: float
    error: float
    tau: float
    i2: float
    n: int


def meta_analysis(figures: FloatArray, errors: FloatArray) -> MetaAnalysis:
    """Average figures of studies whose true values differ, each study counting the same.

    tau^2 is the variance of the figures less the mean of their squared standard errors, not below 0 (Hedges
    and Olkin 1985), and I^2 = tau^2 / (tau^2 + that mean). The interval of the mean is by Student's t with
    k - 1 degrees of freedom, from the larger of the two variances.

    Weights by 1 / (s_i^2 + tau^2) would be the best were s_i independent of the figure. But the standard
    error of an importance grows with it, so that they favour the studies in which it is small: on 94 tasks
    they halve a mean of .028.

    Parameters
    ----------
    figures, errors
        Shape (studies,): each figure and its standard error.
    """
    k = len(figures)
    if k < 2:
        mean = float(figures[0]) if k else NAN
        return MetaAnalysis(mean=mean, low=NAN, high=NAN, error=NAN, tau=NAN, i2=NAN, n=k)
    mean, variance, chance = float(figures.mean()), float(figures.var(ddof=1)), float(np.mean(errors**2))
    tau2 = max(0.0, variance - chance)
    error = float(np.sqrt(max(variance, chance) / k))
    reach = float(t.ppf(1 - ALPHA / 2, k - 1)) * error
    i2 = tau2 / (tau2 + chance) if tau2 > 0 else 0.0
    low, high = mean - reach, mean + reach
    return MetaAnalysis(mean=mean, low=low, high=high, error=error, tau=float(np.sqrt(tau2)), i2=i2, n=k)


def fisher(p_values: FloatArray) -> float:
    """Combine p-values of "nothing is there" in independent studies: it is there in one at least (Fisher)."""
    if not len(p_values):
        return NAN
    smallest = np.finfo(np.float64).tiny
    return float(chi2.sf(-2 * np.log(np.maximum(p_values, smallest)).sum(), 2 * len(p_values)))

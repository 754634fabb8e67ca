"""How sure the places of a ranking are, and how many runs would make them so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from hpviz.analysis.forest.encoding import sum_by_owner
from hpviz.analysis.importance.oob import shares_of_runs
from hpviz.analysis.result.order import CLEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.runs.column import FloatArray

# Half of the possible numbers of runs lie within a range of so many standard errors.
HALF = float(norm.ppf(0.75))
# Smaller sweeps are drawn out of the runs so often, with forests of so many trees, at these shares of them.
DRAWS, TREES = 12, 30
SHARES = (0.25, 0.5)
FEWEST = 12
# Forecasts end at a million times the runs.
FARTHEST = 1e3


@dataclass(frozen=True)
class Needed:
    """Runs (configurations, where these repeat) that are still needed; infinite where no number would do.

    Attributes
    ----------
    runs, low, high
        The most likely number, and the ends of the range in which it is as likely as not.
    """

    runs: float
    low: float
    high: float


def needed(z: float, n: int, clear: float = CLEAR, kept: float = 1.0) -> Needed:
    """Forecast the runs to add until a figure that is `z` standard errors from zero is `clear` of them.

    Runs add up to a random walk whose drift is as unsure as z is. With m = (1 + u^2) n runs it is then
    (z sqrt(1 + u^2) - clear) / u standard errors on the right side of `clear`: at the ends of the range that
    is -.67 and .67, for the most likely number 0.

    Parameters
    ----------
    z
        Now; of a lead what is left of it when it is `hpviz.analysis.result.order.shrunken`.
    n
        Runs now.
    clear
        What z is to become.
    kept
        Of a lead `KEPT`: the drift's mean and variance are so many times those without a prior.
    """
    return Needed(*(_more(z, n, clear, kept, off) for off in (0.0, HALF, -HALF)))


def _more(z: float, n: int, clear: float, kept: float, off: float) -> float:
    """Solve z (1 + kept u^2) + off u sqrt(kept (1 + kept u^2)) = clear sqrt(1 + u^2); returns n u^2."""
    if z >= clear:
        return 0.0

    def beyond(u: float) -> float:
        return float(
            z * (1 + kept * u**2) + off * u * np.sqrt(kept * (1 + kept * u**2)) - clear * np.sqrt(1 + u**2)
        )

    if z + off <= 0 or beyond(FARTHEST) < 0:
        return float("inf")
    return float(n * brentq(beyond, 0.0, FARTHEST) ** 2)


def chance(z: float, n: int, runs: FloatArray, kept: float = 1.0) -> FloatArray:
    """Compute the chance with which sweeps of some sizes show the order that n runs show.

    Of larger ones it is the most likely chance after so many more runs: it reaches 95% where `needed` says.

    Parameters
    ----------
    z
        How clearly the n runs show it, in standard deviations of the lead (`shrunken`).
    n
        Runs now.
    runs
        Shape (points,): the sizes.
    kept
        As in `needed`.

    Returns
    -------
    Shape (points,), 0 to 1.
    """
    size = runs / n
    more = np.maximum(size - 1, 0)
    right: FloatArray = norm.cdf(z * np.where(size < 1, np.sqrt(size), (1 + kept * more) / np.sqrt(1 + more)))
    return right


def orders_of_subsamples(
    fitted: FittedForest, pairs: Sequence[tuple[list[int], list[int]]], seed: int
) -> list[tuple[int, FloatArray]]:
    """Draw smaller sweeps out of the runs, and count how often each pair is in the order of all runs.

    Parameters
    ----------
    fitted
        The forest of all runs.
    pairs
        Indices of two params each, the one ahead first, with those that moved together with each.
    seed
        Of the draws.

    Returns
    -------
    Number of configurations, and the share of the draws that have each pair in order; for each size.
    """
    shares_of_size = []
    for place, size in enumerate(round(share * fitted.n_configurations) for share in SHARES):
        if size < FEWEST:
            continue
        orders = [_importance(fitted, size, [seed, 5, place, draw]) for draw in range(DRAWS)]
        shares = [
            float(np.mean([order[ahead].sum() > order[behind].sum() for order in orders]))
            for ahead, behind in pairs
        ]
        shares_of_size.append((size, np.array(shares)))
    return shares_of_size


def _importance(fitted: FittedForest, size: int, seed: Sequence[int]) -> FloatArray:
    rng = np.random.default_rng(seed)
    rows = fitted.draw_configurations(size, rng)
    few = fitted.refit(rows, TREES, int(rng.integers(2**31)))
    own = sum_by_owner(few.unseen.deviation, few.design.owner, len(few.params))
    residual = few.y[few.unseen.rows] - few.unseen.predicted
    share: FloatArray = shares_of_runs(residual, own).mean(axis=0)
    return share

"""How many more runs it would take to be sure of the order of the params."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.convergence.stability import Needed, chance, needed, orders_of_subsamples
from hpviz.analysis.importance.credits import Credits
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.result.order import KEPT
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName
    from hpviz.runs.column import FloatArray

# Places that are looked at, from the first.
PLACES = 5
# No more runs than these are forecast.
MOST = 1000
POINTS = 40
NEVER = Needed(math.inf, math.inf, math.inf)

Neighbours = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Place:
    """One place of the ranking.

    Attributes
    ----------
    place
        From 1.
    params, behind
        The param that holds it, and the next; several where they moved together, so that none has a place of
        its own.
    z
        How clearly it is ahead (`hpviz.analysis.result.order.Order.lead`).
    settled
        It is ahead with a chance of 95% or more.
    more
        Runs to add until it is settled.
    shared
        Its lead is no larger than what the two may do in combination, which no run divides among them.
    noise
        Runs to add until the param is above the noise (5%, as if it were tested among all params alone).
    above_noise
        It is so now, by the ranking.
    """

    place: int
    params: tuple[str, ...]
    behind: tuple[str, ...]
    z: float
    settled: bool
    shared: bool
    more: Needed
    noise: Needed
    above_noise: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class MoreRuns:
    """How sure the first places are, and how many runs would make them so.

    Attributes
    ----------
    result
        The ranking.
    places
        From the first.
    runs
        How many there are now. Where configurations were run several times, all numbers are of these.
    unit_name
        ``"runs"`` or ``"configurations"``: what is counted.
    sizes, chances
        Shape (points,) and (places, points): with so many runs, the chance that each place is in its order.
    checks
        Numbers of runs, and for each place the share of smaller sweeps drawn out of the runs that have it.
    """

    result: RankResult
    places: tuple[Place, ...]
    runs: int
    unit_name: UnitName
    sizes: FloatArray
    chances: FloatArray
    checks: tuple[tuple[int, FloatArray], ...]

    def table(self) -> pd.DataFrame:
        """One row per place that was looked at.

        Columns: place, param, ahead_of, chance (that this order is the right one), settled, more_runs (until
        it is: the most likely number, NaN where no number would do), more_runs_low, more_runs_high (as likely
        as not within), above_noise, more_runs_for_noise. Where configurations were run several times, these
        are numbers of configurations.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "place": place.place,
                    "param": listed(place.params),
                    "ahead_of": listed(place.behind),
                    "chance": float(norm.cdf(place.z)),
                    "settled": place.settled,
                    "more_runs": rounded_forecast(place.more.runs),
                    "more_runs_low": rounded_forecast(place.more.low),
                    "more_runs_high": rounded_forecast(place.more.high),
                    "above_noise": place.above_noise,
                    "more_runs_for_noise": 0.0 if place.above_noise else rounded_forecast(place.noise.runs),
                }
                for place in self.places
            ]
        )


def more_runs_of(result: RankResult) -> MoreRuns:
    """Compute how sure the order is; the forest is fitted again on first use.

    Two neighbours are compared run by run, as in every view (`hpviz.analysis.result.order`). Places are
    looked at up to the first param that is not above the noise: below it there is no order to find.

    Parameters
    ----------
    result
        A complete ranking that can be trusted.

    Raises
    ------
    HpvizError
        There is only one param, or all moved together.
    """
    evidence = result.require_evidence()
    if len(evidence.params) < 2:
        raise HpvizError("there is one parameter only, so there is no order to be sure of")
    fitted, n = evidence.model.fitted, evidence.n_configurations
    pairs = _neighbours(result)
    if not pairs:
        raise HpvizError("all parameters moved together, so there is no order to be sure of")
    places = _places(result, Credits.of(fitted), pairs)
    indices = [(_indices(ahead, evidence), _indices(behind, evidence)) for ahead, behind in pairs]
    sizes = _sizes(n, places)
    return MoreRuns(
        result=result,
        places=places,
        runs=n,
        unit_name=evidence.unit_name,
        sizes=sizes,
        chances=np.stack([_chances(place, n, sizes) for place in places]),
        # Smaller sweeps are drawn by settings where runs share them: of runs there are no numbers then.
        checks=() if evidence.nested else tuple(orders_of_subsamples(fitted, indices, evidence.model.seed)),
    )


def _sizes(n: int, places: Iterable[Place]) -> FloatArray:
    """Choose the sizes at which chances are looked at, that of now and the forecast ones among them."""
    forecast = [n + place.more.runs for place in places if place.more.runs <= MOST]
    ends = max(10, n / 4), max(8 * n, *forecast, 0)
    return np.union1d(np.geomspace(*ends, POINTS), [n, *forecast])


def _chances(place: Place, n: int, sizes: FloatArray) -> FloatArray:
    """Compute the chance of a place at some sizes; what no run divides among two, more runs do not settle."""
    return chance(place.z, n, np.minimum(sizes, n) if place.shared else sizes, kept=KEPT)


def _indices(params: Iterable[str], evidence: Evidence) -> list[int]:
    return [evidence.params.index(param) for param in params]


def _places(result: RankResult, run_credits: Credits, pairs: list[Neighbours]) -> tuple[Place, ...]:
    """Describe the place of the first of each pair, which is ahead of the second."""
    evidence = result.require_evidence()
    n, clear = evidence.n_configurations, float(norm.ppf(1 - ALPHA / len(evidence.params)))
    places = []
    for place, (params, behind) in enumerate(pairs, start=1):
        z, shared = result.order.lead(params, behind[0]), result.order.is_shared(params, behind[0])
        above = max(run_credits.above_noise(index) for index in _indices(params, evidence))
        places.append(
            Place(
                place=place,
                params=params,
                behind=behind,
                z=z,
                settled=result.order.is_settled(params, behind[0]),
                shared=shared,
                more=NEVER if shared else needed(z, n, kept=KEPT),
                noise=needed(above, n, clear),
                above_noise=_above_noise(params, result),
            )
        )
    return tuple(places)


def _above_noise(params: tuple[str, ...], result: RankResult) -> bool:
    alone = any(result.score(param).unbiased_above_noise for param in params)
    return alone or any(group.above_noise for group in result.correlated_groups if group.params == params)


def _neighbours(result: RankResult) -> list[Neighbours]:
    """Pair each of the first params with the next, down to the first that is not above the noise."""
    units = result.order.units
    marks = [_above_noise(unit, result) for unit in units]
    clear = marks.index(False) if False in marks else PLACES
    return list(pairwise(units))[: min(PLACES, clear + 1)]


def rounded_forecast(runs: float) -> float:
    """Round up a forecast of runs to tens, to fifties from 100, to hundreds from 500; NaN from 1,000."""
    if not math.isfinite(runs) or runs > MOST:
        return float("nan")
    step = 10 if runs <= 100 else 50 if runs <= 500 else 100
    return float(math.ceil(runs / step) * step)

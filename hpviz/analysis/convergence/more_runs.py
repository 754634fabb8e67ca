"""How many more runs it would take to be sure of the order of the params."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.convergence.stability import (
    CLEAR,
    KEPT,
    Credits,
    Needed,
    believed,
    chance,
    measured,
    needed,
)
from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.importance.oob import ALPHA
from hpviz.errors import HpvizError
from hpviz.formatting import listed

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.design.replicates import Counted
    from hpviz.analysis.ranking import Ranking
    from hpviz.runs.column import FloatArray

# Places that are looked at, from the first.
PLACES = 5
# Beyond so many more runs nobody should be told a number.
MOST = 1000
POINTS = 40
ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, eq=False)
class PlaceOf:
    """One place of the ranking.

    Attributes
    ----------
    param, behind
        Who holds it, and who is next.
    z
        How clearly it is ahead, in standard deviations of what is `believed` of its lead.
    settled
        It is ahead with a chance of 95% or more.
    more
        Runs to add until it is settled.
    noise
        Runs to add until the param is above the noise (5%, as if it were tested among all params alone).
    above_noise
        It is so now, by the ranking.
    """

    place: int
    param: str
    behind: str
    z: float
    settled: bool
    more: Needed
    noise: Needed
    above_noise: bool


@dataclass(frozen=True, eq=False)
class MoreRuns:
    """How sure the first places are, and how many runs would make them so.

    Attributes
    ----------
    places
        From the first.
    runs
        How many there are now. Where configurations were run several times, all numbers are of these.
    counted
        ``"runs"`` or ``"configurations"``.
    sizes, chances
        Shape (points,) and (places, points): with so many runs, the chance that each place is in its order.
    checks
        Numbers of runs, and for each place the share of smaller sweeps drawn out of the runs that have it.
    """

    ranking: Ranking
    places: tuple[PlaceOf, ...]
    runs: int
    counted: Counted
    sizes: FloatArray
    chances: FloatArray
    checks: tuple[tuple[int, FloatArray], ...]
    sentences: tuple[str, ...]

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
                    "place": one.place,
                    "param": one.param,
                    "ahead_of": one.behind,
                    "chance": float(norm.cdf(one.z)),
                    "settled": one.settled,
                    "more_runs": rounded_forecast(one.more.runs),
                    "more_runs_low": rounded_forecast(one.more.low),
                    "more_runs_high": rounded_forecast(one.more.high),
                    "above_noise": one.above_noise,
                    "more_runs_for_noise": 0.0 if one.above_noise else rounded_forecast(one.noise.runs),
                }
                for one in self.places
            ]
        )


def more_runs_of(ranking: Ranking) -> MoreRuns:
    """Work out how sure the order is; the forest is grown again on first use.

    Two neighbours are compared run by run: the difference of their credits and its spread say how clearly one
    is ahead. Places are looked at up to the first param that is not above the noise: below it there is no
    order to find.

    Raises
    ------
    HpvizError
        An answer that is not to be trusted, or only one param.
    """
    evidence = evidence_of(ranking)
    if ranking.problem or not ranking.complete:
        raise HpvizError(f"how many runs more cannot be told from these: {ranking.problem}")
    if len(evidence.params) < 2:
        raise HpvizError("there is one parameter only, so there is no order to be sure of")
    told, n = Credits.of(evidence.model.grown), evidence.experiments
    order = np.argsort(-told.credit.mean(axis=0), kind="stable")
    above = {evidence.params.index(one.param) for one in ranking.scores if one.unbiased_above_noise}
    count = min(
        PLACES, len(order) - 1, 1 + next((i for i, at in enumerate(order) if at not in above), PLACES)
    )
    pairs = [(int(order[place]), int(order[place + 1])) for place in range(count)]
    clear = float(norm.ppf(1 - ALPHA / len(order)))
    places = tuple(
        _place(evidence.params, told, place, pair, n, clear, above_noise=pair[0] in above)
        for place, pair in enumerate(pairs)
    )
    sizes = np.geomspace(max(10, n / 4), 8 * n, POINTS)
    chances = np.stack([chance(one.z, n, sizes) for one in places])
    checks = tuple(measured(evidence.model.grown, pairs, evidence.model.seed))
    said = tuple(_said(places, evidence.counted))
    return MoreRuns(ranking, places, n, evidence.counted, sizes, chances, checks, said)


def _place(
    params: tuple[str, ...],
    told: Credits,
    place: int,
    pair: tuple[int, int],
    n: int,
    clear: float,
    *,
    above_noise: bool,
) -> PlaceOf:
    z = believed(told.ahead(*pair))
    return PlaceOf(
        place + 1,
        params[pair[0]],
        params[pair[1]],
        z,
        bool(z >= CLEAR),
        needed(z, n, kept=KEPT),
        needed(told.above_noise(pair[0]), n, clear),
        above_noise,
    )


def rounded_forecast(runs: float) -> float:
    """Round as far as such a forecast goes: up to tens, fifties from 100, hundreds from 500; NaN beyond."""
    if not math.isfinite(runs) or runs > MOST:
        return float("nan")
    step = 10 if runs <= 100 else 50 if runs <= 500 else 100
    return float(math.ceil(runs / step) * step)


def about(more: Needed, counted: Counted = "runs") -> str:
    """Write a number of runs with its range: ``about 60 more runs (as likely as not 20 to 250)``."""
    number, low, high = (rounded_forecast(one) for one in (more.runs, more.low, more.high))
    if math.isnan(number):
        return f"more than {MOST:,} more {counted}: not worth it"
    end = f"more than {MOST:,}" if math.isnan(high) else f"{high:,.0f}"
    return f"about {number:,.0f} more {counted} (as likely as not {max(low, 10):,.0f} to {end})"


def _said(places: tuple[PlaceOf, ...], counted: Counted) -> list[str]:
    settled = next((i for i, one in enumerate(places) if not one.settled), len(places))
    told = []
    if settled:
        which = "The first place is" if settled == 1 else f"The first {settled} places are"
        told.append(f"{which} settled: {listed([one.param for one in places[:settled]])}.")
    for one in places[settled : settled + 2]:
        place = ORDINALS[one.place - 1]
        if one.settled:
            told.append(f"That {one.param} ({place}) is ahead of {one.behind} is settled.")
        elif one.above_noise and math.isnan(rounded_forecast(one.more.runs)):
            level = f"{one.param} ({place}) and {one.behind} are level as far as can be told"
            told.append(f"{level}; telling would take {about(one.more, counted)}.")
        elif one.above_noise:
            ahead = f"That {one.param} ({place}) is ahead of {one.behind}"
            told.append(f"{ahead} would be settled with {about(one.more, counted)}.")
        else:
            told.append(
                f"{one.param} ({place}) is not above the noise; if it does what it seems to, "
                f"{about(one.noise, counted)} would show it."
            )
    return told

"""How sure the first places of a ranking are, and how many runs would settle them, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.analysis.convergence.more_runs import MOST, rounded_forecast
from hpviz.formatting import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.convergence.more_runs import MoreRuns, Place
    from hpviz.analysis.convergence.stability import Needed
    from hpviz.analysis.sample.replicates import UnitName

ORDINALS = ("first", "second", "third", "fourth", "fifth")
# So many of the places that are not settled are written about.
MOST_PLACES = 2


def sentences(more: MoreRuns) -> tuple[str, ...]:
    """Write which places are settled, and how many runs would settle the next ones."""
    return tuple(_sentences(more))


def _sentences(more: MoreRuns) -> Iterator[str]:
    places = more.places
    settled = next((i for i, place in enumerate(places) if not place.settled), len(places))
    if settled:
        which = "The first place is" if settled == 1 else f"The first {settled} places are"
        yield f"{which} settled: {listed([place.param for place in places[:settled]])}."
    for place in places[settled : settled + MOST_PLACES]:
        yield _place(place, more.unit_name)


def _place(place: Place, counted: UnitName) -> str:
    param, ordinal = place.param, ORDINALS[place.place - 1]
    if place.settled:
        return f"That {param} ({ordinal}) is ahead of {place.behind} is settled."
    if not place.above_noise:
        return (
            f"What {param} ({ordinal}) does could be chance; if it does what it seems to, "
            f"{about(place.noise, counted)} would show it."
        )
    if math.isnan(rounded_forecast(place.more.runs)):
        level = f"{param} ({ordinal}) and {place.behind} are level as far as can be told"
        return f"{level}; telling would take {about(place.more, counted)}."
    ahead = f"That {param} ({ordinal}) is ahead of {place.behind}"
    return f"{ahead} would be settled with {about(place.more, counted)}."


def about(needed: Needed, counted: UnitName = "runs") -> str:
    """Write a number of runs with its range: ``about 60 more runs (as likely as not 20 to 250)``."""
    number, low, high = (rounded_forecast(runs) for runs in (needed.runs, needed.low, needed.high))
    if math.isnan(number):
        return f"more than {MOST:,} more {counted}: not worth it"
    end = f"more than {MOST:,}" if math.isnan(high) else f"{high:,.0f}"
    return f"about {number:,.0f} more {counted} (as likely as not {max(low, 10):,.0f} to {end})"

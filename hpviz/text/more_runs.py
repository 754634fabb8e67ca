"""How sure the first places of a ranking are, and how many runs would settle them, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.analysis.convergence.more_runs import MOST, rounded_forecast
from hpviz.formatting import NOTHING, listed

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
        return f"{param} ({ordinal}) is ahead of {place.behind}: settled."
    if not place.above_noise:
        more = about(place.noise, counted)
        return f"{param} ({ordinal}) could be chance; if it is real, {more} would show it."
    if math.isnan(rounded_forecast(place.more.runs)):
        level = f"{param} ({ordinal}) and {place.behind} are about equal"
        return f"{level}; their order would take {about(place.more, counted)}."
    return f"{param} ({ordinal}) is ahead of {place.behind}: settled with {about(place.more, counted)}."


def about(needed: Needed, counted: UnitName = "runs") -> str:
    """Write a number of runs with its range: ``about 60 more runs (50% range 20 to 250)``."""
    number, low, high = (rounded_forecast(runs) for runs in (needed.runs, needed.low, needed.high))
    if math.isnan(number):
        return f"more than {MOST:,} more {counted}: not worth it"
    end = f"more than {MOST:,}" if math.isnan(high) else f"{high:,.0f}"
    joined = f"{max(low, 10):,.0f}{' to ' if math.isnan(high) else NOTHING}{end}"
    return f"about {number:,.0f} more {counted} (50% range {joined})"

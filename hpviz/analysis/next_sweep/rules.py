"""What the next sweep should do with each param, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hpviz.analysis.next_sweep.candidates import numbers_at, places_of_runs
from hpviz.analysis.next_sweep.extension import beyond
from hpviz.analysis.next_sweep.rounding import rounded
from hpviz.search_space import Choices, Dimension, Interval

if TYPE_CHECKING:
    from hpviz.analysis.next_sweep.failures import Failures
    from hpviz.analysis.next_sweep.regions import Region
    from hpviz.analysis.ranking import Score
    from hpviz.runs.column import Column, FloatArray
    from hpviz.search_space import Domain

Action = Literal["freeze", "narrow", "extend", "keep"]

# A param is frozen when the upper end of its importance lies here or below, and so many runs say so.
SMALL = 0.03
FREEZE_RUNS = 60
# A region is worth keeping to when it is at most this part of the param and there is something to it: a
# p-value, or agreement among the parts of the forest.
NARROWEST, DOUBT, AGREED = 0.8, 0.2, 0.9
# Where hardly any part of the forest agrees nothing is narrowed: on FCNet such regions hold 83% of the best
# .2% of all configurations, the others 96%.
HARDLY = 0.25
# A param matters, and probably matters, with a p-value below these.
MATTERS, PROBABLY = 0.01, 0.05
# The best value is at the end of what was tried when so many parts of the forest crowd there.
CROWDED = 0.7


@dataclass(frozen=True, eq=False)
class Found:
    """All that is known of a param when it is decided upon.

    Attributes
    ----------
    high, p_value
        Upper end of its out-of-bag importance, and the p-value of "it does nothing".
    column
        Its cells in the runs that entered.
    best
        The best run of each configuration, the best first.
    experiments
        How many configurations entered: as many as runs where each is of its own.
    """

    score: Score
    dimension: Dimension
    column: Column
    region: Region | None
    failures: Failures
    high: float
    p_value: float
    best: tuple[int, ...]
    experiments: int

    @property
    def places(self) -> FloatArray:
        """Shape (used,): where the runs lie along the param."""
        return places_of_runs(self.dimension.domain, self.column)


@dataclass(frozen=True, eq=False)
class Advice:
    """What to do with one param.

    Attributes
    ----------
    action
        ``"freeze"``, ``"narrow"``, ``"extend"`` or ``"keep"``.
    before, after
        What it was drawn from, and what to draw it from; `after` is None where it drops out.
    end
        Of "extend": ``"low"`` or ``"high"``.
    reason
        Why, in a sentence or two.
    sure
        ``"sure"``, ``"likely"``, ``"a guess"``, or ``"not known"``.
    agreement
        The share of the forest's parts of which most good candidates lie in `after`; NaN for the others.
    """

    found: Found
    action: Action
    after: Dimension | None
    end: str = ""
    reason: str = ""
    sure: str = "not known"
    agreement: float = float("nan")

    @property
    def param(self) -> str:
        """Its name."""
        return self.found.dimension.param

    @property
    def before(self) -> Dimension:
        """What it was drawn from."""
        return self.found.dimension


def advised(found: Found) -> Advice:
    """Decide on one param, the others left as they were."""
    dimension, region = found.dimension, found.region
    kept = Advice(found, "keep", replace(dimension, domain=_without_failures(found, dimension.domain)))
    if kept.after is not None and kept.after.domain != dimension.domain:
        kept = replace(kept, action="narrow")
    if dimension.fixed or region is None:
        return kept
    end = _end(found, region)
    if end and (longer := _extended(found, region, end)) is not None:
        return replace(kept, action="extend", after=longer, end=end, **_sure(found, region))
    if _does_nothing(found):
        place = found.places[found.best[0]]
        return replace(
            kept, action="freeze", after=replace(dimension, domain=_at(dimension.domain, place)), sure="sure"
        )
    narrow = _without_failures(found, _narrowed(found, region))
    if narrow != dimension.domain and _worth(found, region):
        return replace(kept, action="narrow", after=replace(dimension, domain=narrow), **_sure(found, region))
    return kept


def _sure(found: Found, region: Region) -> dict[str, Any]:
    """Say how sure a region is, in words and as a figure.

    On FCNet "sure" ones hold 99% of the best .2% of all configurations, "likely" ones 94%, guesses 91%
    (`benchmarks/regions.py`).
    """
    agreed = region.agreement >= AGREED
    if found.p_value < MATTERS and agreed:
        word = "sure"
    else:
        word = "likely" if found.p_value < PROBABLY or agreed else "a guess"
    return {"sure": word, "agreement": region.agreement}


def _worth(found: Found, region: Region) -> bool:
    backed = found.p_value < DOUBT and region.agreement >= HARDLY
    return region.share <= NARROWEST and (backed or region.agreement >= AGREED)


def _does_nothing(found: Found) -> bool:
    """Whether it is known to do nothing; a param that moved with another one may hide what it does."""
    known = found.experiments >= FREEZE_RUNS and not found.score.moves_with and found.p_value > DOUBT
    return known and found.high <= SMALL and bool(np.isfinite(found.places[found.best[0]]))


def _end(found: Found, region: Region) -> str:
    """Name the end at which the best values lie; empty where there is none, or none to be sure of."""
    domain = found.dimension.domain
    last = 1.0 if isinstance(domain, Interval) else len(domain.values) - 1.0
    if (isinstance(domain, Choices) and not domain.numeric) or found.p_value >= PROBABLY:
        return ""
    best = _middle(found.places[list(found.best[:3])])
    if region.at_high >= CROWDED and region.low > 0.3 * last and best >= 0.6 * last:
        return "high" if found.failures.high == 1 else ""
    low = region.at_low >= CROWDED and region.high < 0.7 * last and best <= 0.4 * last
    return "low" if low and found.failures.low == 0 else ""


def _middle(places: FloatArray) -> float:
    there = places[np.isfinite(places)]
    return float(np.median(there)) if len(there) else float("nan")


def _extended(found: Found, region: Region, end: str) -> Dimension | None:
    """Reach beyond the end, and leave out the part at the other end that the region leaves out."""
    longer = beyond(found.dimension.param, found.dimension.domain, up=end == "high")
    if longer is None:
        return None
    narrow = _narrowed(found, region)
    if isinstance(longer, Interval) and isinstance(narrow, Interval):
        low, high = (narrow.low, longer.high) if end == "high" else (longer.low, narrow.high)
        longer = rounded(replace(longer, low=low, high=high), longer)
    elif isinstance(longer, Choices) and isinstance(narrow, Choices):
        kept = {*narrow.values, longer.values[-1 if end == "high" else 0]}
        longer = Choices(tuple(value for value in longer.values if value in kept))
    return replace(found.dimension, domain=longer)


def _narrowed(found: Found, region: Region) -> Domain:
    """Keep to the region, the best run's value included, and what of the source's choices is untried."""
    domain, best = found.dimension.domain, found.places[found.best[0]]
    places = [region.low, region.high] if np.isnan(best) else [region.low, region.high, float(best)]
    if isinstance(domain, Interval):
        low, high = numbers_at(domain, np.array([min(places), max(places)]))
        return rounded(replace(domain, low=float(low), high=float(high)), domain)
    kept = {*region.kept, *(() if np.isnan(best) else (int(best),))}
    if domain.numeric:
        kept = set(range(min(kept), max(kept) + 1))
    kept |= set(range(len(domain.values))) - {int(place) for place in np.unique(found.places) if place >= 0}
    return Choices(tuple(domain.values[place] for place in sorted(kept)))


def _without_failures(found: Found, domain: Domain) -> Domain:
    """Leave out where runs fail, unless the best run lies there."""
    failures, best = found.failures, found.places[found.best[0]]
    if not failures.runs or best in failures.values or best < failures.low or best > failures.high:
        return domain
    if isinstance(domain, Choices):
        bad = [found.dimension.domain.values[place] for place in failures.values]  # type: ignore[union-attr]
        return Choices(tuple(value for value in domain.values if value not in bad))
    whole = found.dimension.domain
    if not isinstance(whole, Interval):
        return domain
    low, high = numbers_at(whole, np.array([failures.low, failures.high]))
    return rounded(
        replace(domain, low=max(domain.low, float(low)), high=min(domain.high, float(high))), domain
    )


def _at(domain: Domain, place: float) -> Choices:
    """Give the one value at a place."""
    if isinstance(domain, Choices):
        return Choices((domain.values[int(place)],))
    number = float(numbers_at(domain, np.array([place]))[0])
    return Choices((round(number) if domain.integer else float(f"{number:.3g}"),))

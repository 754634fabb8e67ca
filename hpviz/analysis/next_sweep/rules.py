"""What the next sweep should do with each param."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.next_sweep.candidates import numbers_at, places_of_runs
from hpviz.analysis.next_sweep.extension import beyond
from hpviz.analysis.next_sweep.rounding import rounded
from hpviz.search_space import Choices, Dimension, Interval

if TYPE_CHECKING:
    from hpviz.analysis.next_sweep.failures import Failures
    from hpviz.analysis.next_sweep.regions import Region
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import Column, FloatArray
    from hpviz.search_space import Domain

Action = Literal["freeze", "narrow", "extend", "keep"]
Sure = Literal["sure", "likely", "a guess", "not known"]
End = Literal["low", "high"]

# A param is frozen when the upper end of its importance lies here or below, of so many configurations.
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


@dataclass(frozen=True, eq=False, kw_only=True)
class Observed:
    """All that is known of a param when it is decided upon.

    Attributes
    ----------
    high, p_value
        Upper end of its out-of-bag importance, and the p-value of "it does nothing".
    column
        Its cells in the runs that entered.
    best
        The best run of each configuration, the best first.
    n_configurations
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
    n_configurations: int

    @property
    def places(self) -> FloatArray:
        """Shape (used,): where the runs lie along the param."""
        return places_of_runs(self.dimension.domain, self.column)


@dataclass(frozen=True, eq=False, kw_only=True)
class ParamAdvice:
    """What to do with one param.

    Attributes
    ----------
    observed
        What it follows from.
    action
        ``"freeze"``, ``"narrow"``, ``"extend"`` or ``"keep"``.
    before, after
        What it was drawn from, and what to draw it from; `after` is None where it drops out.
    end
        Of "extend": ``"low"`` or ``"high"``.
    sure
        ``"sure"``, ``"likely"``, ``"a guess"``, or ``"not known"``.
    agreement
        The share of the forest's parts of which most good candidates lie in `after`; NaN for the others.
    """

    observed: Observed
    action: Action
    after: Dimension | None
    end: End | None = None
    sure: Sure = "not known"
    agreement: float = float("nan")

    @property
    def param(self) -> str:
        """Its name."""
        return self.observed.dimension.param

    @property
    def before(self) -> Dimension:
        """What it was drawn from."""
        return self.observed.dimension


def advise(observed: Observed) -> ParamAdvice:
    """Decide on one param, the others left as they were."""
    dimension, region = observed.dimension, observed.region
    domain = _without_failures(observed, dimension.domain)
    kept = ParamAdvice(
        observed=observed,
        action="keep" if domain == dimension.domain else "narrow",
        after=replace(dimension, domain=domain),
    )
    if dimension.fixed or region is None:
        return kept
    sure, agreement = _sure(observed, region), region.agreement
    end = _end(observed, region)
    if end and (longer := _extended(observed, region, end)) is not None:
        return replace(kept, action="extend", after=longer, end=end, sure=sure, agreement=agreement)
    if _does_nothing(observed):
        place = observed.places[observed.best[0]]
        fixed = replace(dimension, domain=_at(dimension.domain, place))
        return replace(kept, action="freeze", after=fixed, sure="sure")
    domain = _without_failures(observed, _narrowed(observed, region))
    if domain != dimension.domain and _worth(observed, region):
        narrow = replace(dimension, domain=domain)
        return replace(kept, action="narrow", after=narrow, sure=sure, agreement=agreement)
    return kept


def _sure(observed: Observed, region: Region) -> Sure:
    """Grade how sure a region is.

    On FCNet "sure" ones hold 99% of the best .2% of all configurations, "likely" ones 94%, guesses 91%
    (`benchmarks/regions.py`).
    """
    agreed = region.agreement >= AGREED
    if observed.score.matters and observed.p_value < MATTERS and agreed:
        return "sure"
    return "likely" if observed.p_value < PROBABLY or agreed else "a guess"


def _worth(observed: Observed, region: Region) -> bool:
    backed = observed.p_value < DOUBT and region.agreement >= HARDLY
    return region.share <= NARROWEST and (backed or region.agreement >= AGREED)


def _does_nothing(observed: Observed) -> bool:
    """Whether it is known to do nothing; a param that moved with another one may hide what it does."""
    known = (
        observed.n_configurations >= FREEZE_RUNS
        and not observed.score.moves_with
        and observed.p_value > DOUBT
    )
    return known and observed.high <= SMALL and bool(np.isfinite(observed.places[observed.best[0]]))


def _end(observed: Observed, region: Region) -> End | None:
    """Find the end at which the best values lie; None where there is none, or none to be sure of."""
    domain = observed.dimension.domain
    last = 1.0 if isinstance(domain, Interval) else len(domain.values) - 1.0
    if (isinstance(domain, Choices) and not domain.numeric) or observed.p_value >= PROBABLY:
        return None
    best = _middle(observed.places[list(observed.best[:3])])
    if region.at_high >= CROWDED and region.low > 0.3 * last and best >= 0.6 * last:
        return "high" if observed.failures.high == 1 else None
    low = region.at_low >= CROWDED and region.high < 0.7 * last and best <= 0.4 * last
    return "low" if low and observed.failures.low == 0 else None


def _middle(places: FloatArray) -> float:
    there = places[np.isfinite(places)]
    return float(np.median(there)) if len(there) else float("nan")


def _extended(observed: Observed, region: Region, end: End) -> Dimension | None:
    """Reach beyond the end, and leave out the part at the other end that the region leaves out."""
    longer = beyond(observed.dimension.param, observed.dimension.domain, up=end == "high")
    if longer is None:
        return None
    narrow = _narrowed(observed, region)
    if isinstance(longer, Interval) and isinstance(narrow, Interval):
        low, high = (narrow.low, longer.high) if end == "high" else (longer.low, narrow.high)
        longer = rounded(replace(longer, low=low, high=high), longer)
    elif isinstance(longer, Choices) and isinstance(narrow, Choices):
        kept = {*narrow.values, longer.values[-1 if end == "high" else 0]}
        longer = Choices(tuple(value for value in longer.values if value in kept))
    return replace(observed.dimension, domain=longer)


def _narrowed(observed: Observed, region: Region) -> Domain:
    """Keep to the region, the best run's value included, and what of the source's choices is untried."""
    domain, best = observed.dimension.domain, observed.places[observed.best[0]]
    places = [region.low, region.high] if np.isnan(best) else [region.low, region.high, float(best)]
    if isinstance(domain, Interval):
        low, high = numbers_at(domain, np.array([min(places), max(places)]))
        return rounded(replace(domain, low=float(low), high=float(high)), domain)
    kept = {*region.kept, *(() if np.isnan(best) else (int(best),))}
    if domain.numeric:
        kept = set(range(min(kept), max(kept) + 1))
    kept |= set(range(len(domain.values))) - {
        int(place) for place in np.unique(observed.places) if place >= 0
    }
    return Choices(tuple(domain.values[place] for place in sorted(kept)))


def _without_failures(observed: Observed, domain: Domain) -> Domain:
    """Leave out where runs fail, unless the best run lies there."""
    failures, best = observed.failures, observed.places[observed.best[0]]
    if not failures.runs or best in failures.places or best < failures.low or best > failures.high:
        return domain
    if isinstance(domain, Choices):
        bad = [observed.dimension.domain.values[place] for place in failures.places]  # type: ignore[union-attr]
        return Choices(tuple(value for value in domain.values if value not in bad))
    whole = observed.dimension.domain
    if not isinstance(whole, Interval):
        return domain
    low, high = numbers_at(whole, np.array([failures.low, failures.high]))
    return rounded(
        replace(domain, low=max(domain.low, float(low)), high=min(domain.high, float(high))), domain
    )


def _at(domain: Domain, place: float) -> Choices:
    """Return the value at a place, as a domain of its own."""
    if isinstance(domain, Choices):
        return Choices((domain.values[int(place)],))
    number = float(numbers_at(domain, np.array([place]))[0])
    return Choices((round(number) if domain.integer else float(f"{number:.3g}"),))

"""What the next sweep does not draw from: where runs fail, worse choices, untried ones far from good ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.design.rounding import spanned
from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.analysis.next_sweep.param_advice import Observed
    from hpviz.search_space import Domain


def ends_of(domain: Domain) -> tuple[float, float]:
    """Return the first and the last number of a part of an interval."""
    if isinstance(domain, Interval):
        return domain.low, domain.high
    (number,) = domain.values
    return number, number  # type: ignore[return-value]


def untried_beside(domain: Choices, kept: set[int], untried: frozenset[int]) -> set[int]:
    """Return the untried choices that may be as good: of numbers those among or next to the kept ones."""
    numbers = list(domain.number_places)
    if untried.issuperset(numbers):
        return set(untried)
    good = [at for at, place in enumerate(numbers) if place in kept - untried]
    beside = numbers[max(good[0] - 1, 0) : good[-1] + 2] if good else []
    return {place for place in untried if place not in numbers or place in beside}


def without_failures(observed: Observed, domain: Domain) -> Domain:
    """Leave out where runs fail, unless one of the best runs lies there, or nothing else would be left."""
    failures, anchored, whole = observed.failures, observed.anchored, observed.dimension.domain
    if not failures.runs or failures.hold(anchored).any():
        return domain
    if isinstance(whole, Interval):
        low, high = ends_of(domain)
        cut, at_low = failures.cut, failures.end == "low"
        if low >= cut if at_low else high <= cut:
            return domain
        overlaps = high > cut if at_low else low < cut
        first, last = (low, high) if overlaps else (whole.low, whole.high)
        return spanned(whole, cut, last) if at_low else spanned(whole, first, cut)
    left = without(observed, domain, failures.places)
    return without(observed, whole, failures.places) if left == domain else left


def worse_choices(observed: Observed) -> tuple[int, ...]:
    """Return the choices that are worse by the table, and rare or not among the good ones."""
    bad = set() if observed.part is not None else set(observed.worse.rare)
    if observed.region is not None:
        bad |= observed.worse.places - set(observed.region.kept)
    return tuple(sorted(bad - set(observed.anchored.tolist())))


def without(observed: Observed, domain: Domain, places: Iterable[int]) -> Domain:
    """Leave choices out, given by their places in the whole domain; all stay where none would."""
    whole = observed.dimension.domain
    if not (isinstance(domain, Choices) and isinstance(whole, Choices)):
        return domain
    out = [Choices((whole.values[place],)) for place in places]
    left = tuple(value for value in domain.values if not any(each.holds(value) for each in out))
    return Choices(left) if left else domain

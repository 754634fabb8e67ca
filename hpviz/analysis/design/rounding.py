"""Ends of a range as a person would write them, and within what can be drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.search_space import Domain


def between(domain: Interval, low: float, high: float) -> Domain:
    """Cut a part out of an interval, its ends rounded outwards to two digits that count.

    On a grid, and of whole numbers, the ends are members. Never empty: what lies beyond an end of the
    interval is moved to it, and what begins and ends at one number is that number.

    Parameters
    ----------
    domain
        The interval.
    low, high
        The part, in either order.
    """
    low, high = sorted(min(max(end, domain.low), domain.high) for end in (low, high))
    if domain.step is not None or domain.integer:
        return spanned(domain, _member(domain, low, up=False), _member(domain, high, up=True))
    ends = (_rounded(domain, end, high - low, up=end == high) for end in (low, high))
    return spanned(domain, *(min(max(end, domain.low), domain.high) for end in ends))


def spanned(domain: Interval, low: float, high: float) -> Domain:
    """Return the interval with other ends; where they are the same, that number alone."""
    return replace(domain, low=low, high=high) if low < high else Choices((low,))


def before(domain: Interval, good: float, bad: float) -> float:
    """Return where to cut between two numbers of an interval: half-way, with few digits; never at `bad`.

    Parameters
    ----------
    domain
        The interval: on a grid, and of whole numbers, it is cut at `good`.
    good, bad
        What stays and what goes, in either order.
    """
    if domain.step is not None or domain.integer:
        return _member(domain, good, up=bad < good)
    middle = math.sqrt(good) * math.sqrt(bad) if domain.log else good / 2 + bad / 2
    towards: Callable[[float], int] = math.floor if good < bad else math.ceil
    for digits in range(17) if middle else ():
        unit = 10.0 ** (math.floor(math.log10(abs(middle))) - digits)
        cut = float(f"{towards(middle / unit) * unit:.15g}") if unit > 0 else good
        if good <= cut < bad or bad < cut <= good:
            return cut
    return good


def observed(domain: Interval) -> Domain:
    """Round the ends of a range that some runs have outwards, by at most a hundredth of its length.

    Of what is always positive, or always below 1, two digits count as in `between`.

    Parameters
    ----------
    domain
        From the smallest to the largest number of the runs; of a grid they are kept.
    """
    if domain.step is not None or domain.integer:
        return domain
    length = domain.high - domain.low
    low, high = (
        _rounded(domain, end, length, up=end == domain.high, most=_hundredth(domain, end, length))
        for end in (domain.low, domain.high)
    )
    return spanned(domain, min(low, domain.low), max(high, domain.high))


def _hundredth(domain: Interval, end: float, length: float) -> float:
    """Return a hundredth of the length as it is at an end: on a logarithm a part of the number there."""
    if not domain.log:
        return length / 100
    return end * (math.log(domain.high) - math.log(domain.low)) / 100


def _member(domain: Interval, number: float, *, up: bool) -> float:
    """Go to the next member of a grid, or whole number; on it but for the error of floats is on it."""
    towards: Callable[[float], int] = math.ceil if up else math.floor
    place = towards(round((number - domain.low) / (domain.step or 1), 6))
    return domain.number(min(max(place, 0), int(domain.size) - 1))


def _rounded(domain: Interval, number: float, length: float, *, up: bool, most: float = math.inf) -> float:
    """Round to two digits of the length that counts, and by less than `most`."""
    unit = 10.0 ** (math.floor(math.log10(_size(domain, number, length))) - 1)
    if 0 < most < math.inf:
        # Decimal places beyond those that float64 has would only print its errors.
        unit = min(unit, 10.0 ** math.floor(math.log10(max(most, abs(number) * 1e-12, 1e-300))))
    towards: Callable[[float], int] = math.ceil if up else math.floor
    places = number / unit
    if not math.isfinite(places):
        return number
    return float(f"{towards(round(places, 6)) * unit:.12g}")


def _size(domain: Interval, number: float, length: float) -> float:
    """Return the length that two digits count of.

    What is always positive may be a number of any size that must not become 0, and what is always below 1 a
    decay of which the distance to 1 counts: 0.99989 and not 1.
    """
    lengths = [length]
    if domain.low > 0:
        lengths.append(number)
    if domain.low >= 0 and domain.high < 1:
        lengths.append(1 - number)
    there = [length for length in lengths if 0 < length < math.inf]
    # Decimal places beyond those that float64 has would only print its errors.
    return max(min(there, default=1.0), abs(number) * 1e-10, 1e-300)

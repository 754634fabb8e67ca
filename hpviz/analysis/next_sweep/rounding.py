"""Ends of a range as a person would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hpviz.search_space import Interval


def rounded(domain: Interval, within: Interval | None = None) -> Interval:
    """Round the ends outwards to two digits that count, and no further than `within`.

    Parameters
    ----------
    domain
        The interval.
    within
        Default: no limit.
    """
    low, high = _digits(domain.low, np.floor, domain), _digits(domain.high, np.ceil, domain)
    if within is not None:
        low, high = max(low, within.low), min(high, within.high)
    if domain.low > 0 >= low and domain.log:
        low = domain.low
    if domain.integer:
        return replace(domain, low=int(low), high=int(high))
    return replace(domain, low=float(low), high=float(high))


def _digits(number: float, towards: np.ufunc, domain: Interval) -> float:
    """Round one end: a logarithmic one by its own size, a linear one by the length of the whole."""
    if domain.integer:
        return float(towards(round(number, 6)))
    size = abs(number) if domain.log else domain.high - domain.low
    if size <= 0 or not np.isfinite(size):
        return number
    unit = 10.0 ** (np.floor(np.log10(size)) - 1)
    return float(f"{towards(round(number / unit, 6)) * unit:.12g}")

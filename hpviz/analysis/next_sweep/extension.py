"""How far a domain can be made to reach beyond what was tried."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.candidates import numbers_at
from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from hpviz.search_space import Domain
    from hpviz.search_space.space import Value

# An interval grows by this part of its length.
STEP = 0.25
# What lies between 0 and 1 by its nature, whatever scale it is drawn on.
_SHARE = re.compile(r"drop|momentum|beta|rho|gamma|sample|frac|ratio|prob|smooth", re.IGNORECASE)


def beyond(param: str, domain: Domain, *, up: bool) -> Domain | None:
    """Extend a domain up or down; None where that cannot be.

    An interval grows by a quarter (of its logarithm where it is drawn so); a list of numbers gets its next
    one. What was never negative stays so, a whole number stays whole, and what lies between 0 and 1 (all of
    it on a linear scale, or by its name) goes half the way that is left to 1.

    Parameters
    ----------
    param
        The name, by which momentum or a dropout rate is known to lie between 0 and 1.
    domain
        What was tried.
    up
        Whether to extend the high end, not the low one.
    """
    if isinstance(domain, Interval):
        return _longer(param, domain, up=up)
    return _next(domain, up=up) if domain.numeric and len(domain.values) > 1 else None


def _longer(param: str, domain: Interval, *, up: bool) -> Interval | None:
    number = float(numbers_at(domain, np.array([1 + STEP if up else -STEP]))[0])
    within = domain.low >= 0 and domain.high <= 1 and not domain.integer
    number = _limited(number, domain.high, share=within and (not domain.log or bool(_SHARE.search(param))))
    if domain.low >= 0:
        number = max(number, 0.0)
    if domain.integer:
        number = float(np.ceil(number) if up else max(np.floor(number), min(domain.low, 1)))
    number = float(f"{number:.2g}")
    low, high = (domain.low, number) if up else (number, domain.high)
    if (low, high) == (domain.low, domain.high) or not np.isfinite(number):
        return None
    return replace(domain, low=low, high=high)


def _next(domain: Choices, *, up: bool) -> Choices | None:
    numbers = [float(value) for value in domain.values if value is not None]
    end, inner = (numbers[-1], numbers[-2]) if up else (numbers[0], numbers[1])
    number = end * end / inner if _geometric(numbers) else 2 * end - inner
    number = _limited(number, numbers[-1], share=numbers[0] >= 0 and numbers[-1] <= 1)
    whole = all(isinstance(value, int) for value in domain.values)
    number = float(round(number)) if whole else float(f"{number:.6g}")
    if (numbers[0] >= 0 > number) or (whole and numbers[0] >= 1 > number) or number in numbers:
        return None
    value: Value = int(number) if whole else number
    return Choices((*domain.values, value) if up else (value, *domain.values))


def _geometric(numbers: list[float]) -> bool:
    if numbers[0] <= 0:
        return False
    steps, ratios = np.diff(numbers), np.diff(np.log(numbers))
    return bool(
        np.ptp(steps) > 1e-9 * abs(numbers[-1]) and ratios.std() / ratios.mean() < steps.std() / steps.mean()
    )


def _limited(number: float, highest: float, *, share: bool) -> float:
    """Keep a share below 1: it goes at most half the way there."""
    return min(number, highest + (1 - highest) / 2) if share else number

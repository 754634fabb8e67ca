"""How far a domain can be made to reach beyond what was tried."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.rounding import spanned
from hpviz.analysis.design.searched_space import searched_domain
from hpviz.analysis.next_sweep.candidates import numbers_at
from hpviz.search_space import Choices, Interval
from hpviz.search_space.trial import is_number

if TYPE_CHECKING:
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.search_space import Domain
    from hpviz.search_space.trial import Value

# An interval grows by this part of its length.
STEP = 0.25
# Half the way to 0 is no extension where it is less than this part of the length.
LEAST = 0.05
# What lies between 0 and 1 by its nature, whatever scale it is drawn on.
_SHARE = re.compile(r"drop|momentum|beta|rho|gamma|sample|frac|ratio|prob|smooth", re.IGNORECASE)


def beyond(param: str, domain: Domain, *, up: bool) -> Domain | None:
    """Extend a domain up or down; None where that cannot be.

    An interval grows by a quarter (of its logarithm where it is drawn so), by whole steps on a grid; a list
    of numbers gets its next one, also where named values stand among them. What was never negative stays so,
    what was always positive goes at most half the way to 0, a whole number stays whole, and what lies between
    0 and 1 (all of it on a linear scale, or by its name) goes at most half the way that is left to 1. What
    has come close to 0 on a linear scale is not extended.

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
    numbers = tuple(value for value in domain.values if is_number(value))
    if len(numbers) < 2:
        return None
    longer = _next(Choices(numbers), up=up)
    named = tuple(value for value in domain.values if not is_number(value))
    return Choices((*longer.values, *named)) if longer is not None else None


def can_reach_beyond(evidence: Evidence, param: str, *, up: bool) -> bool:
    """Whether a param has numbers beyond those tried: no share above 1, no count below 1.

    Parameters
    ----------
    evidence
        The runs.
    param
        A numeric param of theirs.
    up
        Whether beyond the high end, not the low one.
    """
    return beyond(param, searched_domain(evidence, param), up=up) is not None


def _longer(param: str, domain: Interval, *, up: bool) -> Domain | None:
    limit = _limit(param, domain, up=up)
    if domain.step is not None or domain.integer:
        end = _member(domain, limit, up=up)
    else:
        number = float(numbers_at(domain, np.array([1 + STEP if up else -STEP]))[0])
        end = _two_digits(domain, min(number, limit) if up else max(number, limit), up=up)
    if not math.isfinite(end) or not (end > domain.high if up else end < domain.low):
        return None
    if not (up or domain.log) and domain.low - end < LEAST * (domain.high - domain.low):
        return None
    return spanned(domain, domain.low, end) if up else spanned(domain, end, domain.high)


def _limit(param: str, domain: Interval, *, up: bool) -> float:
    """Return how far the end may go: half the way to 1 or 0, where these are the limits of what it can be."""
    low, high = domain.low, domain.high
    if up:
        share = low >= 0 and high <= 1 and not domain.integer
        share = share and (not domain.log or bool(_SHARE.search(param)))
        return high + (1 - high) / 2 if share else math.inf
    if low < 0:
        return -math.inf
    if domain.integer:
        return min(low, 1) if domain.log else max(low // 2, min(low, 1))
    return 0.0 if domain.log else low / 2


def _member(domain: Interval, limit: float, *, up: bool) -> float:
    """Reach for a member of the grid, or a whole number, a quarter further on: at least one step."""
    step = domain.step or 1
    number = float(numbers_at(domain, np.array([1 + STEP if up else -STEP]))[0])
    reach = number - domain.high if up else domain.low - number
    steps = max(1, math.ceil(round(reach / step, 6)))
    room = (limit - domain.high if up else domain.low - limit) / step
    if room < steps:
        steps = math.floor(round(room, 6))
    return domain.number(int(domain.size) - 1 + steps) if up else domain.number(-steps)


def _two_digits(domain: Interval, number: float, *, up: bool) -> float:
    """Round an end towards the old one, to two digits of how far it reaches or of itself."""
    sizes = [abs(number - (domain.high if up else domain.low)), abs(number) or math.inf]
    size = min(size for size in sizes if size > 0) if any(size > 0 for size in sizes) else 0.0
    if not 0 < size < math.inf:
        return number
    unit = 10.0 ** (math.floor(math.log10(size)) - 1)
    towards = math.floor if up else math.ceil
    return float(f"{towards(round(number / unit, 6)) * unit:.12g}")


def _next(domain: Choices, *, up: bool) -> Choices | None:
    numbers = [float(value) for value in domain.values if value is not None]
    end, inner = (numbers[-1], numbers[-2]) if up else (numbers[0], numbers[1])
    geometric = _geometric(numbers)
    number = end * end / inner if geometric else 2 * end - inner
    if numbers[0] >= 0 and numbers[-1] <= 1:
        number = min(number, numbers[-1] + (1 - numbers[-1]) / 2)
    if numbers[0] > 0 and not geometric:
        number = max(number, 0.0)
    whole = all(isinstance(value, int) for value in domain.values)
    value: Value = round(number) if whole else float(f"{number:.12g}")
    return _joined(domain, value, numbers, up=up)


def _joined(domain: Choices, value: Value, numbers: list[float], *, up: bool) -> Choices | None:
    number = float(value or 0)
    if not math.isfinite(number) or number in numbers or (numbers[0] >= 0 > number):
        return None
    positive = numbers[0] > 0 >= number
    if positive or not (number > numbers[-1] if up else number < numbers[0]):
        return None
    return Choices((*domain.values, value) if up else (value, *domain.values))


def _geometric(numbers: list[float]) -> bool:
    if numbers[0] <= 0:
        return False
    steps, ratios = np.diff(numbers), np.diff(np.log(numbers))
    return bool(
        np.ptp(steps) > 1e-9 * abs(numbers[-1]) and ratios.std() / ratios.mean() < steps.std() / steps.mean()
    )

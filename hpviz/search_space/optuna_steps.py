"""The steps of a grid as Optuna divides a range by them: in decimals."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from hpviz.search_space.space import Domain
    from hpviz.search_space.trial import Value

# Optuna takes what lies so near to a step, as a share of it.
_CLOSE = 1e-9
# Digits of a number that Optuna divides by a step: with the last of them every decimal is a float of its own.
_DIGITS = (17, 16, 15)


def decimal_range(interval: Interval) -> tuple[float, float, float | None]:
    """Return low, high and step of which Optuna keeps the last step.

    It divides the decimals that it reads, and cuts off what is left over: from 1/8 to 5/24 the last digit of
    1/24. Where that goes wrong ends and step are moved by their last digit, so that all members stay inside.
    """
    low, high, step = interval.low, interval.high, interval.step
    if step is None or interval.integer or _is_even(low, high, step):
        return low, high, step
    place = Decimal(repr(max(abs(low), abs(high)))).adjusted() + 1
    for unit in (Decimal(1).scaleb(place - digits) for digits in _DIGITS):
        start = Decimal(repr(low)).quantize(unit, ROUND_FLOOR)
        steps = int(interval.size) - 1
        apart = ((Decimal(repr(high)) - start) / steps).quantize(unit, ROUND_CEILING)
        ends = float(start), float(start + apart * steps)
        if _is_even(*ends, float(apart)):
            return (*ends, float(apart))
    return low, high, step


def _is_even(low: float, high: float, step: float) -> bool:
    start, end, apart = (Decimal(repr(number)) for number in (low, high, step))
    return (end - start) % apart == 0


def at_step(domain: Domain, value: Value) -> Value:
    """Move what is written with few digits to the step that Optuna draws it from."""
    if not isinstance(domain, Interval) or domain.step is None or domain.integer:
        return value
    low, high, step = decimal_range(domain)
    if step is None or not isinstance(value, float):
        return value
    steps = (value - low) / step
    return value if abs(steps - round(steps)) < _CLOSE else min(low + round(steps) * step, high)

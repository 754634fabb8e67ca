"""A space of configurations: what a sweep may draw for each param."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.search_space.trial import Objective, Trial, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

# Beside the members of a grid that are known lie numbers that only arithmetic sets apart from short ones.
_NOISE = 16 * 2.0**-52
# So much of a step is left over where a number lies on its grid, because floats are not exact.
_ON_GRID = 1e-6
# The numbers of a grid are written one by one for a tool without steps, where there are so many at most.
MOST_LISTED = 1000


@dataclass(frozen=True, kw_only=True)
class Interval:
    """All numbers from low to high, both included.

    Attributes
    ----------
    low, high
        Its ends, finite, the first below the second.
    log
        Drawn evenly by their logarithms; `low` is then above 0.
    integer
        Whole numbers only.
    step
        Only numbers so many whole steps above `low`, of which `high` is one; None for all of them.
    known
        Of a grid the numbers that runs have, ascending: they are written as the runs have them.

    Raises
    ------
    HpvizError
        There is no such interval.
    """

    low: float
    high: float
    log: bool = False
    integer: bool = False
    step: float | None = None
    known: tuple[float, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn from: no tool does better with it."""
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise HpvizError(f"no interval from {self.low} to {self.high}: the low end is below the high end")
        if self.log and (self.low <= 0 or self.step is not None):
            raise HpvizError(
                f"no log interval from {self.low} in steps of {self.step}: it has no 0 and no steps"
            )
        if self.integer:
            self._require_whole()
        else:
            object.__setattr__(self, "low", float(self.low))
            object.__setattr__(self, "high", float(self.high))
        if self.step is not None and not (self.step > 0 and self.holds(self.high)):
            raise HpvizError(f"no steps of {self.step} lead from {self.low} to {self.high}")

    def _require_whole(self) -> None:
        for name in ("low", "high", "step"):
            end = getattr(self, name)
            if end is not None and end != int(end):
                raise HpvizError(f"{name}={end} of an interval of whole numbers is not whole")
            object.__setattr__(self, name, None if end is None else int(end))

    @property
    def size(self) -> float:
        """How many numbers there are; infinity where they are not whole and have no step."""
        if self.integer:  # exact beyond what floats hold
            return (self.high - self.low) // (self.step or 1) + 1
        return math.inf if self.step is None else round((self.high - self.low) / self.step) + 1

    def number(self, place: int) -> float:
        """Return one of the numbers of a grid, or of the whole numbers, the first at 0."""
        step = self.step or 1
        if self.integer:
            return self.low + place * step
        number = self.low + place * step
        at = bisect_left(self.known, number - _ON_GRID * step)
        near = [known for known in self.known[at : at + 1] if known <= number + _ON_GRID * step]
        return shortest(near[0] if near else number, max(abs(self.low), abs(self.high)))

    @property
    def is_list(self) -> bool:
        """It is a grid of which all numbers can be written."""
        return self.step is not None and self.size <= MOST_LISTED

    @property
    def numbers(self) -> tuple[float, ...]:
        """All numbers of a grid, or all whole numbers; there must not be too many of them."""
        return tuple(self.number(place) for place in range(int(self.size)))

    def holds(self, value: Value) -> bool:
        """Whether it can be drawn."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if not self.low <= value <= self.high:
            return False
        if self.step is None:
            return not self.integer or value == int(value)
        if self.integer:
            return (value - self.low) % self.step == 0
        steps = (value - self.low) / self.step
        return abs(steps - round(steps)) < _ON_GRID


def shortest(number: float, size: float) -> float:
    """Take away what arithmetic adds to a number: 0.3 for 0.30000000000000004, but no digit of 5 / 24.

    Parameters
    ----------
    number
        A member of a grid.
    size
        Of the largest number of the grid.
    """
    if abs(number) <= _NOISE * size:
        return 0.0
    short = float(f"{number:.12g}")
    return short if abs(short - number) <= _NOISE * size else float(number)


@dataclass(frozen=True)
class Choices:
    """Some values, each as likely; one alone is a param that does not vary.

    Raises
    ------
    HpvizError
        There are none.
    """

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        """Refuse an empty list."""
        if not self.values:
            raise HpvizError("no choices: there is nothing to draw from")

    @property
    def numeric(self) -> bool:
        """All are numbers, so that there is an order to them."""
        return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in self.values)

    @property
    def number_places(self) -> tuple[int, ...]:
        """Where in the list its numbers are, those written as text too, the smallest number first."""
        numbers = {place: _number(value) for place, value in enumerate(self.values)}
        there = [place for place, number in numbers.items() if not math.isnan(number)]
        return tuple(sorted(there, key=lambda place: numbers[place]))

    @property
    def size(self) -> float:
        """How many values there are."""
        return len(self.values)

    def holds(self, value: Value) -> bool:
        """Whether it can be drawn."""
        return any(value == own and isinstance(value, bool) == isinstance(own, bool) for own in self.values)


def _number(value: Value) -> float:
    """Return what a value is as a number; NaN where it is none, as True and False."""
    if value is None or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except ValueError:
        return math.nan


Domain = Interval | Choices


@dataclass(frozen=True)
class Condition:
    """A param that is there only when another, `param`, has one of these values."""

    param: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Dimension:
    """One param of a space: what it is drawn from, and when it is there.

    Attributes
    ----------
    observed
        The domain is what some runs have, not what anybody declared.
    """

    param: str
    domain: Domain
    condition: Condition | None = None
    _: KW_ONLY
    observed: bool = False

    @property
    def fixed(self) -> bool:
        """It has one value."""
        return isinstance(self.domain, Choices) and len(self.domain.values) == 1

    @property
    def is_empty(self) -> bool:
        """It has no value: no run and no source says what it could be."""
        return isinstance(self.domain, Choices) and not self.domain.values

    @property
    def settings(self) -> tuple[Value, ...]:
        """What it can be set to: its choices, or the numbers of a grid."""
        return self.domain.values if isinstance(self.domain, Choices) else self.domain.numbers

    def drawn_from(self, domain: Domain) -> Dimension:
        """Draw the param from another domain."""
        return self if domain == self.domain else replace(self, domain=domain, observed=False)


@dataclass(frozen=True)
class Space:
    """What a sweep may draw, and what for.

    Attributes
    ----------
    dimensions
        One per param; a param comes after the one that switches it on.
    metric, goal
        What the sweep is to make small or large: ``"minimize"`` or ``"maximize"``.
    parts
        The metrics of which `metric` is made, where it is not one itself: several of a trade-off, none of
        failing.
    trials
        What was run before, inside the space, in the order of the runs.
    """

    dimensions: tuple[Dimension, ...]
    metric: str
    goal: str
    _: KW_ONLY
    parts: tuple[Objective, ...] | None = None
    trials: tuple[Trial, ...] = ()

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """What an optimiser can work on: the metric, several of a trade-off, or nothing."""
        return (Objective(self.metric, self.goal),) if self.parts is None else self.parts

    @property
    def has_conditions(self) -> bool:
        """Whether some param is there only when another one has certain values."""
        return any(dimension.condition is not None for dimension in self.dimensions)

    def __iter__(self) -> Iterator[Dimension]:
        """Go over the params."""
        return iter(self.dimensions)

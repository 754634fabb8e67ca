"""A space of configurations: what a sweep may draw for each param."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = float | int | str | bool | None


@dataclass(frozen=True, kw_only=True)
class Interval:
    """All numbers from low to high, both included.

    Attributes
    ----------
    low, high
        Its ends.
    log
        Drawn evenly by their logarithms; `low` is then above 0.
    integer
        Whole numbers only.
    """

    low: float
    high: float
    log: bool = False
    integer: bool = False


@dataclass(frozen=True)
class Choices:
    """Some values, each as likely; one alone is a param that does not vary."""

    values: tuple[Value, ...]

    @property
    def numeric(self) -> bool:
        """All are numbers, so that there is an order to them."""
        return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in self.values)


Domain = Interval | Choices


@dataclass(frozen=True)
class Condition:
    """A param that is there only when another, `param`, has one of these values."""

    param: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Dimension:
    """One param of a space: what it is drawn from, and when it is there."""

    param: str
    domain: Domain
    condition: Condition | None = None

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
        """What it can be set to: its choices, or the whole numbers of an interval."""
        if isinstance(self.domain, Choices):
            return self.domain.values
        return tuple(range(math.ceil(self.domain.low), int(self.domain.high) + 1))


@dataclass(frozen=True)
class Space:
    """What a sweep may draw, and what for.

    Attributes
    ----------
    dimensions
        One per param; a param comes after the one that switches it on.
    metric, goal
        What the sweep is to make small or large: ``"minimize"`` or ``"maximize"``.
    """

    dimensions: tuple[Dimension, ...]
    metric: str
    goal: str

    def __iter__(self) -> Iterator[Dimension]:
        """Go over the params."""
        return iter(self.dimensions)


def whole(value: float, *, integer: bool) -> float | int:
    """Convert a number to a whole one where it is one and is to be."""
    return int(value) if integer and math.isfinite(value) and float(value).is_integer() else float(value)

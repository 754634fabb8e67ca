"""What a sweep may try: params with their ranges, drawn independently of each other."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Number:
    """A number between two ends, maybe whole, maybe on a logarithmic axis."""

    low: float
    high: float
    _: KW_ONLY
    log: bool = False
    whole: bool = False

    def at(self, unit: NDArray[np.float64]) -> NDArray[Any]:
        """Turn places between 0 and 1 into values."""
        if self.whole:
            return np.minimum(self.low + np.floor(unit * (self.high - self.low + 1)), self.high)
        if self.log:
            return np.exp(np.log(self.low) + unit * np.log(self.high / self.low))
        return self.low + unit * (self.high - self.low)


@dataclass(frozen=True)
class Choice:
    """One of some values: text, switches, or numbers on a grid."""

    of: tuple[Any, ...]

    @property
    def numeric(self) -> bool:
        return not any(isinstance(value, (str, bool)) for value in self.of)

    def at(self, unit: NDArray[np.float64]) -> NDArray[Any]:
        """Turn places between 0 and 1 into values."""
        return np.array(self.of)[np.minimum((unit * len(self.of)).astype(int), len(self.of) - 1)]


Space = dict[str, Number | Choice]
UNIT = Number(0.0, 1.0)


def values_at(space: Space, unit: NDArray[np.float64]) -> Values:
    """Turn points of the unit cube, shape (runs, params), into values."""
    return {name: param.at(unit[:, place]) for place, (name, param) in enumerate(space.items())}

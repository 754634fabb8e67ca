"""Made-up sweeps drawn at random: no one's choice of which kind of param matters how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from benchmarks.truth.designs import Design
from benchmarks.truth.space import UNIT, Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.truth.space import Values

    Effect = Callable[[NDArray[np.generic]], NDArray[np.float64]]

# Standard deviations of what the params do alone, dealt out to them by chance.
SIZES = (1.0, 0.7, 0.5, 0.35, 0.25, 0.0, 0.0, 0.0, 0.0)
# So many pairs of those that matter also act together, with this times the root of the two sizes.
PAIRS, NOT_SEPARABLE = 3, 0.8
CONTINUOUS, GRID = 0.4, 0.3  # the rest are categories


@dataclass(frozen=True)
class Drawn:
    """Each repetition is another sweep: kinds of params, sizes and shapes of effects are all drawn."""

    name: str = "drawn at random"
    family: Literal["drawn"] = "drawn"
    noisy: bool = True

    def at(self, repeat: int) -> Design:
        """Draw the design of a repetition."""
        rng = np.random.default_rng([99, repeat])
        sizes = rng.permutation(SIZES)
        params = {f"p{place}": _param(rng) for place in range(len(sizes))}
        matter = [name for name, size in zip(params, sizes, strict=True) if size > 0]
        pairs = [tuple(rng.choice(matter, 2, replace=False)) for _ in range(PAIRS)]
        size = dict(zip(params, sizes, strict=True))

        def response(x: Values) -> NDArray[np.float64]:
            alone = {name: effect(x[name]) for name, (_, effect) in params.items()}
            first = sum(size[name] * alone[name] for name in params)
            both = sum(NOT_SEPARABLE * np.sqrt(size[a] * size[b]) * alone[a] * alone[b] for a, b in pairs)
            return np.asarray(first + both)

        return Design(
            name=self.name,
            family=self.family,
            space={name: of for name, (of, _) in params.items()},
            response=response,
            together=frozenset(map(frozenset, pairs)),
        )


def _param(rng: np.random.Generator) -> tuple[Choice | type(UNIT), Effect]:
    kind = rng.random()
    if kind < CONTINUOUS:
        shape = _shape(rng)
        grid = shape(np.linspace(0, 1, 2001))
        mean, spread = grid.mean(), grid.std()
        return UNIT, lambda x: (shape(x.astype(np.float64)) - mean) / spread
    if kind < CONTINUOUS + GRID:
        values: tuple[float | str, ...] = tuple(2.0**step for step in range(int(rng.integers(3, 7))))
        height = _shape(rng)(np.linspace(0, 1, len(values)))
    else:
        values = tuple("abcd"[: int(rng.integers(2, 5))])
        height = rng.normal(size=len(values))
    height = (height - height.mean()) / height.std()
    return Choice(values), lambda x: height[np.searchsorted(np.array(values), x)]


def _shape(rng: np.random.Generator) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """A slope, a peak or a step."""
    centre = rng.random()
    shapes: tuple[Callable[[NDArray[np.float64]], NDArray[np.float64]], ...] = (
        lambda x: x,
        lambda x: -((x - centre) ** 2),
        lambda x: 1 / (1 + np.exp(-12 * (x - centre))),
    )
    return shapes[int(rng.integers(len(shapes)))]

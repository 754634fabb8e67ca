"""A sweep whose truth is known, beside what hpviz says of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import qmc

import hpviz
from benchmarks.truth.drawn import Drawn
from benchmarks.truth.sampling import noise_of, sample
from benchmarks.truth.shapley import NOTHING, effects
from benchmarks.truth.space import values_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.truth.designs import Design
    from benchmarks.truth.sampling import Sample, Sampler
    from benchmarks.truth.space import Values
    from hpviz.ranking import Ranking

    FloatArray = NDArray[np.float64]

# The params explain this share of the metric's variance; the rest is noise.
EXPLAINED = 0.7
# An average over the other params is one over so many points of them, as a power of two.
POINTS = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class Known:
    """A sweep of a design that is drawn at random.

    Attributes
    ----------
    design
        What the params truly do.
    runs
        The configurations and the metric, to be minimized.
    seed
        Of the design and its runs.
    """

    design: Design
    runs: Sample
    seed: int

    @classmethod
    def drawn(cls, sampler: Sampler, n: int, seed: int) -> Known:
        """Draw a design and runs of it; of one seed all sizes and samplers share the design."""
        design = Drawn().at(seed)
        return cls(design=design, runs=sample(design, sampler, n, EXPLAINED, seed), seed=seed)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The runs as a person has them."""
        params = {f"config.{name}": self.runs.values[name] for name in self.design.space}
        return pd.DataFrame({**params, "metric.loss": self.runs.y})

    @cached_property
    def ranking(self) -> Ranking:
        """What hpviz says."""
        return hpviz.rank(self.table, "loss", goal="minimize", scale="linear")

    @cached_property
    def shapley(self) -> dict[str, float]:
        """Param to its Shapley effect on the metric without noise; they add up to 1."""
        return effects(self.design)

    @property
    def dead(self) -> set[str]:
        """The params that do nothing."""
        return {name for name, effect in self.shapley.items() if effect < NOTHING}

    @cached_property
    def _others(self) -> Values:
        """Points of the whole space."""
        units = qmc.Sobol(len(self.design.space), seed=self.seed).random_base2(POINTS)
        return values_at(self.design.space, units)

    def average(self, param: str, at: FloatArray) -> FloatArray:
        """Average the metric over the others at values of a param, shape (values,)."""
        size = 2**POINTS
        return np.array(
            [self.design.response({**self._others, param: np.full(size, value)}).mean() for value in at]
        )

    def new(self, n: int) -> tuple[pd.DataFrame, FloatArray]:
        """Draw other random configurations, and the metric of a run of each."""
        rng = np.random.default_rng([self.seed, 77])
        values = values_at(self.design.space, rng.random((n, len(self.design.space))))
        off = rng.normal(0.0, noise_of(self.design, EXPLAINED), n)
        return pd.DataFrame(values), self.design.response(values) + off

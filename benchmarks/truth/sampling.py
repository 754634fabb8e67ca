"""The runs of a sweep: which configurations were tried, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from benchmarks.truth.space import Choice, Number, values_at
from benchmarks.truth.totals import totals
from hpviz.runs.column import ABSENT, Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.truth.designs import Design
    from benchmarks.truth.space import Space, Values

Sampler = Literal["random", "tpe"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """Some runs.

    Attributes
    ----------
    space
        The params; a plain `Choice` of numbers or a `Number` is numeric, another `Choice` a category.
    values
        Shape (runs,) each; what a run does not have is not masked here.
    there
        Param to the runs that have it; params that all runs have are left out.
    y
        Shape (runs,): the metric, to be minimized.
    truth
        The true importance of each param, in the order of `space`.
    """

    space: Space
    values: Values
    there: dict[str, NDArray[np.bool_]]
    y: NDArray[np.float64]
    truth: Mapping[str, float]

    def first(self, runs: int) -> Sample:
        """Only the first runs, as the sweep stood then."""
        there = {name: mask[:runs] for name, mask in self.there.items()}
        values = {name: column[:runs] for name, column in self.values.items()}
        return Sample(space=self.space, values=values, there=there, y=self.y[:runs], truth=self.truth)

    def numeric(self, name: str) -> bool:
        param = self.space[name]
        return isinstance(param, Number) or param.numeric

    def has(self, name: str) -> NDArray[np.bool_]:
        """Shape (runs,): the runs that have a param."""
        return self.there.get(name, np.ones(len(self.y), dtype=bool))

    def columns(self) -> list[Column]:
        """Return the params as hpviz has them."""
        return [self._column(name) for name in self.space]

    def _column(self, name: str) -> Column:
        if self.numeric(name):
            return Column.from_numbers(name, np.where(self.has(name), self.values[name], np.nan))
        cells = zip(self.values[name].tolist(), self.has(name), strict=True)
        return Column.from_values(name, [cell if there else ABSENT for cell, there in cells])


def sample(design: Design, sampler: Sampler, runs: int, r2: float, repeat: int) -> Sample:
    """Make a sweep in which the params explain a share `r2` of the metric's variance over the space."""
    rng = np.random.default_rng([runs, round(100 * r2), repeat])
    noise = rng.normal(0.0, noise_of(design, r2), runs)
    if sampler == "tpe":
        return _tpe(design, noise, repeat)
    values = values_at(design.space, rng.random((runs, len(design.space))))
    return _of(design, values, design.response(values) + noise)


def noise_of(design: Design, r2: float) -> float:
    if not design.noisy:
        return 0.0
    units = np.random.default_rng(0).random((2**14, len(design.space)))
    spread = float(design.response(values_at(design.space, units)).std())
    return spread * np.sqrt((1 - r2) / r2) if spread else 1.0


def _of(design: Design, values: Values, y: NDArray[np.float64]) -> Sample:
    there = {name: rule(values) for name, rule in design.active.items()}
    return Sample(space=design.space, values=values, there=there, y=y, truth=totals(design))


def _tpe(design: Design, noise: Sequence[float], repeat: int) -> Sample:
    """Let Optuna's TPE choose each run from the ones before."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=repeat))
    suggested: dict[str, list[Any]] = {name: [] for name in design.space}
    metric = []
    for off in noise:
        trial = study.ask()
        row: Values = {}
        for name, param in design.space.items():
            rule = design.active.get(name)
            if rule is None or bool(rule(row)):
                row[name] = _suggested(trial, name, param)
            else:  # it does not act here, whatever it is
                row[name] = param.at(np.array([0.5]))[0]
            suggested[name].append(row[name])
        value = float(design.response({name: np.array([cell]) for name, cell in row.items()})[0] + off)
        study.tell(trial, value)
        metric.append(value)
    return _of(design, {name: np.array(cells) for name, cells in suggested.items()}, np.array(metric))


def _suggested(trial: Any, name: str, param: Number | Choice) -> Any:
    if isinstance(param, Choice):
        if param.numeric:  # on a grid: one step is one value
            return param.of[trial.suggest_int(name, 0, len(param.of) - 1)]
        return trial.suggest_categorical(name, list(param.of))
    if param.whole:
        return trial.suggest_int(name, int(param.low), int(param.high))
    return trial.suggest_float(name, param.low, param.high, log=param.log)

"""The runs of a made-up sweep: which values were tried, and how good each run truly is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from benchmarks.tables.columns import spelled
from benchmarks.truth.space import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.tables.fields import Field, Param

    Floats = NDArray[np.float64]

Design = Literal["grid", "random", "rounded", "narrowing", "by turns", "knobs"]
DESIGNS: tuple[Design, ...] = get_args(Design)
WEIGHTS = (0.3, 0.2, 0.2, 0.12, 0.1, 0.08)
MOST_RUNS = 160
FEWEST_RUNS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Sweep:
    """Some runs.

    Attributes
    ----------
    design
        How their values were chosen.
    params
        By the name that the table has for each; those with a single value among them.
    cells
        Shape (runs,) each: the value of each run, None where it has no such param.
    replicate
        Shape (runs,): which repetition of its configuration a run is; None where each ran once.
    quality
        Shape (runs,): between 0 and 1.
    """

    design: Design
    params: dict[str, Param]
    cells: dict[str, list[object]]
    replicate: NDArray[np.intp] | None
    quality: Floats

    def __len__(self) -> int:
        return len(self.quality)


def sweep_of(field: Field, rng: np.random.Generator) -> Sweep:
    """Make the runs of a sweep in a field."""
    design = DESIGNS[rng.choice(len(DESIGNS), p=WEIGHTS)]
    params = _chosen(field, rng)
    units = _units(design, tuple(params.values()), rng)
    replicate = None
    if design != "narrowing" and len(units) < MOST_RUNS / 3 and rng.random() < 0.25:
        times = int(rng.integers(2, 6)) if len(units) < MOST_RUNS / 5 else 3
        replicate = np.tile(np.arange(times), len(units))
        units = np.repeat(units, times, axis=0)
    rounded = design in {"grid", "by turns", "knobs", "rounded"}
    cells = {
        name: _cells(param, units[:, place], rounded=rounded)
        for place, (name, param) in enumerate(params.items())
    }
    _switch_off(params, cells)
    quality = _quality(params, cells, units, rng)
    return Sweep(design=design, params=params, cells=cells, replicate=replicate, quality=quality)


def _chosen(field: Field, rng: np.random.Generator) -> dict[str, Param]:
    """Some params of the field, each under a spelling; a dependent one only with what it depends on."""
    count = int(rng.integers(2, min(len(field.params), 9) + 1))
    places = np.sort(rng.choice(len(field.params), count, replace=False))
    params: dict[str, Param] = {}
    for place in places:
        param = field.params[place]
        if param.when is None or any(_key(other) == param.when[0] for other in params.values()):
            params.setdefault(spelled(param.names, rng), param)
    enough = len(params) > 1 and np.prod([_most(param) for param in params.values()]) >= FEWEST_RUNS
    return params if enough else _chosen(field, rng)


def _key(param: Param) -> str:
    return param.names.partition("|")[0]


def _units(design: Design, params: Sequence[Param], rng: np.random.Generator) -> Floats:
    """Shape (runs, params): where each value lies between the ends of its range."""
    if design == "grid":
        return _grid(params, rng)
    if design in {"by turns", "knobs"}:
        return _by_turns(params, rng)
    runs = int(np.exp(rng.uniform(np.log(12), np.log(MOST_RUNS)))) * (8 if rng.random() < 0.08 else 1)
    units = rng.random((runs, len(params)))
    if design == "narrowing":  # as a sampler does that learns: later runs lie closer to a good place
        width = np.linspace(1, 0.25, runs)[:, None]
        units = np.clip(rng.random(len(params)) * (1 - width) + units * width, 0, 1 - 1e-9)
    return units


def _grid(params: Sequence[Param], rng: np.random.Generator) -> Floats:
    levels = [_levels(param, rng) for param in params]
    order = rng.permutation(len(params))
    while np.prod([len(places) for places in levels]) > MOST_RUNS:  # what stays has one value
        widest = max(order, key=lambda place: len(levels[place]))
        levels[widest] = levels[widest][: max(1, len(levels[widest]) - 2)]
    if np.prod([len(places) for places in levels]) < FEWEST_RUNS:
        levels = [_even(_most(param)) for param in params]
    return np.array(list(itertools.product(*levels)))


def _most(param: Param) -> int:
    """How many values a grid of this param has at most."""
    return len(param.space.of) if isinstance(param.space, Choice) else 5


def _even(count: int) -> list[float]:
    return [(place + 0.5) / count for place in range(count)]


def _levels(param: Param, rng: np.random.Generator) -> list[float]:
    count = int(rng.integers(2, _most(param) + 1))
    if not isinstance(param.space, Choice):
        return _even(count)
    places = np.sort(rng.choice(_most(param), count, replace=False))
    return [_even(_most(param))[place] for place in places]


def _by_turns(params: Sequence[Param], rng: np.random.Generator) -> Floats:
    """A usual configuration, and each param changed alone."""
    usual = np.array([_levels(param, rng)[0] for param in params])
    rows = [usual]
    for place, param in enumerate(params):
        for unit in _levels(param, rng) + _levels(param, rng):
            row = usual.copy()
            row[place] = unit
            rows.append(row)
    units = np.unique(np.array(rows), axis=0)
    return rng.permutation(units) if len(units) >= FEWEST_RUNS else _grid(params, rng)


def _cells(param: Param, units: Floats, *, rounded: bool) -> list[object]:
    values = param.space.at(units).tolist()
    if isinstance(param.space, Choice):
        return [param.space.of[_level(param.space, unit)] for unit in units]
    if param.space.whole:
        return [round(value) for value in values]
    return [float(f"{value:.2g}") for value in values] if rounded else values


def _level(space: Choice, unit: float) -> int:
    return min(int(unit * len(space.of)), len(space.of) - 1)


def _switch_off(params: dict[str, Param], cells: dict[str, list[object]]) -> None:
    for name, param in params.items():
        if param.when:
            (switch,) = (other for other, its in params.items() if _key(its) == param.when[0])
            there = [value == param.when[1] for value in cells[switch]]
            cells[name] = [cell if on else None for cell, on in zip(cells[name], there, strict=True)]


def _quality(
    params: dict[str, Param], cells: dict[str, list[object]], units: Floats, rng: np.random.Generator
) -> Floats:
    """A hidden function of the values, few of which matter much, and noise."""
    total = np.zeros(len(units))
    for place, (name, param) in enumerate(params.items()):
        weight = rng.exponential() ** 1.5
        there = np.array([cell is not None for cell in cells[name]])
        if isinstance(param.space, Choice) and not param.space.numeric:
            effects = rng.normal(size=len(param.space.of))
            effect = np.array([effects[_level(param.space, unit)] for unit in units[:, place]])
        else:
            effect = -2.5 * (units[:, place] - rng.uniform(-0.2, 1.2)) ** 2
        total += weight * effect * there
    total = (total - total.mean()) / (total.std() + 1e-9) + rng.normal(0, rng.uniform(0.1, 0.8), len(units))
    return np.asarray(1 / (1 + np.exp(-total)))

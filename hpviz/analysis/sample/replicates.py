"""Configurations that were run more than once, which are not as many experiments as there are runs."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hpviz.runs.column import different
from hpviz.runs.relations.cells import cells_of, codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column

UnitName = Literal["runs", "configurations"]
# A sweep repeats configurations on purpose where it has at most this share of the different ones that each
# of some independent draws of its params' values gives: grids and coarse random sweeps meet by chance.
FEWER = 0.95
DRAWS = 10
# Where more than this share of the settings that such draws give are there, params are crossed: a hole in a
# grid (a cell that no run has) is no repetition. Of a param with a value of its own in every configuration,
# and another one, at most half are.
CROSSED = 0.5
# So many params are left out at most. Each must leave clearly fewer where there are repetitions already, and
# from the second on there must be clearly fewer than by chance: there are many ways to leave out two.
MOST_DIFFERING = 3
CLEARLY_FEWER = 0.75
# What switches another param on has so many runs for each of its values.
SWITCH_RUNS = 4
# 2 to the 64th over the golden ratio, odd: its multiples spread over all 64 bits.
GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)
# With fewer than this many configurations their spread shows nothing.
FEWEST = 5
MOST_PARAMS = 500
# So many runs mostly show that a param does not decide another one.
SOME_RUNS = 4096
# From so many configurations on the test keeps its promise (`benchmarks/confounding.py`).
ENOUGH = 12


@dataclass(frozen=True, eq=False)
class Replicates:
    """Which runs are of one configuration.

    Attributes
    ----------
    unit
        Shape (runs,): number of the run's configuration, 0 to `configurations` - 1.
    differing
        The params in which runs of one configuration differ (a seed, a budget).
    chosen
        Those of them that are choices (`hpviz.analysis.sample.nested`): runs are no replicates then, but
        about the other params they are as few experiments as there are configurations.
    """

    unit: NDArray[np.intp]
    differing: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    @property
    def configurations(self) -> int:
        """The number of configurations."""
        return int(self.unit.max(initial=-1)) + 1

    def take(self, rows: NDArray[np.intp]) -> Replicates:
        """Restrict to these runs; their configurations are numbered anew."""
        _, unit = np.unique(self.unit[rows], return_inverse=True)
        return replace(self, unit=unit.astype(np.intp))


def find_replicates(params: Sequence[Column]) -> Replicates | None:
    """Find configurations that were run several times, alike in all params but a few at most.

    Runs of one configuration are no independent evidence of what its params do: a param that does nothing
    still identifies the configuration of a run, and thereby its metric.

    Parameters
    ----------
    params
        Columns of equal length.

    Returns
    -------
    None where every run is an experiment of its own: always for random values, and for grids, whose cells
    meet in all params but one by design. None, too, where two params have a value of their own in every run.
    """
    n = len(params[0].numbers) if params else 0
    varying = [param for param in params if param.varies]
    if not 0 < len(varying) <= MOST_PARAMS or n < 2 * FEWEST:
        return None
    # The runs differ at least as often as the finest param, or the second finest where that one is left out.
    if len(list(islice(filter(_is_fine, varying), 2))) == 2:
        return None
    codes = np.stack([codes_of(param) for param in varying])
    absent = np.stack([param.absent for param in varying])
    return _most_repeated([param.name for param in varying], codes, absent)


def seeded_replicates(params: Sequence[Column], seeds: Sequence[Column]) -> Replicates | None:
    """Find configurations that were run with several seeds, of grids too: what is a seed need not be guessed.

    Parameters
    ----------
    params
        Columns of equal length, those of seeds among them where they are ranked.
    seeds
        Those that tell runs of one configuration apart, ranked or not.

    Returns
    -------
    None where hardly any configuration was run with more than one seed.
    """
    names = {seed.name for seed in seeds if seed.varies}
    varying = [param for param in params if param.varies and param.name not in names]
    if not names or not 0 < len(varying) <= MOST_PARAMS:
        return None
    unit = cells_of(varying, len(varying[0].numbers))
    replicates = Replicates(unit, tuple(param.name for param in params if param.name in names))
    enough = FEWEST <= replicates.configurations <= FEWER * len(unit)
    return replicates if enough else None


def _is_fine(param: Column) -> bool:
    """Whether nearly all runs differ in a param.

    Hashes of 32 bits are sorted in half the time of numbers. There are no more different ones than numbers.
    """
    n = len(param.numbers)
    if param.extent.present == n:
        hashes = (param.numbers.view(np.uint64) * GOLDEN_RATIO) >> np.uint64(32)  # Fibonacci hashing (Knuth)
        if _count(hashes.astype(np.uint32)) > FEWER * n:
            return True
    return param.distinct() + int(param.active < n) > FEWER * n


def unit_of(replicates: Replicates | None, param: str) -> NDArray[np.intp] | None:
    """Return what counts as one experiment about a param.

    Parameters
    ----------
    replicates
        Which runs are of one configuration; None where each is of its own.
    param
        The name of the param.

    Returns
    -------
    Shape (runs,): number of each run's configuration. None where each run counts: it is of a configuration
    of its own, or runs of one configuration differ in the param.
    """
    return None if replicates is None or param in replicates.differing else replicates.unit


def too_few_configurations(replicates: Replicates | None) -> bool:
    """Whether there are so few configurations that nothing can be called above the noise."""
    return replicates is not None and not replicates.chosen and replicates.configurations < ENOUGH


def _most_repeated(names: list[str], codes: NDArray[np.intp], absent: BoolArray) -> Replicates | None:
    """Leave out one param after the other, and keep the last step that leaves repetitions.

    Configurations that repeat with a param left out stay: the next step looks at one run of each.
    """
    rng = np.random.default_rng(0)
    mixed = rng.integers(2**63, size=(len(codes), int(codes.max()) + 1), dtype=np.uint64)
    cells = [of_param[own] for of_param, own in zip(mixed, codes, strict=True)]
    unit = functools.reduce(np.add, cells)
    left, rows, count = list(range(len(codes))), np.arange(codes.shape[1]), _count(unit)
    replicates = None
    for out in range(min(MOST_DIFFERING + 1, len(codes))):
        every = len(rows) == len(unit)
        own = unit if every else unit[rows]
        fewer = {j: _count(own - (cells[j] if every else cells[j][rows])) for j in left}
        differing = min(left, key=lambda j: (fewer[j], j))
        is_last = count <= FEWER * codes.shape[1] and fewer[differing] > CLEARLY_FEWER * count
        enough = CLEARLY_FEWER if out > 1 else FEWER
        if (out or is_last) and _repeats(
            _seen(codes, left, rows), _seen(absent, left, rows), count, enough, rng
        ):
            _, rows, number = np.unique(unit, return_index=True, return_inverse=True)
            left_out = tuple(name for j, name in enumerate(names) if j not in left)
            replicates = Replicates(number.astype(np.intp), left_out)
        if is_last:
            break
        left = [j for j in left if j != differing]
        unit, count = unit - cells[differing], fewer[differing]
    return replicates


def _seen(
    cells: np.ndarray[tuple[int, int], Any], params: Sequence[int], rows: NDArray[np.intp]
) -> np.ndarray[tuple[int, int], Any]:
    """Take some params and some runs; all of them without another copy."""
    some: np.ndarray[tuple[int, int], Any] = cells[params]
    return some if len(rows) == cells.shape[1] else some[:, rows]


def _repeats(
    codes: NDArray[np.intp],
    absent: BoolArray,
    configurations: int,
    enough: float,
    rng: np.random.Generator,
) -> bool:
    """Whether there are at most this share of the configurations that independent draws would give."""
    most = min(codes.shape[1], math.prod(int(number) for number in codes.max(axis=1) + 1))
    if not FEWEST <= configurations <= enough * most:
        return False
    # Mostly the first draw refutes it.
    draws = []
    for drawn in _by_chance(codes, absent, configurations, rng):
        if configurations > enough * len(drawn):
            return False
        draws.append(drawn)
    return configurations <= CROSSED * _count(np.concatenate(draws))


def _by_chance(
    codes: NDArray[np.intp], absent: BoolArray, configurations: int, rng: np.random.Generator
) -> Iterator[NDArray[np.uint64]]:
    """Find, draw by draw, the different configurations where each param is drawn on its own.

    Within its condition: a param that only some runs have is drawn anew among these, and what switches
    another one on stays as it is. Else draws would put the depth of a tree into runs of another model, and
    nearly every nested sweep would seem to have fewer configurations than chance gives.

    Coarse params that another coarse one decides (a batch size and its number of accumulated steps) are not
    on their own, and neither is one of two that go together in order: they are left out.
    """
    kept = _undecided(codes, configurations)
    free = [_free_runs(codes, absent, j) for j in kept]
    mixed = rng.integers(2**63, size=(len(kept), int(codes.max()) + 1), dtype=np.uint64)
    for _ in range(DRAWS):
        cells = [
            of_param[_permuted(codes[j], runs, rng)]
            for of_param, j, runs in zip(mixed, kept, free, strict=True)
        ]
        yield np.unique(np.sum(cells, axis=0, dtype=np.uint64))


def _free_runs(codes: NDArray[np.intp], absent: BoolArray, param: int) -> BoolArray:
    """Mark the runs in which a param can be drawn on its own; none of one that switches others on."""
    is_coarse = SWITCH_RUNS * (int(codes[param].max()) + 1) <= codes.shape[1]
    partial = [j for j in np.flatnonzero(absent.any(axis=1)) if j != param]
    if is_coarse and any(_decides(codes[param], absent[j].astype(np.intp)) for j in partial):
        return np.zeros(codes.shape[1], dtype=bool)
    free: BoolArray = ~absent[param]
    return free


def _permuted(codes: NDArray[np.intp], runs: BoolArray, rng: np.random.Generator) -> NDArray[np.intp]:
    if runs.all():
        return rng.permutation(codes)
    permuted = codes.copy()
    permuted[runs] = rng.permutation(codes[runs])
    return permuted


def _undecided(codes: NDArray[np.intp], configurations: int) -> list[int]:
    different = codes.max(axis=1) + 1
    kept: list[int] = []
    for j in np.argsort(-different, kind="stable"):
        coarse = [other for other in kept if different[other] <= configurations / 2]
        equal = [other for other in kept if different[other] == different[j]]
        decided = any(_decides(codes[other], codes[j]) for other in coarse)
        if not decided and not any(_are_twins(codes[other], codes[j]) for other in equal):
            kept.append(int(j))
    return kept


def _are_twins(codes: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Whether two params go together in the same or the opposite order: a width, and four times the width.

    Values that are drawn once for each of some configurations go together too, but in no order: of five by
    chance in 1 of 60 sweeps.
    """
    if not _decides(codes, other):
        return False
    _, first = np.unique(codes, return_index=True)
    steps = np.diff(other[first])
    return len(first) >= FEWEST and bool((steps > 0).all() or (steps < 0).all())


def _decides(codes: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Whether each value of a param goes with one value of the other."""
    some = slice(SOME_RUNS)
    if len(codes) > SOME_RUNS and _pairs(codes[some], other[some]) > _count(codes[some]):
        return False  # as most show that are looked at
    return _pairs(codes, other) == int(codes.max()) + 1


def _pairs(codes: NDArray[np.intp], other: NDArray[np.intp]) -> int:
    """Count the different pairs of values."""
    return _count(codes * (int(other.max()) + 1) + other)


def _count(values: NDArray[np.generic]) -> int:
    return different(np.sort(values))

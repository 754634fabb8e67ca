"""Where along a param the runs fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.association.corner import Corner, corner_of
from hpviz.analysis.association.separation import (
    CHANCE,
    by_chance,
    counts_below,
    excess,
    one_of_each,
    params_that_separate,
)
from hpviz.analysis.design.rounding import before
from hpviz.analysis.design.searched_space import domain_of
from hpviz.analysis.memory import remembered
from hpviz.analysis.next_sweep.candidates import numbers_at, places_of_runs
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.runs.target import FAILED, FailureTarget
from hpviz.search_space import Choices, Dimension, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName
    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.search_space import Domain

End = Literal["low", "high"]
# A part of an axis fails when it has so many failed runs, and most of its runs are.
FEWEST, MOST = 4, 2 / 3
ENDS: tuple[End, ...] = ("low", "high")


@dataclass(frozen=True, eq=False, kw_only=True)
class Failures:
    """The part of a param in which runs fail.

    Attributes
    ----------
    end
        The end at which it lies; None where nothing fails, and of choices that fail each by themselves.
    edge
        The place of its run that lies farthest from the end.
    cut
        Of an interval the number at which what is left ends: the last good run is in it, no failing one.
    places
        Indices of the choices that fail, or lie beyond the edge.
    failed, runs
        Of the runs in the failing part so many failed.
    unit_name
        ``"configurations"`` where some were run several times: then these are counted, not runs.
    chance
        Of so many failures there if they fell anywhere, corrected for the parts and the params looked at.
    """

    end: End | None = None
    edge: float = float("nan")
    cut: float = float("nan")
    places: tuple[int, ...] = ()
    failed: int = 0
    runs: int = 0
    unit_name: UnitName = "runs"
    chance: float = 1.0

    def hold(self, places: FloatArray) -> BoolArray:
        """Mark the places that lie in the failing part."""
        if self.places or self.end is None:
            return np.isin(places, self.places)
        beyond: BoolArray = places <= self.edge if self.end == "low" else places >= self.edge
        return beyond


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """The runs from an end up to an edge, beyond which the next ones, which are good, lie."""

    end: End
    edge: float
    good: float
    failed: int
    runs: int
    chance: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Ended:
    """The runs that ended one way or the other, one of each configuration.

    Attributes
    ----------
    rows
        Shape (ended,): which of all runs.
    failed
        Shape (ended,): it failed; of a configuration that was run several times, most of its runs did.
    params
        The params of the ranking, of these runs alone.
    unit_name
        As in `Failures`.
    """

    rows: NDArray[np.intp]
    failed: BoolArray
    params: Sequence[Column]
    unit_name: UnitName

    @cached_property
    def varying(self) -> int:
        """How many params have more than one value."""
        return sum(param.varies for param in self.params)

    @cached_property
    def separating(self) -> tuple[str, ...]:
        """The params on which failing depends beyond chance."""
        return params_that_separate(self.params, self.failed) if self.failed.any() else ()


@remembered
def ended_runs(result: RankResult) -> Ended:
    """Find the runs that ended, and which of these failed.

    A run failed that broke off, or that ended with a metric that diverged or is no finite number; where
    failing is what is ranked, a killed one too, if it entered.

    Parameters
    ----------
    result
        The ranking: its target, its options and all runs that were read.
    """
    evidence = result.require_evidence()
    statuses = evidence.runs.statuses
    ended = np.isin(statuses, list(evidence.options.statuses))
    broken = np.isin(statuses, FAILED)
    if isinstance(result.target, FailureTarget):
        broken[evidence.rows] = evidence.metric == 1
    else:
        # What is left out for a lower fidelity has ended well.
        values = result.target.values(evidence.runs, evidence.options.aggregate)
        broken |= ended & ~np.isfinite(values).all(axis=0)
        if result.diverged is not None:
            broken[result.diverged.rows] = True
    rows = np.flatnonzero(ended | broken)
    # Of a sweep in which none failed nothing else is read.
    params = [evidence.runs.columns[param].take(rows) for param in evidence.params if broken.any()]
    replicates = find_replicates(params) if params else None
    first, failed = one_of_each(replicates, broken[rows])
    own = [param.take(first) for param in params]
    unit_name: UnitName = "configurations" if replicates else "runs"
    return Ended(rows=rows[first], failed=failed, params=own, unit_name=unit_name)


def failures_of(result: RankResult, dimension: Dimension) -> Failures:
    """Find the end of an interval or of a list of numbers, or the choices, where nearly all runs fail.

    A failure has one cause: of params that fail alike the clearest has it, and the others are looked at in
    the runs that it leaves.

    Parameters
    ----------
    result
        The ranking, with all runs that were read.
    dimension
        A param of it, and what it was drawn from.
    """
    ended, others = ended_runs(result), _runs_beside(result)
    if dimension.param not in others:
        return Failures()
    left = others[dimension.param]
    failures = _within(result, dimension, left)
    if failures.runs and not left.all():
        places = _places(result, dimension)
        here = failures.hold(places)
        failures = replace(failures, failed=int((here & ended.failed).sum()), runs=int(here.sum()))
    return replace(failures, unit_name=ended.unit_name)


def _within(result: RankResult, dimension: Dimension, left: BoolArray) -> Failures:
    ended, places = ended_runs(result), _places(result, dimension)
    there = np.isfinite(places) & left
    return _along(dimension.domain, places[there], ended.failed[there], ended.varying)


def _places(result: RankResult, dimension: Dimension) -> FloatArray:
    params = result.require_evidence().params
    return places_of_runs(dimension.domain, ended_runs(result).params[params.index(dimension.param)])


@remembered
def _runs_beside(result: RankResult) -> dict[str, BoolArray]:
    """Mark for each param that fails somewhere the runs that no clearer one explains, the clearest first."""
    ended, evidence = ended_runs(result), result.require_evidence()
    beside: dict[str, BoolArray] = {}
    left = np.ones(len(ended.failed), dtype=bool)
    if left.size == 0 or ended.failed.sum() < FEWEST:
        return beside
    dimensions = [Dimension(param, domain_of(evidence, param, ended.rows)) for param in evidence.params]
    while dimensions and ended.failed[left].sum() >= FEWEST:
        each = [(_within(result, dimension, left), dimension) for dimension in dimensions]
        failing = [(failures, dimension) for failures, dimension in each if failures.runs]
        if not failing:
            break
        failures, clearest = min(failing, key=lambda pair: pair[0].chance)
        beside[clearest.param] = left
        left = left & ~failures.hold(_places(result, clearest))
        dimensions = [dimension for _, dimension in failing if dimension is not clearest]
    return beside


@remembered
def failing_corner(result: RankResult) -> Corner | None:
    """Find the two params with which together nearly all runs fail; None where one alone shows it."""
    ended = ended_runs(result)
    return corner_of(ended.params, ended.failed) if ended.failed.any() else None


def _along(domain: Domain, places: FloatArray, bad: BoolArray, params: int) -> Failures:
    """Find the part of a domain that fails; chance is corrected for params, and for the parts of each."""
    if isinstance(domain, Choices) and not domain.numeric:
        return _choices(places, bad, params)
    stretches = [_stretch(places, bad, end) for end in ENDS]
    sure = [each for each in stretches if each is not None and each.chance * params < CHANCE]
    if not sure:
        return _choices(places, bad, params) if isinstance(domain, Choices) else Failures()
    return _left_out(domain, min(sure, key=lambda each: each.chance))


def _stretch(places: FloatArray, bad: BoolArray, end: End) -> _Stretch | None:
    """Find the stretch from an end that fails most clearly, if nearly all of it fails."""
    sign = 1.0 if end == "low" else -1.0
    own, runs, fails = counts_below(sign * places, bad)
    here = np.diff(fails, prepend=0) > 0
    able = np.flatnonzero(here & (fails >= FEWEST) & (fails >= MOST * runs))
    able = able[able < len(own) - 1]
    if len(able) == 0:
        return None
    evidence = excess(fails[able], runs[able], bad)
    at = int(able[evidence.argmax()])
    failed, count = int(fails[at]), int(runs[at])
    chance = by_chance(failed, count, bad) * 2 * (len(own) - 1)
    edge, good = sign * float(own[at]), sign * float(own[at + 1])
    return _Stretch(end=end, edge=edge, good=good, failed=failed, runs=count, chance=chance)


def _left_out(domain: Domain, stretch: _Stretch) -> Failures:
    failures = Failures(
        end=stretch.end,
        edge=stretch.edge,
        failed=stretch.failed,
        runs=stretch.runs,
        chance=stretch.chance,
    )
    if isinstance(domain, Interval):
        good, failing = numbers_at(domain, np.array([stretch.good, stretch.edge]))
        return replace(failures, cut=before(domain, float(good), float(failing)))
    good_place, every = int(stretch.good), range(len(domain.values))
    out = every[:good_place] if stretch.end == "low" else every[good_place + 1 :]
    return replace(failures, places=tuple(out))


def _choices(places: FloatArray, bad: BoolArray, params: int) -> Failures:
    failing, failed, runs, least = [], 0, 0, 1.0
    own = np.unique(places)
    for place in own:
        here = places == place
        fails, count = int(bad[here].sum()), int(here.sum())
        if fails < max(FEWEST, MOST * count):
            continue
        chance = by_chance(fails, count, bad) * 2 * len(own) * params
        if chance < CHANCE:
            failing.append(int(place))
            failed, runs, least = failed + fails, runs + count, min(least, chance)
    return Failures(places=tuple(failing), failed=failed, runs=runs, chance=least)


def failures_along(result: RankResult, param: str) -> tuple[Domain, Failures]:
    """Find where along one param the runs of a ranking fail; beside it what these runs were drawn from."""
    domain = domain_of(result.require_evidence(), param, ended_runs(result).rows)
    return domain, failures_of(result, Dimension(param, domain))


def params_that_fail(result: RankResult) -> tuple[str, ...]:
    """Name the params on which it depends whether a run fails, by the test of the note on diverged runs."""
    return ended_runs(result).separating


def deciding_failure(result: RankResult) -> frozenset[str]:
    """Name the params on which it depends whether a run fails, alone or where two of them meet."""
    corner = failing_corner(result)
    meeting = () if corner is None else (side.param for side in corner.sides)
    return frozenset({*params_that_fail(result), *meeting})


def shared_by_failures(result: RankResult) -> tuple[int, tuple[tuple[str, str | float], ...]]:
    """Find the values that all failed runs share, of the params on which it depends whether a run fails.

    Returns
    -------
    The number of failures, and each such param with its value; none where failures differ in all of them.
    """
    ended = ended_runs(result)
    names = params_that_fail(result)
    shared: list[tuple[str, str | float]] = []
    for param in (each.take(np.flatnonzero(ended.failed)) for each in ended.params if each.name in names):
        if param.codes.min() == param.codes.max() >= 0:
            shared.append((param.name, param.levels[param.codes[0]]))
        elif np.ptp(param.numbers) == 0:
            shared.append((param.name, float(param.numbers[0])))
    return int(ended.failed.sum()), tuple(shared)

"""Where along a param the runs fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import searched_space
from hpviz.analysis.next_sweep.candidates import places_of_runs
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.runs.target import FAILED, FailureTarget
from hpviz.search_space import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.search_space import Dimension, Domain

# A part of an axis fails when it has so many failed runs, most of its runs are, and chance hardly does that.
FEWEST, MOST, CHANCE = 4, 2 / 3, 1e-3


@dataclass(frozen=True, eq=False, kw_only=True)
class Failures:
    """The part of a param in which runs fail.

    Attributes
    ----------
    low, high
        Ends of what is left of an interval, as places; where nothing fails, 0 and 1.
    places
        Indices of the choices that fail.
    failed, runs
        Of the runs in the failing part so many failed.
    unit_name
        ``"configurations"`` where some were run several times: then these are counted, not runs.
    """

    low: float = 0.0
    high: float = 1.0
    places: tuple[int, ...] = ()
    failed: int = 0
    runs: int = 0
    unit_name: UnitName = "runs"


@dataclass(frozen=True, eq=False)
class Ended:
    """The runs that ended one way or the other, one of each configuration.

    Attributes
    ----------
    rows
        Shape (ended,): which of all runs.
    failed
        Shape (ended,): it failed; of a configuration that was run several times, most of its runs did.
    """

    rows: NDArray[np.intp]
    failed: BoolArray
    unit_name: UnitName


def ended_runs(result: RankResult, evidence: Evidence) -> Ended:
    """Find the runs that ended, and which of these failed.

    A run failed that broke off, or that ended with a metric that diverged or is no finite number; where
    failing is what is ranked, a killed one too, if it entered.

    Parameters
    ----------
    result
        The ranking: its target.
    evidence
        All runs that were read, and the options of the ranking.
    """
    statuses = evidence.runs.statuses
    ended = np.isin(statuses, list(evidence.options.statuses))
    broken = np.isin(statuses, FAILED)
    if isinstance(result.target, FailureTarget):
        broken[evidence.rows] = evidence.metric == 1
    else:
        entered = np.zeros(len(statuses), dtype=bool)
        entered[evidence.rows] = True
        broken |= ended & ~entered
    rows = np.flatnonzero(ended | broken)
    replicates = find_replicates([evidence.runs.columns[param].take(rows) for param in evidence.params])
    if replicates is None:
        return Ended(rows, broken[rows], "runs")
    _, first, size = np.unique(replicates.unit, return_index=True, return_counts=True)
    return Ended(rows[first], 2 * np.bincount(replicates.unit, broken[rows]) > size, "configurations")


def failures_of(evidence: Evidence, dimension: Dimension, ended: Ended) -> Failures:
    """Find the end of an interval, or the choices, where nearly all runs fail.

    Parameters
    ----------
    evidence
        All runs that were read.
    dimension
        The param, and what it was drawn from.
    ended
        From `ended_runs`.
    """
    if ended.failed.sum() < FEWEST:
        return Failures()
    column = evidence.runs.columns[dimension.param].take(ended.rows)
    places = places_of_runs(dimension.domain, column)
    failures = (_at_an_end if isinstance(dimension.domain, Interval) else _choices)(places, ended.failed)
    return replace(failures, unit_name=ended.unit_name)


def _at_an_end(places: FloatArray, bad: BoolArray) -> Failures:
    there = np.isfinite(places)
    low, high = _end(places[there], bad[there]), _end(1 - places[there], bad[there])
    cut, runs, fails = max(low, high, key=lambda end: end[2])
    if fails == 0:
        return Failures()
    if (cut, runs, fails) == low:
        return Failures(low=cut, failed=fails, runs=runs)
    return Failures(high=1 - cut, failed=fails, runs=runs)


def _end(places: FloatArray, bad: BoolArray) -> tuple[float, int, int]:
    """Find the longest stretch from 0 that fails: where it ends, its runs, how many of them failed."""
    order = np.argsort(places, kind="stable")
    fails, runs = np.cumsum(bad[order]), np.arange(1, len(bad) + 1)
    longest = (0.0, 0, 0)
    for at in np.flatnonzero((fails >= FEWEST) & (fails >= MOST * runs) & bad[order]):
        if _chance(int(fails[at]), int(runs[at]), bad) < CHANCE:
            longest = (float(places[order[at]]), int(runs[at]), int(fails[at]))
    return longest


def _choices(places: FloatArray, bad: BoolArray) -> Failures:
    failing, failed, runs = [], 0, 0
    for place in np.unique(places[np.isfinite(places)]):
        here = places == place
        fails, count = int(bad[here].sum()), int(here.sum())
        if fails >= max(FEWEST, MOST * count) and _chance(fails, count, bad) < CHANCE:
            failing.append(int(place))
            failed, runs = failed + fails, runs + count
    return Failures(places=tuple(failing), failed=failed, runs=runs)


def _chance(fails: int, runs: int, bad: BoolArray) -> float:
    """Chance that so many of these runs fail when failures fall anywhere (Fisher's exact test)."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(fails - 1, len(bad), int(bad.sum()), runs))


def failures_along(result: RankResult, param: str) -> tuple[Domain, Failures]:
    """Find where along one param the runs of a ranking fail; beside it what the param was drawn from."""
    evidence = result.require_evidence()
    dimension = next(each for each in searched_space(evidence) if each.param == param)
    return dimension.domain, failures_of(evidence, dimension, ended_runs(result, evidence))

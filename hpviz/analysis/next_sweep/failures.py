"""Where along a param the runs fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.replicates import repeated
from hpviz.analysis.next_sweep.candidates import places_of_runs
from hpviz.runs.target import FAILED
from hpviz.search_space import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.design.replicates import Counted
    from hpviz.analysis.ranking import Ranking
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.search_space import Dimension

# A part of an axis fails when it has so many failed runs, most of its runs are, and chance hardly does that.
FEWEST, MOST, CHANCE = 4, 2 / 3, 1e-3


@dataclass(frozen=True, eq=False)
class Failures:
    """The part of a param in which runs fail.

    Attributes
    ----------
    low, high
        Ends of what is left of an interval, as places; where nothing fails, 0 and 1.
    values
        Indices of the choices that fail.
    failed, runs
        Of the runs in the failing part so many failed.
    counted
        ``"configurations"`` where some were run several times: then these are counted, not runs.
    """

    low: float = 0.0
    high: float = 1.0
    values: tuple[int, ...] = ()
    failed: int = 0
    runs: int = 0
    counted: Counted = "runs"


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
    counted: Counted


def ended_runs(ranking: Ranking, evidence: Evidence) -> Ended:
    """Say which runs ended, and which of these failed.

    A run failed that broke off, or that ended with a metric that is no finite number.
    """
    question = evidence.question
    values = evidence.runs.metric_values(ranking.metric, question.aggregate, ranking.goal)
    statuses = evidence.runs.statuses
    ended = np.isin(statuses, list(question.statuses))
    broken = np.isin(statuses, FAILED) | (ended & ~np.isfinite(values))
    rows = np.flatnonzero(ended | broken)
    repeats = repeated([evidence.runs.columns[param].take(rows) for param in evidence.params])
    if repeats is None:
        return Ended(rows, broken[rows], "runs")
    _, first, size = np.unique(repeats.unit, return_index=True, return_counts=True)
    return Ended(rows[first], 2 * np.bincount(repeats.unit, broken[rows]) > size, "configurations")


def failures_of(evidence: Evidence, dimension: Dimension, ended: Ended) -> Failures:
    """Find the end of an interval, or the choices, where nearly all runs fail."""
    if ended.failed.sum() < FEWEST:
        return Failures()
    column = evidence.runs.columns[dimension.param].take(ended.rows)
    places = places_of_runs(dimension.domain, column)
    found = (_at_an_end if isinstance(dimension.domain, Interval) else _choices)(places, ended.failed)
    return replace(found, counted=ended.counted)


def _at_an_end(places: FloatArray, bad: BoolArray) -> Failures:
    there = np.isfinite(places)
    low, high = _end(places[there], bad[there]), _end(1 - places[there], bad[there])
    cut, runs, fails = max(low, high, key=lambda end: end[2])
    if fails == 0:
        return Failures()
    low_end = (cut, runs, fails) == low
    return Failures(cut if low_end else 0.0, 1.0 if low_end else 1 - cut, (), fails, runs)


def _end(places: FloatArray, bad: BoolArray) -> tuple[float, int, int]:
    """Find the longest stretch from 0 that fails: where it ends, its runs, how many of them failed."""
    order = np.argsort(places, kind="stable")
    fails, runs = np.cumsum(bad[order]), np.arange(1, len(bad) + 1)
    found = (0.0, 0, 0)
    for at in np.flatnonzero((fails >= FEWEST) & (fails >= MOST * runs) & bad[order]):
        if _chance(int(fails[at]), int(runs[at]), bad) < CHANCE:
            found = (float(places[order[at]]), int(runs[at]), int(fails[at]))
    return found


def _choices(places: FloatArray, bad: BoolArray) -> Failures:
    values, failed, runs = [], 0, 0
    for place in np.unique(places[np.isfinite(places)]):
        here = places == place
        fails, count = int(bad[here].sum()), int(here.sum())
        if fails >= max(FEWEST, MOST * count) and _chance(fails, count, bad) < CHANCE:
            values.append(int(place))
            failed, runs = failed + fails, runs + count
    return Failures(0.0, 1.0, tuple(values), failed, runs)


def _chance(fails: int, runs: int, bad: BoolArray) -> float:
    """Give the chance that so many of these runs fail when failures fall anywhere (Fisher's exact test)."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(fails - 1, len(bad), int(bad.sum()), runs))

"""Where along a param the runs fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.advice.candidates import places_of_runs
from hpviz.spaces import Interval
from hpviz.targets import FAILED

if TYPE_CHECKING:
    from hpviz.analysis.evidence import Evidence
    from hpviz.analysis.ranking import Ranking
    from hpviz.column import BoolArray, FloatArray
    from hpviz.spaces import Dimension

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
    """

    low: float = 0.0
    high: float = 1.0
    values: tuple[int, ...] = ()
    failed: int = 0
    runs: int = 0


def failed_runs(ranking: Ranking, evidence: Evidence) -> tuple[BoolArray, BoolArray]:
    """Say of all runs which failed, and which ended one way or the other.

    A run failed that broke off, or that ended with a metric that is no finite number.
    """
    question = evidence.question
    values = evidence.runs.metric_values(ranking.metric, question.aggregate, ranking.goal)
    statuses = evidence.runs.statuses
    ended = np.isin(statuses, list(question.statuses))
    broken = np.isin(statuses, FAILED) | (ended & ~np.isfinite(values))
    return broken, ended | broken


def failures_of(evidence: Evidence, dimension: Dimension, failed: BoolArray, ended: BoolArray) -> Failures:
    """Find the end of an interval, or the choices, where nearly all runs fail."""
    if failed.sum() < FEWEST:
        return Failures()
    column = evidence.runs.columns[dimension.param].take(ended)
    places, bad = places_of_runs(dimension.domain, column), failed[ended]
    if not isinstance(dimension.domain, Interval):
        return _choices(places, bad)
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

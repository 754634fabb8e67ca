"""The runs of a sweep that lie in the space of the next one, for an optimiser to begin from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.candidates import places_of_runs
from hpviz.runs.target import FAILED
from hpviz.search_space import Choices, Interval, Trial

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray, Column
    from hpviz.search_space import Dimension, Domain
    from hpviz.search_space.trial import Outcome, Value

# An optimiser learns nothing from more runs that it could not from these, and takes longer for each.
MOST_COMPLETE, MOST_OTHERS = 500, 100
# Of more runs so many of the best stay, as many as TPE sets apart, and the others are thinned out evenly.
BEST = 25


def trials_within(
    result: RankResult,
    dimensions: Iterable[Dimension],
    frozen: Collection[str] = (),
    without: Collection[str] = (),
) -> tuple[Trial, ...]:
    """Collect the runs inside a space, in their order: those that entered, and those that failed.

    Parameters
    ----------
    result
        The ranking, with its runs.
    dimensions
        Of the space, a switch before what it switches.
    frozen
        Params that have one value there because they do not matter: runs with another one lie inside too.
    without
        Params that are left out because runs without them are better: those with one lie outside.
    """
    evidence = result.require_evidence()
    dimensions = tuple(dimensions)
    on, inside = _marked(dimensions, evidence.runs.columns, frozen, len(evidence.runs))
    for param in without:
        inside &= evidence.runs.columns[param].absent
    values = result.target.values(evidence.runs, evidence.options.aggregate)
    finite = np.asarray(np.isfinite(values).all(axis=0))
    trials = {
        row: Trial(params, tuple(values[:, row].tolist()) if outcome == "complete" else (), outcome)
        for row, outcome in _outcomes(result, evidence, inside, finite)
        if (params := _params(dimensions, evidence.runs.columns, on, row)) is not None
    }
    return tuple(trials[row] for row in sorted(trials))


def _marked(
    dimensions: tuple[Dimension, ...], columns: Mapping[str, Column], frozen: Collection[str], n: int
) -> tuple[dict[str, BoolArray], BoolArray]:
    """Mark the runs for which each param is drawn, and the runs that lie inside as a whole."""
    on: dict[str, BoolArray] = {}
    inside = np.ones(n, dtype=bool)
    for dimension in dimensions:
        switched_on, condition = np.ones(n, dtype=bool), dimension.condition
        if condition is not None:
            held = _held(Choices(condition.values), columns[condition.param])
            switched_on = on[condition.param] & held
        on[dimension.param] = switched_on
        if dimension.param not in frozen:
            inside &= ~switched_on | _held(dimension.domain, columns[dimension.param])
    return {dimension.param: on[dimension.param] for dimension in dimensions if not dimension.fixed}, inside


def _held(domain: Domain, column: Column) -> BoolArray:
    if isinstance(domain, Interval):
        inside: BoolArray = (column.numbers >= domain.low) & (column.numbers <= domain.high)
        return inside
    return ~np.isnan(places_of_runs(domain, column))


def _outcomes(
    result: RankResult, evidence: Evidence, inside: BoolArray, finite: BoolArray
) -> Iterator[tuple[int, Outcome]]:
    """Go over the runs inside: the complete ones, then those that were pruned, or failed or diverged."""
    entered = np.zeros(len(inside), dtype=bool)
    entered[evidence.rows] = True
    best_first = evidence.rows[evidence.best_first(result.goal)]
    for row in _thinned_out(best_first[inside[best_first]]):
        yield int(row), "complete"
    statuses = evidence.runs.statuses
    diverged = np.isin(statuses, list(evidence.options.statuses)) & ~finite
    failed, pruned = np.isin(statuses, FAILED) | diverged, statuses == "pruned"
    for row in np.flatnonzero(inside & ~entered & (failed | pruned))[-MOST_OTHERS:]:
        yield int(row), "failed" if failed[row] else "pruned"


def _thinned_out(best_first: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(best_first) <= MOST_COMPLETE:
        return best_first
    others = np.linspace(BEST, len(best_first) - 1, MOST_COMPLETE - BEST).astype(np.intp)
    return best_first[np.r_[:BEST, others]]


def _params(
    dimensions: tuple[Dimension, ...], columns: Mapping[str, Column], on: Mapping[str, BoolArray], row: int
) -> dict[str, Value] | None:
    """Return what is drawn of a run; None where a number lies beside the grid it would be drawn from."""
    params: dict[str, Value] = {}
    for dimension in dimensions:
        if dimension.param in on and on[dimension.param][row]:
            value = _value(dimension.domain, columns[dimension.param], row)
            if not dimension.domain.holds(value):
                return None
            params[dimension.param] = value
    return params


def _value(domain: Domain, column: Column, row: int) -> Value:
    """Return the value of a run as the domain has it: whole, and exactly on its grid."""
    if isinstance(domain, Choices):
        place = places_of_runs(domain, column.take(np.array([row])))[0]
        return domain.values[int(place)]
    number = column.number_at(row)
    if not domain.holds(number):
        return number
    if domain.step is not None:
        return domain.number(round((number - domain.low) / domain.step))
    return int(number) if domain.integer else float(number)

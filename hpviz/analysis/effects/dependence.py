"""Whether the best value of a param depends on the one that it interacts with: then neither has one alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.effects.partial_dependence import AS_GOOD, grid
from hpviz.analysis.importance.pair_interactions import MOST_PARAMS
from hpviz.analysis.memory import remembered
from hpviz.analysis.result.design_points import at_numbers, at_runs
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.design_points import DesignPoints
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import BoolArray, Column, FloatArray

# Runs are taken apart by a param into at most so many parts, of at least so many runs.
MOST_PARTS, FEWEST_RUNS = 3, 10
POINTS, SIGMAS = 16, 1.96

Parts = list[tuple[str, "NDArray[np.intp]"]]
# What could be chance, and explains no more than this, does nothing as far as the best values of others go.
NOTHING = 0.05


def parts_of(column: Column) -> Parts:
    """Take runs apart by the values of a param: by its levels, or from low to high numbers.

    Parameters
    ----------
    column
        The param, over the runs.

    Returns
    -------
    The name of each part (a level, else empty) with its runs, the largest parts first.
    """
    if column.levels:
        parts = [(text, np.flatnonzero(column.codes == code)) for code, text in enumerate(column.levels)]
    else:
        there = np.flatnonzero(np.isfinite(column.numbers))
        ordered = there[np.argsort(column.numbers[there], kind="stable")]
        parts = [("", part) for part in np.array_split(ordered, MOST_PARTS)]
    large = [(text, rows) for text, rows in parts if len(rows) >= FEWEST_RUNS]
    return sorted(large, key=lambda part: -len(part[1]))[:MOST_PARTS]


def depends_on(result: RankResult, param: str, partner: str) -> bool:
    """Whether the best value of a param changes with that of its partner, and the other way round.

    Runs are taken apart by one of the two. Where no value of the other is about as good as the best in every
    part, there is none that is good whatever the first one is.

    Parameters
    ----------
    result
        The ranking.
    param, partner
        Names of two of its params, which interact.
    """
    return best_changes(result, param, partner) and best_changes(result, partner, param)


@remembered
def _known(_result: RankResult) -> dict[tuple[str, str], bool]:
    return {}


def best_changes(result: RankResult, param: str, by: str) -> bool:
    """Whether no value of a param is about as good as the best whatever the value of another one is.

    Either of a pair, and the map of both, wants to know: it is computed once for each ranking.

    Parameters
    ----------
    result
        The ranking.
    param, by
        Names of two of its params.
    """
    known = _known(result)
    if (param, by) not in known:
        known[param, by] = _best_changes(result, param, by)
    return known[param, by]


def _best_changes(result: RankResult, param: str, by: str) -> bool:
    evidence = deciding_evidence(result, param, by)
    model, names = evidence.model, evidence.params
    points = _points(model, names.index(param), log=result.score(param).log)
    parts = parts_of(model.fitted.params[names.index(by)])
    if points is None or len(parts) < 2:
        return False
    minimize = result.goal == "minimize"
    good = [_as_good(model, points, rows, minimize=minimize) for _, rows in parts]
    return not np.logical_and.reduce(good).any()


def _points(model: Surrogate, index: int, *, log: bool) -> DesignPoints | None:
    column = model.fitted.params[index]
    if not column.levels:
        return at_numbers(model.fitted, index, grid(column, log=log, points=POINTS), log=log)
    first = [rows[0] for _, rows in parts_of(column)]
    return at_runs(model.fitted, index, np.array(first)) if len(first) > 1 else None


def _as_good(model: Surrogate, points: DesignPoints, rows: NDArray[np.intp], *, minimize: bool) -> BoolArray:
    """Mark the points that are about as good as the best over some runs, as a curve does."""
    behind, error = behind_the_best(model, points, rows, minimize=minimize)
    good: BoolArray = behind <= np.maximum(SIGMAS * error, AS_GOOD * behind.max())
    return good


def behind_the_best(
    model: Surrogate, points: DesignPoints, rows: NDArray[np.intp], *, minimize: bool
) -> tuple[FloatArray, FloatArray]:
    """Compute how far points are behind the best over some runs, and the standard errors of that.

    Parameters
    ----------
    model
        Of the ranking.
    points
        Values of one param.
    rows
        The runs.
    minimize
        Whether small is good.

    Returns
    -------
    Two arrays of shape (points,), in standard units.
    """
    middle = (1.0 if minimize else -1.0) * model.dependence(points, rows)
    best = int(middle.argmin())
    curves = model.resampled(points, rows, all_rows=True)
    error: FloatArray = np.nan_to_num((curves - curves[:, [best]]).std(axis=0, ddof=1))
    return middle - middle[best], error


def deciding_evidence(result: RankResult, *params: str) -> Evidence:
    """Return the evidence for the best values of some params: that of all params but those that do nothing.

    These take no part in the model then, in the table or hidden. For one of them the evidence is that of all.

    Parameters
    ----------
    result
        The ranking.
    params
        Names of its params.
    """
    whole, deciding = result.require_evidence(), _deciding(result)
    return deciding if set(params) <= set(deciding.params) else whole


@remembered
def _deciding(result: RankResult) -> Evidence:
    evidence = result.require_evidence()
    names = {score.param for score in result.scores if not _does_nothing(score)}
    names |= {
        score.active_when.param for score in result.scores if score.param in names and score.active_when
    }
    kept = [index for index, param in enumerate(evidence.params) if param in names]
    if len(kept) in {0, len(evidence.params)}:
        return evidence
    params = tuple(evidence.params[index] for index in kept)
    return replace(evidence, params=params, logs=tuple(evidence.logs[index] for index in kept))


def _does_nothing(score: Score) -> bool:
    return not score.matters and not score.moves_with and score.unbiased <= NOTHING


def others_matter(result: RankResult, param: str) -> bool:
    """Whether any other param does something: else none of them has good values."""
    return any(score.matters for score in result.scores if score.param != param)


def may_combine(result: RankResult, param: str, partner: str) -> bool:
    """Whether the best values of a param may be others where the other params are good.

    Not where its effect adds up with all others, as far as their tests show: the same values are best then,
    and what a model sees of fewer runs is less sure. What hangs on a switch is not there without it, so no
    test tells the two apart.

    Parameters
    ----------
    result
        The ranking.
    param
        The name of one of its params.
    partner
        As `partner_of` has it.
    """
    switched = (other for other in result.scores if other.active_when and other.matters)
    return bool(partner) or any(other.active_when.param == param for other in switched if other.active_when)


def partner_of(result: RankResult, param: str) -> str:
    """Name the param with which another one has its strongest interaction above the noise; empty for none."""
    try:
        pairs = interactions_of(result, most=MOST_PARAMS**2, method="oob").pairs
    except HpvizError:  # no two params to look at
        return ""
    for pair in pairs:
        if pair.above_noise and param in {pair.param, pair.other}:
            return pair.other if pair.param == param else pair.param
    return ""

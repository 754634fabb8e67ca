"""Two sweeps, ranked by the same options and compared: two sets of runs, or two sources among several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.comparison.sweep_changes import BEFORE_AND_AFTER, sweep_changes
from hpviz.analysis.design.source_column import source_column, sources_of
from hpviz.analysis.forest.stacking import process_limit
from hpviz.analysis.ranking import rank
from hpviz.errors import HpvizError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.comparison.sweep_changes import SweepChanges
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs
    from hpviz.runs.column import BoolArray

    # As `hpviz.analysis.ranking.rank`: runs, options, and the limit of the process.
    Rank = Callable[..., RankResult]

# The scales of a metric, each taming longer tails than the one before.
SCALES = ("linear", "log", "rank")


def compare_sweeps(
    runs: Runs,
    first: BoolArray,
    options: RankOptions,
    ranked: Rank = rank,
    *,
    names: tuple[str, str] = BEFORE_AND_AFTER,
) -> SweepChanges:
    """Rank two sweeps by the same options, on the same scale of the metric, and compare them.

    Parameters
    ----------
    runs
        Of both sweeps.
    first
        Shape (runs,): which are of the sweep before.
    options
        How they are ranked; the method is ``"oob"``, which alone has intervals.
    ranked
        What ranks: `hpviz.analysis.ranking.rank`, or what adds to its results.
    names
        What the two are called.

    Raises
    ------
    HpvizError
        Another method, or a sweep without runs.
    """
    if options.method != "oob":
        raise HpvizError(
            f"two sweeps are compared by method='oob', not by {options.method!r}: it has intervals"
        )
    kept = runs.matching(options.where)
    both, first = runs.take(np.flatnonzero(kept)), first[kept]
    for name, side in zip(names, (first, ~first), strict=True):
        if not side.any():
            called = name if names == BEFORE_AND_AFTER else repr(name)
            raise HpvizError(f"the sweep {called} has no runs{' by this filter' if options.where else ''}")
    sides = [both.take(np.flatnonzero(side)) for side in (first, ~first)]
    before, after = _on_one_scale(sides, replace(options, where=""), ranked)
    return replace(sweep_changes(before, after, both, first), names=names)


def _on_one_scale(sides: Sequence[Runs], options: RankOptions, ranked: Rank) -> tuple[RankResult, RankResult]:
    """Rank both sweeps; where each would be analysed on another scale, both on that of the longer tails."""
    limit = process_limit(max(map(len, sides)))
    before, after = (ranked(side, options, process_limit=limit) for side in sides)
    if before.scale == after.scale:
        return before, after
    scale = max(before.scale, after.scale, key=SCALES.index)
    if scale == "log" and not all(_has_logarithms(result) for result in (before, after)):
        scale = "rank"
    before, after = (ranked(side, replace(options, scale=scale), process_limit=limit) for side in sides)
    return before, after


def _has_logarithms(result: RankResult) -> bool:
    return result.evidence is None or bool((result.evidence.metric > 0).all())


def compare_sources(result: RankResult, before: str, after: str, ranked: Rank = rank) -> SweepChanges:
    """Compare the runs of two sources, by the options of a ranking of all of them.

    Parameters
    ----------
    result
        With runs, of several sources.
    before, after
        Two of `sources_of` its runs.
    ranked
        As in `compare_sweeps`.

    Raises
    ------
    HpvizError
        No such source, twice the same, or one that has no runs.
    """
    evidence = result.require_evidence()
    sources, column = sources_of(evidence.runs), source_column(evidence.runs)
    for name in (before, after):
        if column is None or name not in sources:
            raise unknown_name("source", name, sources)
    if before == after or column is None:
        raise HpvizError(f"the source {before!r} is compared with itself; choose two")
    codes = [column.levels.index(name) for name in (before, after)]
    rows = np.flatnonzero(np.isin(column.codes, codes))
    runs = evidence.runs.take(rows)
    options = replace(evidence.options, method="oob", metric=result.metric, goal=result.goal)
    if column.name in runs.params:
        options = replace(options, hidden=options.hidden | {column.name})
    return compare_sweeps(runs, column.codes[rows] == codes[0], options, ranked, names=(before, after))

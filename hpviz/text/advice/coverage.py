"""How well the runs cover the space, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import numbers
from hpviz.formatting.percents import percent
from hpviz.formatting.words import count_of, listed
from hpviz.text.refusals import without_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.convergence.coverage import Coverage, ParamCoverage

# So many params are written about.
MOST_PARAMS, MOST_VALUES = 3, 4
HEADING = "Where the runs lie in the space"
READING = "Darker: more runs. Empty: none. The line marks a gap that random runs would hardly leave."
OUTLINED = "Outlined: only runs that are not ranked."


def sentences(coverage: Coverage) -> tuple[str, ...]:
    """Write which ranges have gaps and which values no run, and how evenly all ranges are filled together."""
    return tuple(_sentences(coverage))


def _sentences(coverage: Coverage) -> Iterator[str]:
    if coverage.unranked:
        yield f"{_not_ranked(coverage.unranked)} too: {without_result(coverage.result)}."
    only = [param for param in coverage.params if _is_unranked(param)]
    if only:
        names = listed([param.param for param in only], MOST_PARAMS)
        yield f"Parts of {names} have such runs alone: of these the model knows nothing."
    gaps = [param for param in coverage.params if param.gap_matters]
    yield from (_gap(param) for param in gaps[:MOST_PARAMS])
    if len(gaps) > MOST_PARAMS:
        yield f"{count_of(len(gaps) - MOST_PARAMS, 'more parameter')} have such gaps."
    untried = [param for param in coverage.params if param.labels and 0 in param.counts]
    yield from (_untried(param) for param in untried[:MOST_PARAMS])
    if any(param.labels for param in coverage.params) and not untried:
        yield "Every value of each list was tried."
    if any(param.gap_matters is not None for param in coverage.params) and not gaps:
        yield "No range has a gap larger than random runs leave."
    if np.isfinite(coverage.unevenness):
        yield _together(coverage)


def _not_ranked(runs: int) -> str:
    return "1 run that is not ranked counts" if runs == 1 else f"{runs:,} runs that are not ranked count"


def _is_unranked(param: ParamCoverage) -> bool:
    """Whether there is a part that has runs, none of which is ranked."""
    return any(count and not ranked for count, ranked in zip(param.counts, param.ranked, strict=True))


def _gap(param: ParamCoverage) -> str:
    low, high = numbers([param.gap_low, param.gap_high])
    return (
        f"{param.param}: no run between {low} and {high}, {percent(param.gap)} of its "
        f"{'declared ' if param.declared else ''}range; random runs leave such a gap in "
        f"{percent(param.p_value)} of sweeps."
    )


def _untried(param: ParamCoverage) -> str:
    missing = [label for label, count in zip(param.labels, param.counts, strict=True) if count == 0]
    return f"{param.param}: no run with {listed(missing, MOST_VALUES, last=' or ')}."


def _together(coverage: Coverage) -> str:
    low, high = coverage.usual_unevenness
    ranges = f"The {len(coverage.joint)} ranges together are filled"
    if low <= coverage.unevenness <= high:
        return f"{ranges} as evenly as by random runs."
    how = "less" if coverage.unevenness > high else "more"
    times = numbers([coverage.unevenness], 2)[0]
    return f"{ranges} {how} evenly than by random runs (discrepancy {times} times theirs)."


def ends_text(param: ParamCoverage) -> tuple[str, str]:
    """Write the ends of a range, or the first and the last value of a list."""
    if param.labels:
        return param.labels[0], param.labels[-1]
    low, high = numbers([param.low, param.high])
    return low, high


def row_text(param: ParamCoverage) -> str:
    """Write what a row of the picture shows, for those who do not see it."""
    low, high = ends_text(param)
    of = f"{len(param.labels)} values" if param.labels else f"the range from {low} to {high}"
    unranked = sum(count and not ranked for count, ranked in zip(param.counts, param.ranked, strict=True))
    alone = f", in {percent(unranked / len(param.counts))} only runs that are not ranked" if unranked else ""
    return f"{param.param}: runs in {percent(param.covered)} of {of}{alone}"

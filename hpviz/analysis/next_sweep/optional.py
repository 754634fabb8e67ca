"""Params that runs may do without: which of them are left out, and which runs are not as the advice is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import hidden_switches
from hpviz.analysis.next_sweep.candidates import holds
from hpviz.analysis.result.presence import is_better_without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray
    from hpviz.search_space import Dimension


def left_out(result: RankResult, space: Sequence[Dimension]) -> BoolArray:
    """Mark the params without which runs are better; shape (params,).

    Parameters
    ----------
    result
        The ranking.
    space
        A dimension for each of its params.
    """
    columns = result.require_evidence().column
    return np.array(
        [
            columns(dimension.param).part == "choice"
            and is_better_without(result, result.score(dimension.param))
            for dimension in space
        ],
        dtype=bool,
    )


def optional(evidence: Evidence, space: Sequence[Dimension]) -> BoolArray:
    """Mark the params of which doing without is a setting, not the doing of a switch; shape (params,).

    Parameters
    ----------
    evidence
        The runs.
    space
        A dimension for each param of the table.
    """
    switched = hidden_switches(evidence)
    free = (each.condition is None and each.param not in switched for each in space)
    return np.fromiter(free, dtype=bool, count=len(space))


def lie_outside(lines: Sequence[ParamAdvice], runs: Sequence[int]) -> BoolArray:
    """Mark runs that the advised space does not hold; a frozen value does not count.

    Parameters
    ----------
    lines
        The advice for each param.
    runs
        Which of the runs that entered.
    """
    out = np.zeros(len(runs), dtype=bool)
    for line in lines:
        if line.observed is None or line.action == "freeze":
            continue
        absent, places = line.observed.column.absent[list(runs)], line.observed.places[list(runs)]
        if line.after is not None:
            out |= ~(np.isnan(places) | holds(line.before.domain, line.after.domain, places))
            # What its switch does not hold lies outside by the switch.
            out |= absent & (line.before.condition is None)
        elif line.why == "better without":
            out |= ~absent
    return out

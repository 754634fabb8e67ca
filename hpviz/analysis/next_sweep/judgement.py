"""Whether the smaller ranges together are better than the old ones; where not, which of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.rules import keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.next_sweep.candidates import Candidates
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.runs.column import FloatArray
    from hpviz.search_space import Domain


def judged(lines: Sequence[ParamAdvice], candidates: Candidates) -> tuple[list[ParamAdvice], FloatArray]:
    """Take back the changes with which the forest expects no better runs.

    Candidates are drawn from the advised space and predicted. Where their median is worse than in the old
    space each change is judged on its own, the surest first: it stays unless the median gets worse.

    Parameters
    ----------
    lines
        For each param of the space what it should do.
    candidates
        Draws from the old space.

    Returns
    -------
    The lines, and the medians of all runs and in the advised space, in the units of
    `Candidates.predicted`; NaN where nothing is advised that they would show.
    """
    lines = list(lines)
    if not any(map(_changes, lines)):
        return lines, np.full(2, np.nan)
    old = float(np.median(candidates.predicted))
    new = candidates.median_within([_drawn_from(line) for line in lines])
    if new > old:
        lines, new = _one_by_one(lines, candidates)
    if not any(map(_changes, lines)):
        return lines, np.full(2, np.nan)
    # What is frozen does not matter for the judgement, but the runs to come will have that value.
    drawn = candidates.median_within([(line.after or line.before).domain for line in lines])
    medians = np.array([candidates.median_of_all(), drawn if drawn <= old else new])
    # A param that is always set because nothing is known of doing without it promises nothing.
    return lines, medians if medians[1] <= medians[0] else np.full(2, np.nan)


def _one_by_one(lines: Sequence[ParamAdvice], candidates: Candidates) -> tuple[list[ParamAdvice], float]:
    kept = [_taken_back(line) for line in lines]
    median = candidates.median_within([_drawn_from(line) for line in kept])
    for at in sorted(range(len(lines)), key=lambda at: _doubt(lines[at])):
        if not _restricts(lines[at]) or lines[at] == kept[at]:
            continue
        trial = [*kept[:at], lines[at], *kept[at + 1 :]]
        with_it = candidates.median_within([_drawn_from(line) for line in trial])
        if with_it <= median:
            kept, median = trial, with_it
    return kept, median


def _changes(line: ParamAdvice) -> bool:
    return line.after is None or _restricts(line)


def _restricts(line: ParamAdvice) -> bool:
    """Whether it changes what the forest predicts: a frozen value does not matter."""
    return line.action in {"narrow", "extend", "move"} and line.after != line.before


def _drawn_from(line: ParamAdvice) -> Domain:
    return line.after.domain if _restricts(line) and line.after is not None else line.before.domain


def _taken_back(line: ParamAdvice) -> ParamAdvice:
    """Keep the old range, but leave out where runs fail, of which the forest knows nothing."""
    if not _restricts(line) or line.observed is None or np.isnan(line.agreement):
        return line
    return keep(line.observed, "not better")


def _doubt(line: ParamAdvice) -> tuple[float, float]:
    p_value = line.observed.p_value if line.observed is not None else 1.0
    return p_value, -line.agreement

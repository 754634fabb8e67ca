"""Whether the smaller ranges together are better than the old ones; where not, which of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.rules import keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.next_sweep.candidates import Candidates
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.search_space import Domain


def judged(lines: Sequence[ParamAdvice], candidates: Candidates) -> list[ParamAdvice]:
    """Take back the changes with which the forest expects no better runs.

    Candidates are drawn from the advised space and predicted. Where their median is worse than in the old
    space each change is judged on its own, the surest first: it stays unless the median gets worse.

    Parameters
    ----------
    lines
        For each param of the space what it should do.
    candidates
        Draws from the old space.
    """
    lines = list(lines)
    if not any(map(changes, lines)):
        return lines
    old = float(np.median(candidates.predicted))
    new = candidates.median_within([drawn_from(line) for line in lines])
    return _one_by_one(lines, candidates) if new > old else lines


def _one_by_one(lines: Sequence[ParamAdvice], candidates: Candidates) -> list[ParamAdvice]:
    kept = [_taken_back(line) for line in lines]
    median = candidates.median_within([drawn_from(line) for line in kept])
    for at in sorted(range(len(lines)), key=lambda at: _doubt(lines[at])):
        if not _restricts(lines[at]) or lines[at] == kept[at]:
            continue
        trial = [*kept[:at], lines[at], *kept[at + 1 :]]
        with_it = candidates.median_within([drawn_from(line) for line in trial])
        if with_it <= median:
            kept, median = trial, with_it
    return kept


def changes(line: ParamAdvice) -> bool:
    """Whether it changes what is predicted: it drops out, or is drawn from another range."""
    return line.after is None or _restricts(line)


def _restricts(line: ParamAdvice) -> bool:
    """Whether it changes what the forest predicts: a frozen value does not matter."""
    return line.action in {"narrow", "extend", "shift"} and line.after != line.before


def drawn_from(line: ParamAdvice) -> Domain:
    """Return what to draw a param from to judge the advice: what is frozen as it was."""
    return line.after.domain if _restricts(line) and line.after is not None else line.before.domain


def _taken_back(line: ParamAdvice) -> ParamAdvice:
    """Keep the old range, but leave out where runs fail, of which the forest knows nothing."""
    if not _restricts(line) or line.observed is None or np.isnan(line.agreement):
        return line
    return keep(line.observed, "not better")


def _doubt(line: ParamAdvice) -> tuple[float, float]:
    p_value = line.observed.p_value if line.observed is not None else 1.0
    return p_value, -line.agreement

"""Ranges taken together: whether they are better than the old ones, and one story of what moved together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.rounding import between
from hpviz.analysis.next_sweep.candidates import holds, numbers_at
from hpviz.analysis.next_sweep.regions import NARROWEST
from hpviz.analysis.next_sweep.rules import keep
from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.next_sweep.candidates import Candidates
    from hpviz.analysis.next_sweep.param_advice import Observed, ParamAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray
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


def drawn_alike(lines: Sequence[ParamAdvice], result: RankResult) -> list[ParamAdvice]:
    """Let params that moved together have one advice: any of them may be the one that acts.

    The others are drawn from the values that they had in the range of the one with the clearest effect; where
    none has a range by its effect all stay as they were.

    Parameters
    ----------
    lines
        For each param of the space what it should do.
    result
        The ranking, with what moved together.
    """
    groups = [{*group.params} for group in result.correlated_groups if group.above_noise]
    drawn = list(lines)
    for at, line in enumerate(lines):
        group = next((group for group in groups if line.param in group), None)
        observed = line.observed
        if group is None or observed is None or observed.effect is not None or line.after is None:
            continue
        others = [other for other in lines if other.param in group and other is not line]
        leading = [other for other in others if _restricts(other) and _has_range(other)]
        if leading:
            leader = max(
                leading, key=lambda other: other.observed.score.importance if other.observed else 0.0
            )
            drawn[at] = _along(line, observed, leader)
        elif _restricts(line) and not np.isnan(line.agreement):
            drawn[at] = keep(observed, "not known")
    return drawn


def _has_range(line: ParamAdvice) -> bool:
    return line.observed is not None and line.observed.part is not None and line.after is not None


def _along(line: ParamAdvice, observed: Observed, leader: ParamAdvice) -> ParamAdvice:
    """Draw a param from the values that it had in the range of another one, if these are a part of all."""
    inside = _inside(leader)
    places = observed.places[inside & np.isfinite(observed.places)]
    domain, kept = line.before.domain, keep(observed, "not known")
    if kept.action != "keep" or not len(places):
        return kept
    places = np.r_[places, observed.anchored]
    part: Domain
    if isinstance(domain, Interval):
        if np.ptp(places) > NARROWEST:
            return kept
        low, high = numbers_at(domain, np.array([places.min(), places.max()]))
        part = between(domain, float(low), float(high))
    else:
        there = {*places.astype(int).tolist()}
        if domain.numeric:
            there = set(range(min(there), max(there) + 1))
        part = Choices(tuple(domain.values[place] for place in sorted(there)))
    if part == domain:
        return kept
    after = line.before.drawn_from(part)
    return replace(kept, action="narrow", why="", after=after, sure="a guess", along=leader.param)


def _inside(leader: ParamAdvice) -> BoolArray:
    """Mark the runs in the range of a param."""
    observed, after = leader.observed, leader.after
    if observed is None or after is None:
        raise ValueError(leader.param)
    there = np.isfinite(observed.places)
    inside: BoolArray = there & holds(leader.before.domain, after.domain, observed.places)
    return inside

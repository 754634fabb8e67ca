"""What decides early and what late, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.result.leaders import is_sole_leader, leaders, matter_most
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised, listed
from hpviz.text import target as words
from hpviz.text.along.places import at_point, place, points_name
from hpviz.text.best_values import on_average
from hpviz.text.refusals import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.along.results import AlongResults, AlongScore, Point

MOST_PARAMS = 4


def headline(along: AlongResults) -> str:
    """Write in a sentence what decides at the first point, and what at the last."""
    tested = along.tested
    if not tested:
        return f"At no {points_name(along, 1)} are there runs enough to tell an effect from chance."
    first, last = tested[0], tested[-1]
    early, late = deciding(first), deciding(last)
    if not early and not late:
        between = [_decides(along, point) for point in tested if deciding(point)]
        n = len(tested)
        nothing = f"Every parameter could be chance at {n:,} {points_name(along, n)}."
        return f"Only {listed(between)}." if between else nothing
    if first is last:
        return f"{capitalised(_decides(along, last))}."
    if early == late and _verb(first) == _verb(last):
        where = f"{at_point(along, first)} as well as {at_point(along, last)}"
        shares = f": {_shares_of(first)} and {_shares_of(last)} of {_differences(along)}"
        return f"{listed(early)} {_verb(first)} {where}{shares if len(early) == 1 else ''}."
    return f"{capitalised(_decides(along, first))}; {_decides(along, last)}."


def deciding(point: Point) -> tuple[str, ...]:
    """Return what matters most at a point, as its ranking says; empty where everything could be chance."""
    level = leaders(point.result)
    return tuple(score.param for score in matter_most(point.result, level)) if level else ()


def _decides(along: AlongResults, point: Point) -> str:
    """Write what decides most at a point, with the shares."""
    names, where = deciding(point), at_point(along, point)
    if not names:
        return f"{where} every parameter could be chance"
    return f"{where} {listed(names)} {_verb(point)} ({_shares_of(point)} of {_differences(along)})"


def _verb(point: Point) -> str:
    """Write that what is first decides most only where its place is settled."""
    names = deciding(point)
    if len(names) > 1:
        return "decide most"
    return "decides most" if is_sole_leader(point.result, point.result.scores[0]) else "comes first"


def _shares_of(point: Point) -> str:
    return listed([_share(point, param) for param in deciding(point)]) or "nothing"


def _share(point: Point, param: str) -> str:
    score = point.score(param)
    return "nothing" if score is None else percent(score.importance)


def _differences(along: AlongResults) -> str:
    return words.differences(along.last.result.target)


def courses(along: AlongResults) -> tuple[str, ...]:
    """Write of the params that matter where they do."""
    matters = [score for score in along.scores if score.above_noise][:MOST_PARAMS]
    return tuple(f"{score.param} {course(along, score)}." for score in matters)


def course(along: AlongResults, score: AlongScore) -> str:
    """Write where a param matters: ``matters only from step 5,000 on: 1% at step 100, 48% at …``."""
    known = [
        (point, mark) for point, mark in zip(along.points, score.marked, strict=True) if mark is not None
    ]
    there = [point for point, mark in known if mark]
    if not there or not score.above_noise:
        return "could be chance"
    return f"matters {_where(along, score, known)}{_shares(along, score)}"


def _where(along: AlongResults, score: AlongScore, known: Sequence[tuple[Point, bool]]) -> str:
    marks = [mark for _, mark in known]
    if score.trend == "late":
        return _late(along, known, start_of(marks))
    if score.trend == "early":
        return _early(along, known, len(marks) - 1 - start_of(marks[::-1]))
    if all(marks):
        return f"at every {points_name(along, 1)}"
    there = [place(along, point.at) for point, mark in known if mark]
    return f"at {there[0]}" if len(there) == 1 else f"at {len(there)} of {len(marks)} {points_name(along)}"


def _late(along: AlongResults, known: Sequence[tuple[Point, bool]], start: int) -> str:
    if start == len(known) - 1 and start:
        return f"only at {place(along, known[start][0].at)}"
    if start:
        return f"only from {place(along, known[start][0].at)} on"
    return f"more at high {along.by}" if along.is_fidelity else "more late than early"


def _early(along: AlongResults, known: Sequence[tuple[Point, bool]], end: int) -> str:
    if not end and len(known) > 1:
        return f"only at {place(along, known[0][0].at)}"
    if end < len(known) - 1:
        return f"only up to {place(along, known[end][0].at)}"
    return f"more at low {along.by}" if along.is_fidelity else "more early than late"


def start_of(marks: Sequence[bool]) -> int:
    """Return from where on all are marked; where the last is not, the first that is."""
    start = len(marks)
    while start and marks[start - 1]:
        start -= 1
    return start if start < len(marks) else marks.index(True)


def _shares(along: AlongResults, score: AlongScore) -> str:
    """Add the importance at the first and the last point that are tested."""
    tested = [point for point in along.tested if point.score(score.param) is not None]
    if len(tested) < 2:
        return ""
    ends = (tested[0], tested[-1])
    first, last = (f"{_share(point, score.param)} at {place(along, point.at)}" for point in ends)
    return f": {first}, {last}"


def best(along: AlongResults, param: str) -> str:
    """Write where a param is best at the first and the last point where that is known; else nothing."""
    known = [(point, text) for point in along.points if (text := best_at(point, param))]
    if not known:
        return ""
    (first, early), (last, late) = known[0], known[-1]
    if early == late:
        where = "" if len(known) > 1 else f" at {place(along, first.at)}"
        return f"{capitalised(early)}{where}."
    return f"{capitalised(place(along, first.at))}: {early}. {capitalised(place(along, last.at))}: {late}."


def best_at(point: Point, param: str) -> str:
    """Write where a param is best at a point; empty where that is not known."""
    return on_average(point.effects[param]) if param in point.effects else ""


def matters_at(point: Point) -> str:
    """Write what matters at a point, or why nothing is known of it."""
    why = problem(point.result)
    if why is not None:
        return why
    there = [f"{row.param} ({percent(row.importance)})" for row in point.result.scores if row.matters]
    return listed(there, MOST_PARAMS) if there else "every parameter could be chance"

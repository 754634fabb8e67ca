"""Which values of a param are best: on average over the runs, and where the other params are good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.design.rounding import between
from hpviz.analysis.design.searched_space import searched_domain
from hpviz.analysis.effects.dependence import (
    deciding_evidence,
    depends_on,
    may_combine,
    others_matter,
    partner_of,
    parts_of,
)
from hpviz.analysis.effects.partial_dependence import EQUIVALENT, curve_of
from hpviz.analysis.result.direction import direction_of, plateau_of, worse_end
from hpviz.search_space import Interval

if TYPE_CHECKING:
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.search_space import Domain

# Where the other params are good, so many times as many values cannot be told from the best.
WIDER = 2.0
# The best lies at an end of what was tried where the range leaves out this part of the axis at the other end,
# and the middle one of so many best runs lies on this part of it.
LEFT_OUT, BEST_RUNS, SIDE = 0.3, 3, 0.4

Differs = Literal["elsewhere", "wider", "depends"]
End = Literal["smallest", "largest"]


@dataclass(frozen=True, kw_only=True)
class Range:
    """Numbers that are about as good as the best.

    Attributes
    ----------
    stretches
        The ends of each stretch of them, ascending, as a person would write them: values of the runs, or
        rounded outwards. The first and the last reach as far as what was tried.
    end
        The end of what was tried at which the best itself lies, with the best runs near; None where it lies
        at none.
    whole
        Whether it is all that was tried.
    """

    stretches: tuple[tuple[float, float], ...]
    end: End | None
    whole: bool

    def holds(self, value: float) -> bool:
        """Whether a number is in it."""
        return any(low <= value <= high for low, high in self.stretches)


@dataclass(frozen=True, kw_only=True)
class BestNumbers:
    """The best numbers of a param.

    Attributes
    ----------
    average
        On average over the runs; None where no value stands out.
    good
        Where the other params are good; None where that is about the same range.
    differs
        How `good` differs: it lies ``"elsewhere"``, or is ``"wider"`` by far. ``"depends"``: which numbers
        are best depends on `partner`, and `good` spans all of them.
    partner
        With `good`, the param with which the strongest interaction above the noise is; empty for none.
    by_level
        Of "depends", the best numbers with each of a few levels of `partner`.
    named
        The named values (None, "auto") that are clearly better than the best numbers.
    alike
        Without such, those that are clearly better than the others, and cannot be told from the best numbers.
    behind
        Those that are clearly worse than the best numbers.
    """

    average: Range | None
    good: Range | None = None
    differs: Differs | None = None
    partner: str = ""
    by_level: tuple[tuple[str, Range], ...] = ()
    named: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    @property
    def advised(self) -> Range | None:
        """The numbers to draw from when the other params are drawn from their good values too."""
        return self.good or self.average


@dataclass(frozen=True, eq=False, kw_only=True)
class _Points:
    """Where numbers lie along a param: on the points of its curves."""

    domain: Domain
    numbers: FloatArray
    x: FloatArray
    log: bool
    best_runs: FloatArray

    def range(self, regions: list[tuple[int, int]], best: int) -> Range:
        """Turn stretches of points into numbers."""
        lows, highs = self._ends_at_best_runs(regions)
        lows[0], highs[-1] = min(lows[0], np.nanmin(self.numbers)), max(highs[-1], np.nanmax(self.numbers))
        return Range(
            stretches=tuple(self._written(float(lows[first]), float(highs[last])) for first, last in regions),
            end=self._end(regions, best),
            whole=regions == [(0, len(lows) - 1)],
        )

    def _ends_at_best_runs(self, regions: list[tuple[int, int]]) -> tuple[FloatArray, FloatArray]:
        """Return the ends of stretches from and to each point, out to best runs where none lies inside.

        A stretch ends somewhere between two points: a best run there is in it.
        """
        lows, highs, x, runs = self.x.copy(), self.x.copy(), self.x, self.best_runs
        if any(((x[first] <= runs) & (runs <= x[last])).any() for first, last in regions):
            return lows, highs
        for first, last in regions:
            below = runs[(runs < x[first]) & (runs > x[max(first - 1, 0)])]
            above = runs[(runs > x[last]) & (runs < x[min(last + 1, len(x) - 1)])]
            lows[first], highs[last] = below.min(initial=x[first]), above.max(initial=x[last])
        return lows, highs

    def _written(self, low: float, high: float) -> tuple[float, float]:
        """Round the ends outwards, as the advice for the next sweep does."""
        if not isinstance(self.domain, Interval):
            return low, high
        part = between(self.domain, low, high)
        if not isinstance(part, Interval):
            return low, high
        return float(part.low), float(part.high)

    def _end(self, regions: list[tuple[int, int]], best: int) -> End | None:
        last = len(self.x) - 1
        if len(regions) > 1 or best not in {0, last}:
            return None
        first, end = regions[0]
        near = self._places(self.best_runs)
        middle = float(np.median(near)) if len(near) else np.nan
        if best == 0 and end <= (1 - LEFT_OUT) * last and middle <= SIDE:
            return "smallest"
        return "largest" if best == last and first >= LEFT_OUT * last and middle >= 1 - SIDE else None

    def _places(self, numbers: FloatArray) -> FloatArray:
        """Return where numbers lie among the points, from 0 to 1."""
        axis = np.log if self.log else np.asarray
        return np.interp(axis(numbers), axis(self.x), np.linspace(0, 1, len(self.x)))


def best_numbers(result: RankResult, param: str, curve: Curve) -> BestNumbers:
    """Find the best numbers of a param that matters: the range that every view goes by.

    Where the best on average and where the other params are good differ by much there are two.

    Parameters
    ----------
    result
        The ranking that the param is in.
    param
        Its name.
    curve
        Its partial dependence on average.
    """
    score, points = result.score(param), _points(result, param, curve)
    average = best_on_average(result, param, curve)
    partner = partner_of(result, param)
    if partner and depends_on(result, param, partner):
        return _depending(result, param, points, average, partner)
    adds_up = average is not None and not may_combine(result, param, partner)
    if adds_up or not others_matter(result, param):
        return BestNumbers(average=average)
    deciding, minimize = deciding_evidence(result, param), result.goal == "minimize"
    index = deciding.params.index(param)
    among_good = curve_of(deciding.model, index, log=score.log, minimize=minimize, among_good=True)
    differs = _difference(curve, among_good)
    if differs is None:
        return BestNumbers(average=average)
    regions = [(0, len(curve.x) - 1)] if _is_level(among_good, curve) else among_good.regions()
    if differs == "wider":
        regions = _joined(curve.regions(), regions)
    good = points.range(regions, among_good.best)
    return BestNumbers(average=average, good=good, differs=differs, partner=partner)


def best_on_average(result: RankResult, param: str, curve: Curve) -> Range | None:
    """Find the best numbers of a param on average over the runs; None where no value stands out."""
    if not curve.stands_out:
        return None
    score = result.score(param)
    best = _points(result, param, curve).range(*_average(curve, score, result))
    # At the end of a plateau nothing more is to be had beyond.
    level = {"high": "largest", "low": "smallest", None: ""}[plateau_of(score, result)]
    return replace(best, end=None) if best.end == level else best


def _points(result: RankResult, param: str, curve: Curve) -> _Points:
    evidence = result.require_evidence()
    column = evidence.column(param)
    best_runs = column.numbers[evidence.best_first(result.goal)]
    return _Points(
        domain=searched_domain(evidence, param),
        numbers=column.numbers,
        x=curve.x,
        log=result.score(param).log,
        best_runs=best_runs[np.isfinite(best_runs)][:BEST_RUNS],
    )


def _depending(
    result: RankResult, param: str, points: _Points, average: Range | None, partner: str
) -> BestNumbers:
    """Find the best numbers with each part of the values of the partner, and what spans them."""
    evidence, minimize = deciding_evidence(result, param, partner), result.goal == "minimize"
    model, by = evidence.model, evidence.params.index(partner)
    log, index = result.score(param).log, evidence.params.index(param)
    parts = [
        (text, curve_of(model, index, log=log, minimize=minimize, part=rows))
        for text, rows in parts_of(model.fitted.params[by])
    ]
    first = min(curve.regions()[0][0] for _, curve in parts)
    last = max(curve.regions()[-1][1] for _, curve in parts)
    ranges = [(text, points.range(curve.regions(), curve.best)) for text, curve in parts]
    ranges.sort(key=lambda of_level: of_level[1].stretches[0])
    return BestNumbers(
        average=average,
        good=points.range([(first, last)], first if last < len(points.x) - 1 else last),
        differs="depends",
        partner=partner,
        by_level=tuple((text, best) for text, best in ranges if text and not best.whole),
    )


def _average(curve: Curve, score: Score, result: RankResult) -> tuple[list[tuple[int, int]], int]:
    """Return the stretches of points that are best on average, and the best point, as the row has it.

    Whether the best lies at an end or inside is said by the means of the runs (`direction_of`), which need no
    forest: the curve is off by little at its ends, where few runs are near.
    """
    good, last = curve.as_good.copy(), len(curve.x) - 1
    direction, worse = direction_of(score, result), worse_end(score, result.goal)
    there, flat = np.flatnonzero(good), plateau_of(score, result)
    if direction == "higher" or flat == "high":
        good[there[-1] :] = True
    elif direction == "lower" or flat == "low":
        good[: there[0] + 1] = True
    high_is_good, low_is_good = bool(good[last]), bool(good[0])
    if direction in {"higher", "middle"} or (worse == "low" and high_is_good):
        good &= ~_at_end(good, curve.best, 0)
    if direction in {"lower", "middle"} or (worse == "high" and low_is_good):
        good &= ~_at_end(good, curve.best, last)
    if not good.any() or good.all():
        return curve.regions(), curve.best
    towards = curve.middle if result.goal == "minimize" else -curve.middle
    return curve.regions(good), int(np.where(good, towards, np.inf).argmin())


def _at_end(good: BoolArray, best: int, end: int) -> BoolArray:
    """Mark the stretch of good points from an end that is none; the end alone where the best is in it."""
    stretch: BoolArray = np.logical_and.accumulate(good[::-1] if end else good)
    stretch = stretch[::-1] if end else stretch
    return np.arange(len(good)) == end if stretch[best] else stretch


def _joined(regions: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches of points that overlap or follow on one another."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted([*regions, *others]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _difference(curve: Curve, good: Curve) -> Differs | None:
    if not curve.stands_out:
        return "elsewhere" if good.stands_out else None
    if _is_level(good, curve):
        return "wider"
    if not good.as_good[curve.best]:
        return "elsewhere"
    return "wider" if good.as_good.sum() >= WIDER * curve.as_good.sum() else None


def _is_level(good: Curve, curve: Curve) -> bool:
    """Whether a param does hardly anything where the others are good, though it does on average."""
    return curve.stands_out and bool(np.ptp(good.middle) <= EQUIVALENT * np.ptp(curve.middle))

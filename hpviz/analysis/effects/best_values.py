"""Which values of a param are best: on average over the runs, and where the other params are good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.association.levels import welch
from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.effects.partial_dependence import good_otherwise
from hpviz.analysis.importance.pair_interactions import MOST_PARAMS
from hpviz.analysis.result.design_points import at_runs
from hpviz.analysis.sample.averages import configuration_means
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import Column, FloatArray

# Where the other params are good, so many times as many values cannot be told from the best.
WIDER = 2.0
# Levels of fewer runs than this the forest pools; at most so many are looked at.
RUNS_OF_LEVEL, MOST_LEVELS = 3, 12
SIGMAS = 1.96

Differs = Literal["elsewhere", "wider"]


@dataclass(frozen=True, kw_only=True)
class Range:
    """Numbers that are about as good as the best.

    Attributes
    ----------
    stretches
        The ends of each stretch of them, ascending; the first and the last reach as far as what was tried.
    end
        The end of what was tried at which the best itself lies; None where it lies at none.
    whole
        Whether it is all that was tried.
    """

    stretches: tuple[tuple[float, float], ...]
    end: Literal["smallest", "largest"] | None
    whole: bool

    @classmethod
    def of(cls, curve: Curve, numbers: FloatArray) -> Range:
        """Take the regions of a curve.

        Parameters
        ----------
        curve
            Its ends leave out the few runs beyond, of whose values the forest knows no better.
        numbers
            Shape (runs,): all that was tried; NaN where a run has none.
        """
        lows, highs = curve.x.copy(), curve.x.copy()
        lows[0], highs[-1] = min(lows[0], np.nanmin(numbers)), max(highs[-1], np.nanmax(numbers))
        ends: dict[int, Literal["smallest", "largest"]] = {0: "smallest", len(lows) - 1: "largest"}
        regions = curve.regions()
        return cls(
            stretches=tuple((float(lows[first]), float(highs[last])) for first, last in regions),
            end=ends.get(curve.best),
            whole=regions == [(0, len(lows) - 1)],
        )

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
        Where the other params are good; None where that is no other range.
    differs
        How `good` differs: it lies ``"elsewhere"``, or is ``"wider"`` by far.
    partner
        With `good`, the param with which the strongest interaction above the noise is; empty for none.
    named
        The named values (None, "auto") that are clearly better than the best numbers.
    """

    average: Range | None
    good: Range | None = None
    differs: Differs | None = None
    partner: str = ""
    named: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BestLevels:
    """The best levels of a param.

    Attributes
    ----------
    average
        Those that cannot be told from the best of them on average, the best first; empty where none stands
        out.
    worse
        Those that can.
    good
        Those that cannot where the other params are good; empty where the best on average is among them.
    partner
        As in `BestNumbers`.
    """

    average: tuple[str, ...]
    worse: tuple[str, ...]
    good: tuple[str, ...] = ()
    partner: str = ""


def best_numbers(result: RankResult, column: Column, curve: Curve, among_good: Curve) -> BestNumbers:
    """Find the best numbers of a param that matters.

    Parameters
    ----------
    result
        The ranking that the param is in.
    column
        Its cells in the runs that entered.
    curve, among_good
        Its partial dependence on average, and where the other params are good.
    """
    average = Range.of(curve, column.numbers) if curve.stands_out else None
    differs = _difference(curve, among_good)
    if differs is None:
        return BestNumbers(average=average)
    good, partner = Range.of(among_good, column.numbers), partner_of(result, column.name)
    return BestNumbers(average=average, good=good, differs=differs, partner=partner)


def best_named(
    result: RankResult, column: Column, y: FloatArray, best: BestNumbers, unit: NDArray[np.intp] | None
) -> tuple[str, ...]:
    """Find the named values among numbers that are clearly better than the best of these.

    Parameters
    ----------
    result
        The ranking that the param is in.
    column, y
        Its cells and the metric on the scale that is analysed, one per run that entered.
    best
        Its best numbers: without any, all of them.
    unit
        Shape (used,): the number of each run's configuration, where these are the experiments.
    """
    levels = result.level_scores.get(column.name, ())
    sign = 1.0 if result.goal == "minimize" else -1.0
    better = [level.level for level in levels if level.clear and sign * level.effect < 0]
    if unit is not None:
        first, y = configuration_means(y, unit)
        column = column.take(first)
    there = np.isfinite(column.numbers)
    if best.average is not None:
        there &= np.array([best.average.holds(number) for number in column.numbers])
    of_level = {text: sign * y[column.codes == column.levels.index(text)] for text in better}
    behind = {text: welch(sign * y[there], own, comparisons=len(better))[1] for text, own in of_level.items()}
    return tuple(
        sorted((text for text in better if behind[text] > 0), key=lambda text: of_level[text].mean())
    )


def _difference(curve: Curve, good: Curve) -> Differs | None:
    if not curve.stands_out:
        return "elsewhere" if good.stands_out else None
    if not good.as_good[curve.best]:
        return "elsewhere"
    return "wider" if good.as_good.sum() >= WIDER * curve.as_good.sum() else None


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


def best_levels(
    result: RankResult,
    column: Column,
    y: FloatArray,
    levels: Sequence[LevelScore],
    unit: NDArray[np.intp] | None,
) -> BestLevels:
    """Find the best levels of a param that matters.

    Parameters
    ----------
    result
        The ranking that the param is in.
    column, y
        Its cells and the metric on the scale that is analysed, one per run that entered.
    levels
        Its levels with their differences to the others.
    unit
        Shape (used,): the number of each run's configuration, where these are the experiments.
    """
    sign = 1.0 if result.goal == "minimize" else -1.0
    codes = {text: code for code, text in enumerate(column.levels)}
    known = [level for level in levels if not np.isnan(level.effect_low) and level.level in codes]
    if not any(level.clear for level in known):
        return BestLevels(average=(), worse=())
    if unit is not None:
        first, y = configuration_means(y, unit)
        column = column.take(first)
    of_level = {level.level: sign * y[column.codes == codes[level.level]] for level in known}
    by_mean = sorted(known, key=lambda level: float(of_level[level.level].mean()))
    alike, worse = _told_apart(by_mean, of_level, sign)
    good = _good_levels(result, column.name, minimize=sign > 0)
    elsewhere = bool(good) and alike[0] not in good
    return BestLevels(
        average=tuple(alike),
        worse=tuple(worse),
        good=tuple(good) if elsewhere else (),
        partner=partner_of(result, column.name) if elsewhere else "",
    )


def _told_apart(
    by_mean: Sequence[LevelScore], of_level: dict[str, FloatArray], sign: float
) -> tuple[list[str], list[str]]:
    """Split levels into those that cannot be told from the best, and those that are clearly worse."""
    texts, best = [level.level for level in by_mean], by_mean[0].level
    # What is worse than all others together cannot be among the best of them.
    worse = {level.level for level in by_mean[1:] if level.clear and sign * level.effect > 0}
    for text in texts[1:]:
        _, low, _ = welch(of_level[text], of_level[best], comparisons=len(texts) - 1)
        if low > 0:
            worse.add(text)
    return [text for text in texts if text not in worse], [text for text in texts if text in worse]


def _good_levels(result: RankResult, param: str, *, minimize: bool) -> list[str]:
    """Find the levels that cannot be told from the best where the other params are good, the best first."""
    evidence = result.require_evidence()
    model, index = evidence.model, evidence.params.index(param)
    codes = model.fitted.params[index].codes
    present, first, counts = np.unique(codes, return_index=True, return_counts=True)
    frequent = np.flatnonzero((present >= 0) & (counts >= RUNS_OF_LEVEL))
    frequent = frequent[np.argsort(-counts[frequent], kind="stable")[:MOST_LEVELS]]
    if len(frequent) < 2:
        return []
    points = at_runs(model.fitted, index, first[frequent])
    among = good_otherwise(model, points, np.flatnonzero(codes >= 0), minimize=minimize)
    sign = 1.0 if minimize else -1.0
    middle = sign * model.dependence(points, among)
    order, best = np.argsort(middle, kind="stable"), int(middle.argmin())
    curves = sign * model.resampled(points, among, all_rows=True)
    error = np.nan_to_num((curves - curves[:, [best]]).std(axis=0, ddof=1))
    names = model.fitted.params[index].levels
    return [names[present[frequent[at]]] for at in order if middle[at] - middle[best] <= SIGMAS * error[at]]

"""Which levels of a param are best: on average over the runs, and where the other params are good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.levels import FEWEST_OF_LEVEL, welch, within_levels
from hpviz.analysis.design.rare_levels import is_rare
from hpviz.analysis.effects.dependence import (
    SIGMAS,
    behind_the_best,
    deciding_evidence,
    depends_on,
    may_combine,
    others_matter,
    partner_of,
)
from hpviz.analysis.effects.partial_dependence import EQUIVALENT, good_otherwise
from hpviz.analysis.effects.single_number import number_as_level
from hpviz.analysis.result.design_points import at_runs
from hpviz.analysis.sample.averages import configuration_means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.effects.best_values import BestNumbers, Differs
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import Column, FloatArray

# At most so many levels are looked at in a model.
MOST_LEVELS = 12
# Levels are about as good as each other where their means are known to be nearer than this share of how far
# the means of all levels are apart.
NEAR = 0.25
TINY = float(np.finfo(float).tiny)


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
        Those that cannot where the other params are good; empty where these are about the same.
    differs
        How `good` differs: the best on average is not among them, ``"elsewhere"``, or they hold some of the
        `worse`, ``"wider"``; or which are best depends on `partner`, ``"depends"``, and `good` has all.
    partner
        As in `BestNumbers`.
    as_good
        Whether those in `average` are known to be about as good as each other: that they cannot be told apart
        is not enough.
    """

    average: tuple[str, ...]
    worse: tuple[str, ...]
    good: tuple[str, ...] = ()
    differs: Differs | None = None
    partner: str = ""
    as_good: bool = True

    @property
    def advised(self) -> tuple[str, ...]:
        """The levels to draw from when the other params are drawn from their good values too."""
        return self.good or self.average


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
    known = [level for level in levels if level.clear is not None and level.level in codes]
    partner = partner_of(result, column.name)
    depends = bool(partner) and depends_on(result, column.name, partner)
    if not any(level.clear for level in known):
        differs: Differs | None = "depends" if depends else None
        return BestLevels(average=(), worse=(), differs=differs, partner=partner if depends else "")
    if unit is not None:
        first, y = configuration_means(y, unit)
        column = column.take(first)
    of_level = {level.level: sign * y[column.codes == codes[level.level]] for level in known}
    by_mean = sorted(known, key=lambda level: float(of_level[level.level].mean()))
    spread = within_levels(column.codes, y)
    alike, worse = _told_apart(by_mean, of_level, sign, spread)
    near = _are_near(alike, by_mean, of_level, spread)
    on_average = BestLevels(average=tuple(alike), worse=tuple(worse), as_good=near)
    if depends:
        return replace(on_average, good=(*alike, *worse), differs="depends", partner=partner)
    looks = others_matter(result, column.name) and may_combine(result, column.name, partner)
    there = _good_levels(result, column.name, minimize=sign > 0) if looks else {}
    good, differs = [*there], None
    if good and alike[0] not in good:
        differs = "elsewhere"
    elif as_good := [text for text in worse if there.get(text, np.inf) <= EQUIVALENT]:
        differs, good = "wider", [*alike, *as_good]
    if differs is None:
        return on_average
    return replace(on_average, good=tuple(good), differs=differs, partner=partner)


def _told_apart(
    by_mean: Sequence[LevelScore],
    of_level: dict[str, FloatArray],
    sign: float,
    spread: tuple[float, int],
) -> tuple[list[str], list[str]]:
    """Split levels into those that cannot be told from the best, and those that are clearly worse."""
    texts, best = [level.level for level in by_mean], by_mean[0].level
    # What is worse than all others together cannot be among the best of them.
    worse = {level.level for level in by_mean[1:] if level.clear and sign * level.effect > 0}
    # A spread that all levels share says little of one that few runs have: its own runs have to show it.
    comparable = [level.level for level in by_mean[1:] if level.clear or not is_rare(level, by_mean)]
    for text in comparable:
        _, low, _ = welch(of_level[text], of_level[best], comparisons=len(texts) - 1, spread=spread)
        if low > 0:
            worse.add(text)
    return [text for text in texts if text not in worse], [text for text in texts if text in worse]


def _are_near(
    alike: Sequence[str],
    by_mean: Sequence[LevelScore],
    of_level: dict[str, FloatArray],
    spread: tuple[float, int],
) -> bool:
    """Whether the levels that cannot be told from the best are known to be hardly behind it."""
    best, last = of_level[alike[0]], of_level[by_mean[-1].level]
    room = NEAR * float(last.mean() - best.mean())
    behind = (welch(of_level[text], best, comparisons=len(alike) - 1, spread=spread) for text in alike[1:])
    return all(high <= room for _, _, high in behind)


def _good_levels(result: RankResult, param: str, *, minimize: bool) -> dict[str, float]:
    """Find the levels that cannot be told from the best where the other params are good, the best first.

    With each, how far it is behind the best there, as a share of what the levels do on average.
    """
    evidence = deciding_evidence(result, param)
    model, index = evidence.model, evidence.params.index(param)
    own = model.fitted.params[index]
    tried = number_as_level(own) or own
    codes = tried.codes
    present, first, counts = np.unique(codes, return_index=True, return_counts=True)
    frequent = np.flatnonzero((present >= 0) & (counts >= FEWEST_OF_LEVEL))
    frequent = frequent[np.argsort(-counts[frequent], kind="stable")[:MOST_LEVELS]]
    if len(frequent) < 2:
        return {}
    points = at_runs(model.fitted, index, first[frequent])
    having = np.flatnonzero(codes >= 0)
    among = good_otherwise(model, points, having, minimize=minimize)
    behind, error = behind_the_best(model, points, among, minimize=minimize)
    order = np.argsort(behind, kind="stable")
    spread = max(float(np.ptp(model.dependence(points, having))), TINY)
    return {
        tried.levels[present[frequent[at]]]: float(behind[at] / spread)
        for at in order
        if behind[at] <= SIGMAS * error[at]
    }


def with_named(
    result: RankResult, column: Column, y: FloatArray, best: BestNumbers, unit: NDArray[np.intp] | None
) -> BestNumbers:
    """Add the named values among numbers that are as good as the best of these, or clearly better.

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
    if unit is not None:
        first, y = configuration_means(y, unit)
        column = column.take(first)
    there = np.isfinite(column.numbers)
    if best.advised is not None:
        there &= np.array([best.advised.holds(number) for number in column.numbers])
    of_level = {level.level: sign * y[column.codes == column.levels.index(level.level)] for level in levels}
    # How far the best numbers are behind each, with an interval: NaN where too few runs have it.
    apart = {text: welch(sign * y[there], own, comparisons=len(levels)) for text, own in of_level.items()}
    clear = [level.level for level in levels if level.clear and sign * level.effect < 0]
    by_mean = sorted(clear, key=lambda text: of_level[text].mean())
    named = tuple(text for text in by_mean if apart[text][1] > 0)
    return replace(
        best,
        named=named,
        alike=() if named else tuple(text for text in by_mean if apart[text][2] >= 0),
        behind=tuple(
            level.level for level in levels if level.clear is not None and apart[level.level][2] < 0
        ),
    )

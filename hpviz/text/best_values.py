"""Where a param is best, as a headline, a row and the advice for the next sweep say it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.extension import can_reach_beyond
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.direction import direction_of, plateau_of
from hpviz.analysis.result.presence import is_better_with, is_better_without
from hpviz.analysis.sample.metric_bounds import bounds_on_scale
from hpviz.formatting.numbers import number, one_notation, rounded
from hpviz.formatting.words import listed
from hpviz.runs.target import FailureTarget
from hpviz.text.figures import failing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.effects.best_levels import BestLevels
    from hpviz.analysis.effects.best_values import BestNumbers, Range
    from hpviz.analysis.effects.effect import Effect


# A metric that is this near to what it can be at best, as a share of what a param does, is there.
AT_BOUND = 0.02
# One of the five best runs may have another value than is best by luck.
LUCK = 0.25
# Of a value that runs have so many digits are written, and more where the next value is near; along a log
# axis two say where it is.
OWN_DIGITS = 4


def phrase(effect: Effect) -> str:
    """Write where a param is best, as a headline ends: ``best between 0.0005 and 0.006``; or nothing."""
    if effect.column.part == "task":  # the easiest task is no advice
        return ""
    if isinstance(effect.result.target, FailureTarget):
        return failing(effect.result, effect.score.param)
    if is_better_without(effect.result, effect.score):
        return f"best without {effect.score.param}"
    if effect.numbers is not None:
        return _numbers_phrase(effect, effect.numbers) or _worse_phrase(effect)
    levels = effect.best_levels
    best = "" if levels is None else _levels_phrase(effect, levels)
    return best or _worse_phrase(effect)


def on_average(effect: Effect) -> str:
    """Write where a param is best on average over the runs, as a headline ends; or nothing."""
    if effect.column.part == "task":
        return ""
    if is_better_without(effect.result, effect.score):
        return f"best without {effect.score.param}"
    if effect.numbers is not None:
        average = effect.numbers.average
        if average is None or average.whole:
            return ""
        return f"best {_between(average, effect)}{at_the_end(average, effect)}"
    levels = effect.best_levels
    return f"best with {listed(levels.average, last=' or ')}" if levels and stands_out(levels) else ""


def _worse_phrase(effect: Effect) -> str:
    """Write what is clearly worse where no value stands out: named values, or doing without the param."""
    minimize = effect.result.goal == "minimize"
    named = effect.levels if effect.numbers is not None else ()
    worse = [level.level for level in named if level.clear and (level.effect > 0) == minimize]
    if worse:
        return f"clearly worse with {listed(worse, last=' or ')}"
    is_setting = is_better_with(effect.result, effect.score)
    return f"clearly worse without {effect.score.param}" if is_setting else ""


def best_values(effect: Effect) -> str:
    """Write where a param that matters is best, or why no value is known to be."""
    if effect.column.part == "task":
        return "it is the task, which no search chooses"
    if partner := combined_with(effect.score, effect.result):
        return f"its best values depend on {partner}"
    tendency = trend(effect) if effect.score.kind == "numeric" else ""
    return phrase(effect) or f"{tendency or 'it matters'}, but none of its values stands out"


def best_runs_outside(effect: Effect) -> int:
    """Count the best runs, those that pictures mark, whose value is none of the best on average.

    0 of so few that it may be luck.
    """
    column, numbers, levels, outside = effect.column, effect.numbers, effect.best_levels, 0
    if numbers is not None and numbers.average is not None:
        values = column.numbers[list(effect.best)]
        outside = sum(not numbers.average.holds(value) for value in values[np.isfinite(values)])
    elif numbers is None and levels is not None and levels.average:
        best = {*levels.average, *levels.good}
        outside = sum(column.text_at(run) not in best for run in effect.best)
    return outside if outside > LUCK * len(effect.best) else 0


def _on_average(effect: Effect) -> str:
    """Begin a phrase of what is best on average where the best runs say otherwise."""
    return "on average " if best_runs_outside(effect) else ""


def _levels_phrase(effect: Effect, levels: BestLevels) -> str:
    average = listed(levels.average, last=" or ")
    if levels.differs == "depends":
        there = f"on average best with {average}, but " if stands_out(levels) else ""
        return f"{there}the best depends on {levels.partner}"
    if not average:
        return ""
    if levels.good:
        there = f"on average best with {average}, but {with_good(levels.partner)}"
        if levels.differs == "wider":
            return f"{there} {as_good(levels)}"
        return f"{there} the best is {listed(levels.good, last=' or ')}"
    if not stands_out(levels):
        return f"clearly worse with {listed(levels.worse, last=' or ')}" if levels.worse else ""
    return f"{_on_average(effect)}best with {average}"


def stands_out(levels: BestLevels) -> bool:
    """Whether the best levels on average are few enough to be named; else the worse ones are."""
    return 0 < len(levels.average) <= max(len(levels.worse), 1)


def _numbers_phrase(effect: Effect, numbers: BestNumbers) -> str:
    if numbers.named:
        return f"best with {listed(numbers.named, last=' or ')}"
    average, good = numbers.average, numbers.good
    there = with_good(numbers.partner)
    if numbers.differs == "depends":
        on_average = f"on average best {_between(average, effect)}, but " if average is not None else ""
        return f"{on_average}the best depends on {numbers.partner}{by_level(numbers, effect)}"
    if average is None:
        return f"{there}, best {_between(good, effect)}{at_the_end(good, effect)}" if good is not None else ""
    best = f"best {_between(average, effect)}"
    if good is None or range_text(good, effect) == range_text(average, effect):
        return "" if average.whole else _one_range(effect, average, numbers.alike)
    if numbers.differs == "wider":
        return f"on average {best}, but {there} {wider(good, effect)}{as_good_named(numbers)}"
    there = f"{there} the best is {_between(good, effect)}{at_the_end(good, effect)}"
    return f"on average {best}, but {there}{as_good_named(numbers)}"


def _one_range(effect: Effect, average: Range, alike: Sequence[str]) -> str:
    """Write a range that is the best whatever the other params are, and named values that are as good."""
    named = f" or with {listed(alike, last=' or ')}" if alike else ""
    level = "" if named else _plateau(average, effect)
    best = f"best {_between(average, effect)}{named}{at_the_end(average, effect)}"
    return f"{_on_average(effect)}{level or best}"


def _plateau(best: Range, effect: Effect) -> str:
    """Write from which value on most of a param is about as good: ``about as good at 0.01 or more, …``."""
    flat = plateau_of(effect.score, effect.result)
    if flat is None or len(best.stretches) > 1 or best.whole or best.end is not None:
        return ""
    ((low, high),) = _ends(best, effect)
    extent = effect.column.extent
    if flat == "high":
        reaches = best.holds(extent.high) and not best.holds(extent.low)
        return f"about as good at {low} or more, worse below" if reaches else ""
    reaches = best.holds(extent.low) and not best.holds(extent.high)
    return f"about as good at {high} or less, worse above" if reaches else ""


def _between(best: Range, effect: Effect) -> str:
    """Write the stretches of a range: ``at 0.1``, ``between 2 and 3``."""
    return listed(
        [f"at {low}" if low == high else f"between {low} and {high}" for low, high in _ends(best, effect)],
        last=" or ",
    )


def by_level(numbers: BestNumbers, effect: Effect) -> str:
    """Add which numbers are best with each level of the partner; nothing where there are no levels."""
    best = [f"{range_text(of_level, effect)} with {level}" for level, of_level in numbers.by_level]
    return f": {listed(best)}" if best else ""


def with_good(partner: str) -> str:
    return f"with good values of {partner or 'the other parameters'}"


def range_text(best: Range, effect: Effect) -> str:
    """Write the stretches of a range: ``0.1``, ``2 to 3``, ``0 to 0.1 or 0.8 to 1``."""
    ends = _ends(best, effect)
    return listed([low if low == high else f"{low} to {high}" for low, high in ends], last=" or ")


def _ends(best: Range, effect: Effect) -> list[tuple[str, str]]:
    """Write the ends of the stretches, in one notation with all others that are written of the param."""
    numbers = effect.numbers
    ranges = [] if numbers is None else [numbers.average, numbers.good, numbers.advised]
    ranges += [] if numbers is None else [of_level for _, of_level in numbers.by_level]
    others = (other for other in ranges if other is not None)
    values = [end for part in (best, *others) for ends in part.stretches for end in ends]
    texts = one_notation([_value(value, effect) for value in values])
    own = iter(texts[: 2 * len(best.stretches)])
    return [*zip(own, own, strict=True)]


def at_the_end(best: Range, effect: Effect) -> str:
    """Add that the best lies at an end of what was tried, and that more may lie beyond where that can be."""
    if best.end is None or best.whole or len(best.stretches) > 1:
        return ""
    beyond = "smaller" if best.end == "smallest" else "larger"
    (low, high) = best.stretches[0]
    tried = f"the {best.end} tried" if low == high else f"at the {best.end} values tried"
    evidence = effect.result.require_evidence()
    if _is_at_bound(effect) or not can_reach_beyond(evidence, effect.score.param, up=best.end == "largest"):
        return f", {tried}"
    return f", {tried}; {beyond} may be better"


def _is_at_bound(effect: Effect) -> bool:
    """Whether the metric is as good as it can be: no run fails, all is predicted right."""
    result, curve = effect.result, effect.curve
    if curve is None:
        return False
    least, most = bounds_on_scale(result.target, result.require_evidence().metric, result.scale)
    bound, best = (least, curve.middle.min()) if result.goal == "minimize" else (most, curve.middle.max())
    return math.isfinite(bound) and abs(best - bound) <= AT_BOUND * float(np.ptp(curve.middle))


def _value(value: float, effect: Effect) -> str:
    """Write a value of the grid so that it differs from the next, one of the runs as any number of theirs."""
    own = effect.column.integral or value in effect.column.numbers
    if own and value.is_integer():
        return number(value)
    fewest = OWN_DIGITS if own and not effect.score.log else 2
    grid = effect.curve.x if effect.curve is not None else np.array([value])
    room = float(np.abs(grid[grid != value] - value).min(initial=np.inf))
    text = rounded(value, room, fewest)
    extent = effect.column.extent
    # A value of the runs is not rounded beyond what was tried.
    return text if not own or extent.low <= float(text) <= extent.high else number(value)


def wider(good: Range, effect: Effect) -> str:
    alike = "all values are" if good.whole else f"{range_text(good, effect)} are"
    return f"{alike} about as good{at_the_end(good, effect)}"


def as_good(levels: BestLevels) -> str:
    """Name the levels that are as good as the best ones where the other params are good."""
    others = [text for text in levels.good if text not in levels.average]
    return f"{listed(others)} {'is' if len(others) == 1 else 'are'} about as good"


def as_good_named(numbers: BestNumbers) -> str:
    """Add the named values that cannot be told from the best numbers."""
    if not numbers.alike:
        return ""
    return f"; {listed(numbers.alike)} {'is' if len(numbers.alike) == 1 else 'are'} about as good"


def trend(effect: Effect) -> str:
    """Write which way the metric gets better, as the row does; empty where that is not clear."""
    direction = direction_of(effect.score, effect.result)
    if direction is None:
        return ""
    if direction == "middle":
        return "on average best in the middle"
    which = str(direction == "higher") if effect.score.kind == "boolean" else direction
    return f"on average, {which} is better"

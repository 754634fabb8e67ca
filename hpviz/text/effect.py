"""How one param acts on a metric, in words that know the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.extension import can_reach_beyond
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.direction import direction_of
from hpviz.analysis.result.presence import is_better_without
from hpviz.formatting import capitalised, count_of, factor, listed, number
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.text import target as words
from hpviz.text.figures import failing
from hpviz.text.ranking import problem
from hpviz.text.row import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.best_values import BestLevels, BestNumbers, Range
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.result.presence import Presence


def sentences(effect: Effect) -> tuple[str, ...]:
    """Write where a param is best, and what having it does; why nothing is known where that is so."""
    obstacle = problem(effect.result)
    return (obstacle,) if obstacle else tuple(_sentences(effect))


def _sentences(effect: Effect) -> Iterator[str]:
    if not effect.score.matters:
        yield _no_value(effect)
    elif partner := combined_with(effect.score, effect.result.scores):
        yield f"The best {effect.score.param} {words.purpose(effect.result.target)} depends on {partner}."
    elif effect.score.kind == "numeric":
        named = tuple(_named_values(effect))
        yield from named
        if effect.numbers is not None and effect.numbers.named:
            yield _best_named(effect, effect.numbers)
        elif effect.numbers is not None:
            yield _best_numbers(effect, effect.numbers, named=bool(named))
    elif effect.best_levels is not None:
        yield from _best_levels(effect, effect.best_levels)
    if effect.presence is not None:
        yield from _of_presence(effect, effect.presence)


def _of_presence(effect: Effect, presence: Presence) -> Iterator[str]:
    yield _presence(effect, presence)
    if is_better_without(effect.result, effect.score):
        yield f"Best without {effect.score.param}."


def _no_value(effect: Effect) -> str:
    return f"{effect.score.param} could be chance: none of its values is known to be better."


def phrase(effect: Effect) -> str:
    """Write where a param is best, as a headline ends: ``best between 0.0005 and 0.006``; or nothing."""
    if isinstance(effect.result.target, FailureTarget):
        return failing(effect.result, effect.score.param)
    if is_better_without(effect.result, effect.score):
        return f"best without {effect.score.param}"
    if effect.numbers is not None:
        return _numbers_phrase(effect, effect.numbers)
    levels = effect.best_levels
    return "" if levels is None or not levels.average else _levels_phrase(levels)


def best_values(effect: Effect) -> str:
    """Write where a param that matters is best, or why no value is known to be."""
    if partner := combined_with(effect.score, effect.result.scores):
        return f"its best values depend on {partner}"
    trend = _trend(effect) if effect.score.kind == "numeric" else ""
    return phrase(effect) or f"{trend or 'it matters'}, but none of its values stands out"


def _levels_phrase(levels: BestLevels) -> str:
    average = listed(levels.average, last=" or ")
    if levels.good:
        with_good = f"on average best with {average}, but {_with_good(levels.partner)}"
        if levels.differs == "wider":
            return f"{with_good} {_as_good(levels)}"
        return f"{with_good} with {listed(levels.good, last=' or ')}"
    if len(levels.average) > max(len(levels.worse), 1):
        return f"clearly worse with {listed(levels.worse, last=' or ')}" if levels.worse else ""
    return f"best with {average}"


def _numbers_phrase(effect: Effect, numbers: BestNumbers) -> str:
    if numbers.named:
        return f"best with {listed(numbers.named, last=' or ')}"
    average, good = numbers.average, numbers.good
    there = _with_good(numbers.partner)
    if average is None:
        return f"{there}, best {_between(good, effect)}{_end(good, effect)}" if good is not None else ""
    best = f"best {_between(average, effect)}"
    if good is None:
        return "" if average.whole else f"{best}{_end(average, effect)}"
    if numbers.differs == "wider":
        return f"on average {best}, but {there} {_wider(good, effect)}"
    return f"on average {best}, but {there} {_between(good, effect)}{_end(good, effect)}"


def _between(best: Range, effect: Effect) -> str:
    """Write the stretches of a range: ``at 0.1``, ``between 2 and 3``."""
    stretches = [[_value(end, effect) for end in ends] for ends in best.stretches]
    return listed(
        [f"at {low}" if low == high else f"between {low} and {high}" for low, high in stretches], last=" or "
    )


def _best_numbers(effect: Effect, numbers: BestNumbers, *, named: bool) -> str:
    average, good, there = numbers.average, numbers.good, _with_good(numbers.partner)
    which = f"{effect.score.param} {words.purpose(effect.result.target)}"
    if average is None:
        return _none_on_average(effect, numbers, named=named)
    best = f"he best {which} is {_range(average, effect)}"
    if good is None:
        return f"T{best}{_end(average, effect)}."
    if numbers.differs == "wider":
        return f"On average, t{best}; {there}, {_wider(good, effect)}."
    return f"On average, t{best}; {there}, it is {_range(good, effect)}{_end(good, effect)}."


def _none_on_average(effect: Effect, numbers: BestNumbers, *, named: bool) -> str:
    """Write that no number stands out on average, and which are good where the other params are."""
    which, trend = f"{effect.score.param} {words.purpose(effect.result.target)}", _trend(effect)
    good = numbers.good
    if good is not None:
        alone = f"{capitalised(trend)}, but no {which}" if trend else f"On average no {which}"
        best = f"{_range(good, effect)}{_end(good, effect)}"
        return f"{alone} stands out; {_with_good(numbers.partner)}, the best is {best}."
    if trend:
        return f"{capitalised(trend)}, but no {'number' if named else which} stands out."
    if named:
        return "No number stands out."
    return f"No {which} stands out: the best depends on other parameters, or takes more runs to see."


def _trend(effect: Effect) -> str:
    """Write which way the metric gets better, as the row does; empty where that is not clear."""
    direction = direction_of(effect.score, effect.result.goal)
    if direction is None:
        return ""
    where = "in the middle" if direction == "middle" else f"at {direction} values"
    return f"on average it is better {where}"


def _wider(good: Range, effect: Effect) -> str:
    alike = "all values are" if good.whole else f"{_range(good, effect)} are"
    return f"{alike} about as good{_end(good, effect)}"


def _as_good(levels: BestLevels) -> str:
    """Name the levels that are as good as the best ones where the other params are good."""
    others = [text for text in levels.good if text not in levels.average]
    return f"{listed(others)} {'is' if len(others) == 1 else 'are'} about as good"


def _best_named(effect: Effect, numbers: BestNumbers) -> str:
    which = f"{effect.score.param} {words.purpose(effect.result.target)}"
    best = f"The best {which} is {listed(numbers.named, last=' or ')}"
    of_numbers = numbers.advised
    return f"{best}." if of_numbers is None else f"{best}; of the numbers, {_range(of_numbers, effect)}."


def _with_good(partner: str) -> str:
    return f"with a good {partner}" if partner else "with good values of the other parameters"


def _range(best: Range, effect: Effect) -> str:
    """Write the stretches of a range: ``0.1``, ``2 to 3``, ``0 to 0.1 or 0.8 to 1``."""
    stretches = ([_value(end, effect) for end in ends] for ends in best.stretches)
    return listed([low if low == high else f"{low} to {high}" for low, high in stretches], last=" or ")


def _end(best: Range, effect: Effect) -> str:
    """Add that the best lies at an end of what was tried, and that more may lie beyond where that can be."""
    if best.end is None or best.whole or len(best.stretches) > 1:
        return ""
    beyond = "smaller" if best.end == "smallest" else "larger"
    (low, high) = best.stretches[0]
    tried = f"the {best.end} tried" if low == high else f"at the {best.end} values tried"
    evidence = effect.result.require_evidence()
    if not can_reach_beyond(evidence, effect.score.param, up=best.end == "largest"):
        return f", {tried}"
    return f", {tried}; {beyond} may be better"


def _value(value: float, effect: Effect) -> str:
    """Write a value of the grid: whole ones of the runs in full, others so that they differ from the next."""
    own = effect.column.integral or value in effect.column.numbers
    if own and value.is_integer():
        return number(value)
    grid = effect.curve.x if effect.curve is not None else np.array([value])
    room = float(np.abs(grid[grid != value] - value).min(initial=np.inf))
    texts = (f"{value:.{digits}g}" for digits in range(2, 17))
    return next((text for text in texts if abs(float(text) - value) <= room / 10), repr(value))


def _named_values(effect: Effect) -> Iterator[str]:
    """Write what the named values among numbers do: None, "auto"."""
    target = effect.result.target
    for level in effect.levels:
        if level.clear:
            is_better = (level.effect > 0) == (effect.result.goal == "maximize")
            side = words.better(target) if is_better else words.worse(target)
            difference = _difference(effect, level.effect, level.effect_low, level.effect_high)
            here = f"{effect.score.param} {level.level}"
            yield f"{capitalised(side)} with {here} than with other values, {difference}."


def _best_levels(effect: Effect, levels: BestLevels) -> Iterator[str]:
    target = effect.result.target
    which = f"{effect.score.param} {words.purpose(target)}"
    average = listed(levels.average, last=" or ")
    if not levels.average:
        yield f"No {which} stands out yet."
    elif levels.good:
        good, there = listed(levels.good, last=" or "), _with_good(levels.partner)
        differs = _as_good(levels) if levels.differs == "wider" else f"it is {good}"
        yield f"On average, the best {which} is {average}; {there}, {differs}."
    elif len(levels.average) > max(len(levels.worse), 1):
        worse = listed(levels.worse, last=" or ") or "none"
        yield f"Clearly worse {which}: {worse}; the others are about as good as each other."
    else:
        yield f"The best {which} is {average}{_runs_of(effect, levels.average)}."


def _runs_of(effect: Effect, texts: tuple[str, ...]) -> str:
    if len(texts) > 1:
        return ", about as good as each other"
    runs = next(level.runs for level in effect.levels if level.level == texts[0])
    return f" ({count_of(runs)})"


def _presence(effect: Effect, presence: Presence) -> str:
    param, target = effect.score.param, effect.result.target
    total = presence.n_having + presence.n_lacking
    when = f", when {values(effect.score.active_when)}" if effect.score.active_when else ""
    whose = words.noun(target) if isinstance(target, ParetoTarget) else f"their {words.noun(target)}"
    having = f"{presence.n_having} of {total} runs have {param}{when}"
    if np.isnan(presence.low):
        return f"{having}."
    if presence.low <= 0 <= presence.high or not _presence_matters(effect):
        return f"{having}; {whose} is not clearly different from the others."
    word = "higher" if presence.difference > 0 else "lower"
    difference = _difference(effect, presence.difference, presence.low, presence.high)
    return f"{having}; {whose} is {word} {difference}."


def _presence_matters(effect: Effect) -> bool:
    """Whether having the param is known to matter: that is the doing of the one that switches it on."""
    switch = effect.score.active_when
    return (effect.result.score(switch.param) if switch else effect.score).matters


def _difference(effect: Effect, difference: float, low: float, high: float) -> str:
    """Write a clear difference in a unit that a person reads."""
    bounds = sorted((abs(low), abs(high)))
    scale = effect.result.scale
    if scale == "log":
        times, least, most = (factor(value) for value in (abs(difference), *bounds))
        return f"by a factor of {times} ({least} to {most})"
    unit = " places" if scale == "rank" else ""
    middle, least, most = (f"{value:.3g}" for value in (abs(difference), *bounds))
    return f"by {middle}{unit} on average ({least} to {most})"

"""How one param acts on a metric, in words that know the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.presence import is_better_without, presence_matters
from hpviz.formatting.numbers import factor, one_notation, rounded
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.target import MetricTarget, ParetoTarget
from hpviz.text import target as words
from hpviz.text.best_values import (
    as_good,
    as_good_named,
    at_the_end,
    best_runs_outside,
    by_level,
    range_text,
    stands_out,
    trend,
    wider,
    with_good,
)
from hpviz.text.correlated_groups import not_told_apart
from hpviz.text.refusals import problem
from hpviz.text.row import tendency, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.best_levels import BestLevels
    from hpviz.analysis.effects.best_values import BestNumbers
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.result.presence import Presence


AS_GOOD = "about as good as each other"
UNTOLD = "too few runs to tell"


def sentences(effect: Effect) -> tuple[str, ...]:
    """Write where a param is best, and what having it does; why nothing is known where that is so."""
    obstacle = problem(effect.result)
    return (obstacle,) if obstacle else tuple(_sentences(effect))


def replaced(effect: Effect) -> str:
    """Return the sentence of the row that the effect's own replace: they name more than it, or repeat it."""
    numbers, levels = effect.numbers, effect.best_levels
    says_more = levels is not None and bool(levels.good or levels.partner)
    if numbers is not None:
        repeats = numbers.average is None and isinstance(effect.result.target, MetricTarget)
        says_more = not numbers.named and bool(numbers.good or numbers.partner or (repeats and trend(effect)))
    return tendency(effect.score, effect.result) if says_more else ""


def _sentences(effect: Effect) -> Iterator[str]:
    is_without = effect.presence is not None and is_better_without(effect.result, effect.score)
    if effect.presence is not None and is_without:
        yield _presence(effect, effect.presence)
        yield f"Best without {effect.score.param}."
    values = _of_values(effect)
    yield from (f"Where it is set, {_continued(sentence)}" for sentence in values) if is_without else values
    if effect.presence is not None and not is_without:
        yield _presence(effect, effect.presence)


def _continued(sentence: str) -> str:
    """Return a sentence as it follows a comma."""
    return sentence[:1].lower() + sentence[1:]


def _of_values(effect: Effect) -> Iterator[str]:
    """Write which values are best, of the runs that have the param."""
    if not effect.score.matters:
        yield _no_value(effect)
    elif partner := combined_with(effect.score, effect.result):
        which = f"{effect.score.param} {words.purpose(effect.result.target)}"
        yield f"The best value of {which} depends on {partner}."
    elif effect.score.kind == "numeric":
        named = tuple(_named_values(effect))
        yield from named
        if effect.numbers is not None and effect.numbers.named:
            yield _best_named(effect, effect.numbers)
        elif effect.numbers is not None:
            yield _best_numbers(effect, effect.numbers, named=bool(named))
    if effect.best_levels is not None and not combined_with(effect.score, effect.result):
        yield from _best_levels(effect, effect.best_levels)


def _no_value(effect: Effect) -> str:
    if others := not_told_apart(effect.result, effect.score.param):
        which = f"The effect of {effect.score.param} cannot be separated from that of {listed(others)}"
        return f"{which}: none of its values is known to be better."
    return f"The effect of {effect.score.param} could be chance: none of its values is known to be better."


def _best_numbers(effect: Effect, numbers: BestNumbers, *, named: bool) -> str:
    average, good, there = numbers.average, numbers.good, with_good(numbers.partner)
    which = f"value of {effect.score.param} {words.purpose(effect.result.target)}"
    if numbers.differs == "depends":
        depends = f"depends on {numbers.partner}{by_level(numbers, effect)}"
        if average is None:
            return f"The best {which} {depends}."
        return f"On average, the best {which} is {range_text(average, effect)}, but it {depends}."
    if average is None:
        return _none_on_average(effect, numbers, named=named)
    best = f"the best {which} is {range_text(average, effect)}"
    if good is None or range_text(good, effect) == range_text(average, effect):
        alike = f" or {listed(numbers.alike, last=' or ')}" if numbers.alike else ""
        return _but_best_runs(
            effect, f"the best {which} is {range_text(average, effect)}{alike}{at_the_end(average, effect)}"
        )
    also = as_good_named(numbers)
    if numbers.differs == "wider":
        return f"On average, {best}; {there}, {wider(good, effect)}{also}."
    return f"On average, {best}; {there}, it is {range_text(good, effect)}{at_the_end(good, effect)}{also}."


def _none_on_average(effect: Effect, numbers: BestNumbers, *, named: bool) -> str:
    """Write that no number stands out on average, and which are good where the other params are."""
    param, purpose, tendency = effect.score.param, words.purpose(effect.result.target), trend(effect)
    good = numbers.good
    if good is not None:
        none = f"On average no value of {param} stands out {purpose}"
        alone = f"{capitalised(tendency)}, but no value stands out" if tendency else none
        best = f"{range_text(good, effect)}{at_the_end(good, effect)}"
        return f"{alone}; {with_good(numbers.partner)}, the best is {best}."
    if tendency:
        return f"{capitalised(tendency)}, but no {'number' if named else 'value'} stands out."
    if named:
        return "No number stands out."
    none = f"No value of {param} stands out {purpose}"
    return f"{none}: the best may depend on other parameters, or take more runs to see."


def _best_named(effect: Effect, numbers: BestNumbers) -> str:
    which = f"value of {effect.score.param} {words.purpose(effect.result.target)}"
    best = f"The best {which} is {listed(numbers.named, last=' or ')}"
    of_numbers = numbers.advised
    return f"{best}." if of_numbers is None else f"{best}; of the numbers, {range_text(of_numbers, effect)}."


def _named_values(effect: Effect) -> Iterator[str]:
    """Write what the named values among numbers do: None, "auto"."""
    target = effect.result.target
    for level in effect.levels:
        if level.clear:
            side = words.runs_that(target, higher=level.effect > 0)
            difference = _difference(effect, level.effect, level.effect_low, level.effect_high)
            here = f"{effect.score.param} {level.level}"
            yield f"Runs with {here} {side} than those with other values, {difference}."


def _best_levels(effect: Effect, levels: BestLevels) -> Iterator[str]:
    target = effect.result.target
    which = f"value of {effect.score.param} {words.purpose(target)}"
    average = listed(levels.average, last=" or ")
    if levels.differs == "depends":
        on_average = f"On average, the best {which} is {average}, but it" if stands_out(levels) else ""
        yield f"{on_average or f'The best {which}'} depends on {levels.partner}."
    elif not levels.average:
        if not is_better_without(effect.result, effect.score):
            yield f"No value of {effect.score.param} stands out {words.purpose(target)} yet."
    elif levels.good:
        good, there = listed(levels.good, last=" or "), with_good(levels.partner)
        differs = as_good(levels) if levels.differs == "wider" else f"it is {good}"
        yield f"On average, the best {which} is {average}; {there}, {differs}."
    elif not stands_out(levels):
        yield _without_best(effect, levels)
    else:
        yield _but_best_runs(effect, f"the best {which} is {average}{_runs_of(effect, levels)}")


def _without_best(effect: Effect, levels: BestLevels) -> str:
    """Write which levels are clearly worse where the others are too many to be named as best."""
    worse = levels.worse
    which = f"Of the values of {effect.score.param}, {listed(worse) or 'none'}"
    rest, others = ("the others are", "the others") if worse else ("all are", "them")
    alike = f"{rest} {AS_GOOD}" if levels.as_good else f"{UNTOLD} {others} apart"
    are = "are" if len(worse) > 1 else "is"
    return f"{which} {are} clearly worse {words.purpose(effect.result.target)}; {alike}."


def _but_best_runs(effect: Effect, best: str) -> str:
    """Write which values are best, and of how many best runs that is not so: it holds on average then.

    Parameters
    ----------
    effect
        The effect.
    best
        The sentence, not capitalised and without its end.
    """
    outside, of = best_runs_outside(effect), len(effect.best)
    if not outside:
        return f"{capitalised(best)}."
    having = " with it" if effect.column.absent.any() else ""
    if of == 1:
        return f"On average, {best}; the best run{having} has another value."
    runs = f"all {of}" if outside == of else f"{outside} of the {of}"
    have = "has another value" if outside == 1 else "have other values"
    return f"On average, {best}; {runs} best runs{having} {have}."


def _runs_of(effect: Effect, levels: BestLevels) -> str:
    texts = levels.average
    if len(texts) > 1:
        return f", {AS_GOOD}" if levels.as_good else f"; {UNTOLD} them apart"
    named = (level.runs for level in effect.levels if level.level == texts[0])
    runs = next(named, int(np.isfinite(effect.column.numbers).sum()))  # else it is its only number
    return f" ({count_of(runs)})"


def _presence(effect: Effect, presence: Presence) -> str:
    param, target = effect.score.param, effect.result.target
    total = presence.n_having + presence.n_lacking
    when = f", when {values(effect.score.active_when)}" if effect.score.active_when else ""
    whose = words.noun(target) if isinstance(target, ParetoTarget) else f"their {words.noun(target)}"
    having = f"{presence.n_having} of {total} runs have {param}{when}"
    if np.isnan(presence.low):
        return f"{having}."
    if not presence.differs or not presence_matters(effect.result, effect.score):
        return f"{having}; {whose} is not clearly different from the others."
    word = "higher" if presence.difference > 0 else "lower"
    difference = _difference(effect, presence.difference, presence.low, presence.high)
    return f"{having}; {whose} is {word} {difference}."


def _difference(effect: Effect, difference: float, low: float, high: float) -> str:
    """Write a clear difference in a unit that a person reads."""
    bounds = sorted((abs(low), abs(high)))
    scale = effect.result.scale
    if scale == "log":
        times, least, most = one_notation(factor(value) for value in (abs(difference), *bounds))
        return f"by a factor of {times} ({least} to {most})"
    unit = " places" if scale == "rank" else ""
    middle, least, most = one_notation(rounded(value) for value in (abs(difference), *bounds))
    return f"by {middle}{unit} on average ({least} to {most})"

"""The good range of a param, as each view says it: none may say another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.direction import direction_of, worse_end
from hpviz.formatting.words import capitalised
from hpviz.search_space import Choices, Interval
from hpviz.text import best_values as best_values_text
from hpviz.text import effect as effect_text
from hpviz.text import row as row_text
from hpviz.text.advice import next_sweep as advice_text
from hpviz.text.advice.reasons import UNKNOWN, WITH_BEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice


def check_direction(effect: Effect, claim: Any) -> None:
    """Compare the words of the row with the best range: the better end is in it, the worse one is not."""
    score, result = effect.score, effect.result
    if effect.numbers is None or combined_with(score, result):
        return
    direction, worse = direction_of(score, result), worse_end(score, result.goal)
    said = f"{score.param}: {row_text.sentences(score, result)}, {effect_text.sentences(effect)}"
    average = effect.numbers.average
    if average is None:
        trend = direction is not None and "better" not in best_values_text.best_values(effect).lower()
        claim(not trend or effect.numbers.good or effect.numbers.named, said)
        return
    low, high = (average.holds(end(effect.column.numbers)) for end in (np.nanmin, np.nanmax))
    ends = {"higher": (False, True), "lower": (True, False), "middle": (False, False), None: (low, high)}
    claim((low, high) == ends[direction], said)
    claim(not (worse == "high" and high and not low), said)
    claim(not (worse == "low" and low and not high), said)


def check_advice(advice: SweepAdvice, effects: Mapping[str, Effect], claim: Any) -> None:
    """Compare row, headline and effect with what is advised, and that with what is exported."""
    result = advice.result
    exported = {dimension.param: dimension for dimension in advice.space}
    for line in advice.lines:
        score, reason = result.score(line.param), advice_text.reason(line, advice)
        what = f"{line.param}: {line.after}, {reason}, {effect_text.sentences(effects[line.param])}"
        same = exported.get(line.param) == line.after
        claim(same or line.after is None or line.after.is_empty or line.part == "replicate", what)
        stated = effects[line.param].numbers is not None or effects[line.param].best_levels is not None
        claim(not (stated and result.problem is None and score.matters and UNKNOWN in reason), what)
        if not score.matters:
            # What drops out with its switch is as sure as what the switch does.
            is_unsure = line.sure in {"a guess", "not known"} or line.action == "freeze" or line.after is None
            claim(is_unsure or "failed" in reason, what)
            claim("than the others" not in reason, what)
        elif result.problem is None and line.part == "choice" and line.action != "remove":
            claim(capitalised(best_values_text.best_values(effects[line.param])) in reason, what)
            _check_range(line, effects[line.param], reason, lambda right, what=what: claim(right, what))


def _check_range(line: ParamAdvice, effect: Effect, reason: str, claim: Callable[[object], None]) -> None:
    """Compare a range with what is drawn: all of it is, and no more without a word."""
    changed = line.action in {"narrow", "extend", "shift"}
    beyond = "may be better" in best_values_text.best_values(effect)
    claim(beyond == (line.action in {"extend", "shift"}) or "failed" in reason or line.why == "not better")
    if not changed or line.after is None or "failed" in reason:
        return
    good = list(_good_values(effect, line.before.domain))
    claim(all(line.after.domain.holds(value) for value in good))
    region = line.observed.region if line.observed is not None else None
    is_wider = region is not None and region.wider
    if good and not is_wider and WITH_BEST not in reason and not beyond:
        compared = list(_values(line.after.domain))
        numbers = [value for value in good if isinstance(value, (int, float)) and not isinstance(value, bool)]
        claim(all(value in good or _within(value, numbers, effect) for value in compared))


def _good_values(effect: Effect, domain: Any) -> Iterator[Any]:
    """Go over the values that the effect calls good where the other params are: of a range its ends."""
    if effect.numbers is not None:
        yield from effect.numbers.named
        best = effect.numbers.advised if not effect.numbers.named else None
        if best is not None and not isinstance(domain, Interval):
            yield from (
                value for value in _values(domain) if not isinstance(value, str) and best.holds(value)
            )
        elif best is not None:
            yield from (best.stretches[0][0], best.stretches[-1][1])
    elif effect.best_levels is not None:
        wanted = {*effect.best_levels.advised}
        yield from (value for value in domain.values if str(value) in wanted)


def _within(value: Any, numbers: list[float], effect: Effect) -> bool:
    """Whether a value lies between good ones, is a named one, or one that too few runs have to compare."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(numbers) and min(numbers) <= value <= max(numbers)
    levels = effect.best_levels
    return levels is None or str(value) not in {*levels.average, *levels.worse}


def _values(domain: Any) -> tuple[Any, ...]:
    return domain.values if isinstance(domain, Choices) else (domain.low, domain.high)

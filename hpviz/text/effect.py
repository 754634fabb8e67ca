"""How one param acts on a metric, in words that know the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting import capitalised, factor, number
from hpviz.runs.target import ParetoTarget
from hpviz.text import target as words
from hpviz.text.ranking import problem, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.effect import Effect, Presence
    from hpviz.analysis.effects.partial_dependence import Curve


def sentences(effect: Effect) -> tuple[str, ...]:
    """Write where a param is best, and what having it does; why nothing is known where that is so."""
    obstacle = problem(effect.result)
    return (obstacle,) if obstacle else tuple(_sentences(effect))


def _sentences(effect: Effect) -> Iterator[str]:
    if effect.curve is not None:
        yield _best_region(effect, effect.curve)
    if effect.score.kind != "numeric":
        yield from _best_level(effect)
    if effect.presence is not None:
        yield _presence(effect, effect.presence)


def _best_region(effect: Effect, curve: Curve) -> str:
    param, target = effect.score.param, effect.result.target
    if curve.flat:
        return f"No value of {param} stands out for {words.noun(target)}: a flat line lies within the band."
    first, last = curve.region()
    low, best, high = (_value(curve.x, at, effect) for at in (first, curve.best, last))
    within = f" ({low} to {high})" if low != high else ""
    better = capitalised(words.better(target))
    if curve.best in {0, len(curve.x) - 1}:
        word, end, bound = ("low", "smallest", high) if curve.best == 0 else ("high", "largest", low)
        so_far = f", {'up' if curve.best == 0 else 'down'} to {bound}" if bound != best else ""
        return f"{better} at {word} {param} ({best}{so_far}): the best is among the {end} values tried."
    return f"{better} around {param} {best}{within}."


def _value(x: np.ndarray[tuple[int], np.dtype[np.float64]], at: int, effect: Effect) -> str:
    """Write a value of the grid: exactly where it is the runs' own, else with two digits that count."""
    own = effect.column.integral or x[at] in effect.column.numbers
    return number(float(x[at])) if own and float(x[at]).is_integer() else f"{x[at]:.2g}"


def _best_level(effect: Effect) -> Iterator[str]:
    sign = -1 if effect.result.goal == "minimize" else 1
    known = [level for level in effect.levels if not np.isnan(level.effect_low)]
    if not known:
        return
    best = max(known, key=lambda level: sign * level.effect)
    clear = best.effect_low > 0 if sign > 0 else best.effect_high < 0
    param, target = effect.score.param, effect.result.target
    if not clear:
        yield f"No value of {param} is clearly better for {words.noun(target)} than the others."
        return
    runs = f"{best.runs} run{'s' if best.runs != 1 else ''}"
    yield f"{capitalised(words.better(target))} with {param} {best.level} ({runs})."


def _presence(effect: Effect, presence: Presence) -> str:
    param, target = effect.score.param, effect.result.target
    total = presence.n_having + presence.n_lacking
    when = f", when {values(effect.score.active_when)}" if effect.score.active_when else ""
    whose = words.noun(target) if isinstance(target, ParetoTarget) else f"their {words.noun(target)}"
    having = f"{presence.n_having} of {total} runs have {param}{when}"
    if np.isnan(presence.low):
        return f"{having}."
    if presence.low <= 0 <= presence.high:
        return f"{having}; {whose} is not clearly different from that of the others."
    word = "higher" if presence.difference > 0 else "lower"
    return f"{having}; {whose} is {word} {_difference(effect, presence)}."


def _difference(effect: Effect, presence: Presence) -> str:
    """Write the difference between having a param and not, in a unit that a person reads."""
    bounds = sorted((abs(presence.low), abs(presence.high)))
    scale = effect.result.scale
    if scale == "log":
        times, low, high = (factor(value) for value in (abs(presence.difference), *bounds))
        return f"by a factor of {times} ({low} to {high})"
    unit = " places" if scale == "rank" else ""
    middle, low, high = (f"{value:.3g}" for value in (abs(presence.difference), *bounds))
    return f"by {middle}{unit} on average (95% interval {low} to {high})"

"""What a picture says, in words that know the goal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.sentences import number
from hpviz.runs.target import ParetoTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.effect import Effect, Presence
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.runs.column import Column


def told(effect: Effect) -> Effect:
    """Add what there is to say."""
    return replace(effect, sentences=tuple(_said(effect)))


def capital(text: str) -> str:
    """Begin a sentence; what follows is left as it is."""
    return text[:1].upper() + text[1:]


def cell_text(column: Column, run: int) -> str:
    """Write one cell: its number, its named value, or ``not set``."""
    if not np.isnan(column.numbers[run]):
        return number(float(column.numbers[run]))
    code = int(column.codes[run])
    return column.levels[code] if code >= 0 else "not set"


def _said(effect: Effect) -> Iterator[str]:
    if effect.ranking.problem:
        yield effect.ranking.problem
        return
    if effect.curve is not None:
        yield _region(effect, effect.curve)
    if effect.score.kind != "numeric":
        yield from _level(effect)
    if effect.presence is not None:
        yield _presence(effect, effect.presence)


def _region(effect: Effect, curve: Curve) -> str:
    param, target = effect.score.param, effect.ranking.target
    if curve.flat:
        return f"No value of {param} stands out for {target.noun}: a flat line lies within the band."
    first, last = curve.region()
    low, best, high = (_value(curve.x, at, effect) for at in (first, curve.best, last))
    within = f" ({low} to {high})" if low != high else ""
    sense = capital(target.better)
    if curve.best in {0, len(curve.x) - 1}:
        word, end, bound = ("low", "smallest", high) if curve.best == 0 else ("high", "largest", low)
        so_far = f", {'up' if curve.best == 0 else 'down'} to {bound}" if bound != best else ""
        return f"{sense} at {word} {param} ({best}{so_far}): the best is among the {end} values tried."
    return f"{sense} around {param} {best}{within}."


def _value(x: np.ndarray[tuple[int], np.dtype[np.float64]], at: int, effect: Effect) -> str:
    """Write a value of the grid: exactly where it is the runs' own, else with two digits that count."""
    own = effect.column.integral or x[at] in effect.column.numbers
    return number(float(x[at])) if own and float(x[at]).is_integer() else f"{x[at]:.2g}"


def _level(effect: Effect) -> Iterator[str]:
    sign = -1 if effect.ranking.goal == "minimize" else 1
    known = [level for level in effect.levels if not np.isnan(level.effect_low)]
    if not known:
        return
    best = max(known, key=lambda level: sign * level.effect)
    clear = best.effect_low > 0 if sign > 0 else best.effect_high < 0
    param, target = effect.score.param, effect.ranking.target
    if not clear:
        yield f"No value of {param} is clearly better for {target.noun} than the others."
        return
    runs = f"{best.runs} run{'s' if best.runs != 1 else ''}"
    yield f"{capital(target.better)} with {param} {best.level} ({runs})."


def _presence(effect: Effect, presence: Presence) -> str:
    param, noun = effect.score.param, effect.ranking.target.noun
    total = presence.having + presence.lacking
    when = f", when {effect.score.active_when}" if effect.score.active_when else ""
    whose = noun if isinstance(effect.ranking.target, ParetoTarget) else f"their {noun}"
    having = f"{presence.having} of {total} runs have {param}{when}"
    if np.isnan(presence.low):
        return f"{having}."
    if presence.low <= 0 <= presence.high:
        return f"{having}; {whose} is not clearly different from that of the others."
    word = "higher" if presence.difference > 0 else "lower"
    return f"{having}; {whose} is {word} {difference(effect, presence)}."


def difference(effect: Effect, presence: Presence) -> str:
    """Write the difference between having a param and not, in a unit that a person reads."""
    bounds = sorted((abs(presence.low), abs(presence.high)))
    scale = effect.ranking.scale
    if scale == "log":
        return f"by a factor of {times(abs(presence.difference))} ({times(bounds[0])} to {times(bounds[1])})"
    unit = " places" if scale == "rank" else ""
    middle, low, high = (f"{value:.3g}" for value in (abs(presence.difference), *bounds))
    return f"by {middle}{unit} on average (95% interval {low} to {high})"


def times(logarithm: float) -> str:
    """Write the factor that a difference of logarithms stands for."""
    return f"{np.exp(min(logarithm, 700.0)):.3g}"

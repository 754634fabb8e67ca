"""Which part of what a param was drawn from is good, by its effect: the range that every view goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import value_of
from hpviz.analysis.next_sweep.candidates import places_of
from hpviz.analysis.result.combination import combined_with
from hpviz.search_space import Choices, Interval
from hpviz.search_space.trial import is_number

if TYPE_CHECKING:
    from hpviz.analysis.effects.best_levels import BestLevels
    from hpviz.analysis.effects.best_values import BestNumbers, End
    from hpviz.analysis.effects.effect import Effect
    from hpviz.search_space import Domain
    from hpviz.search_space.trial import Value


@dataclass(frozen=True, eq=False, kw_only=True)
class GoodPart:
    """The good part of a domain.

    Attributes
    ----------
    low, high
        The first and the last place of an interval, from 0 to 1; NaN for choices.
    kept
        Indices of the choices that are good, or of which nothing is known; ascending.
    end
        The end of what was tried at which the best lies.
    apart
        Whether worse numbers lie between its first and its last.
    """

    low: float = float("nan")
    high: float = float("nan")
    kept: tuple[int, ...] = ()
    end: End | None = None
    apart: bool = False


def good_part_of(effect: Effect, domain: Domain) -> GoodPart | None:
    """Turn the best values of a param that matters into places; None where no value stands out.

    What matters only in combination with another param has no best values of its own. Stretches of good
    numbers are not cut apart: no tool draws from two intervals.

    Parameters
    ----------
    effect
        Of the param.
    domain
        What it was drawn from.
    """
    if combined_with(effect.score, effect.result):
        return None
    numbers, levels = effect.numbers, effect.best_levels
    if isinstance(domain, Interval):
        return _stretch(numbers, domain) if numbers is not None else None
    if numbers is not None:
        return _of_numbers(effect, numbers, domain)
    return _of_levels(levels, effect, domain) if levels is not None else None


def _stretch(numbers: BestNumbers, domain: Interval) -> GoodPart | None:
    best = numbers.advised
    if best is None:
        return None
    ends = np.array([best.stretches[0][0], best.stretches[-1][1]])
    low, high = np.clip(places_of(domain, ends), 0.0, 1.0).tolist()
    return GoodPart(low=low, high=high, end=best.end, apart=len(best.stretches) > 1)


def _of_numbers(effect: Effect, numbers: BestNumbers, domain: Choices) -> GoodPart | None:
    """Keep the numbers in the range, and of named values among them those that are not worse.

    Of named values that are clearly better than the best numbers only these, and such that no run has.
    """
    if numbers.named:
        return GoodPart(kept=_among_named(effect, numbers, domain))
    best = numbers.advised
    if best is None:
        return None
    low, high = best.stretches[0][0], best.stretches[-1][1]
    out = _worse_named(effect, numbers)

    def is_good(value: Value) -> bool:
        return low <= value <= high if is_number(value) else value not in out  # type: ignore[operator]

    kept = tuple(place for place, value in enumerate(domain.values) if is_good(value))
    return GoodPart(
        kept=kept,
        end=best.end,
        apart=len(best.stretches) > 1,
    )


def _among_named(effect: Effect, numbers: BestNumbers, domain: Choices) -> tuple[int, ...]:
    out = _worse_named(effect, numbers)
    return tuple(
        place for place, value in enumerate(domain.values) if not is_number(value) and value not in out
    )


def _worse_named(effect: Effect, numbers: BestNumbers) -> list[Value]:
    """Return the named values that are clearly worse than others, or than what is best."""
    minimize = effect.result.goal == "minimize"
    texts = [
        level.level
        for level in effect.levels
        if level.level not in numbers.named
        and (
            numbers.named or level.level in numbers.behind or (level.clear and (level.effect > 0) == minimize)
        )
    ]
    return [value_of(text, boolean=False) for text in texts]


def _of_levels(levels: BestLevels, effect: Effect, domain: Choices) -> GoodPart | None:
    """Keep the best levels, and those that too few runs have to compare them."""
    if not levels.advised:
        return None
    boolean = effect.score.kind == "boolean"
    compared = {*levels.average, *levels.worse}
    out = [value_of(text, boolean=boolean) for text in compared - {*levels.advised}]
    return GoodPart(kept=tuple(place for place, value in enumerate(domain.values) if value not in out))

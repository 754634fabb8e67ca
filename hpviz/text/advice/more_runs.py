"""How sure the first places of a ranking are, what more runs would settle or reach, and how to make them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.analysis.convergence.more_runs import MOST, rounded_forecast
from hpviz.analysis.convergence.tuning_curve import sizes_in_words
from hpviz.analysis.effects.interactions import pair_of
from hpviz.formatting.numbers import numbers
from hpviz.formatting.words import count_of, listed, with_article
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.convergence.more_runs import MoreRuns, Place
    from hpviz.analysis.convergence.stability import Needed
    from hpviz.analysis.convergence.tuning_curve import TuningCurve
    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName

ORDINALS = ("first", "second", "third", "fourth", "fifth")
# So many of the places that are not settled are written about.
MOST_PLACES = 2
# From so many runs of an optimiser on it gains little by a smaller space (`benchmarks/next_sweep.py`).
LEVEL = 60
# Forecasts are in tens: none is smaller.
FEWEST = 10.0


def sentences(more: MoreRuns) -> tuple[str, ...]:
    """Write which places are settled, and how many runs would settle the next ones."""
    return tuple(_sentences(more))


def written(more: MoreRuns) -> tuple[Place, ...]:
    """Return the places that are written about, and drawn: the settled ones, and the next."""
    return more.places[: _settled(more) + MOST_PLACES]


def _settled(more: MoreRuns) -> int:
    return next((i for i, place in enumerate(more.places) if not place.settled), len(more.places))


def _sentences(more: MoreRuns) -> Iterator[str]:
    places, settled = written(more), _settled(more)
    if settled:
        which = "The first place is" if settled == 1 else f"The first {settled} places are"
        yield f"{which} settled: {listed([listed(place.params) for place in places[:settled]])}."
    for place in places[settled:]:
        yield _place(place, more.unit_name, more.result)
    if more.result.method != "oob":
        yield f"Places are by {METHOD_TEXTS['oob'].name}, not by {METHOD_TEXTS[more.result.method].name}."


def _place(place: Place, counted: UnitName, result: RankResult) -> str:
    param, behind, ordinal = listed(place.params), listed(place.behind), ORDINALS[place.place - 1]
    ahead = f"{param} ({ordinal}) {'is' if len(place.params) == 1 else 'are'} ahead of {behind}"
    if place.settled:
        return f"{ahead}: settled."
    if not place.above_noise:
        return f"{param} ({ordinal}) could be chance; {_to_show(place.noise, counted)}."
    if place.shared and _act_together(result, place):
        return f"{param} ({ordinal}) and {behind} matter in combination: more {counted} would not order them."
    if place.shared:
        return f"Whether {ahead} cannot be settled from these {counted}."
    if math.isnan(rounded_forecast(place.more.runs)):
        level = f"{param} ({ordinal}) and {behind} are about equal"
        return f"{level}; their order would take {about(place.more, counted)}."
    return f"{ahead}: settled with {about(place.more, counted)}."


def _act_together(result: RankResult, place: Place) -> bool:
    """Whether a test among all pairs shows that two neighbours act in combination; else it may be noise."""
    pairs = (pair_of(result, param, other) for param in place.params for other in place.behind)
    return any(pair is not None and pair.verdict == "matters" for pair in pairs)


def _to_show(noise: Needed, counted: UnitName) -> str:
    """Write what would show that a place is no chance."""
    if math.isnan(rounded_forecast(noise.runs)):
        return f"{MOST:,} more {counted} may not show otherwise"
    if noise.runs <= 0:  # by a test of its own it is none now, and by that among all params it could be
        return f"a few more {counted} may show whether it is real"
    return f"if it is real, {about(noise, counted)} would show it"


def about(needed: Needed, counted: UnitName = "runs") -> str:
    """Write a number of runs with its range: ``about 60 more runs (50% chance: between 20 and 250)``."""
    forecasts = (rounded_forecast(runs) for runs in (needed.runs, needed.low, needed.high))
    number, low, high = (max(runs, FEWEST) for runs in forecasts)  # what is not known stays first: NaN
    if math.isnan(number):
        return f"more than {MOST:,} more {counted}: not worth it"
    within = f"{low:,.0f} or more" if math.isnan(high) else f"between {low:,.0f} and {high:,.0f}"
    return f"about {number:,.0f} more {counted}" + ("" if low == high else f" (50% chance: {within})")


def continuing(advice: SweepAdvice) -> Iterator[str]:
    """Write how to go on: with an optimiser, which varies what is frozen, or with random runs.

    Nothing where there is no metric to optimise, or nothing to learn from the runs yet.
    """
    if not advice.optimiser_space.objectives or advice.result.obstacle is not None:
        return
    space, total = advice.optimiser_space, len(advice.result.require_evidence().rows)
    begun = sum(trial.outcome == "complete" for trial in space.trials)
    runs = f"{begun:,} of your {total:,} runs" if begun < total else f"your {total:,} runs"
    tools = "Optuna, Ray or W&B" if len(space.objectives) == 1 else "Optuna or Ray"
    yield f"Continue with an optimiser ({tools}) in this space: it starts from {runs}."
    drawn = {dimension.param: dimension for dimension in space}
    free = [line.param for line in advice.lines if line.action == "freeze" and not drawn[line.param].fixed]
    if free:
        yield "An optimiser still varies what is frozen: near the best, small effects count."
    if total >= LEVEL and advice.result.is_optimised:
        yield "An optimiser chose these runs: it finds good ranges by itself, so its best runs gain little."
    yield "For random runs only, take the space for scikit-learn."


def curve_sentences(curve: TuningCurve) -> tuple[str, ...]:
    """Write what half of the runs and all of them reach, and for which searches that holds."""
    return tuple(_curve_sentences(curve))


def _curve_sentences(curve: TuningCurve) -> Iterator[str]:
    every = sizes_in_words(int(curve.sizes[-1]))
    sizes = [size for size in every if math.isfinite(curve.at(size)[0])]
    reached = [curve.at(size) for size in sizes]
    # Numbers of one unit in one sentence: as many digits as tell all of them apart.
    texts = iter(numbers([end for ends in reached for end in ends]))
    medians = [(next(texts), _band(at, next(texts), next(texts))) for at in reached]
    (first, *others), unit = (
        [(size, *text) for size, text in zip(sizes, medians, strict=True)],
        curve.unit_name,
    )
    more = "".join(f"; of {size:,}, {median}{band}" for size, median, band in others)
    size, median, band = first
    metric = with_article(curve.result.target.name)
    yield f"Typically, the best of {size:,} random {unit} has {metric} of {median}{band}{more}."
    if len(sizes) < len(every):
        failing = count_of(every[-1 - len(sizes)], "random run")
        yield f"In most searches of {failing} all fail."
    if curve.failed:
        yield f"{_failed(curve.failed)} as the worst: each takes one of the draws."
    if curve.left_out:
        left_out = "1 other run is" if curve.left_out == 1 else f"{curve.left_out:,} other runs are"
        yield f"{left_out} not ranked: with them it may take more."
    if curve.result.is_optimised:
        yield (
            "An optimiser seems to have chosen these runs: random runs would do worse than this, so it does "
            "not show how many are needed."
        )


def _failed(runs: int) -> str:
    return "1 failed run counts" if runs == 1 else f"{runs:,} failed runs count"


def _band(at: tuple[float, float, float], low_text: str, high_text: str) -> str:
    """Write a 95% band, which may be open at one end."""
    _, low, high = at
    if math.isfinite(low) and math.isfinite(high):
        return f" (95% band {low_text} to {high_text})"
    if math.isfinite(low):
        return f" (95% band: {low_text} or more)"
    return f" (95% band: {high_text} or less)" if math.isfinite(high) else ""

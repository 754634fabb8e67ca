"""What defaults cost, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import factor, number, numbers, one_notation, settled
from hpviz.formatting.percents import percent
from hpviz.formatting.words import count_of, listed
from hpviz.runs.target import FailureTarget
from hpviz.text.explanation import TIMES, run_named
from hpviz.text.target import noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.default_costs import DefaultCost, DefaultCosts

# Digits of a prediction, as in What if.
DIGITS = 3
MOST_PARAMS = 4


def sentences(costs: DefaultCosts) -> tuple[str, ...]:
    """Write what is predicted at the best, what each default clearly costs, and which cost nothing clear."""
    return tuple(_sentences(costs))


def _sentences(costs: DefaultCosts) -> Iterator[str]:
    at_best = _metric(costs, costs.metric)
    defaults = f" Defaults are the values of {run_named(costs.origin)}." if costs.origin else ""
    yield f"With every parameter at its best, {_noun(costs)} is predicted to be {at_best}.{defaults}"
    clear = [row for row in costs.params if row.matters]
    yield from (_cost(costs, row) for row in clear[:MOST_PARAMS])
    if len(clear) > MOST_PARAMS:
        yield f"{count_of(len(clear) - MOST_PARAMS, 'more default')} clearly cost something."
    others = [row for row in costs.params if not (row.matters or row.is_untried)]
    together = [row.param for row in others if row.doubt == "moved together"]
    idle = [row.param for row in others if row.param not in together]
    if idle:
        yield f"No clear cost: {listed(idle, MOST_PARAMS)}."
    if together:
        moved = "Moved together with other parameters, so the cost of each alone is not known"
        yield f"{moved}: {listed(together, MOST_PARAMS)}."
    untried = [f"{row.param} at {value_text(row.default)}" for row in costs.params if row.is_untried]
    if untried:
        yield f"Not tried in these runs, so the cost is not known: {listed(untried, MOST_PARAMS)}."
    if costs.with_switch:
        names = listed(costs.with_switch, MOST_PARAMS)
        yield f"Not counted alone, because another parameter switches it on or off: {names}."
    if costs.not_ranked:
        yield f"Not in this ranking: {listed(costs.not_ranked, MOST_PARAMS)}."


def _noun(costs: DefaultCosts) -> str:
    failing = isinstance(costs.result.target, FailureTarget)
    return "the share of runs that fail" if failing else noun(costs.result.target)


def _metric(costs: DefaultCosts, value: float) -> str:
    failing = isinstance(costs.result.target, FailureTarget)
    return percent(value) if failing else numbers(settled([value], _spread(costs)), DIGITS)[0]


def _spread(costs: DefaultCosts) -> float:
    return float(np.ptp(costs.result.require_evidence().metric))


def _cost(costs: DefaultCosts, row: DefaultCost) -> str:
    default, best = _values(row)
    texts = _metric(costs, row.metric), *_written(costs, (row.cost, row.low, row.high))
    if costs.result.scale == "linear" and not isinstance(costs.result.target, FailureTarget):
        texts = one_notation(texts)
    reached, cost, low, high = texts
    lost = f"worse by {cost} (95% interval {low} to {high})"
    return f"{row.param} at {default} instead of {best}: {reached}, {lost}."


def _values(row: DefaultCost) -> tuple[str, ...]:
    """Write the default and the best value, two numbers in one notation."""
    if isinstance(row.default, str) or isinstance(row.best, str) or None in {row.default, row.best}:
        return value_text(row.default), value_text(row.best)
    return numbers([float(row.default or 0), float(row.best or 0)])


def value_text(value: float | str | None) -> str:
    """Write a value of a param."""
    if value is None:
        return "not set"
    return value if isinstance(value, str) else number(float(value))


def cost_text(costs: DefaultCosts, row: DefaultCost) -> str:
    """Write a cost: in the metric's unit, as a factor on the log scale, in ranks."""
    return _written(costs, (row.cost,))[0]


def doubt_text(row: DefaultCost) -> str:
    """Write why a cost is not clear; nothing where it is."""
    if row.matters or row.is_untried:
        return ""
    return {
        "could be chance": "What the parameter does could be chance.",
        "moved together": "It moved together with other parameters: the cost may be theirs.",
        "": "The interval of the cost holds 0.",
    }[row.doubt]


def interval_text(costs: DefaultCosts, row: DefaultCost) -> str:
    """Write the interval of a cost, in its unit."""
    low, high = _written(costs, (row.low, row.high))
    return f"{low} to {high}"


def unit_text(costs: DefaultCosts) -> str:
    """Write what costs are in, for a heading."""
    unit = {"linear": _noun(costs), "log": f"{_noun(costs)}, as a factor", "rank": "ranks"}
    return f"Cost in {unit[costs.result.scale]}"


def _written(costs: DefaultCosts, values: tuple[float, ...]) -> tuple[str, ...]:
    if isinstance(costs.result.target, FailureTarget):
        return tuple(f"{100 * value:z.0f}%" for value in values)
    if costs.result.scale == "log":
        return tuple(f"{TIMES}{factor(_upward(costs) * value)}" for value in values)
    if costs.result.scale == "rank":
        return tuple(f"{value:z.0f} places" for value in values)
    return numbers(settled(values, _spread(costs)), 2)


def _upward(costs: DefaultCosts) -> int:
    """Which way a metric goes that gets worse."""
    return 1 if costs.result.goal == "minimize" else -1

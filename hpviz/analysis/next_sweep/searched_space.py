"""The space that a sweep has searched, as far as its source or its runs show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.rounding import rounded
from hpviz.search_space import Choices, Condition, Dimension, Interval
from hpviz.search_space.space import whole

if TYPE_CHECKING:
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import Column, FloatArray
    from hpviz.search_space import Domain
    from hpviz.search_space.space import Value

# A number with at most this many values, each in so many runs on average, was chosen from a list.
MOST_CHOICES = 12
RUNS_PER_CHOICE = 2.5


def searched_space(evidence: Evidence) -> tuple[Dimension, ...]:
    """Work out what each param of the table was drawn from, in their order.

    The source's own bounds and choices where it knows them, else the range or the values of the runs. A param
    that another one switches on has that as its condition.
    """
    parents = evidence.model.fitted.design.parents
    return tuple(
        Dimension(param, _domain(evidence, index), _condition(evidence, param, parents.get(index)))
        for index, param in enumerate(evidence.params)
    )


def tried(column: Column) -> tuple[Value, ...]:
    """Return the values of some runs: the numbers in order, then the named values."""
    numbers = np.unique(column.numbers[np.isfinite(column.numbers)])
    named = (level_value(column, int(code)) for code in column.present)
    return (*(whole(number, integer=column.integral) for number in numbers), *named)


def level_value(column: Column, code: int) -> Value:
    """Return a named value as what it is: a boolean, None, or text.

    Parameters
    ----------
    column
        The param.
    code
        Index into its levels.
    """
    text = column.levels[code]
    if column.kind == "boolean":
        return text == "True"
    return None if text == "None" else text


def _domain(evidence: Evidence, index: int) -> Domain:
    column, hints = evidence.column(evidence.params[index]), evidence.runs.hints
    own = np.unique(column.numbers[np.isfinite(column.numbers)])
    bounds, choices = hints.bounds.get(column.name), hints.choices.get(column.name, ())
    chosen = bool(choices) or bool(np.any(column.codes >= 0)) or len(own) == 0
    if chosen or (bounds is None and _from_list(column, own)):
        return Choices(_with_untried(column, choices))
    low, high = bounds or (own[0], own[-1])
    low, high = float(min(low, own[0])), float(max(high, own[-1]))
    if low == high:
        return Choices((whole(low, integer=column.integral),))
    if column.integral:
        low, high = round(low), round(high)
    log = evidence.logs[index] and low > 0
    interval = Interval(low=low, high=high, log=log, integer=column.integral)
    return interval if bounds else rounded(interval)


def _from_list(column: Column, own: FloatArray) -> bool:
    """Whether a number was chosen from a list: few values, each in several runs, or a single value."""
    runs = np.isfinite(column.numbers).sum()
    if column.integral and len(own) > 2 and np.all(np.diff(own) == 1):
        return False
    return len(own) == 1 or (len(own) <= MOST_CHOICES and runs >= RUNS_PER_CHOICE * len(own))


def _with_untried(column: Column, choices: tuple[str, ...]) -> tuple[Value, ...]:
    """Return the values of the runs, and those of the source's choices that no run has."""
    values = tried(column)
    numeric = column.kind == "numeric"
    there = {str(value) for value in values} | {str(float(v)) for v in values if isinstance(v, (int, float))}
    untried = (text for text in choices if text not in there)
    if not numeric:
        return (*values, *untried)
    numbers = [value for value in values if isinstance(value, (int, float))]
    for text in untried:
        try:
            numbers.append(whole(float(text), integer=column.integral))
        except ValueError:
            values = (*values, text)
    named = tuple(value for value in values if not isinstance(value, (int, float)))
    return (*sorted(set(numbers)), *named)


def _condition(evidence: Evidence, param: str, parent: int | None) -> Condition | None:
    if parent is None:
        return None
    switch, present = evidence.column(evidence.params[parent]), ~evidence.column(param).absent
    values = tried(switch.take(present))
    return Condition(switch.name, values) if values else None  # no tool can ask for the absence of a param

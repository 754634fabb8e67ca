"""The space that a sweep has searched, as far as its source or its runs show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlation import log_axis
from hpviz.analysis.design.grids import are_few, are_whole, grid_step, is_geometric
from hpviz.analysis.design.rounding import observed
from hpviz.analysis.forest.encoding import parents_of
from hpviz.runs.level_text import LevelText, legible_level
from hpviz.search_space import Choices, Condition, Dimension, Interval, shortest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import BoolArray, Column
    from hpviz.search_space import Domain
    from hpviz.search_space.trial import Value


def searched_space(evidence: Evidence) -> tuple[Dimension, ...]:
    """Work out what each param of the table was drawn from, in their order.

    The source's own bounds and choices where it knows them, else the range or the values of the runs. A param
    that another one switches on has that as its condition.
    """
    parents = evidence.model.fitted.design.parents
    conditions = _conditions(evidence, evidence.params, parents)
    logs = dict(zip(evidence.params, evidence.logs, strict=True))
    return tuple(_dimension(evidence, param, logs[param], conditions.get(param)) for param in evidence.params)


def searched_domain(evidence: Evidence, param: str) -> Domain:
    """Work out what one param of the table was drawn from; see `searched_space`."""
    return _dimension(evidence, param, _log(evidence, param), None).domain


def domain_of(evidence: Evidence, param: str, rows: NDArray[np.intp]) -> Domain:
    """Work out what a param was drawn from in some of all runs, whether they entered the ranking or not."""
    column = evidence.runs.columns[param].among(rows)
    return _domain(evidence, column, log=_log(evidence, param))


def hidden_space(evidence: Evidence) -> tuple[Dimension, ...]:
    """Work out what each param that is hidden from the table was drawn from, in the order of the source."""
    conditions = _all_conditions(evidence)
    return tuple(
        _dimension(evidence, param, _log(evidence, param), conditions.get(param))
        for param in _hidden(evidence)
    )


def hidden_switches(evidence: Evidence) -> dict[str, Condition]:
    """Find the params of the table that a hidden one switches on, and when it does."""
    hidden = set(_hidden(evidence))
    conditions = _all_conditions(evidence) if hidden else {}
    return {
        param: condition
        for param, condition in conditions.items()
        if param not in hidden and condition.param in hidden
    }


def _hidden(evidence: Evidence) -> list[str]:
    return [param for param in evidence.runs.params if param not in evidence.params]


def _all_conditions(evidence: Evidence) -> dict[str, Condition]:
    params = [*evidence.params, *_hidden(evidence)]
    parents = parents_of([evidence.column(param) for param in params])
    return _conditions(evidence, params, parents)


def _log(evidence: Evidence, param: str) -> bool:
    column = evidence.column(param)
    return log_axis(column, column, hint=evidence.runs.hints.log.get(param))


def _conditions(
    evidence: Evidence, params: Sequence[str], parents: Mapping[int, int]
) -> dict[str, Condition]:
    """Find when each conditional param exists; no tool can ask for the absence of another one."""
    conditions = {}
    for child, parent in parents.items():
        present = ~evidence.column(params[child]).absent
        values = tried(evidence.column(params[parent]).take(present))
        if values:
            conditions[params[child]] = Condition(params[parent], values)
    return conditions


def _dimension(evidence: Evidence, param: str, log: bool, condition: Condition | None) -> Dimension:  # noqa: FBT001
    hints, column = evidence.runs.hints, evidence.column(param)
    if not column.active:  # every run that has it broke off
        column = evidence.runs.columns[param]
    declared = param in hints.bounds or param in hints.choices
    return Dimension(param, _domain(evidence, column, log=log), condition, observed=not declared)


def tried(column: Column) -> tuple[Value, ...]:
    """Return the values of some runs: the numbers in order, then the named values."""
    named = (level_value(column, int(code)) for code in column.present)
    return (*numbers_tried(column), *named)


def numbers_tried(column: Column) -> tuple[int | float, ...]:
    """Return the different numbers of some runs, ascending, as the source has them."""
    there = np.flatnonzero(np.isfinite(column.numbers))
    _, first = np.unique(column.numbers[there], return_index=True)
    return tuple(column.number_at(int(there[at])) for at in first)


def range_of(column: Column, own: tuple[int | float, ...], *, log: bool) -> Domain | None:
    """Return the range of some numbers of a param as of one without names; None where they are a list.

    Parameters
    ----------
    column
        The param, with all its numbers.
    own
        Which of them, ascending, as the source has them.
    log
        Whether it is read on a log axis.
    """
    return None if _from_list(column, own) else _observed(own, integral=column.integral, log=log)


def having(column: Column, value: Value) -> BoolArray:
    """Mark the runs that have a value of a param.

    Returns
    -------
    Shape (runs,).
    """
    if column.kind == "numeric" and isinstance(value, (int, float)) and not isinstance(value, bool):
        same: BoolArray = column.numbers == float(value)
        return same
    named = [code for code in range(len(column.levels)) if level_value(column, code) == value]
    return np.isin(column.codes, named) & np.isnan(column.numbers)


def level_value(column: Column, code: int) -> Value:
    """Return a named value as what it is: a boolean, None, text, or the text of a tuple, a class or the like.

    Parameters
    ----------
    column
        The param.
    code
        Index into its levels.
    """
    return value_of(column.levels[code], boolean=column.kind == "boolean")


def value_of(text: str, *, boolean: bool) -> Value:
    """Return what the text of a level stands for.

    Parameters
    ----------
    text
        A level, or a choice that the source declares.
    boolean
        The param is true or false.
    """
    if boolean:
        return text == "True"
    if isinstance(text, LevelText) and text.is_literal:
        value = text.value
        if isinstance(value, str):  # with what cannot be shown in it, it stays what knows how to be written
            return value if legible_level(value) == value else text
        return value if value is None or isinstance(value, (bool, int, float)) else text
    return text


def _domain(evidence: Evidence, column: Column, *, log: bool) -> Domain:
    hints, own = evidence.runs.hints, numbers_tried(column)
    bounds, choices = hints.bounds.get(column.name), hints.choices.get(column.name, ())
    if choices or np.any(column.codes >= 0) or not own:
        return Choices(_with_untried(column, choices) or (None,))
    if bounds is not None:
        return _declared(column, own, bounds, hints.steps, log=log)
    if _from_list(column, own):
        return Choices(own)
    return _observed(own, integral=column.integral, log=log)


def _observed(own: tuple[int | float, ...], *, integral: bool, log: bool) -> Domain:
    """Return the range of the numbers of the runs, on the grid that they show."""
    whole = integral or are_whole(own)
    step = None if log else grid_step(own, integral=whole)
    low, high = own[0], own[-1]
    if step is None or integral:
        # Counts are whole, though a source may write them as floats.
        return observed(Interval(low=low, high=high, log=log and low > 0, integer=whole, step=step))
    size = max(abs(low), abs(high))
    low, high = shortest(low, size), shortest(high, size)
    return observed(Interval(low=low, high=high, step=float(step), known=own))


def _declared(
    column: Column,
    own: tuple[int | float, ...],
    bounds: tuple[float, float],
    steps: Mapping[str, float],
    *,
    log: bool,
) -> Domain:
    """Return the space that the source declares, and what of the runs lies outside it."""
    low, high = min(bounds[0], own[0]), max(bounds[1], own[-1])
    if not (np.isfinite(float(low)) and np.isfinite(float(high))):
        low, high = own[0], own[-1]
    integer = column.integral and float(low).is_integer() and float(high).is_integer()
    if integer:
        low, high = int(low), int(high)
    if low == high:
        return Choices((low,))
    step, log = steps.get(column.name), log and low > 0
    if step is None or log or (integer and step == 1):
        return Interval(low=low, high=high, log=log, integer=integer)
    return _stepped(Interval(low=low, high=high, integer=integer), own, step)


def _stepped(interval: Interval, own: tuple[int | float, ...], step: float) -> Domain:
    """Put an interval on its grid, which ends at the last step; not where runs lie beside the grid."""
    points = int((interval.high - interval.low) / step + 1e-6)
    if points < 1 or (interval.integer and step != int(step)):
        return interval
    high = interval.low + points * step
    if not interval.integer:
        high = shortest(high, max(abs(interval.low), abs(high)))
    grid = Interval(low=interval.low, high=high, integer=interval.integer, step=step, known=own)
    return grid if all(grid.holds(number) for number in own) else interval


def _from_list(column: Column, own: tuple[int | float, ...]) -> bool:
    """Whether a number was chosen from a list: few values with several runs each, powers, or one value."""
    numbers = np.array(own, dtype=float)
    if column.integral and len(own) > 2 and np.all(np.diff(numbers) == 1):
        return False
    few = are_few(column.numbers[np.isfinite(column.numbers)])
    return len(own) == 1 or few or is_geometric(numbers)


def _with_untried(column: Column, choices: tuple[str, ...]) -> tuple[Value, ...]:
    """Return the values of the runs, and those of the source's choices that no run has."""
    own = numbers_tried(column)
    named = [level_value(column, int(code)) for code in column.present]
    if column.kind != "numeric":
        there = {column.levels[code] for code in column.present}
        untried = [text for text in choices if text not in there]
        return (*named, *(value_of(text, boolean=column.kind == "boolean") for text in untried))
    numbers = [number for text in choices if (number := _number(text)) is not None]
    texts = [value_of(text, boolean=False) for text in choices if _number(text) is None]
    return (*sorted({*own, *numbers}), *dict.fromkeys([*named, *texts]))


def _number(text: str) -> int | float | None:
    """Read a number with all its digits; None where the text is none."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None

"""A run whose configuration is changed: what each param can be changed to, and what is then predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.design.grids import are_few
from hpviz.analysis.effects.prediction import predict
from hpviz.runs.column import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.effects.prediction import Predictions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs
    from hpviz.runs.column import Column, FloatArray

    # A number, a named value, or None for no value.
    Value = float | str | None

# A control has a stop for each number that was tried, up to so many, else about so many along the axis.
MOST_OWN, STOPS = 30, 101
# Digits of a stop, and more where two stops would be the same.
DIGITS, MOST_DIGITS = 3, 17
# So many params stand first where none is clear of chance.
FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Control:
    """What a param can be changed to.

    Attributes
    ----------
    param
        Its name.
    stops
        Numbers, ascending: those that were tried where they are few, else along its axis.
    names
        Named values that were tried.
    absent
        Whether it can be without a value.
    matters
        Whether it stands first.
    start
        The value of the run.
    """

    param: str
    stops: tuple[float, ...]
    names: tuple[str, ...]
    absent: bool
    matters: bool
    start: Value


@dataclass(frozen=True, eq=False, kw_only=True)
class WhatIf:
    """A run, and what is predicted for its configuration with some values changed.

    Attributes
    ----------
    result, runs, row
        The ranking, the runs that it is of, and which of them it begins with.
    changed
        Param to its new value; those of the ranking alone, and only what differs from the run.
    predictions
        Of the run's own configuration, and of the changed one.
    """

    result: RankResult
    runs: Runs
    row: int
    changed: Mapping[str, Value]
    predictions: Predictions


def what_if(result: RankResult, runs: Runs, row: int, changed: Mapping[str, Value]) -> WhatIf:
    """Predict the metric of a run with some of its values changed.

    Parameters
    ----------
    result, runs, row
        A ranking, the runs that it is of, and which of them.
    changed
        Param to its new value; what is no param of the ranking is left out.

    Raises
    ------
    HpvizError
        The run has no value of a param that all runs of the ranking have.
    """
    own = {param: value_of(runs.columns[param], row) for param in result.require_evidence().params}
    kept = {param: value for param, value in changed.items() if param in own and value != own[param]}
    configs = [_config(own), _config(own | kept)]
    return WhatIf(result=result, runs=runs, row=row, changed=kept, predictions=predict(result, configs))


def value_of(column: Column, row: int) -> Value:
    """Return a cell; an infinite number by its name."""
    number = float(column.numbers[row])
    if np.isnan(number):
        return column.levels[column.codes[row]] if column.codes[row] >= 0 else None
    return number if np.isfinite(number) else column.text_at(row)


def _config(values: Mapping[str, Value]) -> dict[str, Any]:
    return {param: ABSENT if value is None else value for param, value in values.items()}


def controls(result: RankResult, runs: Runs, row: int) -> tuple[Control, ...]:
    """List what each param of a ranking can be changed to, in the order of the ranking.

    Parameters
    ----------
    result, runs, row
        As of `what_if`.
    """
    evidence = result.require_evidence()
    clear = {score.param for score in result.scores if score.matters}
    first = clear or {score.param for score in result.scores[:FIRST]}
    return tuple(
        _control(
            evidence.column(score.param),
            value_of(runs.columns[score.param], row),
            log=evidence.logs[evidence.params.index(score.param)],
            matters=score.param in first,
        )
        for score in result.scores
        if score.param in evidence.params
    )


def _control(column: Column, start: Value, *, log: bool, matters: bool) -> Control:
    names = [column.levels[code] for code in column.present]
    stops = stops_of(column.numbers[np.isfinite(column.numbers)], log=log, integral=column.integral)
    if isinstance(start, float):
        stops = np.union1d(stops, [start])
    return Control(
        param=column.name,
        stops=tuple(stops.tolist()),
        names=tuple(dict.fromkeys([*names, start] if isinstance(start, str) else names)),
        absent=start is None or column.active < len(column.numbers),
        matters=matters,
        start=start,
    )


def stops_of(numbers: FloatArray, *, log: bool, integral: bool) -> FloatArray:
    """Place the stops of a slider: on the numbers themselves where these are few, else along the axis.

    Parameters
    ----------
    numbers
        Those of the runs, finite.
    log
        Whether the axis is logarithmic.
    integral
        Whether only whole numbers make sense.
    """
    own = np.unique(numbers)
    if len(own) <= 2 or (len(own) <= MOST_OWN and (integral or are_few(numbers))):
        return own
    low, high = float(own[0]), float(own[-1])
    if integral and not log and high - low < STOPS:
        return np.arange(low, high + 1)
    along = np.geomspace(low, high, STOPS) if log and low > 0 else np.linspace(low, high, STOPS)
    inside = np.round(along[1:-1]) if integral else _short(along[1:-1], (high - low) / STOPS)
    return np.unique(np.clip([low, *inside, high], low, high))


def _short(values: FloatArray, step: float) -> FloatArray:
    """Round to as few digits as tell the values apart; what is 0 but for arithmetic is 0."""
    there = np.where(np.abs(values) < step * 1e-6, 0.0, values) if values.min() < 0 else values
    for digits in range(DIGITS, MOST_DIGITS):
        short = np.array([float(f"{value:.{digits}g}") for value in there])
        if len(np.unique(short)) == len(there):
            return short
    return there

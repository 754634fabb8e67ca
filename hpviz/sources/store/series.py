"""Metrics that were logged each on its own, brought together by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.store.logged import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    Series = Mapping[float, float]


def steps_of(series: Mapping[str, Series]) -> Steps:
    """Bring together what was logged at each step.

    Parameters
    ----------
    series
        Metric to step to value.

    Returns
    -------
    Metric to value, for each step in order; empty where there is a single step, which is no history.
    """
    by_step: dict[float, dict[str, float]] = {}
    for name, values in series.items():
        for step, value in values.items():
            by_step.setdefault(step, {})[name] = value
    numbers = sorted(by_step) if len(by_step) > 1 else []
    return Steps((by_step[step] for step in numbers), numbers)


def final_values(series: Mapping[str, Series]) -> dict[str, object]:
    """Take each metric's value at its highest step."""
    return {name: values[max(values)] for name, values in series.items() if values}

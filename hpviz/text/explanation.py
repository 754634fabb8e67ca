"""Why one run is where it is, and why two runs differ, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import differences, factor, numbers
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised
from hpviz.runs.target import FailureTarget
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.analysis.effects.explanation import Explanation
    from hpviz.analysis.effects.run_comparison import RunComparison
    from hpviz.analysis.sample.metric_scale import UsedScale

TIMES = "\u00d7"


# What the mean is, on the scale that is analysed, in the metric's own unit.
AVERAGES = {
    "linear": "average",
    "log": "typical value (geometric mean)",
    "rank": "typical value (at the mean rank)",
}


# A name that says itself that it is of a run: ``run 34``, ``run_17``, ``Run-3``.
_OF_A_RUN = re.compile(r"run(?![a-z])", re.IGNORECASE)


def sentences(explanation: Explanation) -> tuple[str, ...]:
    """Write a run's metric beside the average and the prediction, in the metric's own unit."""
    metric = words.axis_label(explanation.result.target)
    ends = explanation.own_unit(np.array([explanation.average, explanation.predicted]))
    actual, average, predicted = numbers([float(explanation.metric[explanation.row]), *ends.tolist()])
    if isinstance(explanation.result.target, FailureTarget):
        return (_of_failure(explanation, *ends.tolist()),)
    average = f"The {AVERAGES[explanation.result.scale]} is {average}"
    run = f"{run_named(explanation.run, start=True)}: {metric} {actual}. {average}"
    return (f"{run}; for its parameters the other runs predict {predicted}.",)


def _of_failure(explanation: Explanation, average: float, predicted: float) -> str:
    """Write whether a run failed, beside the share of all runs that do and that of runs like it."""
    failed = "failed" if explanation.metric[explanation.row] else "did not fail"
    share = percent(min(max(predicted, 0.0), 1.0))
    run = f"{run_named(explanation.run, start=True)} {failed}. On average {percent(average)} of the runs fail"
    return f"{run}; for its parameters the other runs predict {share}."


def comparison_sentences(comparison: RunComparison) -> tuple[str, ...]:
    """Write the metric of two runs, and beside their difference the one that their params predict."""
    scale = comparison.result.scale
    ends = comparison.predicted, comparison.predicted_low, comparison.predicted_high
    observed, predicted, low, high = changes([comparison.observed, *ends], scale)
    if isinstance(comparison.result.target, FailureTarget):
        between = " ".join(_failed(comparison, at) for at in (0, 1))
    else:
        between = _metric_of_both(comparison, observed)
    if not comparison.params:
        return (between, "All parameters are the same: this is noise, or something that was not logged.")
    return (between, f"The parameters that differ predict {predicted} (95% interval {low} to {high}).")


def _metric_of_both(comparison: RunComparison, observed: str) -> str:
    metric = words.noun(comparison.result.target)
    metric = capitalised(metric) if metric.startswith("the ") else metric
    run, baseline = numbers(comparison.metric[list(comparison.rows)].tolist())
    kind = "a factor of" if comparison.result.scale == "log" else "a difference of"
    return (
        f"{metric} is {run} in {run_named(comparison.run)} and {baseline} in "
        f"{run_named(comparison.baseline)}, {kind} {observed.removeprefix(TIMES)}."
    )


def _failed(comparison: RunComparison, at: int) -> str:
    name = (comparison.run, comparison.baseline)[at]
    failed = "failed" if comparison.metric[comparison.rows[at]] else "did not fail"
    return f"{run_named(name, start=True)} {failed}."


def changes(values: Iterable[float], scale: UsedScale) -> list[str]:
    """Write changes of a metric: in its own unit, as factors of its logarithm, or as places among its ranks.

    Parameters
    ----------
    values
        On the scale that is analysed.
    scale
        That scale.
    """
    given = [*values]
    if scale == "log":
        return [f"{TIMES}{factor(change)}" for change in given]
    if scale == "rank":
        return [f"{change:+z.1f} places" for change in given]
    return differences(given)


def run_named(name: str, *, start: bool = False) -> str:
    """Write a run by its name in a sentence: ``run sunny-fox``, and ``run 34`` of one called so.

    Parameters
    ----------
    name
        Of the run, which stays as it is.
    start
        It begins the sentence.
    """
    return name if _OF_A_RUN.match(name) else f"{'Run' if start else 'run'} {name}"

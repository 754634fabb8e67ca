"""Figures, values, and counts of failed runs as text, as the panel writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.candidates import numbers_at
from hpviz.analysis.next_sweep.failures import (
    ended_runs,
    failing_corner,
    failures_along,
    params_that_fail,
)
from hpviz.formatting.numbers import figure, numbers
from hpviz.formatting.words import capitalised, listed
from hpviz.search_space import Interval
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from hpviz.analysis.association.corner import Corner, Side
    from hpviz.analysis.next_sweep.failures import Failures
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.search_space import Domain
    from hpviz.search_space.trial import Value

# Of a method without a test.
UNTESTED = "not tested"
# A value is shown with so many characters.
LONGEST_VALUE = 80


def failing(result: RankResult, param: str) -> str:
    """Write with which values of a param nearly all runs fail: ``20 of 29 runs at 0.079 or more failed``."""
    before, failures = failures_along(result, param)
    return failed(before, failures) if failures.runs else ""


def failed(before: Domain, failures: Failures) -> str:
    """Write how many of the runs fail that have some values: ``20 of 29 runs at 0.079 or more failed``.

    Parameters
    ----------
    before
        What the param was drawn from.
    failures
        Where along it runs fail; some do.
    """
    counts = f"{failures.failed} of {failures.runs} {failures.unit_name}"
    return f"{counts} {_where_failed(before, failures)} failed"


def depends_on(result: RankResult, param: str) -> str:
    """Write what a param has to do with failing, where that is beyond chance: ``20 of 29 runs … failed``."""
    if result.evidence is None:
        return ""
    together = capitalised(failing_together(result, param))
    if param not in params_that_fail(result):
        return together
    return failing(result, param) or together or "Whether a run fails depends on it"


def failing_together(result: RankResult, *params: str) -> str:
    """Write with which values of two params together runs fail: ``10 of 10 runs with lr at ... failed``.

    Empty where one alone shows it, or where none of the params is one of the two.
    """
    corner = failing_corner(result)
    if corner is None or not {side.param for side in corner.sides} & {*params}:
        return ""
    unit_name = ended_runs(result).unit_name
    which = f"all {corner.runs}" if corner.inside == corner.runs else f"{corner.inside} of {corner.runs}"
    return f"{which} {unit_name} {_in_corner(corner)} failed"


def _in_corner(corner: Corner) -> str:
    return f"with {listed([_side(side) for side in corner.sides])}"


def _side(side: Side) -> str:
    if side.level:
        return f"{side.param} {value_text(side.level)}"
    edge = round(side.edge) if side.edge.is_integer() else numbers([side.edge], 3)[0]
    if side.end is None:
        return f"{side.param} {edge}"
    return f"{side.param} at {edge} or {'less' if side.end == 'low' else 'more'}"


def many_failed(result: RankResult) -> str:
    """Write how many runs failed, and on what that depends; empty where it depends on nothing.

    ``28 of 120 runs failed, most with lr at 0.0214 or more``
    """
    params, evidence = params_that_fail(result), result.require_evidence()
    if not params:
        return ""
    ended = ended_runs(result)
    # A run that is still running has not failed.
    runs = len(evidence.runs) if ended.unit_name == "runs" else len(ended.failed)
    failed_runs = int(ended.failed.sum())
    counts = f"{failed_runs:,} of {runs:,} {ended.unit_name} failed"
    corner = failing_corner(result)
    if corner is not None and 2 * corner.inside > failed_runs:
        which = "all" if corner.inside == failed_runs else "most"
        return f"{counts}, {which} {_in_corner(corner)}"
    before, failures = failures_along(result, params[0])
    if 2 * failures.failed <= failed_runs:
        return f"{counts}; which ones depends on {listed(params)}"
    which = "all" if failures.failed == failed_runs else "most"
    return f"{counts}, {which} with {params[0]} {_where_failed(before, failures).removeprefix('with ')}"


def _where_failed(before: Domain, failures: Failures) -> str:
    beyond = "or less" if failures.end == "low" else "or more"
    if isinstance(before, Interval):
        edge = float(numbers_at(before, np.array([failures.edge]))[0])
        return f"at {round(edge) if before.integer else numbers([edge], 3)[0]} {beyond}"
    if failures.end is not None and len(failures.places) > 1:
        return f"at {value_text(before.values[int(failures.edge)])} {beyond}"
    return f"with {listed([value_text(before.values[place]) for place in failures.places], last=' or ')}"


def value_text(value: Value) -> str:
    """Write a value that a param can take, a long one cut off."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return numbers([value])[0]
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def signed(score: Score) -> str:
    """Write a correlation with its sign; the ratio of a categorical has none."""
    text = figure(score.correlation)
    positive = score.kind != "categorical" and score.correlation > 0 and text != "0.000"
    return f"+{text}" if positive else text


def verdict(score: Score) -> str:
    """Write the outcome of the method's own test of an importance: ``could be chance``."""
    text = METHOD_TEXTS[score.method]
    if score.above_noise is None:
        return UNTESTED if score.tested else "not tested yet"
    return text.clear if score.above_noise else text.unclear


def is_doubt(outcome: str) -> bool:
    """Whether a verdict says that a figure may be no effect: what clears it does not, nor no test at all."""
    return outcome not in {UNTESTED, *(text.clear for text in METHOD_TEXTS.values())}

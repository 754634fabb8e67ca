"""What is predicted for a changed configuration, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import differences, factor, number, numbers, one_notation
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised, listed
from hpviz.runs.target import FailureTarget
from hpviz.text.explanation import TIMES, run_named
from hpviz.text.target import noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.what_if import WhatIf

# Digits of a prediction: the interval is wider than the fourth.
DIGITS = 3
MOST_PARAMS = 4


def sentences(case: WhatIf) -> tuple[str, ...]:
    """Write the prediction with its interval, how near a run is, and the difference to the run itself."""
    return (_prediction(case), *_nearness(case), *_difference(case), *_basis(case))


def _prediction(case: WhatIf) -> str:
    predicted, low, high = (
        float(values[-1])
        for values in (case.predictions.predicted, case.predictions.low, case.predictions.high)
    )
    if isinstance(case.result.target, FailureTarget):
        return f"About {percent(predicted)} of such runs fail."
    metric = noun(case.result.target)
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{_at_start(metric)} about {numbers([predicted], DIGITS)[0]}."
    about, *ends = numbers([predicted, low, high], DIGITS)
    return f"{_at_start(metric)} about {about} ({' to '.join(ends)} in 95% of such runs)."


def _at_start(name: str) -> str:
    """Write a target at the start of a sentence: the name of a metric stays as it is."""
    return capitalised(name) if name.startswith("the ") else name


def _nearness(case: WhatIf) -> Iterator[str]:
    nearest, distance = str(case.predictions.nearest[-1]), float(case.predictions.distance[-1])
    outside = case.predictions.outside[-1]
    if case.predictions.extrapolated[-1]:
        yield "Extrapolation: no run is near this, so it is a guess."
    if outside:
        yield f"Not tried: this value of {listed(outside, MOST_PARAMS)}."
    if distance > 0:
        usual = case.predictions.usual_distance
        beside = f" (runs usually have another within {percent(usual)})" if usual > 0 else ""
        yield f"Nearest is {run_named(nearest)}, on average {percent(distance)} of a range away{beside}."
    elif nearest != _label(case):
        yield f"{run_named(nearest, start=True)} has this configuration."


def _difference(case: WhatIf) -> Iterator[str]:
    """Write how far the prediction lies from that of the run's own configuration."""
    observed = _observed(case)
    if not case.changed:
        if observed is not None:
            yield f"{run_named(_label(case), start=True)} itself: {number(observed)} observed."
        return
    start, now = (float(value) for value in case.predictions.predicted)
    run = f"{run_named(_label(case), start=True)} itself"
    if isinstance(case.result.target, FailureTarget):
        yield f"{run}: {percent(start)} predicted."
        return
    texts = [numbers([start], DIGITS)[0], _change(case, start, now)]
    about, change, *reached = one_notation([*texts, *([] if observed is None else [number(observed)])])
    seen = f", {reached[0]} observed" if reached else ""
    change = f"{change}{_judged(case, start, now)}"
    yield f"{run}: about {about} predicted{seen}. Change of the prediction: {change}."


def _basis(case: WhatIf) -> Iterator[str]:
    """Write why the card of a run has another prediction for it, where the run is one of those used here."""
    if case.row in case.result.require_evidence().rows:
        runs = "all runs of the filter" if case.result.where else "all runs"
        yield f"This is predicted from {runs}; the run's card leaves the run itself out."


def _change(case: WhatIf, start: float, now: float) -> str:
    is_factor = case.result.scale == "log" and min(start, now) > 0
    if _is_same(start, now):
        return "none"
    return f"{TIMES}{factor(math.log(now / start))}" if is_factor else differences([now - start])[0]


def _is_same(start: float, now: float) -> bool:
    return math.isclose(start, now, rel_tol=1e-9, abs_tol=1e-300)


def _judged(case: WhatIf, start: float, now: float) -> str:
    if _is_same(start, now):
        return ""
    is_better = now < start if case.result.goal == "minimize" else now > start
    return f", {'better' if is_better else 'worse'}"


def _observed(case: WhatIf) -> float | None:
    """Return the metric of the run; None where it did not enter, or is whether it failed."""
    if isinstance(case.result.target, FailureTarget):
        return None
    evidence = case.result.require_evidence()
    entered = np.flatnonzero(evidence.rows == case.row)
    return float(evidence.metric[entered[0]]) if len(entered) else None


def _label(case: WhatIf) -> str:
    return str(case.runs.labels(np.array([case.row]))[0])

"""How well runs are predicted by what has not read them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.convergence.predicted_runs import HALF, MOST
from hpviz.formatting.numbers import numbers, settled
from hpviz.text.explanation import run_named
from hpviz.text.target import noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.convergence.predicted_runs import PredictedRuns

# Digits of a distance: nobody needs the third.
DIGITS = 2
HEADING = "What was predicted for each run, and what it reached"
READING = "Dots: the runs, each predicted by what has not read it. On the line both are the same."


def sentences(runs: PredictedRuns) -> tuple[str, ...]:
    """Write how far predictions are off, and for which run farthest."""
    return tuple(_sentences(runs))


def _sentences(runs: PredictedRuns) -> Iterator[str]:
    spread, metric = float(np.ptp(runs.observed)), noun(runs.result.target)
    off = settled([runs.within(HALF), runs.within(MOST), float(runs.distances.max())], spread)
    if not off[-1]:
        yield f"Predicted without the run itself, {metric} is right for every run."
        return
    half, most = numbers(off[:2], DIGITS)
    yield (
        f"Predicted without the run itself, {metric} is off by {half} or less in half of the runs, by {most} "
        "or less in 95%."
    )
    at = int(runs.distances.argmax())
    ends = settled([float(runs.observed[at]), float(runs.predicted[at])], spread)
    observed, predicted = numbers(ends)
    yield f"Farthest off is {run_named(str(runs.names[at]))}: {predicted} predicted, {observed} observed."

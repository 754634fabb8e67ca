"""Why one run is where it is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting import numbers
from hpviz.text import target as words

if TYPE_CHECKING:
    from hpviz.analysis.effects.explanation import Explanation


def sentences(explanation: Explanation) -> tuple[str, ...]:
    """Write a run's metric beside the average and the prediction, in the metric's own unit."""
    metric = words.axis_label(explanation.result.target)
    ends = explanation.own_unit(np.array([explanation.average, explanation.predicted]))
    actual, average, predicted = numbers([float(explanation.metric[explanation.row]), *ends.tolist()])
    run = f"Run {explanation.run}: {metric} {actual}."
    return (f"{run} The average is {average}; its parameters predict {predicted}.",)

"""What the target of a ranking can be at least and at most, in its own unit and on the scale analysed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.runs.metric_bounds import bounds_of
from hpviz.runs.target import FailureTarget, MetricTarget

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult


def bounds_in_own_unit(result: RankResult) -> tuple[float, float]:
    """Return what a prediction of the target stays within; infinities where no bound is known."""
    if isinstance(result.target, FailureTarget):
        return 0.0, 1.0
    if not isinstance(result.target, MetricTarget):
        return -math.inf, math.inf
    metric = result.require_evidence().metric
    return bounds_of(result.target.name, float(metric.min()), float(metric.max()))


def bounds_on_scale(result: RankResult) -> tuple[float, float]:
    """Return the same on the scale that is analysed; ranks have none of their own."""
    least, most = bounds_in_own_unit(result)
    if result.scale == "linear":
        return least, most
    return -math.inf, math.log(most) if result.scale == "log" else math.inf

"""What params are ranked by: a metric, failure, or a trade-off between metrics."""

from hpviz.runs.target.targets import (
    COUNTED_AS_FAILED,
    ENDED,
    FAILED,
    FAILURE,
    FRONT,
    FailureTarget,
    MetricTarget,
    ParetoTarget,
    Target,
    default_target,
    diverged_runs,
    outcomes_of,
    spelled,
    target_of,
)

__all__ = [
    "COUNTED_AS_FAILED",
    "ENDED",
    "FAILED",
    "FAILURE",
    "FRONT",
    "FailureTarget",
    "MetricTarget",
    "ParetoTarget",
    "Target",
    "default_target",
    "diverged_runs",
    "outcomes_of",
    "spelled",
    "target_of",
]

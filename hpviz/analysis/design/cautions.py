"""What these runs cannot show, because of how they came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.analysis.association.correlation import pearson
from hpviz.analysis.design.drift import drift_of
from hpviz.analysis.design.narrowing import MOST_RUNS, narrowed
from hpviz.analysis.forest.bagging import sampled_rows
from hpviz.analysis.result.cautions import Drifted, Narrowed, Replicated
from hpviz.analysis.result.trust import ENOUGH_RUNS
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.design.drift import Drift
    from hpviz.analysis.importance.oob import Importance
    from hpviz.analysis.result.cautions import Caution
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import FloatArray
    from hpviz.runs.metric_names import Goal
    from hpviz.runs.target import Target

    Order = np.ndarray[tuple[int], np.dtype[np.intp]]

# Whether the search narrowed is looked for in this many params, the strongest.
MOST_PARAMS = 60
# A table in the order of its metric is in no order of time.
SORTED = 0.9


def cautions_of(
    evidence: Evidence, ranked: Sequence[str], target: Target, oob: Importance
) -> Iterator[Caution]:
    """Collect what these runs cannot show of the space.

    Parameters
    ----------
    evidence
        The runs that entered.
    ranked
        The params, most important first.
    target
        What they are ranked by; of failure narrowing is not tested.
    oob
        The out-of-bag importance.
    """
    if len(evidence.rows) < ENOUGH_RUNS:
        return
    replicates = evidence.replicates
    if replicates is not None:
        yield Replicated(len(evidence.rows), replicates.configurations, replicates.differing)
    if not isinstance(target, FailureTarget):
        narrowing = _narrowing(evidence, ranked[:MOST_PARAMS], target.goal)
        if narrowing is not None:
            yield Narrowed(narrowing)
    drift = _drift(evidence, oob)
    if drift is not None:
        yield Drifted(drift.since, drift.higher)


def _narrowing(evidence: Evidence, params: Sequence[str], goal: Goal) -> tuple[str, ...] | None:
    order = _in_time(evidence)
    if order is None:
        return None
    order = _thinned(evidence.first_of_each(order))  # runs of one configuration are not drawn anew
    y = evidence.y if goal == "minimize" else -evidence.y
    return narrowed([evidence.column(param).take(order) for param in params], y[order])


def _in_time(evidence: Evidence) -> Order | None:
    """Order the runs by when they began, else as the source has them; None where that cannot be time."""
    created = evidence.runs.created[evidence.rows]
    if np.isfinite(created).all() and np.ptp(created) > 0:
        return np.argsort(created, kind="stable")
    order = np.arange(len(evidence.rows))
    some = _thinned(order)
    is_sorted = abs(pearson(some.astype(np.float64), rankdata(evidence.y[some]))) >= SORTED
    return None if is_sorted else order


def _thinned(order: Order) -> Order:
    """Keep as many runs as are looked at, spread evenly over the time."""
    places = np.linspace(0, len(order) - 1, min(len(order), MOST_RUNS)).round().astype(int)
    thinned: Order = order[places]
    return thinned


def _drift(evidence: Evidence, oob: Importance) -> Drift | None:
    created = evidence.runs.created[evidence.rows]
    if oob.computed_from is None or not np.isfinite(created).all():
        return None
    fitted, _ = oob.computed_from
    read: FloatArray = created[sampled_rows(len(created), len(evidence.params), evidence.options.seed)]
    return drift_of(fitted, read)

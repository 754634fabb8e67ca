"""What these runs cannot show, because of how they came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.analysis.association.correlation import pearson
from hpviz.analysis.design.drift import drift_of
from hpviz.analysis.design.narrowing import MOST_RUNS, narrowed
from hpviz.analysis.design.source_column import source_column
from hpviz.analysis.forest.bagging import sampled_rows
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.result.cautions import Drifted, Narrowed, Nested, Replicated
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
    if evidence.nested is not None:
        yield Nested(len(evidence.rows), evidence.nested.configurations, evidence.nested.chosen)
    dated = _is_dated(evidence)
    moments = _moments(evidence, dated=dated)
    if moments is None:
        return
    if not isinstance(target, FailureTarget):
        narrowing = _narrowing(evidence, moments, ranked[:MOST_PARAMS], target.goal)
        if narrowing is not None:
            yield Narrowed(narrowing)
    drift = _drift(evidence, moments, oob)
    if drift is not None:
        since = drift.since if dated or drift.since is None else _run_at(evidence, drift.since)
        yield Drifted(since, drift.higher, dated)


def _narrowing(
    evidence: Evidence, moments: FloatArray, params: Sequence[str], goal: Goal
) -> tuple[str, ...] | None:
    # Runs of one configuration are not drawn anew.
    order = _thinned(evidence.first_of_each(np.argsort(moments, kind="stable")))
    y = evidence.y if goal == "minimize" else -evidence.y
    source = source_column(evidence.runs)
    sweeps = None if source is None else source.codes[evidence.rows][order].astype(np.intp)
    return narrowed([evidence.column(param).take(order) for param in params], y[order], sweeps)


def _moments(evidence: Evidence, *, dated: bool) -> FloatArray | None:
    """When the runs began, else their places in the source; None where these cannot be an order in time."""
    if dated:
        return evidence.runs.created[evidence.rows]
    return None if _is_sorted(evidence) else evidence.rows.astype(np.float64)


def _is_dated(evidence: Evidence) -> bool:
    created = evidence.runs.created[evidence.rows]
    return bool(np.isfinite(created).all() and np.ptp(created) > 0)


def _run_at(evidence: Evidence, place: float) -> str:
    return str(evidence.runs.labels(np.array([int(place)]))[0])


def _is_sorted(evidence: Evidence) -> bool:
    """Whether the source has its runs in the order of a metric, whichever it is."""
    some = _thinned(evidence.rows)
    places = np.arange(len(some), dtype=np.float64)
    columns = (column.numbers[some] for column in evidence.runs.metrics.values())
    return any(abs(_rank_correlation(places, values)) >= SORTED for values in columns)


def _rank_correlation(places: FloatArray, values: FloatArray) -> float:
    """Correlate by ranks, as a share of what these values have in order: with many alike that is less."""
    there = np.isfinite(values)
    if there.sum() <= len(values) / 2:
        return 0.0
    ranks = rankdata(values[there])
    most = pearson(places[there], np.sort(ranks))
    return pearson(places[there], ranks) / most if most > 0 else 0.0


def _thinned(order: Order) -> Order:
    """Keep as many runs as are looked at, spread evenly over the time."""
    places = np.linspace(0, len(order) - 1, min(len(order), MOST_RUNS)).round().astype(int)
    thinned: Order = order[places]
    return thinned


def _drift(evidence: Evidence, moments: FloatArray, oob: Importance) -> Drift | None:
    if oob.computed_from is None:
        return None
    fitted, _ = oob.computed_from
    read: FloatArray = moments[sampled_rows(len(moments), len(evidence.params), evidence.options.seed)]
    return drift_of(fitted, read)

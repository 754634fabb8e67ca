"""Two sweeps side by side: what changed in importance, in the metric and in the values tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import mannwhitneyu, norm

from hpviz.analysis.comparison.exchange import all_of_one_side, beyond, p_of_tried
from hpviz.analysis.importance.oob import ALPHA, SIGMAS, holm
from hpviz.analysis.result.scores import Values
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.runs.target import FailureTarget, ParetoTarget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs import Runs
    from hpviz.runs.column import BoolArray, Column

NAN = float("nan")


BEFORE_AND_AFTER = ("before", "after")


@dataclass(frozen=True, kw_only=True)
class ParamChange:
    """A param in two sweeps.

    Attributes
    ----------
    param
        Its name.
    before, after
        Its rows in the two rankings; None where a sweep allows no figures.
    change, change_low, change_high
        The importance after less that before, with its 95% interval; NaN where one of them is not known.
    p_value, changed
        Of "the importance is the same", and whether that is refused, corrected for all tests of the two
        sweeps; NaN and None where it is not tested.
    tried_before, tried_after
        The values that runs tried, whether they ended well or not.
    tried_p_value, tried_changed
        Of "the values are drawn alike", and whether that is refused.
    """

    param: str
    before: Score | None
    after: Score | None
    change: float
    change_low: float
    change_high: float
    p_value: float
    tried_before: Values
    tried_after: Values
    tried_p_value: float
    changed: bool | None = None
    tried_changed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class MetricChange:
    """The metric in two sweeps.

    Attributes
    ----------
    best_before, best_after
        The metric of the best run; of failures NaN.
    n_better
        How many runs, or configurations, of one sweep are better than the best of the other.
    typical_before, typical_after
        The median; of failures the share of runs that failed.
    best_p_value, typical_p_value
        Of "the runs are drawn alike": of the best ones by `n_better`, of all by Mann and Whitney's test.
    best_changed, typical_changed
        Whether that is refused, corrected for all tests of the two sweeps.
    """

    best_before: float
    best_after: float
    n_better: int
    typical_before: float
    typical_after: float
    best_p_value: float
    typical_p_value: float
    best_changed: bool | None = None
    typical_changed: bool | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepChanges:
    """What changed from one sweep to the next.

    Attributes
    ----------
    before, after
        The rankings of the two sweeps, by the same options.
    params
        The params in the order of the ranking after; those that have no importance there come last.
    metric
        What changed in the metric; None for a Pareto front, of which each sweep has its own, and where a
        sweep allows no figures.
    names
        What the two sweeps are called: ``("before", "after")``, or the names of their sources.
    """

    before: RankResult
    after: RankResult
    params: tuple[ParamChange, ...]
    metric: MetricChange | None
    names: tuple[str, str] = BEFORE_AND_AFTER

    def table(self) -> pd.DataFrame:
        """One row per param, in the order of the ranking after; NaN where a figure is not known.

        Columns: param, importance_before, importance_after, change, change_low, change_high, p_value,
        changed; what was tried: low_before, high_before, levels_before (a tuple), low_after, high_after,
        levels_after, tried_p_value, tried_changed.
        """
        import pandas as pd

        rows = [
            {
                "param": row.param,
                "importance_before": _importance(row.before),
                "importance_after": _importance(row.after),
                "change": row.change,
                "change_low": row.change_low,
                "change_high": row.change_high,
                "p_value": row.p_value,
                "changed": row.changed,
                **_tried(row.tried_before, "before"),
                **_tried(row.tried_after, "after"),
                "tried_p_value": row.tried_p_value,
                "tried_changed": row.tried_changed,
            }
            for row in self.params
        ]
        return pd.DataFrame(rows).astype({"changed": "boolean", "tried_changed": "boolean"})


def sweep_changes(before: RankResult, after: RankResult, both: Runs, first: BoolArray) -> SweepChanges:
    """Compare two rankings of different runs.

    All tests together call something changed in at most 5% of pairs of equal sweeps (Holm): of each param
    whether its importance is the same and whether its values are drawn alike; of the metric whether the best
    and all runs are. They take runs for drawn independently, as a random search does.

    Parameters
    ----------
    before, after
        Of the same params, metric and scale, by ``"oob"``.
    both
        All runs of the two sweeps.
    first
        Shape (runs,): which are of the sweep before.
    """
    rows = np.concatenate([_first_of_each(both, np.flatnonzero(side)) for side in (first, ~first)])
    of_before, of_after = ({row.param: row for row in result.scores} for result in (before, after))
    changes = [
        _change(
            (of_before.get(name), of_after.get(name)),
            column,
            first,
            p_of_tried(column.take(rows), first[rows]),
        )
        for name, column in both.params.items()
        if column.active  # else a third sweep alone has it
    ]
    params = _ordered(changes, after)
    return _tested(
        SweepChanges(before=before, after=after, params=params, metric=_metric_change(before, after))
    )


def _ordered(params: Sequence[ParamChange], after: RankResult) -> tuple[ParamChange, ...]:
    places = {score.param: place for place, score in enumerate(after.scores)}
    return tuple(sorted(params, key=lambda row: places.get(row.param, len(places))))


def _first_of_each(runs: Runs, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Keep one run of each configuration among some runs."""
    replicates = find_replicates([column.take(rows) for column in runs.params.values()])
    return rows if replicates is None else rows[np.unique(replicates.unit, return_index=True)[1]]


def _change(
    scores: tuple[Score | None, Score | None], column: Column, first: BoolArray, tried_p_value: float
) -> ParamChange:
    change, error = _difference(*scores)
    tested = all(score is not None and score.tested for score in scores)
    return ParamChange(
        param=column.name,
        before=scores[0],
        after=scores[1],
        change=change,
        change_low=change - SIGMAS * error,
        change_high=change + SIGMAS * error,
        p_value=float(2 * norm.sf(abs(change) / error)) if tested and error > 0 else NAN,
        tried_before=Values.of(column.take(np.flatnonzero(first))),
        tried_after=Values.of(column.take(np.flatnonzero(~first))),
        tried_p_value=tried_p_value,
    )


def _difference(before: Score | None, after: Score | None) -> tuple[float, float]:
    """Return the change of an importance and its standard error; NaN where one of the two is not known."""
    if before is None or after is None:
        return NAN, NAN
    error = np.hypot(before.importance_error, after.importance_error)
    return after.importance - before.importance, float(error)


def _tried(values: Values, when: str) -> dict[str, object]:
    return {f"low_{when}": values.low, f"high_{when}": values.high, f"levels_{when}": values.levels}


def _importance(score: Score | None) -> float:
    return NAN if score is None else score.importance


def _metric_change(before: RankResult, after: RankResult) -> MetricChange | None:
    if before.evidence is None or after.evidence is None or isinstance(after.target, ParetoTarget):
        return None
    own = before.evidence.metric, after.evidence.metric
    units = before.evidence.metric_of_configurations, after.evidence.metric_of_configurations
    sign = 1 if after.goal == "maximize" else -1
    fails = isinstance(after.target, FailureTarget)
    n_better = 0 if fails else beyond(sign * units[0], sign * units[1])
    best = [NAN, NAN] if fails else [float(sign * np.max(sign * values)) for values in own]
    typical = [float(np.mean(values) if fails else np.median(values)) for values in own]
    return MetricChange(
        best_before=best[0],
        best_after=best[1],
        n_better=n_better,
        typical_before=typical[0],
        typical_after=typical[1],
        best_p_value=NAN if fails else all_of_one_side(n_better, (len(units[0]), len(units[1]))),
        typical_p_value=float(mannwhitneyu(*units).pvalue),
    )


def _tested(changes: SweepChanges) -> SweepChanges:
    """Correct the p-values for all tests of the two sweeps, and mark what changed."""
    metric = changes.metric
    p_values = {("importance", row.param): row.p_value for row in changes.params}
    p_values |= {("tried", row.param): row.tried_p_value for row in changes.params}
    if metric is not None:
        p_values |= {("metric", "best"): metric.best_p_value, ("metric", "typical"): metric.typical_p_value}
    marks = _marks({key: p_value for key, p_value in p_values.items() if not np.isnan(p_value)})
    params = tuple(
        replace(
            row,
            changed=marks.get(("importance", row.param)),
            tried_changed=marks.get(("tried", row.param)),
        )
        for row in changes.params
    )
    if metric is not None:
        best, typical = marks.get(("metric", "best")), marks.get(("metric", "typical"))
        metric = replace(metric, best_changed=best, typical_changed=typical)
    return replace(changes, params=params, metric=metric)


def _marks(p_values: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], bool]:
    refused = holm(np.array([*p_values.values()])) < ALPHA
    return dict(zip(p_values, refused.tolist(), strict=True))

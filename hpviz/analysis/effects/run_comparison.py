"""Two runs side by side: what each param in which they differ adds to the difference in the metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.effects.explanation import UNEXPLAINED, encoded, run_of
from hpviz.analysis.forest.ablation import ablation
from hpviz.analysis.forest.process_ablation import process_ablation
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.sample.metric_bounds import largest_difference
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import Column, FloatArray

NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class DifferingParam:
    """What one param adds to the difference.

    Attributes
    ----------
    param, value, baseline_value
        The param, and the texts of the two cells.
    contribution, low, high
        What it adds to the predicted difference, on the scale that is analysed, and the 95% interval.
    counted_with
        The param with which it is counted, since that switches it on and only one of the runs has it; empty
        where it is counted on its own.
    """

    param: str
    value: str
    baseline_value: str
    contribution: float
    low: float
    high: float
    counted_with: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class RunComparison:
    """Two runs side by side; all differences are the run's value minus the baseline's.

    The forests of the predictions are fitted again without the two runs, so that what either had by luck is
    not credited to its params: it is part of what is not explained. Of few runs the parts are averaged with
    those by the Gaussian process, likewise of the other runs alone, in its share of what is said of unseen
    runs (`FittedForest.process_weight`). The intervals are by the forests: halves of few runs agree too much
    on what a process says of them.

    Attributes
    ----------
    result
        The ranking that the runs entered.
    run, baseline
        Their names or ids.
    rows
        Their places among the runs that entered.
    params
        Those in which the runs differ, the largest contribution first. The contributions add up to
        `predicted`.
    predicted, predicted_low, predicted_high
        The predicted difference and its 95% interval, on the scale that is analysed.
    observed
        The observed difference, likewise.
    metric
        Shape (used,): the metric of all runs, in its own unit.
    """

    result: RankResult
    run: str
    baseline: str
    rows: tuple[int, int]
    params: tuple[DifferingParam, ...]
    predicted: float
    predicted_low: float
    predicted_high: float
    observed: float
    metric: FloatArray

    @property
    def ends(self) -> tuple[float, float]:
        """The metric of the baseline and of the run, on the scale that is analysed."""
        row, baseline = self.rows
        y = self.result.require_evidence().y
        return float(y[baseline]), float(y[row])

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.result.scale)

    def table(self) -> pd.DataFrame:
        """One row per param in which the runs differ, the strongest first, and one for what is not explained.

        Columns: param, value, baseline_value, contribution, low, high (on the analysed scale), counted_with,
        before, after (the metric's own unit, from the baseline's metric to the run's).
        """
        import pandas as pd

        rows = [vars(param) for param in self.params]
        rest = self.observed - self.predicted
        rows.append(vars(DifferingParam(param=UNEXPLAINED, value="", baseline_value="", contribution=rest,
                                        low=NAN, high=NAN)))  # fmt: skip
        table = pd.DataFrame(rows)
        after = self.ends[0] + table["contribution"].to_numpy().cumsum()
        before = np.r_[self.ends[0], after[:-1]]
        return table.assign(before=self.own_unit(before), after=self.own_unit(after))


def run_comparison_of(result: RankResult, run: str, baseline: str = "best") -> RunComparison:
    """Compute what each param in which two runs differ adds to the difference in the metric.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    run, baseline
        Ids or names of runs that entered, ``"best"`` or ``"worst"``.

    Raises
    ------
    HpvizError
        No such run, twice the same, or no runs.
    """
    evidence = result.require_evidence()
    minimize = result.goal == "minimize"
    row, other = (run_of(evidence, name, minimize=minimize) for name in (run, baseline))
    labels = evidence.labels_of(np.array([row, other])).tolist()
    if row == other:
        raise HpvizError(f"run {labels[0]!r} is compared with itself; choose two different runs")
    model = evidence.model
    cells, places = zip(*(encoded(evidence, model, at) for at in (row, other)), strict=True)
    columns = [evidence.column(param).take(np.array([row, other])) for param in evidence.params]
    counted_with = _counted_with(model.fitted.design.parents, columns)
    counted_as = np.array([counted_with.get(at, at) for at in range(len(columns))], dtype=np.intp)
    alone = model.without(np.array([place for place in places if place >= 0]), trees=evidence.options.trees)
    parts, drawn = _parts(alone, cells, counted_as[model.fitted.design.owner], len(columns))
    parts = model.spread * _beside_process(model.fitted, parts, places, counted_as)
    errors = model.spread * norm.ppf(1 - ALPHA / 2) * np.c_[drawn, drawn.sum(axis=1)].std(axis=0, ddof=1)
    predicted = float(parts.sum())
    most = largest_difference(result.target, evidence.metric, result.scale)
    return RunComparison(
        result=result,
        run=labels[0],
        baseline=labels[1],
        rows=(row, other),
        params=_differing(columns, parts, errors[:-1], counted_with),
        predicted=predicted,
        predicted_low=min(predicted, max(predicted - errors[-1], -most)),
        predicted_high=max(predicted, min(predicted + errors[-1], most)),
        observed=float(evidence.y[row] - evidence.y[other]),
        metric=evidence.metric,
    )


def _parts(
    model: Surrogate, cells: Sequence[NDArray[np.float32]], owner: NDArray[np.intp], owners: int
) -> tuple[FloatArray, FloatArray]:
    """Return the parts by the forests, and by forests of halves of the runs, in standard units."""
    run, baseline = cells
    parts = ablation(model.forests, run, baseline, owner, owners)
    return parts, np.stack([ablation(forests, run, baseline, owner, owners) for _, forests in model.halves])


def _beside_process(
    fitted: FittedForest, parts: FloatArray, places: Sequence[int], counted_as: NDArray[np.intp]
) -> FloatArray:
    """Average the parts with those by the process, in its share of what is said of unseen runs."""
    run, baseline = places
    if fitted.process is None or min(places) < 0:
        return parts
    weight = fitted.process_weight
    return (1 - weight) * parts + weight * process_ablation(fitted.process, run, baseline, counted_as)


def _counted_with(parents: Mapping[int, int], columns: Sequence[Column]) -> dict[int, int]:
    """Find the params that only one of the two runs has since another one switches them on, and that one."""
    switched = {at: parent for at, parent in parents.items() if columns[at].absent.sum() == 1}
    return {at: _outermost(at, switched) for at in switched}


def _outermost(param: int, switched: Mapping[int, int]) -> int:
    while param in switched:
        param = switched[param]
    return param


def _differing(
    columns: Sequence[Column], parts: FloatArray, errors: FloatArray, counted_with: Mapping[int, int]
) -> tuple[DifferingParam, ...]:
    params = [
        DifferingParam(
            param=column.name,
            value=column.text_in_column(0),
            baseline_value=column.text_in_column(1),
            contribution=float(parts[at]),
            low=float(parts[at] - errors[at]),
            high=float(parts[at] + errors[at]),
            counted_with=columns[counted_with[at]].name if at in counted_with else "",
        )
        for at, column in enumerate(columns)
        if column.varies
    ]
    return tuple(sorted(params, key=lambda param: (-abs(param.contribution), param.param)))

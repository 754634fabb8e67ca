"""What is predicted for each run by what has not read it, beside what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.sample.metric_bounds import bounds_in_own_unit
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import FloatArray

# The shares of the runs of which it is said within what distance they lie.
HALF, MOST = 0.5, 0.95


@dataclass(frozen=True, eq=False, kw_only=True)
class PredictedRuns:
    """The runs' metric, and what is predicted for each out of bag.

    Attributes
    ----------
    result
        The ranking.
    rows
        Shape (runs,): places among the runs that entered.
    observed, predicted
        Shape (runs,): the metric in its own unit.
    on_scale
        Shape (2, runs): both, on the scale that is analysed.
    """

    result: RankResult
    rows: NDArray[np.intp]
    observed: FloatArray
    predicted: FloatArray
    on_scale: FloatArray

    @property
    def distances(self) -> FloatArray:
        """Shape (runs,): how far each prediction is off, in the metric's unit."""
        return np.abs(self.observed - self.predicted)

    def within(self, share: float) -> float:
        """Return the distance within which such a share of the runs lies."""
        return float(np.quantile(self.distances, share))

    @property
    def names(self) -> NDArray[np.str_]:
        """Shape (runs,): their names or ids."""
        return self.result.require_evidence().labels_of(self.rows)

    def table(self) -> pd.DataFrame:
        """One row per run: run, observed, predicted (in the metric's unit)."""
        import pandas as pd

        return pd.DataFrame({"run": self.names, "observed": self.observed, "predicted": self.predicted})


def predicted_runs_of(result: RankResult) -> PredictedRuns:
    """Predict each run by the trees, and by the process, that have not read it.

    These are the predictions that importances and the out-of-bag R2 are computed from.

    Parameters
    ----------
    result
        With runs.

    Raises
    ------
    HpvizError
        It is ranked by failure, which is no number.
    """
    if isinstance(result.target, FailureTarget):
        raise HpvizError("a run fails or it does not: choose a metric to set predictions against")
    evidence = result.require_evidence()
    model = evidence.model
    unseen = model.fitted.unseen
    rows = model.fitted.rows[unseen.rows]
    scaled = model.on_scale(unseen.predicted)
    predicted = own_unit(scaled, evidence.metric, result.scale)
    return PredictedRuns(
        result=result,
        rows=rows,
        observed=evidence.metric[rows],
        predicted=np.clip(predicted, *bounds_in_own_unit(result.target, evidence.metric)),
        on_scale=np.stack([evidence.y[rows], scaled]),
    )

"""The metric as an axis: analysed on its own scale, its logarithm or its ranks, written in its own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.scale import own_unit
from hpviz.analysis.sentences import number
from hpviz.charts.fields import short

if TYPE_CHECKING:
    from hpviz.analysis.ranking import Ranking
    from hpviz.runs import FloatArray

TICKS = 5


@dataclass(frozen=True, eq=False)
class MetricAxis:
    """Where values of the metric are drawn.

    Attributes
    ----------
    ranking
        Says which metric, on which scale.
    metric
        Shape (used,): the runs' metric, in its own unit.
    """

    ranking: Ranking
    metric: FloatArray

    @property
    def title(self) -> str:
        """The metric's name, and where it is not drawn as it is, how."""
        name = short(self.ranking.metric)
        return {"linear": name, "log": f"{name} (log axis)", "rank": f"{name} (spaced by rank)"}[
            self.ranking.scale
        ]

    def place(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into what is drawn: of ranks the rank, else the own unit."""
        if self.ranking.scale == "rank":
            return np.clip(values, 1.0, len(self.metric))
        return own_unit(values, self.metric, self.ranking.scale)

    def scale(self, **options: Any) -> alt.Scale:
        """Linear or logarithmic, never forced to show 0."""
        kind: Any = "log" if self.ranking.scale == "log" else "linear"
        return alt.Scale(type=kind, zero=False, nice=False, padding=8, **options)

    def axis(self, **options: Any) -> alt.Axis:
        """Ticks; at ranks they are labelled with the metric's value there."""
        if self.ranking.scale != "rank":
            return alt.Axis(tickCount=6, **options)
        ticks = np.unique(np.linspace(1, len(self.metric), TICKS).round())
        shown = own_unit(ticks, self.metric, "rank")
        words = [number(float(f"{value:.3g}")) for value in shown]
        cases = (
            f"datum.value === {int(tick)} ? '{word}' : " for tick, word in zip(ticks, words, strict=True)
        )
        return alt.Axis(values=ticks.tolist(), labelExpr="".join(cases) + "''", **options)

"""The metric as an axis: analysed on its own scale, its logarithm or its ranks, written in its own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.charts.drawing.fields import short
from hpviz.formatting import number
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import FloatArray

TICKS = 5


@dataclass(frozen=True, eq=False)
class MetricAxis:
    """Where values of the metric are drawn.

    Attributes
    ----------
    result
        The ranking: which metric, on which scale.
    metric
        Shape (used,): the runs' metric, in its own unit.
    """

    result: RankResult
    metric: FloatArray

    @property
    def title(self) -> str:
        """The metric's name, and where it is not drawn as it is, how."""
        name = short(axis_label(self.result.target))
        return {"linear": name, "log": f"{name} (log axis)", "rank": f"{name} (spaced by rank)"}[
            self.result.scale
        ]

    def place(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into what is drawn: of ranks the rank, else the own unit."""
        if self.result.scale == "rank":
            return np.clip(values, 1.0, len(self.metric))
        return own_unit(values, self.metric, self.result.scale)

    def scale(self, **options: Any) -> alt.Scale:
        """Linear or logarithmic, never forced to show 0."""
        kind: Any = "log" if self.result.scale == "log" else "linear"
        return alt.Scale(type=kind, zero=False, nice=False, padding=8, **options)

    def axis(self, **options: Any) -> alt.Axis:
        """Ticks; at ranks they are labelled with the metric's value there."""
        if self.result.scale != "rank":
            return alt.Axis(tickCount=6, **options)
        return alt.Axis(**self._rank_ticks(1.0, float(len(self.metric))), **options)

    def _rank_ticks(self, low: float, high: float) -> dict[str, Any]:
        ticks = np.unique(np.linspace(low, high, TICKS).round())
        shown = own_unit(ticks, self.metric, "rank")
        words = [number(float(f"{value:.3g}")) for value in shown]
        cases = (
            f"datum.value === {int(tick)} ? '{word}' : " for tick, word in zip(ticks, words, strict=True)
        )
        return {"values": ticks.tolist(), "labelExpr": "".join(cases) + "''"}

    def color(self, field: str, values: FloatArray, length: int) -> alt.Color:
        """Colour by the metric over the range of values as drawn: bright is better, whichever way it goes."""
        low, high = float(values.min()), float(values.max())
        high = high if high > low else low + (abs(low) or 1.0) * 1e-6
        kind: Any = "log" if self.result.scale == "log" else "linear"
        minimize = self.result.goal == "minimize"
        scale = alt.Scale(type=kind, scheme="viridis", domain=[low, high], reverse=minimize, clamp=True)
        ticks = self._rank_ticks(low, high) if self.result.scale == "rank" else {}
        legend = alt.Legend(gradientLength=length, **ticks)
        return alt.Color(field, title=[self.title, "(bright is better)"], scale=scale, legend=legend)

"""The metric as an axis: analysed on its own scale, its logarithm or its ranks, written in its own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.charts.drawing.fields import number_format, tip
from hpviz.charts.drawing.names import metric_label
from hpviz.charts.drawing.theme import RAMP
from hpviz.charts.drawing.ticks import axis_at, labelled, round_ticks, with_ends
from hpviz.formatting.numbers import numbers
from hpviz.text.target import sense

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import FloatArray

    Ends = tuple[float, float]

TICKS = 5
# Letters of a name beside a ramp of colours.
LONGEST_OF_LEGEND = 26


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
        """The metric's name, how it is drawn where that is not plain, and which way is better."""
        how = {"linear": "", "log": "log axis, ", "rank": "spaced by rank, "}[self.result.scale]
        return f"{metric_label(self.result)} ({how}{sense(self.result.goal)} is better)"

    def place(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into what is drawn: of ranks the rank, else the own unit."""
        if self.result.scale == "rank":
            return np.clip(values, 1.0, len(self.metric))
        return own_unit(values, self.metric, self.result.scale)

    def scale(self, **options: Any) -> alt.Scale:
        """Linear or logarithmic, never forced to show 0."""
        kind: Any = "log" if self.result.scale == "log" else "linear"
        return alt.Scale(type=kind, zero=False, nice=False, padding=8, **options)

    def axis(self, size: float, *, upright: bool = False, within: Ends | None = None) -> alt.Axis:
        """Make an axis with ticks at round numbers; of ranks they are labelled with the metric's value there.

        Parameters
        ----------
        size
            Length in pixels.
        upright
            Whether it stands.
        within
            Where it ends, as drawn. Default: at the runs.
        """
        if self.result.scale == "rank":
            return alt.Axis(**self._rank_ticks(1.0, float(len(self.metric))))
        log = self.result.scale == "log"
        low, high = within or (float(self.metric.min()), float(self.metric.max()))
        return axis_at(round_ticks(low, high, log=log), log=log, size=size, upright=upright)

    def tip(self, field: str) -> alt.Tooltip:
        """Show a field in the tooltip under the metric's name, in the metric's own unit."""
        return tip(field, metric_label(self.result), format=number_format(self.metric))

    def _rank_ticks(self, low: float, high: float) -> dict[str, Any]:
        ticks = np.unique(np.linspace(low, high, TICKS).round())
        return labelled(ticks.tolist(), numbers(own_unit(ticks, self.metric, "rank"), 3))

    def color(self, field: str, values: FloatArray, length: int, ramp: tuple[str, ...] = RAMP) -> alt.Color:
        """Colour by the metric over the range of values as drawn: strong is better, whichever way it goes."""
        low, high = float(values.min()), float(values.max())
        high = high if high > low else low + (abs(low) or 1.0) * 1e-6
        log = self.result.scale == "log"
        kind: Any = "log" if log else "linear"
        weakest_first = ramp if self.result.goal == "maximize" else ramp[::-1]
        ends = np.geomspace(low, high, len(ramp)) if log else np.linspace(low, high, len(ramp))
        scale = alt.Scale(
            type=kind, domain=ends.tolist(), range=[*weakest_first], interpolate="lab", clamp=True
        )
        if self.result.scale == "rank":
            ticks = self._rank_ticks(low, high)
        else:
            at = with_ends(low, high, log=log)
            ticks = labelled(at.tolist(), numbers(at))
        legend = alt.Legend(gradientLength=length, **ticks)
        title = [metric_label(self.result, LONGEST_OF_LEGEND), f"(darker: {sense(self.result.goal)}, better)"]
        return alt.Color(field, title=title, scale=scale, legend=legend)

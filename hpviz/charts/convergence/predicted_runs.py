"""The runs' metric against what is predicted for each by what has not read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import data, sampled, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import INK, MUTED, title
from hpviz.text.advice import predicted_runs as text

if TYPE_CHECKING:
    from hpviz.analysis.convergence.predicted_runs import PredictedRuns

SIZE = 360


def predicted_runs_chart(runs: PredictedRuns) -> Picture:
    """Draw a dot a run, what was predicted across and what was observed upwards, and where both are equal."""
    axis = MetricAxis(runs.result, runs.result.require_evidence().metric)
    observed, predicted = map(axis.place, runs.on_scale)
    rows, left_out = sampled(np.arange(len(observed)), [int(runs.distances.argmax())])
    both = np.concatenate([predicted, observed])
    ends = float(both.min()), float(both.max())
    scale = axis.scale(domain=list(ends))
    name = metric_label(runs.result)
    x = alt.X("f0:Q", title=f"predicted {name}", scale=scale, axis=axis.axis(SIZE, within=ends))
    y = alt.Y("f1:Q", title=axis.title, scale=scale, axis=axis.axis(SIZE, upright=True, within=ends))
    drawn = data(predicted[rows], observed[rows], runs.names[rows], runs.predicted[rows], runs.observed[rows])
    about = [
        tip("f2:N", "run"),
        tip("f3:Q", "predicted", format=".4~g"),
        tip("f4:Q", "observed", format=".4~g"),
    ]
    dots = alt.Chart(drawn).mark_point(color=INK, filled=True, size=22, opacity=0.55)
    line = alt.Chart(data(ends, ends)).mark_line(color=MUTED, strokeDash=[4, 3])
    sentences = text.sentences(runs)
    subtitle = (*sentences, text.READING, *([left_out] if left_out else []))
    chart = alt.layer(line.encode(x=x, y=y), dots.encode(x=x, y=y, tooltip=about)).properties(
        width=SIZE, height=SIZE, title=title(text.HEADING, subtitle, SIZE + 60)
    )
    return picture(chart, runs.table(), sentences)

"""Why one run is where it is: a waterfall from the average to its metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.effects.explanation import UNEXPLAINED
from hpviz.charts.drawing.fields import data, labels, short, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import BETTER as BLUE
from hpviz.charts.drawing.theme import FIGURE, INK, MUTED, title
from hpviz.charts.drawing.theme import WORSE as ORANGE
from hpviz.formatting import differences, factor, fitting
from hpviz.text.explanation import sentences
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from hpviz.analysis.effects.explanation import Explanation
    from hpviz.runs.column import FloatArray

WIDTH, ROW = 460, 26
# The strongest params stand alone, the rest together.
MOST_STEPS = 12
BETTER, WORSE, PLAIN = "better", "worse", "not a parameter's doing"


def explanation_chart(explanation: Explanation) -> Picture:
    """Draw what moved a run's metric away from the average."""
    names, added, kinds = _steps(explanation)
    ends = explanation.average + np.cumsum(added)
    starts = np.r_[explanation.average, ends[:-1]]
    axis = MetricAxis(explanation.result, explanation.metric)
    rows = data(
        names,
        axis.place(starts),
        axis.place(ends),
        kinds,
        _changes(explanation, starts, ends),
        range(len(names)),
        axis.place(np.maximum(starts, ends)),
    )
    chart = _drawn(rows, names, axis, axis.place(np.r_[starts, ends]))
    subtitle = (
        *sentences(explanation),
        "Each bar is one parameter's part in the prediction of the run, made from other runs.",
        *start_sentences(explanation.result),
    )
    heading = f"Why run {short(explanation.run)} has {short(axis_label(explanation.result.target))} as it is"
    return picture(chart.properties(title=title(heading, subtitle, WIDTH)), explanation.table(), subtitle)


def _steps(explanation: Explanation) -> tuple[list[str], FloatArray, list[str]]:
    """Return the name, the size and the kind of each bar after the average."""
    most = fitting(len(explanation.steps), MOST_STEPS)
    shown, others = explanation.steps[:most], explanation.steps[most:]
    params = param_labels(explanation.result, [step.param for step in shown], 28)
    names = [f"{param} = {short(step.value, 16)}" for param, step in zip(params, shown, strict=True)]
    parts = [step.contribution for step in shown]
    if others:
        names.append(f"{len(others)} other parameters")
        parts.append(sum(step.contribution for step in others))
    rest = explanation.actual - explanation.average - sum(parts)
    up = 1 if explanation.result.goal == "maximize" else -1
    kinds = [BETTER if up * part >= 0 else WORSE for part in parts]
    return labels([*names, UNEXPLAINED], 46), np.array([*parts, rest]), [*kinds, PLAIN]


def _changes(explanation: Explanation, starts: FloatArray, ends: FloatArray) -> list[str]:
    changes, scale = (ends - starts).tolist(), explanation.result.scale
    if scale == "log":
        return [f"\u00d7{factor(change)}" for change in changes]
    if scale == "rank":
        return [f"{change:+.1f} places" for change in changes]
    return differences(changes)


def _drawn(rows: alt.InlineData, names: list[str], axis: MetricAxis, ends: FloatArray) -> Any:
    low, high = float(ends.min()), float(ends.max())
    room = (high - low) * 0.14 or 1.0
    span = [low * 0.9, high * 1.25] if axis.result.scale == "log" else [low - room / 3, high + room]
    ticks = axis.axis(WIDTH, within=(span[0], span[1]))
    x = alt.X("f1:Q", title=axis.title, scale=axis.scale(domain=span), axis=ticks)
    y = alt.Y(
        "f0:N",
        sort=names,
        title=None,
        axis=name_axis(),
    )
    color = alt.Color(
        "f3:N",
        scale=alt.Scale(domain=[BETTER, WORSE, PLAIN], range=[BLUE, ORANGE, FIGURE]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="square"),
    )
    base = alt.Chart(rows)
    about = [tip("f0:N", "what"), tip("f4:N", "change")]
    bars = base.mark_bar(height=15).encode(x=x, x2="f2:Q", y=y, color=color, tooltip=about)
    text = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(x="f6:Q", y=y, text="f4:N")
    return alt.layer(
        _marked(ends[0], "average", MUTED), _marked(ends[-1], "this run", INK), bars, text
    ).properties(width=WIDTH, height=alt.Step(ROW))


def _marked(at: float, word: str, color: str) -> Any:
    """Draw a line across, with a word above it."""
    place = alt.Chart(data([at], [word]))
    rule = place.mark_rule(color=color, strokeDash=[4, 3]).encode(x="f0:Q")
    text = place.mark_text(color=color, fontSize=11, dy=-6, baseline="bottom").encode(
        x="f0:Q", y=alt.value(0), text="f1:N"
    )
    return alt.layer(rule, text)

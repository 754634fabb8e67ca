"""Why one run is where it is: a waterfall to its metric, from the average or from another run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.effects.explanation import UNEXPLAINED
from hpviz.charts.drawing.fields import data, labels, short, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label, name_axis, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import BETTER as BLUE
from hpviz.charts.drawing.theme import FIGURE, INK, MUTED, title
from hpviz.charts.drawing.theme import WORSE as ORANGE
from hpviz.formatting.words import fitting
from hpviz.text.explanation import changes, comparison_sentences, run_named, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.effects.explanation import Explanation
    from hpviz.analysis.effects.run_comparison import DifferingParam, RunComparison
    from hpviz.runs.column import FloatArray

WIDTH, ROW = 460, 26
# The strongest params stand alone, the rest together.
MOST_STEPS = 12
BETTER, WORSE, PLAIN = "better", "worse", "not a parameter's doing"


def explanation_chart(explanation: Explanation) -> Picture:
    """Draw what moved a run's metric away from the average."""
    result = explanation.result
    most = fitting(len(explanation.steps), MOST_STEPS)
    shown, others = explanation.steps[:most], explanation.steps[most:]
    params = param_labels(result, [step.param for step in shown], 28)
    names = [f"{param} = {short(step.value, 16)}" for param, step in zip(params, shown, strict=True)]
    parts = _to_the_end(
        [step.contribution for step in shown],
        [step.contribution for step in others],
        explanation.actual - explanation.average,
    )
    chart = _waterfall(
        MetricAxis(result, explanation.metric),
        labels([*names, *_rest(others)], 50),
        explanation.average,
        parts,
        changes(parts, result.scale),
        ("average" if result.scale == "linear" else "typical value", "this run"),
    )
    subtitle = (
        *sentences(explanation),
        "Each bar is one parameter's part in the prediction of the run, made from other runs.",
        *start_sentences(result),
    )
    heading = f"Why {run_named(short(explanation.run))} has {metric_label(result)} as it is"
    return picture(chart.properties(title=title(heading, subtitle, WIDTH)), explanation.table(), subtitle)


def run_comparison_chart(comparison: RunComparison) -> Picture:
    """Draw what leads from a baseline's metric to that of a run, param by param."""
    result = comparison.result
    most = fitting(len(comparison.params), MOST_STEPS)
    shown, others = comparison.params[:most], comparison.params[most:]
    params = param_labels(result, [param.param for param in shown], 24)
    names = [
        f"{name}: {short(param.baseline_value, 12)} \u2192 {short(param.value, 12)}"
        for name, param in zip(params, shown, strict=True)
    ]
    parts = _to_the_end(
        [param.contribution for param in shown],
        [param.contribution for param in others],
        comparison.observed,
    )
    texts = _with_intervals(comparison, shown)
    chart = _waterfall(
        MetricAxis(result, comparison.metric),
        labels([*names, *_rest(others)], 56),
        comparison.ends[0],
        parts,
        [*texts, *changes(parts, result.scale)[len(texts) :]],
        ("baseline", "this run"),
    )
    subtitle = (
        *comparison_sentences(comparison),
        "Each bar is one parameter's part in the prediction of models fitted without the two runs.",
        *start_sentences(result),
    )
    run, baseline = labels([comparison.run, comparison.baseline])
    heading = f"Why {run_named(run)} differs from {run_named(baseline)}"
    return picture(chart.properties(title=title(heading, subtitle, WIDTH)), comparison.table(), subtitle)


def _rest(others: Sequence[object]) -> list[str]:
    """Name the bars after those of single params."""
    return [*([f"{len(others)} other parameters"] if others else []), UNEXPLAINED]


def _to_the_end(shown: list[float], others: list[float], whole: float) -> list[float]:
    """Add the bar of the other params, and what none explains of the whole way."""
    parts = [*shown, *([sum(others)] if others else [])]
    return [*parts, whole - sum(parts)]


def _with_intervals(comparison: RunComparison, params: Sequence[DifferingParam]) -> list[str]:
    figures = [value for param in params for value in (param.contribution, param.low, param.high)]
    texts = iter(changes(figures, comparison.result.scale))
    return [f"{middle} ({low} to {high})" for middle, low, high in zip(texts, texts, texts, strict=True)]


def _waterfall(
    axis: MetricAxis,
    names: list[str],
    start: float,
    parts: Sequence[float],
    texts: Sequence[str],
    marked: tuple[str, str],
) -> Any:
    """Draw bars one after another from a start; the last is no param's doing."""
    ends = start + np.cumsum(parts)
    starts = np.r_[start, ends[:-1]]
    up = 1 if axis.result.goal == "maximize" else -1
    kinds = [BETTER if up * part >= 0 else WORSE for part in parts[:-1]]
    rows = data(
        names,
        axis.place(starts),
        axis.place(ends),
        [*kinds, PLAIN],
        texts,
        range(len(names)),
        axis.place(np.maximum(starts, ends)),
    )
    return _drawn(rows, names, axis, axis.place(np.r_[starts, ends]), marked)


def _drawn(
    rows: alt.InlineData, names: list[str], axis: MetricAxis, ends: FloatArray, marked: tuple[str, str]
) -> Any:
    low, high = float(ends.min()), float(ends.max())
    room = (high - low) * 0.14 or 1.0
    span = [low * 0.9, high * 1.25] if axis.result.scale == "log" else [low - room / 3, high + room]
    ticks = axis.axis(WIDTH, within=(span[0], span[1]))
    x = alt.X("f1:Q", title=axis.title, scale=axis.scale(domain=span), axis=ticks)
    y = alt.Y(
        "f0:N",
        sort=names,
        title=None,
        axis=name_axis(labelLimit=400),
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
        _marked(ends[0], marked[0], MUTED), _marked(ends[-1], marked[1], INK), bars, text
    ).properties(width=WIDTH, height=alt.Step(ROW))


def _marked(at: float, word: str, color: str) -> Any:
    """Draw a line across, with a word above it."""
    place = alt.Chart(data([at], [word]))
    rule = place.mark_rule(color=color, strokeDash=[4, 3]).encode(x="f0:Q")
    text = place.mark_text(color=color, fontSize=11, dy=-6, baseline="bottom").encode(
        x="f0:Q", y=alt.value(0), text="f1:N"
    )
    return alt.layer(rule, text)

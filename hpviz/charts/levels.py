"""The levels of a categorical: their runs, and the difference of each to the other runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.association.levels import LevelScore
from hpviz.analysis.result.presence import presence_matters
from hpviz.charts.drawing.dots import NOT_SET, dots, kinds_of, names_of
from hpviz.charts.drawing.fields import data, labels, scattered, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label, name_axis, param_label
from hpviz.charts.drawing.theme import BETTER as BLUE
from hpviz.charts.drawing.theme import FIGURE, INK, MUTED
from hpviz.charts.drawing.theme import WORSE as ORANGE
from hpviz.formatting.numbers import differences, factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.effects.effect import Effect

ROW = 34
RUNS_WIDE, EFFECT_WIDE = 330, 230
MOST_LEVELS = 25
WHAT = {
    "linear": "difference to the others",
    "log": "times the others (log axis)",
    "rank": "places from the others",
}
BETTER, WORSE, UNCLEAR, NOT_YET = "better", "worse", "could be chance", "not tested yet"


def levels_chart(effect: Effect, rows: NDArray[np.intp]) -> Any:
    """Draw the levels, the best first: left the runs of each, right its difference to the others.

    Runs that do without the param stand below them, beside all that have it.
    """
    levels = [*_best_first(effect)[:MOST_LEVELS], *_doing_without(effect)]
    names = labels([level.level for level in levels], 26)
    shown = [f"{name} ({level.runs:,})" for name, level in zip(names, levels, strict=True)]
    look = name_axis()
    name = param_label(effect.result, effect.score.param)
    named = alt.Y("f0:N", sort=shown, title=f"{name} (runs)", axis=look)
    bare = alt.Y("f0:N", sort=shown, title=None, axis=None)
    height = alt.Step(ROW)
    return alt.hconcat(
        _runs(effect, rows, levels, shown, named).properties(width=RUNS_WIDE, height=height),
        _differences(effect, levels, shown, bare).properties(width=EFFECT_WIDE, height=height),
        spacing=22,
    ).resolve_scale(y="shared", color="independent", shape="independent")


def _best_first(effect: Effect) -> list[LevelScore]:
    sign = 1 if effect.result.goal == "minimize" else -1
    known = [level for level in effect.levels if not np.isnan(level.effect)]
    unknown = [level for level in effect.levels if np.isnan(level.effect)]
    if len(effect.levels) > MOST_LEVELS:  # then those with the most runs, as the tail is made of single runs
        known = sorted(known, key=lambda level: -level.runs)[:MOST_LEVELS]
    return sorted(known, key=lambda level: sign * level.effect) + unknown


def _doing_without(effect: Effect) -> list[LevelScore]:
    """Score doing without the param as a level of its own; nothing where all runs have it."""
    presence = effect.presence
    if presence is None:
        return []
    known = presence_matters(effect.result, effect.score) if effect.score.tested else None
    nothing = float("nan")
    return [
        LevelScore(
            level=NOT_SET,
            runs=presence.n_lacking,
            importance=nothing,
            effect=-presence.difference,
            effect_low=-presence.high,
            effect_high=-presence.low,
            correlation=nothing,
            mean=nothing,
            clear=None if known is None else known and presence.differs,
        )
    ]


def _runs(
    effect: Effect, rows: NDArray[np.intp], levels: list[LevelScore], shown: list[str], y: alt.Y
) -> Any:
    axis = MetricAxis(effect.result, effect.metric)
    there = [level.level for level in levels]
    label_of: dict[str | None, str] = dict(zip(there, shown, strict=True))
    if effect.presence is not None:
        label_of = dict(zip([*there[:-1], None], shown, strict=True))
    texts = [effect.column.levels[code] if code >= 0 else None for code in effect.column.codes[rows]]
    kept = [place for place, text in enumerate(texts) if text in label_of]
    at = rows[kept]
    points = data(
        [label_of[texts[place]] for place in kept],
        axis.place(effect.y[at]),
        names_of(effect, at),
        effect.metric[at],
        scattered(len(at), 1.0),
        kinds_of(effect, at),
    )
    x = alt.X("f1:Q", title=axis.title, scale=axis.scale(), axis=axis.axis(RUNS_WIDE))
    spread = alt.YOffset("f4:Q", scale=alt.Scale(domain=[-1.8, 1.8]))
    about = [tip("f2:N", "run"), axis.tip("f3:Q")]
    return dots(points, "f5").encode(x=x, y=y, yOffset=spread, tooltip=about)


def _differences(effect: Effect, levels: list[LevelScore], shown: list[str], y: alt.Y) -> Any:
    heading = f"{metric_label(effect.result, 22)}: {WHAT[effect.result.scale]}"
    kind: dict[str, Any] = {"type": "log"} if effect.result.scale == "log" else {"zero": False}
    x = alt.X(
        "f1:Q", title=heading, scale=alt.Scale(**kind, nice=False, padding=14), axis=alt.Axis(tickCount=5)
    )
    colours = {BETTER: BLUE, WORSE: ORANGE, UNCLEAR: FIGURE, NOT_YET: FIGURE}
    verdicts = {_verdict(effect, level) for level in levels}
    present = [verdict for verdict in colours if verdict in verdicts]
    color = alt.Color(
        "f4:N",
        scale=alt.Scale(domain=present, range=[colours[verdict] for verdict in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="circle"),
    )
    base = alt.Chart(_rows(effect, levels, shown)).transform_filter("isValid(datum.f1)")
    none = data([1.0 if effect.result.scale == "log" else 0.0])
    zero = alt.Chart(none).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="f0:Q")
    reach = base.transform_filter("isValid(datum.f2)").mark_rule(strokeWidth=2)
    about = [tip("f0:N", param_label(effect.result, effect.score.param)), tip("f5:N", "difference")]
    return alt.layer(
        zero,
        reach.encode(x=alt.X("f2:Q", title=heading), x2="f3:Q", y=y, color=color),
        base.mark_circle(size=80, opacity=1).encode(x=x, y=y, color=color, tooltip=about),
        base.mark_text(dy=-10, color=INK, fontSize=11).encode(x=x, y=y, text="f5:N"),
    )


def _rows(effect: Effect, levels: list[LevelScore], shown: list[str]) -> alt.InlineData:
    """Make rows of name, effect, interval, verdict and text; on a log scale the effects are factors."""
    figures = np.array([[level.effect, level.effect_low, level.effect_high] for level in levels])
    if effect.result.scale == "log":
        figures = np.exp(np.clip(figures, -700.0, 700.0))
    verdicts = [_verdict(effect, level) for level in levels]
    return data(shown, *figures.T, verdicts, _texts(effect, [level.effect for level in levels]))


def _verdict(effect: Effect, level: LevelScore) -> str:
    if not level.clear:
        return NOT_YET if level.clear is None else UNCLEAR
    return BETTER if (level.effect > 0) == (effect.result.goal == "maximize") else WORSE


def _texts(effect: Effect, values: list[float]) -> list[str]:
    if effect.result.scale == "linear":
        return differences(values)
    if effect.result.scale == "log":
        return ["" if np.isnan(value) else f"\u00d7{factor(value)}" for value in values]
    return ["" if np.isnan(value) else f"{value:+z.0f}" for value in values]

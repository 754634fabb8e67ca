"""Parallel coordinates: the best runs across the params, coloured by their metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from hpviz.charts.drawing.fields import data, labels, short, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import INK, MUTED, title
from hpviz.errors import HpvizError
from hpviz.formatting import number
from hpviz.text.target import axis_label, heading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, SortKey
    from hpviz.runs.column import Column, FloatArray

STEP, HEIGHT = 118, 320
MOST_PARAMS = 12
# Beside the best runs so many of the others are drawn, in grey.
OTHERS = 100
MOST_BEST = 200
# Runs without a param cross its axis below it.
ABSENT = -0.13
MOST_LEVELS = 8


@dataclass(frozen=True, eq=False)
class Upright:
    """One axis: where each run crosses it (0 to 1), and where which words stand."""

    label: str
    places: FloatArray
    ticks: tuple[tuple[float, str], ...]


def parallel_chart(
    result: RankResult, *, runs: int = 30, sort_by: SortKey = "importance", descending: bool = True
) -> Picture:
    """Draw the best runs across the params, in the order of the table from left to right.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`.
    runs
        How many of the best runs, from 1 to 200; others are grey.
    sort_by, descending
        As in `Ranking.table`; the first 12 params that vary are drawn.

    Raises
    ------
    HpvizError
        Fewer than two params vary, or `runs` is out of range.
    """
    if not 1 <= runs <= MOST_BEST:
        raise HpvizError(f"runs={runs}: choose from 1 to {MOST_BEST} of the best runs")
    evidence = result.require_evidence()
    varied = _varied(result, sort_by, descending=descending)
    shown = varied[:MOST_PARAMS]
    names = labels([score.param for score in shown], 18)
    axes = [
        upright_of(evidence.column(score.param), name, log=score.log)
        for score, name in zip(shown, names, strict=True)
    ]
    order = evidence.best_first(result.goal)
    best, others = order[:runs], order[runs:]
    if len(others) > OTHERS:
        others = np.sort(np.random.default_rng(0).choice(others, OTHERS, replace=False))
    chart = _drawn(result, evidence, axes, best, others)
    sentences = _sentences(result, len(best), len(others), len(varied))
    head = f"The best {len(best)} runs by {short(axis_label(result.target))}"
    wide = max(STEP * (len(axes) - 1) + 160, 420)
    figures = _figures(result, evidence, shown, best)
    return picture(chart.properties(title=title(head, sentences, wide)), figures, sentences)


def _varied(result: RankResult, sort_by: SortKey, *, descending: bool) -> list[Score]:
    varied = [score for score in result.ordered(sort_by, descending=descending) if score.varies]
    if len(varied) < 2:
        raise HpvizError("parallel coordinates need two parameters that vary; draw effect(param) instead")
    return varied


def _figures(
    result: RankResult, evidence: Evidence, shown: list[Score], best: NDArray[np.intp]
) -> pd.DataFrame:
    columns = [evidence.column(score.param) for score in shown]
    cells = [
        [label, evidence.metric[run], *(column.text_at(int(run)) for column in columns)]
        for label, run in zip(evidence.labels_of(best), best, strict=True)
    ]
    return pd.DataFrame(
        cells, columns=["run", axis_label(result.target), *(column.name for column in columns)]
    )


def _sentences(result: RankResult, best: int, others: int, params: int) -> tuple[str, ...]:
    rest = result.runs_used - best
    grey = f" Grey: {'the' if others == rest else f'{others} of the'} {rest:,} other runs." if others else ""
    more = f" The first {MOST_PARAMS} of {params} parameters that vary." if params > MOST_PARAMS else ""
    return (f"One line per run, coloured by {heading(result.target)}.{grey}{more}",)


def upright_of(column: Column, label: str, *, log: bool) -> Upright:
    """Lay a param out along an axis from 0 to 1: numbers first, named values above, no value below."""
    finite = np.isfinite(column.numbers)
    codes = [int(code) for code in np.unique(column.codes[column.codes >= 0])]
    places = np.full(len(column.numbers), ABSENT)
    ticks: list[tuple[float, str]] = [(ABSENT, "not set")] if column.absent.any() else []
    top = 1.0 if not codes else 0.75
    if finite.any():
        numbers = np.log(column.numbers[finite]) if log else column.numbers[finite]
        low, span = numbers.min(), np.ptp(numbers)
        places[finite] = top * ((numbers - low) / span if span else 0.5)
        at = np.array([0.0, 0.5, 1.0]) if span else np.array([0.5])
        values = low + span * (at if span else 0.0)
        ticks += [
            (top * float(place), number(float(f"{value:.3g}")))
            for place, value in zip(at, np.exp(values) if log else values, strict=True)
        ]
    start = 0.0 if not finite.any() else 0.88
    for position, code in enumerate(codes):
        place = start + (1 - start) * (position / (len(codes) - 1) if len(codes) > 1 else 0.5)
        places[column.codes == code] = place
        if len(codes) <= MOST_LEVELS or position in {0, len(codes) - 1}:
            ticks.append((place, short(column.levels[code], 14)))
    return Upright(label, places, tuple(ticks))


def _drawn(
    result: RankResult,
    evidence: Evidence,
    axes: list[Upright],
    best: NDArray[np.intp],
    others: NDArray[np.intp],
) -> Any:
    axis = MetricAxis(result, evidence.metric)
    across = alt.Scale(domain=[-0.15, len(axes) - 1 + 0.45], nice=False, zero=False)
    x = alt.X("f0:Q", title=None, axis=None, scale=across)
    y = alt.Y("f1:Q", title=None, axis=None, scale=alt.Scale(domain=[ABSENT - 0.05, 1.12], nice=False))
    worst_first = best[::-1]
    color = axis.color("f3:Q", axis.place(evidence.y[best]), 160)
    about = [tip("f4:N", "run"), tip("f5:Q", axis_label(result.target), format=".4~g")]
    grey = alt.Chart(_lines(axes, evidence, others, axis)).mark_line(color="#e3e5e9", strokeWidth=0.8)
    lines = alt.Chart(_lines(axes, evidence, worst_first, axis)).mark_line(strokeWidth=1.8)
    layers = [
        *([grey.encode(x=x, y=y, detail="f2:N")] if len(others) else []),
        *_uprights(axes, x, y),
        lines.encode(x=x, y=y, detail="f2:O", color=color, tooltip=about),
        *_words(axes, x, y),
    ]
    return alt.layer(*layers).properties(width=int(STEP * (len(axes) - 1 + 0.6)), height=HEIGHT)


def _lines(
    axes: list[Upright], evidence: Evidence, runs: NDArray[np.intp], axis: MetricAxis
) -> alt.InlineData:
    count = len(axes)
    return data(
        np.tile(np.arange(count), len(runs)),
        np.stack([upright.places[runs] for upright in axes], axis=1).reshape(-1),
        np.repeat(np.arange(len(runs)), count),
        np.repeat(axis.place(evidence.y[runs]), count),
        [short(str(name)) for name in evidence.labels_of(runs) for _ in range(count)],
        np.repeat(evidence.metric[runs], count),
    )


def _uprights(axes: list[Upright], x: alt.X, y: alt.Y) -> list[Any]:
    rows = data(range(len(axes)), [0.0] * len(axes), [1.0] * len(axes))
    return [alt.Chart(rows).mark_rule(color=MUTED, strokeWidth=1).encode(x=x, y=y, y2="f2:Q")]


def _words(axes: list[Upright], x: alt.X, y: alt.Y) -> list[Any]:
    heads = data(range(len(axes)), [1.06] * len(axes), [upright.label for upright in axes])
    ticks = [(place, at, text) for place, upright in enumerate(axes) for at, text in upright.ticks]
    rows = data(*([tick[part] for tick in ticks] for part in range(3)))
    # A white edge keeps the words readable where lines pass.
    halo = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=10.5, stroke="white", strokeWidth=3)
    text = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=10.5, color=INK)
    return [
        alt.Chart(heads).mark_text(fontSize=12, fontWeight=600, color=INK).encode(x=x, y=y, text="f2:N"),
        halo.encode(x=x, y=y, text="f2:N"),
        text.encode(x=x, y=y, text="f2:N"),
    ]

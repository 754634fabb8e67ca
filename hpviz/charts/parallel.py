"""Parallel coordinates: the best runs across the params, coloured by their metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from hpviz.analysis.design.spacing import evenly_spaced, in_order
from hpviz.charts.drawing.dots import NOT_SET
from hpviz.charts.drawing.fields import data, labels, short, tip
from hpviz.charts.drawing.metric_axis import MetricAxis
from hpviz.charts.drawing.names import metric_label, param_labels, start_sentences
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.theme import FAINT, INK, LINE_RAMP, MUTED, title
from hpviz.charts.drawing.ticks import CHARACTER, MOST_OWN, TICK_DIGITS, along, inside, with_ends, with_room
from hpviz.errors import HpvizError, require_whole_number
from hpviz.formatting.numbers import numbers
from hpviz.formatting.words import fitting
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
# Runs without a param cross its axis below it. The picture reaches from below that to above the names.
ABSENT = -0.13
RANGE = 1.30
LONGEST_LEVEL = 14
# Of an axis with numbers each named value takes this share, and the gap below them.
NAMED_ROOM, NAMED_GAP = 0.09, 0.08


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
    require_whole_number("runs", runs, 1, MOST_BEST)
    evidence = result.require_evidence()
    varied = _varied(result, sort_by, descending=descending)
    shown = varied[: fitting(len(varied), MOST_PARAMS)]
    names = param_labels(result, [score.param for score in shown], 16)
    axes = [
        upright_of(
            evidence.column(score.param), name, log=score.log, even=evenly_spaced(evidence, score.param)
        )
        for score, name in zip(shown, names, strict=True)
    ]
    order = evidence.best_first(result.goal)
    best, others = order[:runs], order[runs:]
    if len(others) > OTHERS:
        others = np.sort(np.random.default_rng(0).choice(others, OTHERS, replace=False))
    chart = _drawn(result, evidence, axes, best, others)
    sentences = _sentences(result, len(best), len(others), len(varied))
    head = f"The best {len(best)} runs by {metric_label(result)}"
    wide = max(STEP * (len(axes) - 1), 420)
    figures = _figures(result, evidence, shown, best)
    return picture(
        chart.properties(title=title(head, (*sentences, *start_sentences(result)), wide)), figures, sentences
    )


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
        [label, evidence.metric[run], *(column.text_in_column(int(run)) for column in columns)]
        for label, run in zip(evidence.labels_of(best), best, strict=True)
    ]
    return pd.DataFrame(
        cells, columns=["run", axis_label(result.target), *(column.name for column in columns)]
    )


def _sentences(result: RankResult, best: int, others: int, params: int) -> tuple[str, ...]:
    rest = result.runs_used - best
    grey = f" Grey: {'the' if others == rest else f'{others} of the'} {rest:,} other runs." if others else ""
    more = (
        f" The first {MOST_PARAMS} of {params} parameters that vary."
        if params > fitting(params, MOST_PARAMS)
        else ""
    )
    return (f"One line per run, coloured by {heading(result.target)}.{grey}{more}",)


def upright_of(column: Column, label: str, *, log: bool, even: bool = False) -> Upright:
    """Lay a param out along an axis from 0 to 1: numbers first, named values above, no value below."""
    codes = [int(code) for code in np.unique(column.codes[column.codes >= 0])]
    finite = np.isfinite(column.numbers)
    places = np.full(len(column.numbers), ABSENT)
    ticks: list[tuple[float, str]] = [(ABSENT, NOT_SET)] if column.absent.any() else []
    if finite.any():
        top = 1.0 - _named_room(len(codes))
        own = in_order(column.numbers, column.numbers)[finite] if even else column.numbers[finite]
        places[finite] = top * _along(own, own, log=log and not even)
        ticks += _number_ticks(column, top, log=log, even=even)
    heights = _named_heights(len(codes), beside_numbers=bool(finite.any()))
    names = labels([column.levels[code] for code in codes], LONGEST_LEVEL)
    for code, height in zip(codes, heights, strict=True):
        places[column.codes == code] = height
    shown = with_room(heights, names, HEIGHT / RANGE, upright=True)
    return Upright(label, places, (*ticks, *((float(heights[i]), names[i]) for i in shown)))


def _named_room(count: int) -> float:
    """Return the share of an axis that named values take above the numbers."""
    return min(NAMED_ROOM * count + NAMED_GAP, 0.6) if count else 0.0


def _named_heights(count: int, *, beside_numbers: bool) -> FloatArray:
    start = 1.0 - _named_room(count) + NAMED_GAP if beside_numbers else 0.0
    if count == 1:
        return np.array([1.0 if beside_numbers else 0.5])
    return np.linspace(start, 1.0, count)


def _along(values: FloatArray, numbers: FloatArray, *, log: bool) -> FloatArray:
    """Place values from 0 to 1 between the ends of the numbers; in the middle where there is only one."""
    low, high, *places = along(np.r_[numbers.min(), numbers.max(), values], log=log)
    largest = max(abs(low), abs(high)) or 1.0  # the difference of two numbers may be no number
    span = high / largest - low / largest
    return (np.array(places) / largest - low / largest) / span if span else np.full(len(values), 0.5)


def _number_ticks(column: Column, top: float, *, log: bool, even: bool) -> list[tuple[float, str]]:
    """Return the runs' own values where they are few, else both ends and round numbers between."""
    finite = column.numbers[np.isfinite(column.numbers)]
    own, digits = np.unique(finite), TICK_DIGITS
    if len(own) > MOST_OWN:
        ends = float(own[0]), float(own[-1])
        low, high = ends if column.integral else inside(*ends, log=log)
        own, digits = with_ends(low, high, log=log, whole=column.integral), 4
    heights = np.linspace(0, top, len(own)) if even else top * _along(own, finite, log=log)
    texts = numbers(own, digits)
    shown = with_room(heights, texts, HEIGHT / RANGE, upright=True)
    return [(float(heights[i]), texts[i]) for i in shown]


def _drawn(
    result: RankResult,
    evidence: Evidence,
    axes: list[Upright],
    best: NDArray[np.intp],
    others: NDArray[np.intp],
) -> Any:
    axis = MetricAxis(result, evidence.metric)
    # Right of the last axis there is room for its texts.
    beyond = len(axes) - 1 + (CHARACTER * max(len(text) for _, text in axes[-1].ticks) + 12) / STEP
    across = alt.Scale(domain=[-0.15, beyond], nice=False, zero=False)
    x = alt.X("f0:Q", title=None, axis=None, scale=across)
    y = alt.Y(
        "f1:Q",
        title=None,
        axis=None,
        scale=alt.Scale(domain=[ABSENT - 0.05, ABSENT - 0.05 + RANGE], nice=False),
    )
    worst_first = best[::-1]
    color = axis.color("f3:Q", axis.place(evidence.y[best]), 160, LINE_RAMP)
    about = [tip("f4:N", "run"), axis.tip("f5:Q")]
    grey = alt.Chart(_lines(axes, evidence, others, axis)).mark_line(color=FAINT, strokeWidth=0.8)
    lines = alt.Chart(_lines(axes, evidence, worst_first, axis)).mark_line(strokeWidth=1.8)
    layers = [
        *([grey.encode(x=x, y=y, detail="f2:N")] if len(others) else []),
        *_uprights(axes, x, y),
        lines.encode(x=x, y=y, detail="f2:O", color=color, tooltip=about),
        *_words(axes, x, y),
    ]
    return alt.layer(*layers).properties(width=int(STEP * (beyond + 0.15)), height=HEIGHT)


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
    heads = data(range(len(axes)), [1.08] * len(axes), [upright.label for upright in axes])
    ticks = [(place, at, text) for place, upright in enumerate(axes) for at, text in upright.ticks]
    rows = data(*([tick[part] for tick in ticks] for part in range(3)))
    # A white edge keeps the words readable where lines pass.
    halo = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=10.5, stroke="white", strokeWidth=5)
    text = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=10.5, color=INK)
    return [
        halo.encode(x=x, y=y, text="f2:N"),
        text.encode(x=x, y=y, text="f2:N"),
        # Last: the edge of a word below takes no letter of a name away.
        alt.Chart(heads).mark_text(fontSize=12, fontWeight=600, color=INK).encode(x=x, y=y, text="f2:N"),
    ]

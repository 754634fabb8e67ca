"""Importances within tasks and over all of them: a dot a task in each row, the mean with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.analysis.result.verdict import verdict_of
from hpviz.charts.drawing.fields import data, labels, scattered, short, tip
from hpviz.charts.drawing.names import name_axis, param_labels
from hpviz.charts.drawing.picture import Picture, picture
from hpviz.charts.drawing.rows import doubt_texts, doubts, figures, whiskers
from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import INK, title
from hpviz.charts.importance import MOST_ROWS
from hpviz.errors import HpvizError
from hpviz.formatting.numbers import figure
from hpviz.text import tasks as text
from hpviz.text.figures import is_doubt, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.tasks.task_rankings import TaskResults, TaskScore

WIDE, ROW = 420, 30


def tasks_chart(tasks: TaskResults) -> Picture:
    """Draw every param's importance in each task, and over all of them.

    Raises
    ------
    HpvizError
        No task has runs enough.
    """
    if not tasks.trusted:
        raise HpvizError(f"there is nothing to draw: {text.headline(tasks)}")
    scores = tasks.scores[:MOST_ROWS]
    first = next(iter(tasks.trusted.values()))
    rows = param_labels(first, [score.param for score in scores])
    axis = name_axis()
    named = alt.Y("f0:N", sort=rows, title=None, axis=axis)
    bare = alt.Y("f0:N", sort=rows, title=None, axis=None)
    means = _means(scores, rows)
    height = alt.Step(ROW)
    beside = [figures("f4", bare), *doubts("f5", bare, map(_verdict, scores))]
    chart: Any = alt.hconcat(
        alt.layer(_dots(tasks, scores, rows, named), _mean_marks(means, named)).properties(
            width=WIDE, height=height
        ),
        *(part.properties(height=height, data=means) for part in beside),
        spacing=4,
    ).resolve_scale(y="shared")
    sentences = text.sentences(tasks)
    head = f"Importance within {len(tasks.trusted)} tasks ({short(tasks.by)})"
    note = "A dot is a task; the line is the mean over tasks with its 95% interval."
    chart = chart.properties(title=title(head, (*sentences, note), WIDE + 180))
    return picture(chart, tasks.table(), sentences)


def _means(scores: Sequence[TaskScore], rows: Sequence[str]) -> alt.InlineData:
    return data(
        rows,
        [score.overall.mean for score in scores],
        [score.overall.low for score in scores],
        [score.overall.high for score in scores],
        [figure(score.overall.mean) for score in scores],
        doubt_texts(map(_verdict, scores)),
    )


def _verdict(score: TaskScore) -> str:
    return verdict_of(score.above_noise)


def _mean_marks(means: alt.InlineData, y: alt.Y) -> Any:
    ticks = alt.Chart().mark_tick(color=INK, thickness=2.5, size=18).encode(x="f1:Q", y=y)
    return alt.layer(ticks, *whiskers("f2", "f3", y), data=means)


def _dots(tasks: TaskResults, scores: Sequence[TaskScore], rows: Sequence[str], y: alt.Y) -> Any:
    row_of = {score.param: row for score, row in zip(scores, rows, strict=True)}
    cells = [
        (row_of[row.param], task, row)
        for task, result in tasks.trusted.items()
        for row in result.scores
        if row.param in row_of
    ]
    tasks_called = dict(zip(tasks.trusted, labels([*tasks.trusted]), strict=True))
    verdicts = [verdict(row) for _, _, row in cells]
    present = sorted({*verdicts}, key=is_doubt)
    points = data(
        [label for label, _, _ in cells],
        [tasks_called[task] for _, task, _ in cells],
        [row.importance for _, _, row in cells],
        [figure(row.importance) for _, _, row in cells],
        verdicts,
        scattered(len(cells), 0.3 * ROW),
    )
    x = alt.X("f2:Q", title="Importance", axis=alt.Axis(tickCount=5, format="~g"))
    fill = alt.Fill(
        "f4:N",
        scale=alt.Scale(domain=present, range=["white" if is_doubt(each) else GREY for each in present]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="circle", symbolStrokeColor=GREY),
    )
    shift = alt.YOffset("f5:Q", scale=alt.Scale(domain=[-ROW / 2, ROW / 2], range=[0, ROW]))
    about = [tip("f0:N", "parameter"), tip("f1:N", "task"), tip("f3:N", "importance"), tip("f4:N", "test")]
    dots = alt.Chart(points).mark_circle(size=22, opacity=0.75, stroke=GREY, strokeWidth=0.8)
    return dots.encode(x=x, y=y, yOffset=shift, fill=fill, tooltip=about)

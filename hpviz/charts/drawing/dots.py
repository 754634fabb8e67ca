"""The runs as points: grey, and the best ones as rings in the colour of the text, as in the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.fields import short
from hpviz.charts.drawing.theme import FIGURE, INK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.effects.effect import Effect

RUN, BEST = "run", "best runs"
# The place of runs that do without a param.
NOT_SET = "not set"


def dots(rows: alt.InlineData, field: str) -> Any:
    """Make a chart of points whose field says `RUN` or `BEST`; where they stand is encoded later."""
    kinds = [BEST, RUN]
    legend = alt.Legend(title=None, orient="bottom")
    faint = float(np.clip(12 / np.sqrt(max(len(rows.values), 1)), 0.12, 0.55))
    # One opacity for fill and stroke together would be drawn as a picture of its own per point: slow.
    mark = alt.Chart(rows).mark_point(opacity=1, shape="circle", aria=False)

    def by(channel: Any, range_: list[Any], shown: alt.Legend | None) -> Any:
        return channel(f"{field}:O", sort=kinds, scale=alt.Scale(domain=kinds, range=range_), legend=shown)

    return mark.encode(
        fill=by(alt.Fill, ["white", FIGURE], legend),
        stroke=by(alt.Stroke, [INK, FIGURE], legend),
        strokeWidth=by(alt.StrokeWidth, [2.2, 0], legend),
        size=by(alt.Size, [90, 22], legend),
        fillOpacity=by(alt.FillOpacity, [1.0, faint], None),
        order=alt.Order(f"{field}:N", sort="descending"),
    )


def kinds_of(effect: Effect, rows: NDArray[np.intp]) -> list[str]:
    """Return `BEST` or `RUN` for each of the rows."""
    best = set(effect.best)
    return [BEST if row in best else RUN for row in rows.tolist()]


def names_of(effect: Effect, rows: NDArray[np.intp]) -> list[str]:
    """Return the runs' names for the tooltip."""
    evidence = effect.result.evidence
    return [short(str(name)) for name in evidence.labels_of(rows)] if evidence else [""] * len(rows)

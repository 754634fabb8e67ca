"""What stands in the rows of a table that is drawn: bars by their verdict, intervals, figures and doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.charts.drawing.theme import FIGURE as GREY
from hpviz.charts.drawing.theme import FONT, INK, MUTED, PALE
from hpviz.text.figures import is_doubt

if TYPE_CHECKING:
    from collections.abc import Iterable

ROW = 24
# Width of a column of figures.
FIGURE = 46
# Of a letter of these words, in pixels.
LETTER = 6.2


def verdict_fill(field: str, verdicts: Iterable[str]) -> alt.Fill:
    """Fill bars by the verdict in a field: pale where one is in doubt, which the legend then says."""
    present = sorted({*verdicts}, key=lambda verdict: (is_doubt(verdict), verdict))
    scale = alt.Scale(domain=present, range=[PALE if is_doubt(verdict) else GREY for verdict in present])
    legend = alt.Legend(title=None, orient="bottom", symbolType="square", symbolStrokeColor=GREY)
    return alt.Fill(field, scale=scale, legend=legend if any(map(is_doubt, present)) else None)


def bars(x: alt.X, y: alt.Y, fill: alt.Fill, about: list[alt.Tooltip]) -> Any:
    """Draw bars whose edge is seen however pale they are."""
    return (
        alt.Chart()
        .mark_bar(stroke=GREY, strokeWidth=1, height=12, opacity=1)
        .encode(x=x, y=y, fill=fill, tooltip=about)
    )


def whiskers(low: str, high: str, y: alt.Y) -> list[Any]:
    """Draw a line with caps from one field to another, where both are known."""
    base = alt.Chart().transform_filter(f"isValid(datum.{low}) && isValid(datum.{high})")
    rule = base.mark_rule(color=INK, strokeWidth=1.2).encode(x=f"{low}:Q", x2=f"{high}:Q", y=y)
    caps = [base.mark_tick(color=INK, thickness=1.2, size=7).encode(x=f"{end}:Q", y=y) for end in (low, high)]
    return [rule, *caps]


def figures(field: str, y: alt.Y) -> Any:
    """Write a field in a column of its own."""
    text = alt.Chart().mark_text(align="right", color=INK, fontSize=11, font=FONT)
    return text.encode(x=alt.value(FIGURE - 4), y=y, text=f"{field}:N").properties(width=FIGURE)


def doubts(field: str, y: alt.Y, verdicts: Iterable[str]) -> list[Any]:
    """Write beside figures which of them are in doubt, as the table does; no column where none is.

    Parameters
    ----------
    field
        Of the texts, which `doubt_texts` makes.
    y
        The rows.
    verdicts
        Of all rows.
    """
    longest = max(map(len, doubt_texts(verdicts)), default=0)
    if not longest:
        return []
    text = alt.Chart().mark_text(align="left", color=MUTED, fontSize=11, font=FONT)
    return [text.encode(x=alt.value(2), y=y, text=f"{field}:N").properties(width=LETTER * longest + 6)]


def doubt_texts(verdicts: Iterable[str]) -> list[str]:
    """Return the verdicts that are doubts, and nothing of the others."""
    return [verdict if is_doubt(verdict) else "" for verdict in verdicts]

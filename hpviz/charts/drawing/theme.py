"""How every chart looks: on white, in the colours of the palette."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.templates.palette import (
    BETTER,
    FAINT,
    FIGURE,
    GRID,
    INK,
    LINE,
    LINE_RAMP,
    MUTED,
    PALE,
    RAMP,
    WORSE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BETTER",
    "CONFIG",
    "FAINT",
    "FIGURE",
    "FONT",
    "INK",
    "LINE_RAMP",
    "MUTED",
    "PALE",
    "RAMP",
    "WORSE",
    "title",
]

# What one character of a sentence and of a heading takes at most, in pixels: fonts differ, and the widest
# that a system falls back to must not run over the edge of the picture.
CHARACTER, BOLD_CHARACTER = 6.4, 9.6

AXIS = {
    "labelColor": INK,
    "titleColor": INK,
    "titleFontWeight": "normal",
    "titleFontSize": 12,
    "labelFontSize": 11,
    "gridColor": GRID,
    "domainColor": LINE,
    "tickColor": LINE,
    "labelLimit": 280,
    "titleLimit": 460,
}
FONT = "Helvetica, Arial, sans-serif"
CONFIG: dict[str, Any] = {
    "background": "white",
    "font": FONT,
    "padding": 12,
    "view": {"stroke": None},
    "axis": AXIS,
    "header": {"labelColor": INK, "titleColor": INK},
    "legend": {"labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelLimit": 240},
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 15,
        "fontWeight": 600,
        "color": INK,
        "subtitleColor": MUTED,
        "subtitleFontSize": 11,
        "subtitleLineHeight": 15,
        "subtitlePadding": 5,
        "offset": 12,
        "limit": 900,
    },
}


def title(text: str, sentences: Iterable[str], width: int) -> alt.TitleParams:
    """Head a chart with a line and sentences below it, broken to the width of its drawing in pixels.

    They begin where its labels do, left of the drawing, so that they end before it.
    """
    letters = int(width / CHARACTER)
    lines = [line for sentence in sentences for line in textwrap.wrap(sentence, letters)]
    wide = max(20, int(width / BOLD_CHARACTER))
    return alt.TitleParams(text=textwrap.wrap(text, wide)[:3] or [""], subtitle=lines)

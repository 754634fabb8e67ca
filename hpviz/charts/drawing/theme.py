"""How every chart looks: on white, in two colours that every kind of colour vision tells apart."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.templates.palette import BLUE, FAINT, INK, MUTED, ORANGE, PALE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BLUE", "CONFIG", "FAINT", "INK", "MUTED", "ORANGE", "PALE", "title"]

# Of lines of this length in pixels one character takes about so many.
CHARACTER = 5.6

AXIS = {
    "labelColor": INK,
    "titleColor": INK,
    "titleFontWeight": "normal",
    "titleFontSize": 12,
    "labelFontSize": 11,
    "gridColor": "#eceef1",
    "domainColor": "#9aa1aa",
    "tickColor": "#9aa1aa",
    "labelLimit": 280,
    "titleLimit": 460,
}
CONFIG: dict[str, Any] = {
    "background": "white",
    "font": "Helvetica, Arial, sans-serif",
    "padding": 12,
    "view": {"stroke": None},
    "axis": AXIS,
    "header": {"labelColor": INK, "titleColor": INK},
    "legend": {"labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "labelLimit": 240},
    "title": {
        "anchor": "start",
        "frame": "group",
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
    """Head a chart with a line and sentences below it, broken to the width in pixels."""
    letters = int(width / CHARACTER)
    lines = [line for sentence in sentences for line in textwrap.wrap(sentence, letters)]
    wide = max(20, int(width / 8.2))
    return alt.TitleParams(text=textwrap.wrap(text, wide)[:3] or [""], subtitle=lines)

"""Every param against every metric as plain HTML: tables that need no script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.templates import palette, render
from hpviz.text import overview as text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.comparison.overview import Overview

# The darkest a cell gets, of 255: text of the page's own colour stands out on it, light or dark.
DARKEST = 0x70


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A figure, and in two hexadecimal digits how dark it is."""

    text: str
    shade: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row with its name."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of shades."""

    caption: str
    columns: Sequence[str]
    rows: tuple[Row, ...]


def overview_html(overview: Overview, sentences: Sequence[str]) -> str:
    """Write the importances, beside them the correlations of the metrics, and sentences; names are text."""
    grids = [_importances(overview)]
    if any(link.correlation is not None for link in overview.links):
        grids.append(_links(overview))
    return render("overview.html", palette=palette, grids=grids, sentences=(*sentences, text.LEGEND))


def _importances(overview: Overview) -> Grid:
    rows = tuple(
        Row(name=param, cells=tuple(_cell(overview, param, metric) for metric in overview.metrics))
        for param in overview.params
    )
    return Grid(caption="Importance", columns=overview.metrics, rows=rows)


def _cell(overview: Overview, param: str, metric: str) -> Cell:
    score = overview.score(param, metric)
    shade = _shade(0.0 if score is None else score.importance)
    return Cell(text=text.cell(overview, param, metric), shade=shade)


def _links(overview: Overview) -> Grid:
    by_pair = {
        pair: link.correlation.rho
        for link in overview.links
        if link.correlation is not None
        for pair in ((link.metric, link.other), (link.other, link.metric))
    }
    names = [metric for metric in overview.metrics if any(metric == first for first, _ in by_pair)]
    rows = tuple(
        Row(name=name, cells=tuple(_correlation(by_pair.get((name, other))) for other in names))
        for name in names
    )
    return Grid(caption="Rank correlation of the metrics", columns=names, rows=rows)


def _correlation(rho: float | None) -> Cell:
    return Cell(text="", shade="00") if rho is None else Cell(text=f"{rho:+z.2f}", shade=_shade(abs(rho)))


def _shade(share: float) -> str:
    """Write how dark a cell is, from 0 to 1, in two hexadecimal digits."""
    return f"{round(DARKEST * min(share, 1.0)) if math.isfinite(share) else 0:02x}"

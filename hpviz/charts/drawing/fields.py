"""Data of a chart: short field names of our own, so that no name or value is ever read as syntax."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

# Vega's own way with a field "a.b" or "a[0]" is to look inside it, so names of params are titles only.
LONGEST = 34
MOST_POINTS = 5000
# A tooltip shows entries of these names as a heading and as a picture loaded from an address.
READ_BY_TOOLTIPS = {"title", "image"}


def data(*columns: Iterable[Any]) -> alt.InlineData:
    """Make rows of columns of equal length: the first is ``f0``, the second ``f1``, and so on."""
    rows = [
        {f"f{place}": _cell(cell) for place, cell in enumerate(cells)} for cells in zip(*columns, strict=True)
    ]
    return alt.InlineData(values=rows)


def _cell(cell: Any) -> Any:
    """Keep seven digits of a number: no eye sees more, and the chart stays small."""
    if isinstance(cell, (float, np.floating)):
        return float(f"{cell:.7g}") if math.isfinite(cell) else None
    return cell.item() if isinstance(cell, np.generic) else cell


def short(text: str, most: int = LONGEST) -> str:
    """Leave out the middle of a long text, and what would break the line."""
    text = " ".join(text.split()) or "(blank)"
    if len(text) <= most:
        return text
    tail = (most - 1) // 3
    return f"{text[: most - 1 - tail]}…{text[-tail:]}"


def labels(texts: Sequence[str], most: int = LONGEST) -> list[str]:
    """Shorten texts and keep them apart: what looks the same gets a number."""
    distinct: list[str] = []
    seen: set[str] = set()
    for text in texts:
        label, times = short(text, most), 1
        while label in seen:
            times += 1
            label = f"{short(text, most - 4)} ({times})"
        seen.add(label)
        distinct.append(label)
    return distinct


def tip(field: str, title: str, **options: Any) -> alt.Tooltip:
    """Show a field in the tooltip under a name."""
    shown = short(title)
    return alt.Tooltip(field, title=f"{shown}:" if shown in READ_BY_TOOLTIPS else shown, **options)


def scattered(n: int, reach: float) -> FloatArray:
    """Draw a shift for each of n points, so that those at one place can be told apart."""
    # A seed of our own: with a common one the shifts may be the very draws that a sweep was made of.
    return np.random.default_rng([20_719, n]).uniform(-reach, reach, n)


def sampled(
    rows: NDArray[np.intp], keep: Iterable[int] = (), most: int = MOST_POINTS
) -> tuple[NDArray[np.intp], str | None]:
    """Draw at most 5,000 rows (a seeded draw that holds `keep`), and say so where it left some out."""
    if len(rows) <= most:
        return rows, None
    kept = np.array(sorted(keep), dtype=np.intp)
    others = np.setdiff1d(rows, kept)
    drawn = np.random.default_rng(0).choice(others, most - len(kept), replace=False)
    return np.sort(np.r_[kept, drawn]), f"{most:,} of {len(rows):,} runs are drawn, chosen at random."

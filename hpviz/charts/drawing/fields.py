"""Data of a chart: short field names of our own, so that no name or value is ever read as syntax."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.formatting.numbers import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

# Vega's own way with a field "a.b" or "a[0]" is to look inside it, so names of params are titles only.
LONGEST = 34
MOST_POINTS = 5000
# Digits of a number in the data, and those that a float has.
FEWEST_DIGITS, MOST_DIGITS = 7, 16
# A tooltip shows entries of these names as a heading and as a picture loaded from an address.
READ_BY_TOOLTIPS = {"title", "image"}


def data(*columns: Iterable[Any]) -> alt.InlineData:
    """Make rows of columns of equal length: the first is ``f0``, the second ``f1``, and so on."""
    cells = zip(*(_cells(list(column)) for column in columns), strict=True)
    rows = [{f"f{place}": cell for place, cell in enumerate(row)} for row in cells]
    return alt.InlineData(values=rows)


def _cells(column: list[Any]) -> list[Any]:
    """Keep seven digits of what numbers differ in: no eye sees more, and the chart stays small."""
    count = FEWEST_DIGITS + _alike([float(cell) for cell in column if isinstance(cell, (float, np.floating))])
    return [_cell(cell, min(count, MOST_DIGITS)) for cell in column]


def _cell(cell: Any, digits: int) -> Any:
    if isinstance(cell, (float, np.floating)):
        return float(f"{cell:.{digits}g}") if math.isfinite(cell) else None
    return cell.item() if isinstance(cell, np.generic) else cell


def _alike(numbers: Iterable[float]) -> int:
    """Count the digits that all the numbers share: 5 for 12345.6 and 12345.7."""
    finite = np.array([number for number in numbers if math.isfinite(number)])
    if not len(finite) or not finite.min() < finite.max():
        return 0
    largest = np.abs(finite).max()
    return max(0, math.floor(-math.log10(np.ptp(finite / largest) or 1.0)))


def number_format(values: Iterable[float]) -> str:
    """Return the format of a tooltip in which numbers such as these can be told apart."""
    finite = [float(value) for value in values if math.isfinite(value)]
    before_point = max((len(str(int(abs(value)))) for value in finite if abs(value) < FULL), default=1)
    return f".{min(max(6, before_point, 5 + _alike(finite)), MOST_DIGITS)}~g"


def short(text: str, most: int = LONGEST) -> str:
    """Leave out the middle of a long text, and what would break the line."""
    text = " ".join(text.split()) or "(blank)"
    if len(text) <= most:
        return text
    tail = (most - 1) // 3
    return f"{text[: most - 1 - tail]}…{text[-tail:]}"


def labels(texts: Sequence[str], most: int = LONGEST) -> list[str]:
    """Shorten texts and keep them apart: they are cut where they do not differ, or else get a number."""
    whole = [short(text, max(len(text), 1) + len("(blank)")) for text in texts]
    cuts = _cuts(dict.fromkeys(text for text in whole if len(text) > most), most)
    distinct: list[str] = []
    seen: set[str] = set()
    counts: dict[str, int] = {}
    for text in whole:
        label, cut = cuts.get(text, text), short(text, most - 4)
        while label in seen:
            counts[cut] = counts.get(cut, 1) + 1
            label = f"{cut} ({counts[cut]})"
        seen.add(label)
        distinct.append(label)
    return distinct


def _cuts(long: Iterable[str], most: int) -> dict[str, str]:
    """Cut long texts: all alike where they differ; else those that look the same when they are short."""
    texts = [*long]
    alike: dict[str, list[str]] = {}
    for text in texts:
        alike.setdefault(short(text, most), []).append(text)
    plain = {text: label for label, group in alike.items() for text in group}
    groups = [group for group in alike.values() if len(group) > 1]
    parts = {text: cut for group in groups for text, cut in _differences(group, most).items()}
    return plain | parts | _differences(texts, most)


def _differences(texts: list[str], most: int) -> dict[str, str]:
    """Cut texts to what they do not share, by whole words where these fit; nothing where it is too long."""
    for by_word in (True, False):
        start, end = _shared(texts, by_word=by_word)
        longest = max(map(len, texts), default=0) - start - end
        if len(texts) > 1 and longest <= most - 2:
            return {text: _middle(text, (start, end), most - 2 - longest) for text in texts}
    return {}


def _middle(text: str, shared: tuple[int, int], room: int) -> str:
    """Write a text without most of what it shares at its start and its end."""
    start, end = shared
    head = min(start, (room + 1) // 2)
    tail = min(end, room - head)
    head, tail = (shown if shown in {of, 0} or shown > 2 else 0 for shown, of in ((head, start), (tail, end)))
    before = text[:start] if head == start else f"{text[:head]}…"
    after = text[len(text) - end :] if tail == end else f"…{text[len(text) - tail :]}"
    return f"{before}{text[start : len(text) - end]}{after}"


def _same_start(texts: list[str]) -> int:
    """Count the letters at the start that all texts share."""
    return next(
        (at for at, letters in enumerate(zip(*texts, strict=False)) if len({*letters}) > 1), _least(texts)
    )


def _least(texts: list[str]) -> int:
    return min(map(len, texts), default=0)


def _shared(texts: list[str], *, by_word: bool) -> tuple[int, int]:
    """Count the letters that texts share at their start and at their end, up to whole words."""
    first, shortest = texts[0] if texts else "", _least(texts)
    start = _same_start(texts)
    end = min(_same_start([text[::-1] for text in texts]), shortest - start)
    while by_word and start > 0 and first[start - 1].isalnum():
        start -= 1
    while by_word and end > 0 and first[len(first) - end].isalnum():
        end -= 1
    return start, end


def tip(field: str, title: str, **options: Any) -> alt.Tooltip:
    """Show a field in the tooltip under a name."""
    shown = short(title)
    return alt.Tooltip(field, title=f"{shown}:" if shown in READ_BY_TOOLTIPS else shown, **options)


def scattered(n: int, reach: float, axis: int = 0) -> FloatArray:
    """Draw a shift for each of n points at one place, to tell them apart; each axis has its own."""
    # A seed of our own: with a common one the shifts may be the very draws that a sweep was made of.
    return np.random.default_rng([20_719, n, axis]).uniform(-reach, reach, n)


def sampled(
    rows: NDArray[np.intp], keep: Iterable[int] = (), most: int = MOST_POINTS
) -> tuple[NDArray[np.intp], str | None]:
    """Draw at most `most` rows (a seeded draw that holds `keep`), and say so where it left some out."""
    if len(rows) <= most:
        return rows, None
    kept = np.array(sorted(keep), dtype=np.intp)
    others = np.setdiff1d(rows, kept)
    drawn = np.random.default_rng(0).choice(others, most - len(kept), replace=False)
    return np.sort(np.r_[kept, drawn]), f"{most:,} of {len(rows):,} runs are drawn, chosen at random."

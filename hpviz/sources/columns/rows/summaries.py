"""Rows that are no runs: the mean or the sum of those above, and the units of the columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.checks import columns as checks
from hpviz.formatting.words import listed
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.vocabulary import ID_NAMES, NAME_NAMES, normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

    Floats = NDArray[np.float64]

FEWEST_RUNS = 3
MOST_UNITS = 12
"""Letters of a unit."""

_SUMMARIES: dict[str, Callable[[Floats], float]] = {
    "mean": np.mean,
    "average": np.mean,
    "avg": np.mean,
    "total": np.sum,
    "sum": np.sum,
    "std": lambda numbers: float(np.std(numbers, ddof=1)),
    "stdev": lambda numbers: float(np.std(numbers, ddof=1)),
    "median": np.median,
    "min": np.min,
    "minimum": np.min,
    "max": np.max,
    "maximum": np.max,
    "count": len,
    "overall": np.mean,
    "25%": lambda numbers: float(np.quantile(numbers, 0.25)),
    "50%": np.median,
    "75%": lambda numbers: float(np.quantile(numbers, 0.75)),
    "平均": np.mean,
    "合计": np.sum,
    "mittelwert": np.mean,
    "summe": np.sum,
    "moyenne": np.mean,
    "media": np.mean,
}
# Rounded, or of the rows before some were added.
_CLOSE = 0.01
_UNIT = re.compile(r"[\[(]?[^\W\d]*[%°µ/²³^\-–—.\w·]*[\])]?")  # noqa: RUF001
_NO_UNITS = frozenset({"-", "–", "—", ""})  # noqa: RUF001


def without_summaries(table: Table) -> Table:
    """Leave out the row of units and the rows that sum up others, with a sentence."""
    if table.facts or table.history is not None or table.marks:
        return table
    table = _without_units(table)
    summaries = next(filter(None, (_summaries(table, name) for name in table.columns)), None)
    if summaries is None:
        return table
    rows, words = summaries
    count = "1 row is no run but sums" if len(rows) == 1 else f"{len(rows)} rows are no runs but sum"
    left_out = f"{count} up the others ({listed(words, 6, last=', ')}); left out."
    return _without(table, rows).noting(checks.SUMMARY_ROWS.note(left_out))


def _without(table: Table, rows: list[int]) -> Table:
    kept = np.setdiff1d(np.arange(table.n), rows)
    columns = {name: _retaken(column.take(kept)) for name, column in table.columns.items()}
    return replace(table, columns=columns, n=len(kept))


def _retaken(column: Column) -> Column:
    """Read texts again as what they are without the row: numbers, if no other text is among them."""
    texts = [column.levels[code] for code in column.present]
    if column.extent.present and not texts:
        return replace(column, levels=(), codes=np.broadcast_to(np.int32(-1), len(column.numbers)))
    if column.extent.present or not texts or column.role == "aside":
        return column
    cells = [column.levels[code] if code >= 0 else None for code in column.codes.tolist()]
    again = column_of(column.name, [cell for cell in cells if cell is not None])
    if again.kind != "numeric" or again.levels:
        return column
    numbers = np.full(len(cells), np.nan)
    numbers[column.codes >= 0] = again.numbers
    return again.from_numbers(column.name, numbers, integral=again.integral)


def _summaries(table: Table, name: str) -> tuple[list[int], list[str]] | None:
    """Find the rows that are called summaries in this column, at the end or the beginning of the table."""
    column = table.columns[name]
    words = {code: word for code, level in enumerate(column.levels) if (word := _word(level))}
    rows = [row for row, code in enumerate(column.codes.tolist()) if code in words] if words else []
    runs = table.n - len(rows)
    if not rows or len(set(column.codes[rows].tolist())) < len(rows) or runs < FEWEST_RUNS:
        return None
    at_end, at_start = rows == list(range(runs, table.n)), rows == list(range(len(rows)))
    others = np.setdiff1d(np.arange(table.n), rows)
    if not (at_end or at_start) or not (_names_runs(column, others) or _are_sums(table, rows, words, name)):
        return None
    return rows, [column.levels[code] for code in column.codes[rows].tolist()]


def _word(level: str) -> str:
    words = level.strip().casefold().strip(":").rstrip(".").removesuffix(" row").split()
    bare = " ".join(words)
    return bare if bare in _SUMMARIES else words[0] if words[:1] and words[-1:] == ["±"] else ""


def _names_runs(column: Column, rows: NDArray[np.intp]) -> bool:
    """Whether the other cells are numbers or ids, beside which a summary can be no choice."""
    numbers, codes = column.numbers[rows], column.codes[rows]
    if not np.isnan(numbers).any():
        return True
    texts = [column.levels[code] for code in codes.tolist() if code >= 0]
    is_id = normal(column.name) in ID_NAMES | NAME_NAMES and len(set(texts)) == len(rows)
    return is_id and all(re.search(r"\d", text) for text in texts)


def _are_sums(table: Table, rows: list[int], words: dict[int, str], name: str) -> bool:
    """Whether most numbers of every row are what it is called of those in the other rows."""
    others = np.setdiff1d(np.arange(table.n), rows)
    for row in rows:
        summary = _SUMMARIES[words[int(table.columns[name].codes[row])]]
        pairs = [
            (float(column.numbers[row]), summary(numbers[np.isfinite(numbers)]))
            for column in table.columns.values()
            if column.name != name and np.isfinite(column.numbers[row])
            for numbers in [column.numbers[others]]
            if np.isfinite(numbers).sum() > 1
        ]
        close = [abs(there - right) <= _CLOSE * max(abs(right), 1e-12) for there, right in pairs]
        if not close or 2 * sum(close) < len(close):
            return False
    return True


def _without_units(table: Table) -> Table:
    """Leave out the first row where it holds units above columns of numbers."""
    units = _units(table)
    if not units:
        return table
    listed_units = listed(units, 4, last=", ")
    left_out = f"The row below the names holds units ({listed_units}); left out."
    return _without(table, [0]).noting(checks.UNITS.note(left_out))


def _units(table: Table) -> list[str]:
    """List the units in the first row, each above numbers; none where it may be a run."""
    if table.n <= FEWEST_RUNS:
        return []
    units = []
    for column in table.columns.values():
        if not np.isnan(column.numbers[0]):
            return []
        code = int(column.codes[0])
        text = column.levels[code].strip() if code >= 0 else ""
        if not _is_unit(text) or (text and np.count_nonzero(column.codes == code) > 1):
            return []
        if text not in _NO_UNITS and _is_of_numbers(column):
            units.append(text)
    return units


def _is_unit(text: str) -> bool:
    return len(text) <= MOST_UNITS and _UNIT.fullmatch(text) is not None


def _is_of_numbers(column: Column) -> bool:
    """Whether all but the first cell are numbers, or texts that are read as such."""
    rest = _retaken(column.take(np.arange(1, len(column.numbers))))
    return rest.kind == "numeric" and not len(rest.present)

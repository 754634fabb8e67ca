"""From the cells of a sheet or a file, names among them, to a table: where the names are, where the rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.checks import columns as checks
from hpviz.runs.column import ABSENT
from hpviz.sources.columns.cells import is_number
from hpviz.sources.columns.reasons import ROW_NUMBERS
from hpviz.sources.columns.table import Table, columns_by_name, plain_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.checks import Note
    from hpviz.runs.column import Column
    from hpviz.sources.columns.written.separators import Comma

    Cells = list[list[object]]

# So many rows may hold names, one below the other.
MOST_LEVELS = 3
_MANGLED = re.compile(r"\.[0-9]+$")
# As pandas writes a name that is not there.
_NAMELESS = re.compile(r"|Unnamed: [0-9]+(?:_level_[0-9]+)?")


def table_of_cells(columns: Cells, source: str, *, likely_comma: Comma = "thousands") -> Table:
    """Read columns of equal length, whose first cells are their names.

    Parameters
    ----------
    columns
        `ABSENT` where a cell is empty.
    source
        What is read, in words.
    likely_comma
        What a comma within a number means, where no number tells.
    """
    columns = [column for column in columns if set(column) != {ABSENT}]
    names, start = _names(columns)
    below = [column[start:] for column in columns]
    rows, notes = _rows(columns, below)
    if rows is not None:
        below = [[column[row] for row in rows] for column in below]
    built = plain_columns(zip(names, below, strict=True), likely_comma=likely_comma)
    n = len(below[0]) if below else 0
    return Table(columns=columns_by_name(_with_index(built)), n=n, source=source, notes=tuple(notes))


def _is_empty(cell: object) -> bool:
    return cell is ABSENT


def _text(cell: object) -> str:
    text = "" if _is_empty(cell) else str(cell).strip()
    return "" if _NAMELESS.fullmatch(text) else text


def _names(columns: Cells) -> tuple[list[str], int]:
    """Name each column, and find the first row that is none of names."""
    if not columns:
        return [], 1
    first = [column[0] for column in columns]
    names = ["" if _is_empty(cell) else str(cell).strip() for cell in first]
    levels = [_unmangled([_text(cell) for cell in first])]
    while len(levels) < MOST_LEVELS and _is_level(columns, levels):
        levels.append(_row_of_names(columns, levels))
    if len(levels) == 1:
        return names, 1
    levels[0] = _spread(levels[0], levels[1])
    joined = [".".join(filter(None, parts)) for parts in zip(*levels, strict=True)]
    start = len(levels)
    return (
        (_with_index_names(columns, joined, start), start + 1)
        if _names_index(columns, joined, start)
        else (joined, start)
    )


def _is_level(columns: Cells, levels: list[list[str]]) -> bool:
    """Whether the next row holds names too: it tells apart columns that so far have the same, or none."""
    row = len(levels)
    if any(len(column) < row + 2 for column in columns):
        return False
    joined = [".".join(filter(None, parts)) for parts in zip(*levels, strict=True)]
    below = _row_of_names(columns, levels)
    shared = Counter(_spread(joined, below))
    pairs = Counter(zip(_spread(joined, below), below, strict=True))
    if max(shared.values()) < 2 or not _can_be_names(_spread(joined, below), below):
        return False
    told_apart = all(
        text for text, name in zip(below, _spread(joined, below), strict=True) if shared[name] > 1 and name
    )
    # Names of columns stand above something else: a number in at least one of them.
    numbers = any(
        text and _has_number(column[row + 1 :]) for column, text in zip(columns, below, strict=True)
    )
    return told_apart and numbers and max(count for (_, text), count in pairs.items() if text) == 1


def _row_of_names(columns: Cells, levels: list[list[str]]) -> list[str]:
    """Take the next row as names; the number of that row, below an index without a name, is none."""
    texts = [_text(column[len(levels)]) for column in columns]
    nameless = [not any(parts) for parts in zip(*levels, strict=True)]
    return ["" if bare and is_number(text) else text for text, bare in zip(texts, nameless, strict=True)]


def _can_be_names(above: list[str], below: list[str]) -> bool:
    """Whether none of the texts is a number, but for those that count what stands below one name."""
    numbers = [(name, text) for name, text in zip(above, below, strict=True) if is_number(text)]
    counted = {name: sum(other == name for other, _ in numbers) for name, _ in numbers}
    places: Counter[str] = Counter()
    for name, text in numbers:
        if counted[name] < 2 or text != str(places[name]):
            return False
        places[name] += 1
    return True


def _unmangled(names: list[str]) -> list[str]:
    """Take off the numbers by which pandas tells columns of one name apart: ``params.1``."""
    bare = [_MANGLED.sub("", name) for name in names]
    return [short if short in names else name for short, name in zip(bare, names, strict=True)]


def _has_number(cells: Sequence[object]) -> bool:
    return any(not isinstance(cell, str) or is_number(cell) for cell in cells[:50] if not _is_empty(cell))


def _spread(names: list[str], below: list[str]) -> list[str]:
    """Let a name hold for the nameless columns to its right, as in merged cells."""
    spread: list[str] = []
    for name, text in zip(names, below, strict=True):
        spread.append(name or (spread[-1] if spread and text else ""))
    return spread


def _names_index(columns: Cells, names: list[str], row: int) -> bool:
    """Whether a row names the index and nothing else, as pandas writes it below two rows of names."""
    if len(columns[0]) <= row:
        return False
    filled = [not _is_empty(column[row]) for column in columns]
    return any(filled) and all(is_filled == (not name) for is_filled, name in zip(filled, names, strict=True))


def _with_index_names(columns: Cells, names: list[str], row: int) -> list[str]:
    return [name or str(column[row]) for name, column in zip(names, columns, strict=True)]


def _rows(columns: Cells, below: Cells) -> tuple[list[int] | None, list[Note]]:
    """Choose the rows that hold a run: neither the names once more, nor nothing; None for all of them."""
    if not below:
        return None, []
    names = [column[0] for column in columns]
    first, name = below[0], names[0]
    suspects = [row for row, cell in enumerate(first) if cell is ABSENT or cell == name]
    repeated = {
        row
        for row in suspects
        if all(
            cells[row] == header for cells, header in zip(below, names, strict=True) if not _is_empty(header)
        )
    }
    empty = {row for row in suspects if all(_is_empty(cells[row]) for cells in below)}
    if not repeated and not empty:
        return None, []
    notes = []
    if repeated:
        count = "1 line repeats" if len(repeated) == 1 else f"{len(repeated):,} lines repeat"
        left_out = f"{count} the names of the columns, as where files were joined; left out."
        notes.append(checks.REPEATED_NAMES.note(left_out))
    return [row for row in range(len(first)) if row not in repeated | empty], notes


def _with_index(columns: list[Column]) -> list[Column]:
    """Set aside the numbers of rows that stand before a table without a name."""
    if not columns or not _NAMELESS.fullmatch(columns[0].name):
        return columns
    first = columns[0]
    if first.integral and first.active == len(first.numbers) == first.distinct():
        first = replace(first, role="aside", reason=ROW_NUMBERS)
    elif first.kind == "categorical" and first.active == first.distinct():
        first = replace(first, name="run_id")
    return [first, *columns[1:]]

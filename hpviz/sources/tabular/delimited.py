"""Tables as text: CSV, TSV, Markdown, and what is copied from a screen."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from hpviz.checks import columns as checks
from hpviz.checks.stores import LINES
from hpviz.errors import HpvizError
from hpviz.formatting.words import shortened
from hpviz.runs.column import ABSENT
from hpviz.sources.formats.comments import delimiter_line, mark_of_names, without_comments
from hpviz.sources.formats.drawn import aligned_rows, drawn_tables, is_cut
from hpviz.sources.tabular.headers import table_of_cells

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.formats.drawn import Rows

FEWEST_REGULAR = 3
"""Regular lines to each ragged one, else the table is not understood."""

_DELIMITERS = ",;\t|"
_UNEVEN = re.compile(r"Expected ([0-9]+) fields in line ([0-9]+), saw ([0-9]+)")
_QUOTED = re.compile(r'"[^"]*"')
# Between these, and nowhere else, a comma stands before decimals if nothing else tells.
_BESIDE_DECIMAL_COMMAS = frozenset({";"})


def from_text(text: str, name: str, *, tab: bool = False) -> Table:
    """Read a table whose first line names its columns; an empty cell is absent."""
    text = _plain_lines(text)
    if drawn := drawn_tables(text):
        return _from_drawn(drawn, name)
    text, delimiter = delimiter_line(text)
    lines, (text, comments) = text, without_comments(text)
    if not text.strip():
        raise HpvizError(f"file {name!r} is empty; its first line must name the columns")
    delimiter = delimiter or ("\t" if tab and "\t" in _header(text) else _delimiter(text))
    if delimiter not in _header(text) and (rows := aligned_rows(text)) is not None:
        return _from_rows(rows, f"text file {name}", name).noting(*_comment_notes(comments))
    frame, notes = _read(text, delimiter, name)
    cells = [_column(frame.iloc[:, place].tolist()) for place in range(frame.shape[1])]
    table = table_of_cells(
        cells,
        f"{'TSV' if delimiter == chr(9) else 'CSV'} file {name}",
        likely_comma="decimal" if delimiter in _BESIDE_DECIMAL_COMMAS else "thousands",
    )
    return _with_mark(table, mark_of_names(lines, text)).noting(*_comment_notes(comments), *notes)


def _with_mark(table: Table, mark: str) -> Table:
    """Keep how the first name is spelled: ``# Trades`` is a number of trades, or the mark of a comment."""
    if not mark or not table.columns:
        return table
    (name, first), *others = table.columns.items()
    return replace(table, columns={name: first.labelled(given_name=mark + name), **dict(others)})


def is_table(text: str) -> bool:
    """Whether there is a drawn table, or a delimiter in the first line."""
    text = _plain_lines(text)
    bare = without_comments(text)[0]
    return bool(drawn_tables(text)) or _delimiter(bare) in _header(bare)


def _plain_lines(text: str) -> str:
    """Unify the ends of lines, and drop the marks that joined files have at their starts."""
    text = text.replace("\ufeff", "") if "\ufeff" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _header(text: str) -> str:
    return text.lstrip("\n").partition("\n")[0]


def _delimiter(text: str) -> str:
    """Take the one that the first line has most of, outside of quotes."""
    header = _QUOTED.sub("", _header(text))
    return max(_DELIMITERS, key=header.count)


def _comment_notes(count: int) -> list[Note]:
    if not count:
        return []
    lines = "1 line that begins" if count == 1 else f"{count:,} lines that begin"
    return [checks.COMMENTS.note(f"{lines} with # left out as comments.")]


def _from_drawn(tables: list[Rows], name: str) -> Table:
    """Read the largest of the tables, with those that go on with it."""
    largest = max(tables, key=len)
    rows = [largest[0], *(row for table in tables if table[0] == largest[0] for row in table[1:])]
    table = _from_rows(rows, f"text table {name}", name)
    others = sum(other[0] != largest[0] for other in tables)
    if not others:
        return table
    names = ", ".join(largest[0][:4])
    largest_read = (
        f"{name} holds {others + 1} tables; the one with the most rows was read ({names}). "
        "For another, put it into a file of its own."
    )
    return table.noting(checks.SEVERAL_TABLES.note(largest_read))


def _from_rows(rows: Rows, source: str, name: str) -> Table:
    if is_cut(rows):
        raise HpvizError(
            f"file {name!r} is a table from which rows or columns were left out when it was printed ('...'); "
            "save the whole table, for example with frame.to_csv('runs.csv')"
        )
    return table_of_cells([_column(list(column)) for column in zip(*rows, strict=True)], source)


def _read(text: str, delimiter: str, name: str) -> tuple[pd.DataFrame, list[Note]]:
    """Read every cell as it is written: what it means is for the column as a whole to tell."""
    import pandas as pd

    try:
        # header=None, since pandas would rename columns of the same name.
        frame = pd.read_csv(
            StringIO(text), sep=delimiter, header=None, dtype=object, na_filter=False, skipinitialspace=True
        )
    except pd.errors.ParserError as error:
        rows, notes = _without_ragged(text, delimiter, name)
        if not rows:
            raise HpvizError(f"file {name!r} is not a regular table: {_irregular(str(error))}") from error
        return pd.DataFrame(rows, dtype=object), notes
    return frame, []


def _without_ragged(text: str, delimiter: str, name: str) -> tuple[list[list[str | None]], list[Note]]:
    """Leave out lines with more cells than the first; no rows where there are too many of them."""
    rows: list[list[str | None]] = []
    ragged: list[int] = []
    lines = csv.reader(StringIO(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for cells in filter(None, lines):
            width = len(rows[0]) if rows else len(cells)
            if any(cells[width:]):
                ragged.append(lines.line_num)
            else:
                rows.append([*cells[:width], *[None] * (width - len(cells))])
    except csv.Error:
        return [], []
    if len(ragged) * FEWEST_REGULAR >= len(rows):
        return [], []
    shown = shortened(ragged, 10)
    which = f"line {shown} of {name}" if len(ragged) == 1 else f"lines {shown} of {name}"
    left_out = f"{which} left out: more cells than the first line has; the other runs were read."
    return rows, [LINES.note(left_out)]


def _irregular(error: str) -> str:
    """Write what pandas says about a table whose lines differ in length, and what to do about it."""
    match = _UNEVEN.search(error)
    if match is None:
        return f"{error.strip()}. Check its quotes and its last line"
    expected, line, there = match.groups()
    return (
        f"line {line} has {there} cells, and the lines above it have {expected}. Quote cells that hold the "
        "delimiter, and delete lines that stand above the names of the columns"
    )


def _column(texts: list[object]) -> list[object]:
    """Mark what is empty, and what a short line lacks."""
    if set(map(type, texts)) > {str}:
        return [cell if cell and isinstance(cell, str) else ABSENT for cell in texts]
    return [cell or ABSENT for cell in texts]

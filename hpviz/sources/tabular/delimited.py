"""Tables as text: CSV, TSV, and the like."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.sources.columns.table import Table, columns_by_name, columns_from_cells

if TYPE_CHECKING:
    import pandas as pd

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?\s*")


def from_text(text: str, name: str, *, tab: bool = False) -> Table:
    """Read a table whose first line names its columns; an empty cell is absent."""
    if not text.strip():
        raise HpvizError(f"file {name!r} is empty; its first line must name the columns")
    delimiter = "\t" if tab else _delimiter(text)
    frame = _read(text, delimiter, name)
    source = f"{'TSV' if delimiter == chr(9) else 'CSV'} file {name}"
    cells = [_column(frame.iloc[:, place].tolist(), delimiter) for place in range(frame.shape[1])]
    columns = columns_from_cells((str(header).strip(), below) for header, *below in cells)
    return Table(columns=columns_by_name(columns), n=len(frame) - 1, source=source)


def is_table(text: str) -> bool:
    """Whether the first line has any delimiter."""
    return _delimiter(text) in text.lstrip("\r\n").partition("\n")[0]


def _delimiter(text: str) -> str:
    """Take the one that the first line has most of, outside of quotes."""
    header = _QUOTED.sub("", text.lstrip("\r\n").partition("\n")[0])
    return max(_DELIMITERS, key=header.count)


def _read(text: str, delimiter: str, name: str) -> pd.DataFrame:
    """Read every cell as it is written: what it means is for the column as a whole to tell."""
    import pandas as pd

    try:
        # header=None, since pandas would rename columns of the same name.
        return pd.read_csv(StringIO(text), sep=delimiter, header=None, dtype=object, na_filter=False)
    except pd.errors.ParserError as error:
        raise HpvizError(f"file {name!r} is not a regular table: {error}".strip()) from error


def _column(texts: list[str], delimiter: str) -> list[object]:
    header, *below = texts
    if (
        delimiter == ";"
        and any(map(_DECIMAL_COMMA.fullmatch, below))
        and not any("." in cell for cell in below)
    ):
        below = [cell.replace(",", ".") for cell in below]
    return [header, *(cell or ABSENT for cell in below)]

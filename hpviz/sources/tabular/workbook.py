"""Workbooks of Excel, LibreOffice and Google Sheets: .xlsx and .ods."""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.sources.limits import GIB, limits
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.tabular.headers import table_of_cells

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.sources.columns.table import Table

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# The package that reads each kind, its name for pip, and what the kind is called.
_READERS = {"openpyxl": ("openpyxl", "Excel workbook"), "odf": ("odfpy", "OpenDocument sheet")}


def is_workbook(data: bytes) -> bool:
    """Whether these are the bytes of a workbook, whatever the file is called."""
    return _engine(data) is not None


def _engine(data: bytes) -> str | None:
    if not data.startswith(b"PK\x03\x04"):
        return None
    if _ODS in data[:200]:
        return "odf"
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return "openpyxl" if "xl/workbook.xml" in packed.namelist() else None
    except (zipfile.BadZipFile, OSError):
        return "openpyxl" if b"xl/" in data else None


def from_workbook(data: bytes, name: str, wanted: str | None = None) -> Table:
    """Read one sheet of a workbook: the one that is wanted, else the one with the most rows.

    Raises
    ------
    HpvizError
        The package that reads it is not installed, it is damaged, or it has no such sheet.
    """
    sheets = {title: cells for title, frame in _sheets(data, name).items() if (cells := _cells(frame))}
    if not sheets:
        raise HpvizError(f"file {name!r} is a workbook without a table: its sheets are empty")
    listed = [Experiment(name=title, key=title, runs=len(cells[0]) - 1) for title, cells in sheets.items()]
    source = f"workbook {name}"
    if wanted is None and len(listed) == 1:
        return table_of_cells(sheets[listed[0].name], source)
    picked = pick(listed, wanted, word="sheet", store=source)
    title = picked.experiment.name
    table = table_of_cells(sheets[title], f"{source}, sheet {title!r}")
    by_rows = [note.written(note.replace("finished runs", "rows")) for note in picked.notes]
    return picked.of(table).noting(*by_rows)


def _sheets(data: bytes, name: str) -> dict[str, pd.DataFrame]:
    engine = _engine(data) or "openpyxl"
    package, kind = _READERS[engine]
    if find_spec(engine) is None:
        raise HpvizError(
            f'reading the {kind} {name!r} needs {package}: pip install "hpviz[excel]". '
            "Or save the sheet as CSV"
        )
    import pandas as pd

    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        size = 0
    if size > limits.workbook_gib * GIB:
        raise HpvizError(
            f"file {name!r} holds more than {limits.workbook_gib:g} GiB; save its sheet as CSV, "
            "or set hpviz.limits.workbook_gib"
        )
    try:
        read: Any = pd.read_excel
        sheets: dict[str, pd.DataFrame] = read(
            BytesIO(data), sheet_name=None, header=None, dtype=object, na_filter=False, engine=engine
        )
    except Exception as error:  # each of the packages has errors of its own for a damaged file
        raise HpvizError(
            f"the {kind} {name!r} is damaged ({type(error).__name__}: {error}); open it and save it again, "
            "or save the sheet as CSV"
        ) from error
    return sheets


def _cells(frame: pd.DataFrame) -> list[list[object]]:
    """Take the cells column by column, from the row of names on: a title above it stands alone."""
    columns = [[_cell(cell) for cell in frame.iloc[:, place].tolist()] for place in range(frame.shape[1])]
    columns = [column for column in columns if set(map(type, column)) != {type(ABSENT)}]
    start = 0
    while len(columns) > 1 and start < len(columns[0]):
        if sum(column[start] is not ABSENT for column in columns) > 1:
            break
        start += 1
    return [column[start:] for column in columns] if columns and start < len(columns[0]) else []


def _cell(cell: Any) -> object:
    if isinstance(cell, str):
        return cell.strip() or ABSENT
    return ABSENT if cell is None or cell != cell else cell  # noqa: PLR0124 - NaN and NaT differ from themselves

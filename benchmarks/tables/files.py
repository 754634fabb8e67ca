"""The file that a table stands in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.tables.cells import Dialect, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.tables.columns import MadeColumn

    Columns = Sequence[MadeColumn]
    Writer = Callable[[Columns, Dialect, Path], object]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A kind of file.

    Attributes
    ----------
    often
        Its share among tables, before all are scaled to one.
    write
        Writes columns to a path, and returns what `hpviz.read` takes.
    suffix
        Of the file's name.
    comma
        Decimals stand behind a comma.
    """

    often: float
    write: Writer
    suffix: str = ".csv"
    comma: bool = False


REMARKS = ["# results of the sweep", "# one line per run"]


def delimited(
    columns: Columns, dialect: Dialect, *, mark: str = ",", index: bool = False, quoted: bool = False
) -> str:
    rows = [*zip(*(texts(column, dialect) for column in columns), strict=True)]
    header: list[str] = [column.name for column in columns]
    if index:
        header, rows = ["", *header], [(str(place), *row) for place, row in enumerate(rows)]
    stream = io.StringIO()
    options: dict[str, Any] = {"quoting": csv.QUOTE_ALL} if quoted else {}
    csv.writer(stream, delimiter=mark, lineterminator="\n", **options).writerows([header, *rows])
    return stream.getvalue()


def delimited_file(
    *, mark: str = ",", index: bool = False, quoted: bool = False, encoding: str = "utf-8"
) -> Writer:
    def write(columns: Columns, dialect: Dialect, path: Path) -> Path:
        return _file(path, delimited(columns, dialect, mark=mark, index=index, quoted=quoted), encoding)

    return write


def _file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding)
    return path


def _commented(columns: Columns, dialect: Dialect, path: Path) -> Path:
    header, *rows = delimited(columns, dialect).splitlines()
    return _file(path, "\n".join([REMARKS[0], header, *rows, REMARKS[1]]) + "\n")


def _markdown(columns: Columns, dialect: Dialect, path: Path) -> Path:
    rows = [[column.name for column in columns], [":---"] * len(columns)]
    rows += [list(row) for row in zip(*(texts(column, dialect) for column in columns), strict=True)]
    return _file(path, "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n")


def records(columns: Columns, dialect: Dialect) -> list[dict[str, Any]]:
    """Rows with their types; what is written in a style is text there too."""
    shown = [
        list(column.cells)
        if column.style in {"", "short", "scientific"} and column.spread is None
        else texts(column, dialect)
        for column in columns
    ]
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*shown, strict=True)]


def _lines(columns: Columns, dialect: Dialect, path: Path) -> Path:
    rows = [{key: cell for key, cell in row.items() if cell is not None} for row in records(columns, dialect)]
    return _file(path, "".join(json.dumps(row) + "\n" for row in rows))


def _nested(columns: Columns, dialect: Dialect, path: Path) -> Path:
    """Names with dots become objects within objects."""
    rows = [_unfolded(row) for row in records(columns, dialect)]
    return _file(path, "".join(json.dumps(row) + "\n" for row in rows))


def _unfolded(row: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, cell in row.items():
        head, _, tail = name.partition(".")
        if tail and not isinstance(whole.get(head, {}), dict):
            head, tail = name, ""
        if tail:
            whole.setdefault(head, {})[tail] = cell
        elif cell is not None:
            whole[head] = cell
    return whole


def _frame(columns: Columns, dialect: Dialect, path: Path) -> Any:
    import pandas as pd

    del path
    return pd.DataFrame(records(columns, dialect))


def _parquet(columns: Columns, dialect: Dialect, path: Path) -> Path:
    frame = _frame(columns, dialect, path)
    for column in columns:  # a column of Parquet has one type
        if len({type(cell) for cell in column.cells if cell is not None}) > 1:
            frame[column.name] = texts(column, dialect)
    frame.to_parquet(path)
    return path


def _excel(columns: Columns, dialect: Dialect, path: Path) -> Path:
    _frame(columns, dialect, path).to_excel(path, index=False)
    return path


FORMS: dict[str, Form] = {
    "csv": Form(often=0.3, write=delimited_file()),
    "csv with row numbers": Form(often=0.1, write=delimited_file(index=True)),
    "csv with a byte order mark": Form(often=0.05, write=delimited_file(encoding="utf-8-sig")),
    "csv with comments": Form(often=0.05, write=_commented),
    "semicolons": Form(often=0.04, write=delimited_file(mark=";")),
    "semicolons, decimal commas": Form(often=0.07, write=delimited_file(mark=";"), comma=True),
    "quotes, decimal commas": Form(often=0.04, write=delimited_file(quoted=True), comma=True),
    "tabs": Form(often=0.05, write=delimited_file(mark="\t"), suffix=".tsv"),
    "tabs, decimal commas": Form(often=0.03, write=delimited_file(mark="\t"), suffix=".tsv", comma=True),
    "markdown": Form(often=0.05, write=_markdown, suffix=".md"),
    "json lines": Form(often=0.06, write=_lines, suffix=".jsonl"),
    "nested json lines": Form(often=0.05, write=_nested, suffix=".jsonl"),
    "parquet": Form(often=0.03, write=_parquet, suffix=".parquet"),
    "data frame": Form(often=0.08, write=_frame, suffix=""),
    "excel": Form(often=0.03, write=_excel, suffix=".xlsx"),
}

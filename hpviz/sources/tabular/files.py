"""Files by their path: the format is recognised by the first bytes, then by the name."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.checks import columns as checks
from hpviz.errors import HpvizError
from hpviz.sources.limits import GIB, limits
from hpviz.sources.store import paths
from hpviz.sources.tabular import delimited, json_text, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.cache import Reading

PART = 1 << 20
"""Bytes that are unpacked at a time."""

_GZIP = b"\x1f\x8b"
# Files that are recognised in order to say what to do instead.
_OTHERS = {
    b"PK\x03\x04": "a zip archive. Unpack it, and give the file in it",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls). Save it as .xlsx or CSV",
    b"\x89HDF": "an HDF5 file. Read it with pandas.read_hdf and give the data frame",
    b"ARROW1": "an Arrow file. Read it with pandas.read_feather and give the data frame",
    b"SQLite format 3\0": "an SQLite database without tables, or damaged",
    b"%PDF": "a PDF document. Copy its table into a CSV file",
    b"version https://git-lfs": "a pointer of Git LFS, not the file itself. Run git lfs pull first",
    b"\x93NUMPY": "an array of NumPy. Load it with numpy.load, and give a data frame with named columns",
    b"\x28\xb5\x2f\xfd": "packed by Zstandard. Unpack it, and give the file in it",
    b"\xfd7zXZ": "packed by xz. Unpack it, and give the file in it",
    b"BZh": "packed by bzip2. Unpack it, and give the file in it",
    b"7z\xbc\xaf": "a 7z archive. Unpack it, and give the file in it",
    b"\x89PNG": "a picture. Give the table that it shows as CSV",
    b"\xff\xd8\xff": "a picture. Give the table that it shows as CSV",
}
_TABLES = frozenset({"", ".csv", ".tsv", ".tab", ".txt", ".dat"})
_KINDS = "CSV, TSV, JSON, JSONL, Markdown, Excel, ODS and Parquet files, plain or .gz"
_PAGE = re.compile(r"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)


def from_file(path: Path, reading: Reading, experiment: str | None = None) -> Table:
    """Read the runs in a file that is there.

    Parameters
    ----------
    path, reading
        The file, and what is known of earlier readings.
    experiment
        Which sheet of a workbook is read.

    Raises
    ------
    HpvizError
        It is none of those that can be read.
    """
    data = _bytes(path)
    kind = _suffix(path)
    if not data:
        raise HpvizError(f"file {path.name!r} is empty. {_KINDS} can be read")
    if data[:4] == b"PAR1":
        return _parquet(data, path)
    if workbook.is_workbook(data):
        return workbook.from_workbook(data, path.name, experiment)
    _refuse_others(data, path)
    text, note = _text(data, path)
    if _PAGE.match(text):
        raise HpvizError(
            f"file {path.name!r} is a page of HTML or XML, whatever its name. Read its table with "
            f"pandas.read_html and give the data frame. {_KINDS} can be read"
        )
    if kind in {".json", ".jsonl", ".ndjson"} or _is_json(text, of_table=kind in {".csv", ".tsv"}):
        table = json_text.from_text(text, path.name)
    elif kind not in _TABLES and not delimited.is_table(text):
        raise HpvizError(f"file {path.name!r} is a text but no table. {_KINDS} can be read")
    else:
        # A line that is being written may lack its last digits.
        whole = text[: text.rfind("\n") + 1] if reading.is_being_written(path) else text
        table = delimited.from_text(whole, path.name, tab=kind in {".tsv", ".tab"})
    return table.noting(checks.ENCODING.note(note)) if note else table


def _is_json(text: str, *, of_table: bool) -> bool:
    """Whether a text is JSON, whatever its file is called; of what is called a table all has to be."""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return not of_table
    return True


def _bytes(path: Path) -> bytes:
    if not paths.is_file(path):
        raise HpvizError(f"{path.name!r} is neither a file nor a folder. {_KINDS} can be read")
    try:
        data = path.read_bytes()
        if data[:2] == _GZIP:
            with gzip.open(BytesIO(data)) as packed:
                # A part at a time: memory for all that may come is not there on every machine.
                data = b"".join(_parts(packed, limits.table_gib * GIB))
    except (OSError, EOFError, zlib.error) as error:
        raise HpvizError(f"file {path.name!r} cannot be read: {paths.reason(error)}") from error
    if len(data) > limits.table_gib * GIB:
        raise HpvizError(
            f"file {path.name!r} holds more than {limits.table_gib:g} GiB; give a part of it, "
            "or set hpviz.limits.table_gib"
        )
    return data


def _parts(packed: gzip.GzipFile, most: float) -> Iterator[bytes]:
    """Yield what is packed, up to the part that goes beyond so many bytes."""
    size = 0
    while size <= most and (part := packed.read(PART)):
        size += len(part)
        yield part


def _refuse_others(data: bytes, path: Path) -> None:
    for start, what in _OTHERS.items():
        if data.startswith(start):
            raise HpvizError(f"file {path.name!r} is {what}. {_KINDS} can be read")


def _suffix(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def _text(data: bytes, path: Path) -> tuple[str, str]:
    """Decode a text file; the note says when its encoding was guessed."""
    if data[:4] in {b"\xff\xfe\0\0", b"\0\0\xfe\xff"}:
        return data.decode("utf-32", errors="replace"), ""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace"), ""
    start = data[:65536]
    if b"\0" in start:
        return _text_of_two_bytes(data, path), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        # Latin-1 but for the dashes, quotes and the sign of the euro, where it has nothing.
        return data.decode("cp1252"), f"{path.name} is not in UTF-8; it was read as Latin-1."
    except UnicodeDecodeError:
        return data.decode("latin-1"), f"{path.name} is not in UTF-8; it was read as Latin-1."


def _text_of_two_bytes(data: bytes, path: Path) -> str:
    """Decode UTF-16 without its mark: every other byte of Latin letters is 0."""
    start = data[:4096]
    halves = {"utf-16-le": (start[1::2], start[::2]), "utf-16-be": (start[::2], start[1::2])}
    for encoding, (zeros, letters) in halves.items():
        if zeros.count(0) > 0.9 * len(zeros) and letters.count(0) == 0:
            return data.decode(encoding, errors="replace")
    raise HpvizError(f"file {path.name!r} is binary and of no known kind. {_KINDS} can be read")


def _parquet(data: bytes, path: Path) -> Table:
    if find_spec("pyarrow") is None:
        raise HpvizError(
            f'reading the Parquet file {path.name!r} needs pyarrow: pip install "hpviz[parquet]"'
        )
    import pyarrow as pa
    import pyarrow.parquet as pq

    from hpviz.sources.tabular import frames

    try:
        frame = pq.read_table(BytesIO(data))
        frame.validate(full=True)
        _ = frame.column_names  # decoded only now
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        why = "a column's name is no text" if isinstance(error, UnicodeDecodeError) else error
        raise HpvizError(
            f"the Parquet file {path.name!r} is damaged: {why}. Write or download it again; "
            f"{_KINDS} can be read"
        ) from error
    return replace(frames.from_frame(frame), source=f"Parquet file {path.name}")

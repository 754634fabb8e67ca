"""Damage that knows the form of what it damages, each of it of one place, and the same for the same seed."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from hpviz.sources.store.binary.block_log import BlockLog
from tests.sources.trackers.event_log import framed as framed_event
from tests.sources.trackers.wandb_log import framed

Mutation = Callable[[Random, Path], None]

# What may stand where another value stood: other types, extremes, and what libraries stumble over.
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1e308,
        -1e-320,
        float("nan"),
        float("inf"),
        2**53 + 1,
        -(2**63),
        2**64,
        10**400,
    ),
    *(
        "",
        " ",
        "nan",
        "1e999",
        "\x00",
        "\x1b[31m",
        "\ud800",
        "\ufffe",
        "é" * 300,
        "=1+1",
        "constructor",
        "{",
        "[1, 2",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        {"": None},
        {"a": {"a": {"a": 1}}},
        [1, "a", None],
        "0001-01-01",
        "99999-12-31T25:61",
    ),
)
DEPTH = 2000
# Text that reads as a value, in files whose lines are not JSON.
TEXTS = (
    *(value for value in VALUES if isinstance(value, str)),
    "10" * 200,
    "-",
    "- - -",
    "!!python/object:os",
    "&a *a",
)


def flipped(rng: Random, data: bytes) -> bytes:
    """Change some bytes, cut the end off, or put one part in place of another."""
    if not data:
        return rng.randbytes(16)
    kind = rng.randrange(4)
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.choice([1, 2, 8, 64, 4096]))
    if kind == 0:
        return data[:start]
    if kind == 1:
        return data[:start] + rng.randbytes(end - start) + data[end:]
    if kind == 2:
        other = rng.randrange(len(data))
        return data[:start] + data[other : other + end - start] + data[end:]
    return data[:start] + bytes([data[start] ^ 1 << rng.randrange(8)]) + data[start + 1 :]


def of_bytes(rng: Random, path: Path) -> None:
    """Damage the bytes of a file, whatever they are."""
    path.write_bytes(flipped(rng, path.read_bytes()))


def of_json(rng: Random, path: Path) -> None:
    """Damage one value of a file of JSON, or of one line of it."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:  # something else under such a name
        of_bytes(rng, path)
        return
    try:
        document = json.loads(text)
    except ValueError:
        _of_json_lines(rng, path, text)
    else:
        _write(path, _json(_changed(rng, document)))


def _of_json_lines(rng: Random, path: Path, text: str) -> None:
    lines = text.splitlines()
    place = rng.randrange(len(lines)) if lines else 0
    try:
        line = _json(_changed(rng, json.loads(lines[place])))
    except (ValueError, IndexError):
        line = rng.choice(TEXTS)
    kind = rng.randrange(6)
    new = [line[: len(line) // 2]] if kind == 0 else [line, lines[place]] if kind == 1 and lines else [line]
    _write(path, "\n".join([*lines[:place], *new, *lines[place + 1 :], ""]))


def _changed(rng: Random, document: Any) -> Any:
    """Change one part of a document: another value, a key less, a key more, or nested too deep."""
    places = list(_places(document))
    if not places:
        return rng.choice(VALUES)
    holder, key = rng.choice(places)
    inner = holder[key]
    within = _decoded(inner)
    kind = rng.randrange(5)
    if within is not None and kind < 3:
        holder[key] = _json(_changed(rng, within))  # JSON within JSON
    elif kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = [inner] if rng.random() < 0.5 else {"value": inner}
    elif kind == 2 and rng.random() < 0.1:
        holder[key] = _deep()
    else:
        holder[key] = rng.choice(VALUES)
    return document


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    inside = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in list(inside):
        yield document, key
        yield from _places(value)


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _deep() -> Any:
    deep: Any = 1
    for _ in range(DEPTH):
        deep = [deep]
    return deep


def _json(document: Any) -> str:
    try:
        return json.dumps(document)
    except RecursionError:
        return "[" * DEPTH + "]" * DEPTH


def of_lines(rng: Random, path: Path) -> None:
    """Damage one line of a text: what follows its colon, its comma or its tab, its indent, or all of it."""
    lines = path.read_text("utf-8", errors="surrogateescape").split("\n")
    place = rng.randrange(len(lines))
    line, value = lines[place], rng.choice(TEXTS)
    mark = next((mark for mark in (": ", ",", "\t") if mark in line), None)
    kind = rng.randrange(5)
    if mark and kind < 3:
        cells = line.split(mark)
        cells[rng.randrange(len(cells))] = value
        lines[place] = mark.join(cells)
    else:
        lines[place : place + 1] = [[value], [], [line, line], [line, "  " + value], [line + ",1,2"]][kind]
    _write(path, "\n".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def of_database(rng: Random, path: Path) -> None:
    """Damage one cell of one table of a database, whatever its type is said to be."""
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA ignore_check_constraints = ON")
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    name = rng.choice([table for table in tables if not table.startswith("sqlite_")])
    rows = [row for (row,) in store.execute(f'SELECT rowid FROM "{name}"')]
    columns = [row[1] for row in store.execute(f'PRAGMA table_info("{name}")')]
    value = rng.choice([*(v for v in VALUES if _fits(v)), rng.randbytes(9), b"", "{" * DEPTH])
    try:
        if rows and rng.random() < 0.9:
            where = [value, rng.choice(rows)]
            store.execute(f'UPDATE "{name}" SET "{rng.choice(columns)}" = ? WHERE rowid = ?', where)
        elif rng.random() < 0.5:
            store.execute(f'ALTER TABLE "{name}" RENAME COLUMN "{rng.choice(columns)}" TO other')
        else:
            store.execute(f'DROP TABLE "{name}"')
    except sqlite3.Error:  # a key that must be of its type
        pass
    store.close()


def _fits(value: Any) -> bool:
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    is_whole = isinstance(value, int)
    return value is None or isinstance(value, (float, str)) or (is_whole and -(2**63) <= value < 2**63)


def of_page(rng: Random, path: Path) -> None:
    """Damage bytes of one page of a database, and leave its header, so that it is opened."""
    data = path.read_bytes()
    path.write_bytes(data[:100] + flipped(rng, data[100:]))


def of_events(rng: Random, path: Path) -> None:
    """Damage the content of one record of an event file, with right lengths and checksums."""
    records = list(_records(path.read_bytes()))
    if not records:
        return of_bytes(rng, path)
    place = rng.randrange(len(records))
    records[place] = flipped(rng, records[place])
    path.write_bytes(b"".join(map(framed_event, records)))
    return None


def _records(data: bytes) -> Iterator[bytes]:
    place = 0
    while place + 12 <= len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        yield data[place + 12 : place + 12 + length]
        place += length + 16


def of_parquet(rng: Random, path: Path) -> None:
    """Damage the footer of a Parquet file, which says where everything is."""
    data = path.read_bytes()
    (length,) = struct.unpack("<I", data[-8:-4])
    start = len(data) - 8 - length
    footer = bytearray(data[start:-8])
    for _ in range(rng.choice([1, 1, 2, 8])):
        footer[rng.randrange(len(footer))] = rng.randrange(256)
    path.write_bytes(data[:start] + bytes(footer) + data[-8:])


def of_place(rng: Random, path: Path) -> None:
    """Put something else where a file was: nothing, an empty file, a folder, or a link to itself."""
    kind = rng.randrange(4)
    path.unlink()
    if kind == 1:
        path.touch()
    elif kind == 2:
        path.mkdir()
    elif kind == 3:
        path.symlink_to(path)


def of_archive(rng: Random, path: Path) -> None:
    """Damage one text of an archive, with right checksums, or leave it out."""
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    if not texts:
        return of_bytes(rng, path)
    name = rng.choice(sorted(texts))
    if rng.random() < 0.2:
        del texts[name]
    else:
        texts[name] = flipped(rng, texts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return None


def of_log(rng: Random, path: Path) -> None:
    """Damage the content of one record of W&B's log or SwanLab's, with right checksums."""
    data = path.read_bytes()
    records = list(BlockLog(path, data[:4]).records())
    if not records:
        return of_bytes(rng, path)
    place = rng.randrange(len(records))
    records[place] = flipped(rng, records[place])
    path.write_bytes(framed(records, data[:7]))
    return None

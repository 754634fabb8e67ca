"""What a path holds, at a glance: names in a folder, first bytes of a file, tables of a database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.sources.store import database, paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def names(folder: Path) -> list[str]:
    """List the names in a folder, sorted; empty for anything else."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def header(file: Path, size: int = 4096) -> bytes:
    """Read the first bytes of a file that the person gave; empty for anything else."""
    try:
        if not paths.is_file(file):
            return b""
        with file.open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def start(file: Path, size: int = 4096) -> bytes:
    """Read the first bytes of a file in a store; empty for a link, too, which may lead out of it."""
    return header(file, size) if paths.is_own_file(file) else b""


def lines(text: str) -> list[str]:
    """Split a text of records; what stands within a line may hold other separators than the newline."""
    return text.removesuffix("\n").split("\n") if text else []


def text(file: Path) -> str:
    """Read a text that a store keeps; empty for a link, a pipe, or anything else that is no such file."""
    if not paths.is_own_file(file):
        return ""
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def tables(file: Path) -> frozenset[str]:
    """Name the tables of an SQLite database; empty for anything else."""
    if header(file, 16) != database.HEADER:
        return frozenset()
    try:
        with database.opened(file, glance=True) as store:
            return frozenset(store.tables())
    except HpvizError:
        return frozenset()


def walked(folder: Path, *, deepest: int | None = None) -> Iterator[tuple[Path, list[str]]]:
    """Yield every folder below this one, itself first, with the names of its files; pipes are none.

    Symbolic links to folders are not followed, and linked files are left out where they lead out of the
    folder: a store is data from someone else.
    """
    for where, below, files in os.walk(folder):
        below.sort()
        here = folder.__class__(where)
        if deepest is not None and len(here.relative_to(folder).parts) >= deepest:
            below.clear()
        yield here, [name for name in sorted(files) if _is_inside(here / name, folder)]


def _is_inside(path: Path, root: Path) -> bool:
    return paths.is_own_file(path) or (paths.is_file(path) and paths.is_within(path, root))


def inside(folder: Path) -> Iterator[Path]:
    """Yield the entries of a folder but symbolic links, which lead elsewhere, or to an entry once more."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.is_symlink())
    except OSError:
        return
    for name in names:
        yield folder / name

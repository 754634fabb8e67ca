"""What lies at a path or an address: a tracker's store, recognised by looking at it, or a file of a table."""

from __future__ import annotations

import time
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed
from hpviz.sources import locate
from hpviz.sources.lazy import parquet
from hpviz.sources.limits import limits
from hpviz.sources.registry import ADDRESSES, STORES
from hpviz.sources.secrets import shown
from hpviz.sources.store import paths, sniff, unread
from hpviz.sources.tabular import files
from hpviz.sources.trackers.run_folders import layout
from hpviz.sources.trackers.run_folders.folders import RUN_FOLDERS
from hpviz.sources.trackers.tensorboard.logs import TENSORBOARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import Reader, ReadOptions

# More entries of a folder than this are not looked into for a better path to suggest.
MOST_LOOKED_INTO = 200
SHOWN = 8
_NEVER = (".", "node_modules")
# They recognise what trackers with marks of their own write, too, from any folder above.
LAYOUTS = (TENSORBOARD, RUN_FOLDERS)
DEEPEST = 2
"""Levels of folders in which a store is looked for."""


def read(given: str | Path, options: ReadOptions) -> Table:
    """Read what lies at a path or an address.

    Raises
    ------
    HpvizError
        There is nothing, or nothing that can be read.
    """
    here = locate.local(given)
    if here is None:
        return _read_address(str(given), options)
    if parts := parquet.files_matching(here):
        return _read_parquet(parts, Path(here), options)
    return _read_path(locate.existing(here), options)


def _read_path(path: Path, options: ReadOptions) -> Table:
    if problem := locate.whole_machine(path):
        raise HpvizError(f"{str(path)!r} {problem}. Give the path of the folder that holds the runs")
    reader = reader_of(path)
    if reader is not None:
        return _read_store(reader, path, options)
    inside = _stores_within(path) if paths.is_folder(path) else []
    if len(inside) == 1:
        store, reader = inside[0]
        table = _read_store(reader, store, options)
        only = f"Read from {store.relative_to(path).as_posix()}, the only store in {path.name}."
        return table.noting(checks.ONLY_STORE.note(only))
    if not inside and (parts := _parts_of_table(path)):
        return _read_parquet(parts, path, options)
    _refuse_unknown_store(path, inside)
    try:
        return files.from_file(path, options.reading, options.experiment)
    except HpvizError:
        raise
    except Exception as error:
        raise unexpected(error, path, "a table") from error


def _read_parquet(parts: Sequence[Path], root: Path, options: ReadOptions) -> Table:
    from hpviz.sources.lazy import reading  # with narwhals, which a tracker's store does not need

    return reading.read_files(parts, root, options.rows)


def _parts_of_table(path: Path) -> list[Path]:
    """List the files of a table that an engine queries: those of a folder, or one that is large."""
    if paths.is_folder(path):
        return parquet.files_in(path)
    return [path] if parquet.is_large(path) else []


def reader_of(path: Path) -> Reader[Path] | None:
    """Find the reader of the tracker that wrote what is at a path; None where no tracker did."""
    reader = _first(_marked(), path) or _first(LAYOUTS, path)
    return None if reader in LAYOUTS and _is_parent_of_stores(path) else reader


def _marked() -> Iterator[Reader[Path]]:
    return (reader for reader in STORES if reader not in LAYOUTS)


def _first(readers: Iterable[Reader[Path]], path: Path) -> Reader[Path] | None:
    return next((reader for reader in readers if _recognises(reader, path)), None)


def _is_parent_of_stores(path: Path) -> bool:
    """Whether a folder that looks like runs, and is none, holds folders that bear a tracker's mark."""
    return not layout.is_run(path) and any(map(_bears_a_mark, islice(sniff.inside(path), MOST_LOOKED_INTO)))


def _bears_a_mark(path: Path) -> bool:
    """Whether what looks like runs is a tracker's, or a parent of such; its own runs are seen at a glance."""
    if not paths.is_folder(path):
        return False
    if _first(_marked(), path):
        return _looks_like_runs(path)
    return not layout.is_run(path) and _looks_like_runs(path) and _is_parent_of_stores(path)


def _looks_like_runs(path: Path) -> bool:
    return paths.is_folder(path) and _first(LAYOUTS, path) is not None


def _recognises(reader: Reader[Path], path: Path) -> bool:
    try:
        return reader.recognises(path)
    except OSError:  # what may not be looked at is nobody's store
        return False


def known() -> str:
    """List all trackers whose stores can be read."""
    return ", ".join(dict.fromkeys(reader.name for reader in STORES))


def _read_store(reader: Reader[Path], path: Path, options: ReadOptions) -> Table:
    try:
        return reader.read(path, options).noting(*options.reading.notes(), *unread.notes(path))
    except HpvizError as refusal:
        if late := options.reading.notes():
            raise HpvizError(" ".join([*late, str(refusal)])) from refusal
        raise
    except Exception as error:
        raise unexpected(error, path, reader.name) from error


def unexpected(_error: Exception, path: Path, kind: str) -> Exception:
    """Refuse the whole of what a reader has failed on, the last net: a record should have cost itself alone.

    Parameters
    ----------
    path
        What was read.
    kind
        What it was read as, in words.
    """
    return HpvizError(
        f"{path.name!r}, read as {kind}, is damaged in a way, or of a version, that hpviz does not know"
    )


def _read_address(address: str, options: ReadOptions) -> Table:
    """Read the runs of a service, which is contacted because the person named it."""
    for reader in ADDRESSES:
        if reader.recognises(address):
            return reader.read(address, options).noting(*options.reading.notes())
    raise HpvizError(
        f"{shown(address)!r} is an address that hpviz does not download. Download it and give the file's "
        "path; or give wandb://entity/project, the address of an MLflow server (http://host:5000, "
        "mlflow+...), or of an Optuna database (postgresql://..., mysql://...)"
    )


def _refuse_unknown_store(path: Path, stores: Sequence[tuple[Path, Reader[Path]]]) -> None:
    """Refuse a folder or a database that no tracker wrote; any other file may be a table."""
    if paths.is_folder(path):
        raise HpvizError(_refused_folder(path, stores))
    if names := sniff.tables(path):
        tables = listed(sorted(names), SHOWN, last=", ")
        raise HpvizError(
            f"the SQLite database {path.name!r} is of no tracker that hpviz knows; its tables are "
            f"{tables}. Known are: {known()}"
        )


def _refused_folder(folder: Path, stores: Sequence[tuple[Path, Reader[Path]]]) -> str:
    names = sniff.names(folder)
    if not names:
        return f"the folder {str(folder)!r} is empty, so there are no runs in it. Known stores: {known()}"
    if stores:
        within = listed(
            [f"{path.relative_to(folder).as_posix()} ({reader.name})" for path, reader in stores],
            SHOWN,
            last=", ",
        )
        return (
            f"the folder {str(folder)!r} holds {len(stores)} stores: {within}. Give the path of one, "
            f"such as {stores[0][0].as_posix()!r}"
        )
    entries = listed(names, SHOWN, last=", ")
    return (
        f"the folder {str(folder)!r} is no tracker's store that hpviz knows; it holds {entries}. "
        f"Known stores: {known()}; or give the path of a table (CSV, TSV, JSON, JSONL, Excel, Parquet)"
    )


def _stores_within(folder: Path) -> list[tuple[Path, Reader[Path]]]:
    """Find the stores in a folder, or where there are none, in its folders; hidden ones belong to tools."""
    level, until = [folder], time.monotonic() + limits.looking_seconds
    for _ in range(DEEPEST):
        level = [path for above in level for path in islice(sniff.inside(above), MOST_LOOKED_INTO)]
        level = level[:MOST_LOOKED_INTO]
        looked = takewhile(lambda _: time.monotonic() < until, level)
        stores = [store for path in looked for store in _stores_at(path)]
        if stores:
            return stores
        level = [path for path in level if paths.is_folder(path) and not path.name.startswith(_NEVER)]
    return []


def _stores_at(path: Path) -> list[tuple[Path, Reader[Path]]]:
    """Return what is at a path with its reader, or the stores in it if it looks like runs itself."""
    reader = reader_of(path)
    if reader is not None:
        return [(path, reader)]
    return _stores_within(path) if _looks_like_runs(path) else []

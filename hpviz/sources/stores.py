"""Trackers' own stores: which tracker wrote what lies at a path is told by looking at it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from hpviz.errors import HpvizError
from hpviz.formatting import listed
from hpviz.sources.store import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hpviz.sources.columns.table import Table

# In this order; the last ones recognise least: a layout, not a tracker's own mark. Each is a module of
# `hpviz.sources.trackers` with
#   NAME: what it reads, in words;
#   recognises(path) -> bool: by names in a folder, first bytes of a file, tables of a database;
#   read(path, *, experiment) -> Table; and, if it takes more of the options of `hpviz.read`,
#   OPTIONS: their names.
READERS: tuple[str, ...] = (
    "wandb.offline",
    "optuna.database",
    "optuna.journal",
    "mlflow.database",
    "mlflow.folder",
    "ray.folder",
    "keras_tuner",
    "smac",
    "sacred",
    "trackio",
    "dvc.exports",
    "hyperopt.trials",
    "ax.experiment",
    "pickled",
    "aim",
    "tensorboard.logs",
    "run_folders.folders",
)

# More entries of a folder than this are not looked into for a better path to suggest.
MOST_LOOKED_INTO = 200
SHOWN = 8


class Reader(Protocol):
    """A module that reads the stores of one tracker."""

    NAME: str

    def recognises(self, path: Path) -> bool:
        """Say whether this is such a store, by a glance at it."""

    def read(self, path: Path, *, experiment: str | None, **options: Any) -> Table:
        """Read its runs."""


def reader_of(path: Path) -> Reader | None:
    """Find the reader of the tracker that wrote this; None where no tracker did."""
    return next((reader for reader in _readers() if reader.recognises(path)), None)


def _readers() -> Iterator[Reader]:
    for name in READERS:
        yield import_module(f"hpviz.sources.trackers.{name}")


def read(
    path: Path, *, experiment: str | None = None, options: Mapping[str, object] | None = None
) -> Table | None:
    """Read a tracker's store; None where the path is a file of none.

    Raises
    ------
    HpvizError
        It is a folder or a database that nobody recognises, or the store cannot be read.
    """
    reader = reader_of(path)
    if reader is not None:
        return _read_with(reader, path, experiment, options or {})
    if path.is_dir():
        raise HpvizError(_refused_folder(path))
    if names := sniff.tables(path):
        tables = listed(sorted(names), SHOWN, last=", ")
        raise HpvizError(
            f"the SQLite database {path.name!r} is of no tracker that hpviz knows; its tables are "
            f"{tables}. Known are: {known()}"
        )
    return None


def _read_with(reader: Reader, path: Path, experiment: str | None, options: Mapping[str, object]) -> Table:
    taken = getattr(reader, "OPTIONS", ())
    wanted = {name: one for name, one in options.items() if name in taken}
    try:
        table = reader.read(path, experiment=experiment, **wanted)
    except HpvizError:
        raise
    except Exception as error:
        raise HpvizError(
            f"{path.name!r}, read as {reader.NAME}, is damaged or of a version that hpviz does not know "
            f"({type(error).__name__}: {error})"
        ) from error
    return table


def known() -> str:
    """Name all trackers whose stores can be read."""
    return ", ".join(dict.fromkeys(reader.NAME for reader in _readers()))


def _refused_folder(folder: Path) -> str:
    names = sniff.names(folder)
    if not names:
        return f"the folder {str(folder)!r} is empty, so there are no runs in it. Known stores: {known()}"
    if stores := _stores_within(folder):
        within = listed(stores, SHOWN, last=", ")
        return f"the folder {str(folder)!r} is no tracker's store itself, but holds {within}; give that path"
    entries = listed(names, SHOWN, last=", ")
    return (
        f"the folder {str(folder)!r} is no tracker's store that hpviz knows; it holds {entries}. "
        f"Known stores: {known()}; or give the path of a table (CSV, TSV, JSON, JSONL, Parquet)"
    )


def _stores_within(folder: Path) -> list[str]:
    found = []
    for path in list(sniff.inside(folder))[:MOST_LOOKED_INTO]:
        reader = reader_of(path)
        if reader is not None:
            found.append(f"{path.name} ({reader.NAME})")
    return found

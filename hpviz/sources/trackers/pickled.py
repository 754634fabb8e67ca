"""Pickles and joblib files: opened only when the person says so, since opening one runs what is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources import objects
from hpviz.sources.reader import Reader
from hpviz.sources.store import sniff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_SUFFIXES = frozenset({".pkl", ".pickle", ".joblib", ".p", ".sav"})
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
# joblib compresses with zlib, gzip, bzip2, xz or lz4.
_COMPRESSED = (b"x", b"\x1f\x8b", b"BZ", b"\xfd7zXZ", b"\x04\x22\x4d\x18", b"]\x00\x00")


def recognises(path: Path) -> bool:
    """Whether this is a pickle, by its first bytes, or by its name where it is compressed."""
    start = sniff.header(path, 8)
    return start.startswith(_PICKLES) or (path.suffix.lower() in _SUFFIXES and start.startswith(_COMPRESSED))


def read(path: Path, options: ReadOptions, objects_inside: Iterable[Reader[Any]]) -> Table:
    """Open a pickle and read the object in it.

    Parameters
    ----------
    path
        The pickle.
    options
        Whether it may be opened, and what the reader of the object needs to know.
    objects_inside
        The readers of the objects that people pickle.

    Raises
    ------
    HpvizError
        The person did not allow it, it cannot be opened, or it holds nothing that runs can be read from.
    """
    if not options.allow_pickle:
        raise HpvizError(
            f"{path.name!r} is a pickle: opening it runs whatever code is in it, so hpviz does not. If you "
            "made it yourself, or trust who did, say allow_pickle=True; or open it and give the object"
        )
    table = objects.read(_opened(path), options, objects_inside)
    return replace(table, source=f"{table.source}, from {path.name}")


def _opened(path: Path) -> Any:
    # joblib reads ordinary pickles too, and comes with scikit-learn.
    import joblib

    try:
        return joblib.load(path)
    except ModuleNotFoundError as error:
        raise HpvizError(f"opening {path.name!r} needs the package {error.name!r}: pip install it") from error
    except Exception as error:
        raise HpvizError(f"the pickle {path.name!r} cannot be opened: {error}") from error


def pickle_reader(objects_inside: Iterable[Reader[Any]]) -> Reader[Path]:
    """Make the reader of pickles that hold any of these objects."""
    return Reader(
        name="pickles and joblib files (with allow_pickle=True)",
        recognises=recognises,
        read=lambda path, options: read(path, options, objects_inside),
    )

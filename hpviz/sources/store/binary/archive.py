"""ZIP archives that trackers write of a run: the names in one, and its texts, within limits."""

from __future__ import annotations

import sys
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from hpviz.sources.limits import GIB, limits
from hpviz.sources.store import paths
from hpviz.sources.store.damage import DamageError
from hpviz.sources.store.fingerprint import fingerprint_of

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.sources.store.fingerprint import Fingerprint

START = b"PK"
MOST_KNOWN = 4096

# What a damaged archive raises, whatever in it is damaged; RuntimeError: a password.
_ERRORS = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)


def names(path: Path) -> frozenset[str]:
    """Name what is in an archive; empty for anything else, and for a link.

    Whoever recognises and reads a store looks at the same archives several times: each is opened once, until
    it has changed.
    """
    if not paths.is_own_file(path):
        return frozenset()
    seen = fingerprint_of(path)
    return _known_names(path, seen) if seen.is_settled else _names(path)


@lru_cache(maxsize=MOST_KNOWN)
def _known_names(path: Path, _: Fingerprint) -> frozenset[str]:
    return _names(path)


def _names(path: Path) -> frozenset[str]:
    try:
        with path.open("rb") as file:
            if file.read(len(START)) != START:
                return frozenset()
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except _ERRORS:
        return frozenset()


def start(path: Path, name: str, size: int = 4096) -> bytes:
    """Read the first bytes of a text of an archive; empty where it is missing or damaged."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            return file.read(size)
    except (KeyError, *_ERRORS):
        return b""


def text(path: Path, name: str) -> str:
    """Read a text of an archive.

    Raises
    ------
    DamageError
        It cannot be read, or is too large.
    """
    # A few kilobytes of an archive can hold gigabytes.
    most = int(min(limits.text_gib * GIB, sys.maxsize - 1))
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            data = file.read(most + 1)
    except KeyError:
        raise DamageError(f"{name} is missing") from None
    except _ERRORS:
        raise DamageError(f"{name} cannot be unpacked") from None
    if len(data) > most:
        raise DamageError(f"{name} is larger than {limits.text_gib:g} GiB (hpviz.limits.text_gib)")
    return data.decode("utf-8-sig", errors="replace")

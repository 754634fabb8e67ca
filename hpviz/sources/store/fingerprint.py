"""What files look like from outside: a change shows in it, and nothing is opened."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hpviz.sources.store.paths import is_junction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Two changes within a tick of the file system's clock have one time; some clocks tick in seconds.
TICK, COARSE_TICK = 50_000_000, 2_000_000_000
_SECOND = 1_000_000_000
# There the list of a folder has what a file was when a writer last closed it, and folders may be junctions.
ON_WINDOWS = os.name == "nt"


@dataclass(frozen=True)
class Fingerprint:
    """All files at some paths.

    Attributes
    ----------
    files
        Of each its name, size, time of the last change in nanoseconds since 1970, and number on the disk.
    is_settled
        Any later change will have another fingerprint.
    """

    files: tuple[tuple[str, int, int, int], ...]
    is_settled: bool = field(compare=False)

    @property
    def newest(self) -> int:
        """When the youngest of them was changed; 0 where there are none."""
        return max((changed for _, _, changed, _ in self.files), default=0)


def fingerprint_of(*paths: Path) -> Fingerprint:
    """Look at files, or at all that is below folders; nothing is opened, no link to a folder is followed."""
    now = time.time_ns()
    files = tuple(file for path in paths for file in _files(path))
    newest = max((changed for _, _, changed, _ in files), default=0)
    return Fingerprint(files, is_settled=now - newest > (TICK if newest % _SECOND else COARSE_TICK))


def _files(path: Path) -> Iterator[tuple[str, int, int, int]]:
    name = str(path)
    try:
        seen = os.stat(name)  # noqa: PTH116 - the functions of os are twice as fast, and there are many files
    except (OSError, ValueError):
        return
    if stat.S_ISDIR(seen.st_mode):
        yield from _below(name)
    else:
        yield _file(name, seen)


def _below(folder: str) -> Iterator[tuple[str, int, int, int]]:
    """Name every file: with scandir, since a sweep may have a hundred thousand of them."""
    try:
        with os.scandir(folder) as entries:
            in_order = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in in_order:
        try:
            if _is_own_folder(entry):
                yield from _below(entry.path)
            elif entry.is_file():
                yield _file(entry.path, _seen(entry))
        except OSError:  # what may not be looked at, or a link to itself
            continue


def _seen(entry: os.DirEntry[str]) -> os.stat_result:
    return os.stat(entry.path) if ON_WINDOWS else entry.stat()  # noqa: PTH116 - as above


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder here, not a link to one."""
    is_folder = entry.is_dir(follow_symlinks=False)
    return is_folder and not (ON_WINDOWS and is_junction(entry.stat(follow_symlinks=False)))


def _file(name: str, seen: os.stat_result) -> tuple[str, int, int, int]:
    return name, seen.st_size, seen.st_mtime_ns, seen.st_ino

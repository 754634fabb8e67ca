"""What lies at a path of a store: nothing here fails, whatever the folder allows and wherever links lead."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LINK_OUT = "a link that leads out of the folder"
NOWHERE = "a link to nothing"

# A link to itself is a RuntimeError before Python 3.13, a path with a NUL a ValueError.
ERRORS = (OSError, ValueError, RuntimeError)
# A folder of Windows that leads to another: a link for all that matters here, but not by its mode.
_JUNCTION = 0xA0000003


def is_file(path: Path) -> bool:
    """Whether this is a file, and no pipe: a pipe would keep whoever opens it waiting for ever."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether this is a folder."""
    return stat.S_ISDIR(_mode(path))


def is_link(path: Path) -> bool:
    """Whether this is a symbolic link or a junction, wherever it leads."""
    try:
        return leads_on(path.lstat())
    except ERRORS:
        return False


def leads_on(seen: os.stat_result) -> bool:
    """Whether what was looked at, and not followed, is a link of any kind."""
    return stat.S_ISLNK(seen.st_mode) or is_junction(seen)


def is_junction(seen: os.stat_result) -> bool:
    """Whether what was looked at is a junction, which only Windows has."""
    return getattr(seen, "st_reparse_tag", 0) == _JUNCTION


def exists(path: Path) -> bool:
    """Whether something is there that can be looked at."""
    return _mode(path) != 0


def size(path: Path) -> int:
    """Count the bytes of a file; 0 where it cannot be looked at."""
    try:
        return path.stat().st_size
    except ERRORS:
        return 0


def _mode(path: Path, *, follow: bool = True) -> int:
    try:
        return (path.stat() if follow else path.lstat()).st_mode
    except ERRORS:
        return 0


def resolved(path: Path) -> Path | None:
    """Follow all links of a path; None where they lead in a circle."""
    try:
        return path.resolve(strict=True)
    except ERRORS:
        return None


def is_within(path: Path, root: Path) -> bool:
    """Whether a path below a folder stays in it, wherever links on the way lead."""
    steps = [path, *path.parents]
    if root in steps and not any(map(is_link, steps[: steps.index(root)])):
        return True
    target, top = resolved(path), resolved(root)
    return target is not None and top is not None and target.is_relative_to(top)


def is_own_file(path: Path) -> bool:
    """Whether this is a file in the place itself, not a link to one."""
    return stat.S_ISREG(_mode(path, follow=False))


def leads_nowhere(path: Path) -> bool:
    """Whether this is a link to what is not there."""
    try:
        path.stat()
    except FileNotFoundError:
        return is_link(path)
    except ERRORS:
        pass
    return False


def problem(path: Path, root: Path) -> str:
    """Write why what is at a path below a folder cannot be read; empty where it can, or nothing is there."""
    try:
        if leads_on(path.lstat()) and not is_within(path, root):
            return LINK_OUT
        path.stat()
    except FileNotFoundError:
        return NOWHERE if is_link(path) else ""
    except ERRORS as error:
        return reason(error)
    if not is_within(path, root):
        return LINK_OUT
    return "" if os.access(path, os.R_OK) else reason(PermissionError())


def reason(error: BaseException) -> str:
    """Write in words why a path cannot be opened."""
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, RuntimeError) or getattr(error, "errno", None) == 40:  # ELOOP
        return "a link to itself"
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]

"""Paths and addresses, as a person writes them: what is meant, and whether it is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from hpviz.errors import HpvizError
from hpviz.files import expanded
from hpviz.sources.store import paths

# What the system shows of itself; other files are below /dev/shm.
_VIRTUAL = ("/proc", "/sys")

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<rest>.*)")


def local(given: str | Path) -> str | Path | None:
    """Find the path that is meant, as it was written; None where it is the address of a service."""
    address = _ADDRESS.fullmatch(str(given)) if isinstance(given, str) else None
    if not address:
        return given
    # MLflow itself would make a database that is not there, and change one of an older version.
    return _path_in(address["scheme"].lower().removeprefix("mlflow+"), address["rest"])


def _path_in(scheme: str, rest: str) -> Path | None:
    """Take the path out of ``sqlite:///study.db``, as SQLAlchemy writes it, and out of ``file:///folder``."""
    if scheme.partition("+")[0] == "sqlite":
        return Path(unquote(rest.removeprefix("/").partition("?")[0]))
    if scheme == "file":
        path = unquote(rest.partition("?")[0])
        return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)
    return None


def existing(given: str | Path) -> Path:
    """Find what is at a path.

    Raises
    ------
    HpvizError
        There is nothing.
    """
    text = str(given)
    if "\n" in text:
        raise HpvizError(f"a text of {text.count(chr(10)) + 1} lines was given; give the path of a file")
    if not text.strip():
        raise HpvizError("an empty text was given; give the path of a file or folder")
    path = expanded(given)
    if not paths.exists(path):
        raise HpvizError(f"there is no file or folder {text!r} {_looked_in()}")
    return path


def whole_machine(path: Path) -> str:
    """Write what a folder is that holds a machine, or all of a person's files; empty for any other."""
    if not paths.is_folder(path):
        return ""
    whole = paths.resolved(path) or path
    home = paths.resolved(Path.home())
    if whole.parent == whole:
        return "is the root of all files"
    if home is not None and whole == home:
        return "is a home folder"
    if home is not None and whole in home.parents:
        return "holds the home folders"
    return "is no folder on a disk" if any(map(whole.is_relative_to, _VIRTUAL)) else ""


def _looked_in() -> str:
    try:
        return f"(looked in {Path.cwd()})"
    except OSError:
        return "(the working folder was deleted)"

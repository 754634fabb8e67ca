"""Files by the paths that a person writes; where writing one fails, the file that stood there stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Iterator


def expanded(given: str | Path) -> Path:
    """Put the home folder in place of ``~``; a path of a user that is not known stays as it is written."""
    try:
        return Path(given).expanduser()
    except RuntimeError:
        return Path(given)


@contextmanager
def replacing(path: Path, remedy: str = "choose another place") -> Iterator[Path]:
    """Open a place to write to, of the same name, and put what was written there in the file's place.

    A full disk, a stopped process or an error in the block leaves the old file, or none, and no part of the
    new one. Links stay links. What is no file, such as a pipe or ``/dev/stdout``, is written to directly.

    Parameters
    ----------
    path
        The file, which may exist.
    remedy
        What can be done where it cannot be written, in words.

    Raises
    ------
    HpvizError
        The folder is missing, full or not writable.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from hpviz.files import replacing
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "figures.txt")) as draft:
    ...         _ = draft.write_text("0.58")
    ...     Path(folder, "figures.txt").read_text()
    '0.58'
    """
    try:
        with _draft(Path(os.path.realpath(path))) as draft:
            yield draft
    except OSError as error:
        raise HpvizError(f"cannot write {path} ({_reason(error)}); {remedy}") from error


def _reason(error: OSError) -> str:
    """Write why; Windows lets nobody replace a file that is open, and says only that access is denied."""
    is_open = isinstance(error, PermissionError) and error.filename2 is not None
    return f"{error.strerror or error}{': another program may hold it open' if is_open else ''}"


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    if target.exists() and not target.is_file():
        yield target
        return
    # A folder beside the file, so that the draft has its name (from which formats are told) and its disk.
    with tempfile.TemporaryDirectory(
        dir=target.parent, prefix=".hpviz-", ignore_cleanup_errors=True
    ) as folder:
        draft = Path(folder, target.name)
        yield draft
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)

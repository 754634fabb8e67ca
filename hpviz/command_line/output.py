"""Where a command writes: a file, or the terminal as far as this can show it."""

from __future__ import annotations

import codecs
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.files import expanded, replacing
from hpviz.legible_text import legible

if TYPE_CHECKING:
    from collections.abc import Iterator

STDOUT = Path("-")


class NotPrintedError(OSError):
    """Nothing more can be printed: standard output is a file on a full disk, or was closed."""


def say(text: str) -> None:
    """Print a line, or text that ends in one.

    Raises
    ------
    NotPrintedError
        Standard output takes nothing.
    """
    with _printing():
        print(text, end="" if text.endswith("\n") else "\n")


def flush() -> None:
    """Print what is still in memory.

    Raises
    ------
    NotPrintedError
        Standard output takes nothing.
    """
    if sys.stdout is not None:  # as Python has it where standard output is closed
        with _printing():
            sys.stdout.flush()


@contextlib.contextmanager
def _printing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotPrintedError(f"cannot print ({error.strerror or error})") from error


def put(output: Path, text: str, *, is_code: bool = False) -> None:
    """Write to a file, or to the terminal as far as this can show it."""
    if output == STDOUT:
        shown = legible(text, keep="\n")
        say(_as_ascii(shown) if is_code and not _prints_utf8() else shown)
        return
    with replacing(expanded(output)) as draft:
        draft.write_text(text, "utf-8")
    print(legible(f"wrote {output}"), file=sys.stderr)


def _prints_utf8() -> bool:
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"


def _as_ascii(text: str) -> str:
    """Write out all other characters, in strings of code: a tool takes the bytes for UTF-8."""
    return text.encode("ascii", "backslashreplace").decode("ascii")

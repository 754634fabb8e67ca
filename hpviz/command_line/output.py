"""Where a command writes: a file, or the terminal as far as this can show it."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

from hpviz.files import expanded, replacing
from hpviz.legible_text import legible

STDOUT = Path("-")


def put(output: Path, text: str, *, is_code: bool = False) -> None:
    """Write to a file, or to the terminal as far as this can show it."""
    if output == STDOUT:
        shown = legible(text, keep="\n")
        print(_as_ascii(shown) if is_code and not _prints_utf8() else shown, end="")
        return
    with replacing(expanded(output)) as draft:
        draft.write_text(text, "utf-8")
    print(legible(f"wrote {output}"), file=sys.stderr)


def _prints_utf8() -> bool:
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"


def _as_ascii(text: str) -> str:
    """Write out all other characters, in strings of code: a tool takes the bytes for UTF-8."""
    return text.encode("ascii", "backslashreplace").decode("ascii")

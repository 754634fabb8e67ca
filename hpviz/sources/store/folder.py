"""The files of a store, read one by one: a damaged one costs its own run, not the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hpviz.checks import stores as checks
from hpviz.formatting.words import listed, with_article
from hpviz.sources.limits import GIB, limits
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.cache import Reading
from hpviz.sources.store.damage import ERRORS, Damage, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hpviz.checks import Note

T = TypeVar("T")

SHOWN = 5
MOST_LOOKED_INTO = 200


class Folder:
    """A store being read.

    Parameters
    ----------
    root
        Its path; no link is followed out of it.
    reading
        It remembers what was made of the files; None where nothing is to be remembered.

    Attributes
    ----------
    damage
        The files that could not be read, by their path below the root, and why.
    records
        What in the files that were read is damaged.
    """

    def __init__(self, root: Path, reading: Reading | None = None) -> None:
        self.root = root
        self._reading = reading or Reading()
        self.damage: dict[str, str] = {}
        self.records = Damage()

    def each(self, records: Iterable[T], word: str = "runs") -> Iterator[T]:
        """Yield the records as long as there is time, as `Reading.each` does."""
        return self._reading.each(records, word)

    def text(self, path: Path) -> str | None:
        """Read a text; None where there is none, or none that can be read."""
        if not paths.is_file(path) or not paths.is_within(path, self.root):
            if problem := paths.problem(path, self.root):
                self.damaged(path, problem)
            return None
        if paths.size(path) > limits.text_gib * GIB:
            self.damaged(path, f"larger than {limits.text_gib:g} GiB (hpviz.limits.text_gib)")
            return None
        try:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            self.damaged(path, paths.reason(error))
            return None
        if not text.strip("\0 \t\r\n"):
            self.damaged(path, "empty")
            return None
        return text

    def cached(self, make: Callable[[Path, Folder], T], path: Path) -> T:
        """Call ``make(path, folder)`` as in `Reading.cached`; the damage in it is noted every time."""
        made, damage, records = self._reading.cached(_made, path, self.root, make)
        self.damage |= damage
        for record, why in records.items():
            self.records.add(record, why)
        return cast("T", made)

    def json(self, path: Path) -> Any:
        """Read a JSON text; None where there is none, or none that can be read."""
        return self.cached(_json, path)

    def mapping(self, path: Path) -> dict[str, Any] | None:
        """Read a JSON object; None where there is none, or none that can be read."""
        content = self.json(path)
        if content is None or isinstance(content, dict):
            return content
        self.damaged(path, f"{with_article(type(content).__name__)} where an object was expected")
        return None

    def damaged(self, path: Path, why: str) -> None:
        """Keep in mind that a file, or a part of it, could not be read."""
        self.damage[self.name(path)] = why

    def name(self, path: Path) -> str:
        """Write the path below the root, with slashes."""
        return path.relative_to(self.root).as_posix() if path != self.root else path.name

    def notes(self) -> list[Note]:
        """List in sentences what could not be read; empty where all was."""
        if not self.damage:
            return self.records.notes()
        files = listed([f"{name} ({why})" for name, why in self.damage.items()], SHOWN, last=", ")
        count = "1 file" if len(self.damage) == 1 else f"{len(self.damage):,} files"
        unread = checks.FILES.note(f"{count} could not be read, the rest was: {files}.")
        return [unread, *self.records.notes()]


def _made(
    path: Path, root: Path, make: Callable[[Path, Folder], T]
) -> tuple[T, dict[str, str], dict[str, str]]:
    folder = Folder(root)
    return make(path, folder), folder.damage, folder.records.records


def _json(path: Path, folder: Folder) -> Any:
    text = folder.text(path)
    if text is None:
        return None
    try:
        return json.loads(text)
    except ERRORS as error:
        why = str(error) if isinstance(error, ValueError) else reason(error)
        folder.damaged(path, f"no complete JSON: {why}")
        return None


def part(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Look up an object inside a JSON object; empty where it is missing or damaged."""
    inner = record.get(key)
    return inner if isinstance(inner, Mapping) else {}


def around(path: Path, mark: str) -> Iterator[Path]:
    """Yield the folder, or the first folders in it, that hold a file of this name."""
    candidates = [path, *islice(sniff.inside(path), MOST_LOOKED_INTO)] if paths.is_folder(path) else []
    return (candidate for candidate in candidates if paths.is_file(candidate / mark))


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort version_10 after version_9."""
    parts: list[str] = [""]
    for letter in name:
        if letter.isdecimal() != parts[-1].isdecimal():
            parts.append("")
        parts[-1] += letter
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)

"""What of a store was not looked into: folders that may not be opened, and links that lead elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.formatting.words import listed
from hpviz.sources.store import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hpviz.checks import Note

SHOWN = 5
DEEPEST, DEEPEST_LINK = 6, 2
"""Levels at which a folder of a run may lie, and a link to one."""
MOST_LOOKED_INTO = 5000
"""Folders; of more the others are not looked into."""

# Nothing that is read as a run's lies in these.
_NEVER = frozenset({"artifacts", "checkpoint", "checkpoints", "code", "files", "node_modules", "__pycache__"})


def notes(store: Path) -> list[Note]:
    """Note which folders of a store were left out, and why; nothing for a file."""
    why = dict(_unread(store)) if paths.is_folder(store) else {}
    if not why:
        return []
    folders = listed([f"{name} ({problem})" for name, problem in why.items()], SHOWN, last=", ")
    count = "1 folder" if len(why) == 1 else f"{len(why):,} folders"
    return [checks.FOLDERS.note(f"{count} could not be looked into, the rest was read: {folders}.")]


def _unread(store: Path) -> Iterator[tuple[str, str]]:
    level, left = [store], MOST_LOOKED_INTO
    for depth in range(DEEPEST):
        below: list[Path] = []
        for folder in level[:left]:
            folders, links, problem = _entries(folder)
            below += [folder / name for name in folders if name not in _NEVER]
            if problem:
                yield _name(folder, store), problem
            elif depth < DEEPEST_LINK:
                problems = [(folder / name, _problem_of_link(folder / name, store)) for name in links]
                yield from ((_name(link, store), why) for link, why in problems if why)
        left -= len(level)
        level = below


def _entries(folder: Path) -> tuple[list[str], list[str], str]:
    """Name the folders and the links in a folder; or write why they cannot be named."""
    try:
        with os.scandir(folder) as entries:
            in_order = sorted(entries, key=lambda entry: entry.name)
        if in_order:
            os.stat(os.path.join(folder, "."))  # noqa: PTH116, PTH118 - a Path drops the point
        folders = [entry.name for entry in in_order if entry.is_dir(follow_symlinks=False)]
    except OSError as error:
        return [], [], paths.reason(error)
    return folders, [entry.name for entry in in_order if entry.is_symlink()], ""


def _name(folder: Path, store: Path) -> str:
    return folder.relative_to(store).as_posix() if folder != store else store.name


def _problem_of_link(path: Path, store: Path) -> str:
    """Write why a link is not followed; one to another folder of the store names that a second time."""
    is_there = paths.exists(path)
    if (is_there and not paths.is_folder(path)) or (not is_there and paths.leads_nowhere(path)):
        return ""
    return paths.problem(path, store)

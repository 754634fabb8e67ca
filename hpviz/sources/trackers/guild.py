"""Guild AI's runs: a folder each, whose `.guild` holds YAML of what was chosen, and TensorBoard's events."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.sources.formats import yaml_text
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary.event_files import EVENT_FILE, events_of
from hpviz.sources.store.damage import ERRORS, DamageError, as_dict, reason, whole_of
from hpviz.sources.store.experiments import table_of_experiment
from hpviz.sources.store.folder import MOST_LOOKED_INTO, Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, last_values, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

DEEPEST = 6
"""Levels of a run's folder in which events are looked for."""

_OWN = ".guild"
# A run has one of these from before its beginning to its end.
_LOCKS = ("LOCK", "LOCK.remote", "PENDING", "STAGED")
# What Guild's plugins measure of the machine, and the count by which it orders what a run prints.
_MACHINE, _STEP = "sys/", "step"


@dataclass(frozen=True, kw_only=True)
class _Run:
    logged: LoggedRun
    operation: str


def recognises(path: Path) -> bool:
    """Whether this is Guild's home, its folder of runs, or the folder of one."""
    return any(map(_is_run, islice(_candidates(path), MOST_LOOKED_INTO)))


def _candidates(path: Path) -> Iterator[Path]:
    if not paths.is_folder(path):
        return
    if _is_run(path):
        yield path
    else:
        runs = path / "runs"
        yield from sniff.inside(runs if paths.is_folder(runs) and not paths.is_link(runs) else path)


def _is_run(path: Path) -> bool:
    return paths.is_file(path / _OWN / "opref")


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one operation.

    Raises
    ------
    HpvizError
        PyYAML is not installed.
    """
    yaml_text.parsed("")
    folder = Folder(path, options.reading)
    runs, batches = _runs(path, folder)
    return table_of_experiment(
        [(run.operation, run.logged) for run in runs],
        options.experiment,
        tracker="Guild",
        word="operation",
        folder=path.name,
        spelling=Spelling(param="", metric="", aside=""),
        notes=[*_without(batches), *folder.notes()],
    )


def _runs(path: Path, folder: Folder) -> tuple[list[_Run], int]:
    """Read the runs, and count the batches among their folders."""
    runs, batches = [], 0
    for entry in folder.each(_candidates(path)):
        if paths.is_folder(entry / _OWN / "proto"):
            batches += 1
        elif _is_run(entry):
            runs.append(folder.cached(_run, entry))
        elif paths.is_folder(entry / _OWN):
            folder.damaged(entry / _OWN / "opref", "missing")
    return runs, batches


def _without(batches: int) -> list[Note]:
    if not batches:
        return []
    some = (
        "1 batch, which only starts other runs, was"
        if batches == 1
        else f"{batches:,} batches, which only start other runs, were"
    )
    return [checks.NO_RUNS_OF_THEIR_OWN.note(f"{some} left out.")]


def _run(path: Path, folder: Folder) -> _Run:
    started, stopped = (_moment(path, name, folder) for name in ("started", "stopped"))
    if math.isnan(started):
        started = _moment(path, "initialized", folder)
    points = list(_points(path, folder))
    logged = LoggedRun(
        run_id=path.name,
        name=str(_attribute(path, "label", folder) or ""),
        status=_status(path, folder),
        created=started,
        runtime=stopped - started,
        params=_flags(path, folder),
        metrics=last_values(points),
        aside=_aside(path, folder),
        steps=rows_of(points),
    )
    reference = folder.text(path / _OWN / "opref") or ""
    operation = folder.records.read(_label(path), _operation, reference, otherwise="")
    return _Run(logged=logged, operation=operation)


def _operation(reference: str) -> str:
    """Name the operation of a reference: a package's kind, name and version, a model, an operation."""
    return ":".join(filter(None, shlex.split(reference)[-2:]))


def _label(path: Path) -> str:
    """Name the run in a note, as Guild does."""
    return f"run {path.name[:8]}"


def _attribute(path: Path, name: str, folder: Folder) -> Any:
    """Read what Guild keeps of a run under a name; None where there is nothing, or nothing legible."""
    file = path / _OWN / "attrs" / name
    text = folder.text(file)
    try:
        return None if text is None else yaml_text.parsed(text)
    except ERRORS as error:
        folder.damaged(file, str(error) if isinstance(error, ValueError) else reason(error))
        return None


def _moment(path: Path, name: str, folder: Folder) -> float:
    """Read a time, which Guild writes in microseconds."""
    moment = whole_of(_attribute(path, name, folder))
    return (
        math.nan
        if moment is None
        else folder.records.read(_label(path), _seconds, moment, otherwise=math.nan)
    )


def _seconds(microseconds: int) -> float:
    return microseconds / 1e6


def _status(path: Path, folder: Folder) -> Status:
    """Judge as Guild does, but for a process that is gone: the run may be of another machine."""
    if paths.is_file(path / _OWN / "attrs" / "exit_status"):
        code = whole_of(_attribute(path, "exit_status", folder))
        if code is None:
            return "unknown"
        return "finished" if code == 0 else "failed" if code > 0 else "killed"
    return "running" if any(paths.is_file(path / _OWN / lock) for lock in _LOCKS) else "crashed"


def _flags(path: Path, folder: Folder) -> dict[str, object]:
    """Read the flags; one that is null was not set, unless the person set it so."""
    flags = _mapping(path, "flags", folder)
    chosen = _mapping(path, "user_flags", folder)
    return {str(name): value for name, value in flags.items() if value is not None or name in chosen}


def _mapping(path: Path, name: str, folder: Folder) -> Mapping[Any, Any]:
    return folder.records.read(_label(path), as_dict, _attribute(path, name, folder), name, otherwise={})


def _aside(path: Path, folder: Folder) -> dict[str, object]:
    tags, comments = (_attribute(path, name, folder) for name in ("tags", "comments"))
    facts = {
        "tags": ", ".join(map(str, tags)) if isinstance(tags, list) else "",
        "comment": "; ".join(
            str(comment.get("body", "")).strip() for comment in comments if isinstance(comment, dict)
        )
        if isinstance(comments, list)
        else "",
        "marked": "yes" if _attribute(path, "marked", folder) else "",
    }
    return {name: fact for name, fact in facts.items() if fact}


def _points(path: Path, folder: Folder) -> Iterator[tuple[str, int, float]]:
    """Yield tag, step and value of all events; those of what a run printed lie in Guild's own folder."""
    for where, names in sniff.walked(path, deepest=DEEPEST):
        below = where.relative_to(path).as_posix()
        above = "" if below in {".", _OWN} else f"{below}/"
        for name in filter(EVENT_FILE.fullmatch, names):
            events = events_of(where / name)
            if events.damaged or events.cut:
                with folder.records.of(_label(path)):
                    raise DamageError(f"{name} {'is damaged' if events.damaged else 'ends in an event'}")
            for step, tag, value in events.scalars:
                if not tag.startswith(_MACHINE) and (tag, below) != (_STEP, _OWN):
                    yield above + tag, step, value


GUILD = Reader(name="Guild AI", recognises=recognises, read=read)

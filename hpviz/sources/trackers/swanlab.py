"""SwanLab's folder of logs, offline or local: a binary log and a configuration in YAML for each run."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from hpviz.sources.formats import yaml_text
from hpviz.sources.formats.protobuf import Message
from hpviz.sources.limits import GIB, limits
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary.block_log import BlockLog
from hpviz.sources.store.damage import ERRORS, DamageError, as_mapping, reason
from hpviz.sources.store.experiments import table_of_experiment
from hpviz.sources.store.folder import Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, last_values, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

START = b":SWL"
VERSION = 2
"""Of the form of the log; other ones cannot be read."""
DEEPEST = 50
"""Levels of a configuration."""

_RUN_FOLDER = re.compile(r"run-[0-9]{8}_[0-9]{6}-(?P<id>.+)")
_LOG = re.compile(r"run-(?P<id>.+)\.swanlab")

# The numbers of the fields in SwanLab's definitions: record.proto, run.proto, data.proto and column.proto.
_STARTED, _FINISHED, _COLUMN, _SCALAR = 10, 11, 12, 13
_PROJECT, _NAME, _DESCRIPTION, _TAGS, _GROUP, _JOB_TYPE, _STARTED_AT = 1, 4, 5, 6, 7, 8, 12
_OF_THE_MACHINE = 2
_STATUSES: dict[int, Status] = {1: "finished", 2: "crashed", 3: "killed"}


@dataclass(kw_only=True)
class _Part:
    """What the folder of a run says of it; a run that was resumed has several."""

    about: Message = field(default_factory=lambda: Message(b""))
    began: float = math.nan
    ended: float = math.nan
    status: Status = "running"
    error: str = ""
    config: Mapping[str, object] = field(default_factory=dict)
    of_the_machine: set[str] = field(default_factory=set)
    points: list[tuple[str, int, float]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Run:
    logged: LoggedRun
    project: str


def recognises(path: Path) -> bool:
    """Look for SwanLab's log: this file, or one in this folder or in a folder of a run."""
    if not paths.is_folder(path):
        return sniff.header(path, len(START)) == START
    return any(True for _ in islice(_logs(path), 1))


def _logs(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the id of each run and its log; links name a run once more."""
    if not paths.is_folder(path):
        match = _LOG.fullmatch(path.name)
        yield match["id"] if match else path.stem, path
        return
    for entry in sniff.inside(path):
        own, run = _LOG.fullmatch(entry.name), _RUN_FOLDER.fullmatch(entry.name)
        if own and paths.is_file(entry):
            yield own["id"], entry
        elif run and paths.is_file(entry / f"run-{run['id']}.swanlab"):
            yield run["id"], entry / f"run-{run['id']}.swanlab"


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one project.

    Raises
    ------
    HpvizError
        PyYAML is not installed.
    """
    yaml_text.parsed("")
    folder = Folder(path if paths.is_folder(path) else path.parent, options.reading)
    by_run: dict[str, list[_Part]] = {}
    for own, log in folder.each(_logs(path)):
        config = folder.cached(_config, log.parent / "files" / "config.yaml")
        by_run.setdefault(own, []).append(replace(folder.cached(_part, log), config=config))
    runs = [_run(own, parts) for own, parts in by_run.items()]
    return table_of_experiment(
        [(run.project, run.logged) for run in runs],
        options.experiment,
        tracker="SwanLab",
        word="project",
        folder=path.name,
        spelling=Spelling(param="config.", metric="", aside=""),
        notes=folder.notes(),
    )


def _part(path: Path, folder: Folder) -> _Part:
    part = _Part()
    for record in _records(path, folder):
        with folder.records.of(path.name):
            _take(Message(record), part)
    return part


def _records(path: Path, folder: Folder) -> Iterator[bytes]:
    if paths.size(path) > limits.text_gib * GIB:
        folder.damaged(path, f"larger than {limits.text_gib:g} GiB (hpviz.limits.text_gib)")
        return
    header = sniff.header(path, 7)
    if len(header) == 7 and header.startswith(START) and header[-1] != VERSION:
        folder.damaged(path, f"version {header[-1]} of SwanLab's log is not known")
        return
    with folder.records.of(path.name):
        log = BlockLog(path, START)
        yield from log.records()
        if log.damaged or log.cut:
            raise DamageError("damaged" if log.damaged else "ends in the middle of a record")


def _take(record: Message, part: _Part) -> None:
    if _SCALAR in record:
        scalar = record.message(_SCALAR)
        if 5 in scalar:
            # Protocol buffers leave out a zero.
            part.points.append((scalar.text(1), scalar.integer(2), scalar.message(5).double(1)))
    elif _COLUMN in record:
        column = record.message(_COLUMN)
        if column.integer(1) == _OF_THE_MACHINE:
            part.of_the_machine.add(column.text(3))
    elif _STARTED in record:
        part.about = record.message(_STARTED)
        part.began = _moment(part.about.message(_STARTED_AT))
    elif _FINISHED in record:
        end = record.message(_FINISHED)
        part.status = _STATUSES.get(end.integer(1), "unknown")
        part.error, part.ended = end.text(2), _moment(end.message(3))


def _moment(timestamp: Message) -> float:
    return timestamp.integer(1) + timestamp.integer(2) / 1e9 if 1 in timestamp else math.nan


def _config(path: Path, folder: Folder) -> dict[str, object]:
    """Read a configuration: a name to its place, its description and its value."""
    text = folder.text(path)
    try:
        entries = as_mapping(None if text is None else yaml_text.parsed(text), "the configuration")
    except ERRORS as error:
        folder.damaged(path, str(error) if isinstance(error, ValueError) else reason(error))
        return {}
    config: dict[str, object] = {}
    for name, entry in entries.items():
        with folder.records.of(folder.name(path)):
            config[str(name)] = _plain(as_mapping(entry, f"{name!r}").get("value"))
    return config


def _plain(value: object, depth: int = 0) -> object:
    """Undo SwanLab's spelling of None: an object without entries."""
    if depth > DEEPEST:
        raise DamageError("a value is nested too deeply")
    if not isinstance(value, Mapping):
        return value
    return {str(name): _plain(inner, depth + 1) for name, inner in value.items()} or None


def _run(own: str, parts: Sequence[_Part]) -> _Run:
    first, last = parts[0], parts[-1]
    of_the_machine = set[str]().union(*(part.of_the_machine for part in parts))
    points = [point for part in parts for point in part.points if point[0] not in of_the_machine]
    logged = LoggedRun(
        run_id=own,
        name=last.about.text(_NAME),
        status=last.status,
        created=first.began,
        runtime=last.ended - first.began,
        group=last.about.text(_GROUP),
        params={name: value for part in parts for name, value in part.config.items()},
        metrics=last_values(points),
        aside=_aside(last),
        steps=rows_of(points),
    )
    return _Run(logged=logged, project=last.about.text(_PROJECT))


def _aside(part: _Part) -> dict[str, object]:
    tags = [tag.decode("utf-8", errors="replace") for tag in part.about.all(_TAGS)]
    lines: Iterable[str] = part.error.strip().splitlines()[-1:]
    facts = {
        "tags": ", ".join(tags),
        "job_type": part.about.text(_JOB_TYPE),
        "description": part.about.text(_DESCRIPTION),
        "error": "".join(lines),
    }
    return {name: text for name, text in facts.items() if text}


SWANLAB = Reader(name="SwanLab", recognises=recognises, read=read)

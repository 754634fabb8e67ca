"""ClearML's offline mode: a folder or a ZIP archive for each task, with its parameters and events as JSON."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary import archive
from hpviz.sources.store.damage import DamageError, as_dict, as_list, as_mapping, as_number
from hpviz.sources.store.experiments import table_of_experiment
from hpviz.sources.store.folder import MOST_LOOKED_INTO, Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, last_values, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_TASK, _EVENTS, _LOG = "task.json", "metrics.jsonl", "log.jsonl"
_SESSION = "offline-"
# Sections whose names say nothing of a parameter: of `connect`, and of a parser of arguments.
_PLAIN_SECTIONS = ("General", "Args")
_SCALAR = "training_stats_scalar"
# What ClearML measures of the machine, and what it calls values without a step.
_MACHINE, _SUMMARY = ":monitor:", "Summary"
_TIME = re.compile(rb'"timestamp": *([0-9]{9,16})')


@dataclass(frozen=True, kw_only=True)
class _Task:
    logged: LoggedRun
    project: str


def recognises(path: Path) -> bool:
    """Whether this is a session's folder or archive, or a folder of them."""
    entries = (entry for entry in sniff.inside(path) if entry.name.startswith(_SESSION))
    return _is_session(path) or any(map(_is_session, islice(entries, MOST_LOOKED_INTO)))


def _sessions(path: Path) -> list[Path]:
    """List the folders of sessions, and the archives of those whose folders are gone or not whole."""
    if _is_session(path):
        return [path]
    sessions: dict[str, Path] = {}
    for entry in sniff.inside(path):
        if entry.name.startswith(_SESSION) and (paths.is_folder(entry) or entry.suffix == ".zip"):
            before = sessions.get(entry.name.removesuffix(".zip"))
            if before is None or not _is_session(before):
                sessions[entry.name.removesuffix(".zip")] = entry
    return list(sessions.values())


def _is_session(path: Path) -> bool:
    if paths.is_folder(path):
        own = path.name.startswith(_SESSION) or paths.is_file(path / _EVENTS) or paths.is_file(path / _LOG)
        return own and paths.is_file(path / _TASK)
    return path.suffix == ".zip" and archive.names(path) >= {_TASK, _LOG}


def read(path: Path, options: ReadOptions) -> Table:
    """Read the tasks of one project."""
    folder = Folder(path if paths.is_folder(path) else path.parent, options.reading)
    tasks = [task for session in folder.each(_sessions(path)) if (task := folder.cached(_task, session))]
    return table_of_experiment(
        [(task.project, task.logged) for task in tasks],
        options.experiment,
        tracker="ClearML",
        word="project",
        folder=path.name,
        spelling=Spelling(param="", metric="", aside="", separator="/"),
        notes=folder.notes(),
    )


def _task(path: Path, folder: Folder) -> _Task | None:
    described = _described(path, folder)
    if described is None:
        return None
    began, points, moments = _began(path), [], []
    for event in _events(path, folder):
        with folder.records.of(path.name):
            moments.append(as_number(event.get("timestamp"), "a time") / 1e3)
            points += _point(event)
    times = [moment for moment in (began, *moments) if not math.isnan(moment)]
    logged = LoggedRun(
        run_id=path.name.removesuffix(".zip"),
        name=str(described.get("name") or ""),
        created=min(times, default=math.nan),
        runtime=max(times) - min(times) if len(times) > 1 else math.nan,
        group=str(described.get("parent") or ""),
        params=_params(described, path, folder),
        metrics=last_values(points),
        aside=_aside(described),
        # What has no step has no history.
        steps=rows_of([point for point in points if point[1] >= 0]),
    )
    return _Task(logged=logged, project=str(described.get("project_name") or ""))


def _described(path: Path, folder: Folder) -> dict[str, Any] | None:
    text = _text(path, _TASK, folder)
    if text is None and not _is_session(path):
        folder.damaged(path, f"{_TASK} is missing")
    try:
        return None if text is None else as_dict(json.loads(text), _TASK)
    except (ValueError, RecursionError):
        folder.damaged(path, f"{_TASK} is no complete JSON object")
        return None


def _text(path: Path, name: str, folder: Folder) -> str | None:
    """Read a text of a session; None where there is none, or none that can be read."""
    if paths.is_folder(path):
        return folder.text(path / name)
    if name not in archive.names(path):
        return None
    try:
        return archive.text(path, name)
    except DamageError as error:
        folder.damaged(path, str(error))
        return None


def _began(path: Path) -> float:
    """Read when the first line was printed, without the rest of what was."""
    start = sniff.start(path / _LOG) if paths.is_folder(path) else archive.start(path, _LOG)
    moment = _TIME.search(start)
    return int(moment[1]) / 1e3 if moment else math.nan


def _events(path: Path, folder: Folder) -> Iterator[Mapping[str, Any]]:
    """Yield the events: each line is a list of some."""
    for line in sniff.lines(_text(path, _EVENTS, folder) or ""):
        if line.strip():
            with folder.records.of(path.name):
                yield from _listed(line)


def _listed(line: str) -> list[Mapping[str, Any]]:
    try:
        events = as_list(json.loads(line), "a line of events")
    except (json.JSONDecodeError, RecursionError):
        raise DamageError("a line of events is no complete JSON") from None
    return [as_mapping(event, "an event") for event in events]


def _point(event: Mapping[str, Any]) -> list[tuple[str, int, float]]:
    """Take a metric, a step and a value out of an event; nothing out of one of another kind."""
    metric, variant = str(event.get("metric")), str(event.get("variant"))
    if event.get("type") != _SCALAR or metric.startswith(_MACHINE):
        return []
    step, value = (
        as_number(event.get("iter"), "a step"),
        as_number(event.get("value"), f"a value of {metric!r}"),
    )
    if metric == _SUMMARY and step < 0:
        return [(variant, -1, value)]
    return [(metric if metric == variant else f"{metric}/{variant}", int(step), value)]


def _params(described: Mapping[str, Any], path: Path, folder: Folder) -> dict[str, object]:
    """Read the parameters of all sections; a section names its own where it says more than how they came."""
    params: dict[str, object] = {}
    with folder.records.of(path.name):
        for section, entries in as_mapping(described.get("hyperparams"), "the parameters").items():
            above = "" if section in _PLAIN_SECTIONS else f"{section}."
            with folder.records.of(path.name):
                for name, entry in as_mapping(entries, f"section {section!r}").items():
                    dotted = str(name).replace("/", ".")
                    own = above + dotted if above + dotted not in params else f"{section}.{dotted}"
                    with folder.records.of(path.name):
                        params[own] = _value(as_mapping(entry, f"parameter {name!r}"))
    return params


def _value(entry: Mapping[str, Any]) -> object:
    """Read a value, which is a text with the name of its type; None has neither."""
    value, kind = entry.get("value"), str(entry.get("type") or "")
    if not isinstance(value, str) or kind == "str":
        return value
    if not value or kind == "NoneType":
        return None
    if kind == "bool":
        return value == "True"
    if kind in {"int", "float", ""}:
        return _number(value, kind)
    return value


def _number(text: str, kind: str) -> object:
    """Read a number; whatever else was connected without a type, or under one it has not, stays text."""
    try:
        number = float(text) if kind == "float" else int(text)
    except ValueError:
        return text
    return number if kind or str(number) == text else text


def _aside(described: Mapping[str, Any]) -> dict[str, object]:
    tags = described.get("tags")
    facts = {
        # ClearML keeps them in no order.
        "tags": ", ".join(sorted(map(str, tags))) if isinstance(tags, list) else "",
        "comment": str(described.get("comment") or ""),
        "type": str(described.get("type") or ""),
    }
    return {name: fact for name, fact in facts.items() if fact}


CLEARML = Reader(name="ClearML offline sessions", recognises=recognises, read=read)

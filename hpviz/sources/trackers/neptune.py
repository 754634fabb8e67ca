"""Neptune's offline mode: a folder for each run, with an operation on one of its fields per line."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.damage import DamageError, as_list, as_mapping, as_number, whole_of
from hpviz.sources.store.folder import MOST_LOOKED_INTO, Folder, natural
from hpviz.sources.store.logged import LoggedRun, Spelling, table_of, when
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_RUN = "run__"
_META, _COUNT = "metadata.json", "last_put_version"
# Neptune's own: facts of the run, and what it measures of the machine.
_OWN = frozenset({"sys", "monitoring", "source_code"})
# What people and Neptune's integrations call the namespace of parameters.
_OF_PARAMS = frozenset(
    {"parameters", "params", "hyperparameters", "hyperparams", "hparams", "config", "args", "model_params"}
)
_ASSIGNED = frozenset({"AssignFloat", "AssignInt", "AssignString", "AssignBool"})


@dataclass(frozen=True, kw_only=True)
class _Run:
    """A run, and what was assigned outside any namespace of parameters."""

    logged: LoggedRun
    others: Mapping[str, object]


@dataclass(kw_only=True)
class _Fields:
    """The fields of a run after all operations, by their paths."""

    values: dict[tuple[str, ...], object] = field(default_factory=dict)
    series: dict[tuple[str, ...], dict[float, float]] = field(default_factory=dict)
    sets: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    last: dict[tuple[str, ...], float] = field(default_factory=dict)
    version: int = 0
    began: float = math.nan
    ended: float = math.nan

    def take(self, entry: Mapping[str, Any]) -> None:
        """Take in an operation and when it was done."""
        self.version = max(self.version, whole_of(entry.get("version")) or 0)
        self.ended = as_number(entry.get("at", self.ended), "a time")
        self.began = self.ended if math.isnan(self.began) else self.began
        operation = as_mapping(entry.get("obj"), "an operation")
        path = tuple(map(str, as_list(operation.get("path"), "the path of a field")))
        if not path:
            raise DamageError("the path of a field is missing")
        kind = operation.get("type")
        if kind in _ASSIGNED:
            self.values[path] = operation.get("value")
        elif kind == "LogFloats":
            self._extend(path, as_list(operation.get("values"), "values"))
        elif kind == "AddStrings":
            self.sets.setdefault(path, set()).update(map(str, as_list(operation.get("values"), "values")))
        elif kind == "RemoveStrings":
            self.sets.get(path, set()).difference_update(as_list(operation.get("values"), "values"))
        elif kind in {"DeleteAttribute", "ClearFloatLog", "ClearStringSet"}:
            for fields in (self.values, self.series, self.sets, self.last):
                fields.pop(path, None)

    def _extend(self, path: tuple[str, ...], entries: list[Any]) -> None:
        series = self.series.setdefault(path, {})
        for entry in entries:
            known = as_mapping(entry, "a value")
            # Without a step it comes after the one before.
            step = known.get("step")
            place = self.last.get(path, -1.0) + 1 if step is None else as_number(step, "a step")
            if not math.isfinite(place):
                raise DamageError("a step is no number")
            series[place] = as_number(known.get("value"), "a value")
            self.last[path] = max(place, self.last.get(path, place))

    def texts(self, *path: str) -> str:
        """Join a set of texts, which is in no order."""
        return ", ".join(sorted(self.sets.get(path, ())))


def recognises(path: Path) -> bool:
    """Whether this is the folder `.neptune`, its folder of offline runs, or the folder of one."""
    return any(map(_is_run, islice(_run_folders(path), MOST_LOOKED_INTO)))


def _run_folders(path: Path) -> Iterator[Path]:
    if path.name.startswith(_RUN):
        yield path
        return
    offline = path / "offline"
    inside = offline if paths.is_folder(offline) and not paths.is_link(offline) else path
    for entry in sniff.inside(inside):
        if entry.name.startswith(_RUN) and paths.is_folder(entry):
            yield entry


def _is_run(path: Path) -> bool:
    return paths.is_file(path / _META) or any(map(_is_log, sniff.names(path)))


def _is_log(name: str) -> bool:
    return name.startswith("data-") and name.endswith(".log")


def read(path: Path, options: ReadOptions) -> Table:
    """Read all runs."""
    folder = Folder(path, options.reading)
    runs = [folder.cached(_run, entry) for entry in folder.each(_run_folders(path))]
    runs.sort(key=lambda run: when(run.logged))
    declared = any(run.logged.params for run in runs)
    table = table_of(
        [_placed(run, declared=declared) for run in runs],
        f"Neptune folder {path.name!r}",
        spelling=Spelling(param="", metric="", aside="", separator="/"),
        notes=folder.notes(),
    )
    if declared:
        return table
    return replace(table, marks={name: mark for name, mark in table.marks.items() if mark.role != "param"})


def _placed(run: _Run, *, declared: bool) -> LoggedRun:
    """Place what was assigned outside a namespace of parameters.

    Where the person has such a namespace, numbers outside it are results. Where no run has one, Neptune does
    not say what was chosen and what came out, and the values decide.
    """
    if not declared:
        return replace(run.logged, params=run.others)
    numbers = {name: value for name, value in run.others.items() if type(value) in {int, float}}
    rest = {name: value for name, value in run.others.items() if name not in numbers}
    return replace(run.logged, metrics={**numbers, **run.logged.metrics}, aside={**rest, **run.logged.aside})


def _run(path: Path, folder: Folder) -> _Run:
    fields = _fields(path, folder)
    about = folder.mapping(path / _META) or {}
    began = seconds_of(about.get("createdAt"))
    began = fields.began if math.isnan(began) else began
    chosen, others = _assigned(fields)
    series = {"/".join(name): values for name, values in fields.series.items() if name[0] not in _OWN}
    tags = fields.texts("sys", "tags")
    logged = LoggedRun(
        run_id=_id(path.name),
        name=str(fields.values.get(("sys", "name")) or ""),
        status=_status(fields, path, folder),
        created=began,
        runtime=fields.ended - began,
        group=fields.texts("sys", "group_tags"),
        params=chosen,
        metrics=final_values(series),
        aside={"tags": tags} if tags else {},
        steps=steps_of(series),
    )
    return _Run(logged=logged, others=others)


def _id(name: str) -> str:
    """Take the id out of a folder's name: run__ID__PROCESS__KEY."""
    return name.removeprefix(_RUN).split("__")[0] or name


def _fields(path: Path, folder: Folder) -> _Fields:
    fields = _Fields()
    for name in sorted(filter(_is_log, sniff.names(path)), key=natural):
        for line in sniff.lines(folder.text(path / name) or "") if paths.size(path / name) else ():
            with folder.records.of(f"{path.name}/{name}"):
                fields.take(as_mapping(_parsed(line), "a line"))
    return fields


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise DamageError("a line is no complete JSON") from None


def _status(fields: _Fields, path: Path, folder: Folder) -> Status:
    """Judge by what was written: the end of a run is not, but how many operations there have been is."""
    if fields.values.get(("sys", "failed")) is True:
        return "failed"
    count = whole_of((folder.text(path / _COUNT) or "").strip()) if paths.exists(path / _COUNT) else None
    return "running" if (count or 0) > fields.version else "unknown"


def _assigned(fields: _Fields) -> tuple[dict[str, object], dict[str, object]]:
    """Split what was assigned into parameters and the rest."""
    chosen: dict[str, object] = {}
    others: dict[str, object] = {}
    for path, value in fields.values.items():
        # `stringify_unsupported` writes None so.
        plain = None if value == "None" else value
        if not _OF_PARAMS.isdisjoint(word.lower() for word in path[:-1]):
            short = ".".join(path[1:] if path[0].lower() in _OF_PARAMS else path)
            chosen[short if short not in chosen else ".".join(path)] = plain
        elif path[0] not in _OWN:
            others["/".join(path)] = plain
    return chosen, others


NEPTUNE = Reader(name="Neptune offline runs", recognises=recognises, read=read)

"""Comet's offline mode: a ZIP archive for each experiment, with what was logged as a message per line."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary import archive
from hpviz.sources.store.damage import DamageError, as_dict, as_mapping, as_number
from hpviz.sources.store.experiments import table_of_experiment
from hpviz.sources.store.folder import Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, last_values, number_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

MOST_LOOKED_INTO = 20
"""Archives of a folder that are opened in order to recognise it; any program writes such files."""

_ABOUT, _MESSAGES = "experiment.json", "messages.json"
# Comet joins the names of nested parameters so.
_NESTED = "|"
# What Comet logs of its own: where the logging stands, and what it measures of the machine.
_OWN_PARAMS = frozenset({"curr_step", "curr_epoch"})
_OWN_OTHERS = frozenset({"Name", "offline_experiment", "hasNestedParams"})
_OWN_METRICS = ("sys.", "process duration")


@dataclass(kw_only=True)
class _Messages:
    """What the messages of an experiment say, one after the other."""

    params: dict[str, object] = field(default_factory=dict)
    others: dict[str, object] = field(default_factory=dict)
    points: list[tuple[str, int, float]] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)

    def take(self, message: Mapping[str, Any]) -> None:
        """Take a message in; those of kinds that concern no parameter or metric are passed over."""
        payload = as_mapping(message.get("payload"), "what was logged")
        kind = message.get("type")
        if kind == "parameter_msg":
            self._take_param(as_mapping(payload.get("param") or payload.get("params"), "a parameter"))
        elif kind == "metric_msg":
            self._take_metric(as_mapping(payload.get("metric"), "a metric"))
        elif kind == "log_other":
            self.others[str(payload.get("key"))] = payload.get("value")

    def _take_param(self, param: Mapping[str, Any]) -> None:
        name = str(param["paramName"])
        if name not in _OWN_PARAMS:
            self.params[name.replace(_NESTED, ".")] = param.get("paramValue")

    def _take_metric(self, metric: Mapping[str, Any]) -> None:
        name = str(metric["metricName"])
        if name.startswith(_OWN_METRICS):
            return
        value = number_of(metric.get("metricValue"))
        if value is None:
            raise DamageError(f"a value of {name!r} is no number")
        step = metric.get("step")
        self.steps[name] = self.steps.get(name, 0) if step is None else int(as_number(step, "a step"))
        self.points.append((name, self.steps[name], value))


@dataclass(frozen=True, kw_only=True)
class _Run:
    logged: LoggedRun
    project: str


def recognises(path: Path) -> bool:
    """Whether this is an experiment's archive, or a folder of them."""
    return any(map(_is_experiment, islice(_archives(path), MOST_LOOKED_INTO)))


def _archives(path: Path) -> Iterable[Path]:
    entries = sniff.inside(path) if paths.is_folder(path) else [path]
    return (entry for entry in entries if entry.suffix == ".zip" and paths.is_own_file(entry))


def _is_experiment(path: Path) -> bool:
    return archive.names(path) >= {_ABOUT, _MESSAGES}


def read(path: Path, options: ReadOptions) -> Table:
    """Read the experiments of one project."""
    folder = Folder(path if paths.is_folder(path) else path.parent, options.reading)
    runs = [run for entry in folder.each(_archives(path)) if (run := folder.cached(_run, entry))]
    return table_of_experiment(
        [(run.project, run.logged) for run in runs],
        options.experiment,
        tracker="Comet",
        word="project",
        folder=path.name,
        spelling=Spelling(param="", metric="", aside="", separator=_NESTED),
        notes=folder.notes(),
    )


def _run(path: Path, folder: Folder) -> _Run | None:
    if not archive.names(path):
        folder.damaged(path, "no whole archive: its experiment goes on, or was killed")
        return None
    try:
        about = as_dict(_parsed(archive.text(path, _ABOUT)), _ABOUT)
    except DamageError as error:
        folder.damaged(path, str(error))
        return None
    messages = _messages(path, folder)
    began, ended = (_moment(about.get(name), path, folder) for name in ("start_time", "stop_time"))
    logged = LoggedRun(
        run_id=path.stem,
        name=str(messages.others.get("Name") or ""),
        status="failed" if about.get("customer_error_reported") else "finished",
        created=began,
        runtime=ended - began,
        params=messages.params,
        metrics=last_values(messages.points),
        aside=_aside(about, messages.others),
        steps=rows_of(messages.points),
    )
    return _Run(logged=logged, project=str(about.get("project_name") or ""))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise DamageError("no complete JSON") from None


def _messages(path: Path, folder: Folder) -> _Messages:
    messages = _Messages()
    with folder.records.of(path.name):
        for line in sniff.lines(archive.text(path, _MESSAGES)):
            with folder.records.of(path.name):
                messages.take(as_mapping(_parsed(line), "a message"))
    return messages


def _moment(milliseconds: object, path: Path, folder: Folder) -> float:
    if milliseconds is None:
        return math.nan
    return folder.records.read(path.name, as_number, milliseconds, "a time", otherwise=math.nan) / 1e3


def _aside(about: Mapping[str, Any], others: Mapping[str, object]) -> dict[str, object]:
    tags = about.get("tags")
    facts = {
        # Comet keeps them in no order.
        "tags": ", ".join(sorted(map(str, tags))) if isinstance(tags, list) else "",
        "error": str(about.get("customer_error_message") or ""),
    }
    own = {f"others.{name}": value for name, value in others.items() if name not in _OWN_OTHERS}
    return {name: fact for name, fact in facts.items() if fact} | own


COMET = Reader(name="Comet offline archives", recognises=recognises, read=read)

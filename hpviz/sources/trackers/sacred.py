"""Sacred's file storage: one numbered folder per run, with run.json, config.json and metrics.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints
from hpviz.runs.metric_names import goal_of
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, sniff
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around, natural, part
from hpviz.sources.store.logged import LoggedRun, Spelling, number_of, table_of
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_STATUSES: dict[str, Status] = {
    "COMPLETED": "finished",
    "FAILED": "failed",
    "INTERRUPTED": "killed",
    "TIMEOUT": "killed",
    "RUNNING": "running",
    "QUEUED": "running",
}


def recognises(path: Path) -> bool:
    """Whether this is a folder of runs, or the folder of one."""
    return any(map(_is_run, around(path, "run.json")))


def _is_run(path: Path) -> bool:
    return bool({"config.json", "cout.txt", "metrics.json"} & set(sniff.names(path)))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one experiment."""
    folder = Folder(path, options.reading)
    by_name: dict[str, list[LoggedRun]] = {}
    for run_folder in _run_folders(path):
        described = folder.mapping(run_folder / "run.json")
        if described is not None:
            name = str(part(described, "experiment").get("name") or path.name)
            by_name.setdefault(name, []).append(_run(run_folder, described, folder))
    listed = [_experiment(name, runs) for name, runs in by_name.items()]
    pick = experiments.pick(
        listed, options.experiment, word="experiment", store=f"Sacred folder {path.name!r}"
    )
    runs = by_name[pick.experiment.name]
    source = f"Sacred experiment {pick.experiment.name!r}"
    table = table_of(runs, source, spelling=Spelling(aside=""), notes=[*pick.notes, *folder.notes()])
    return pick.of(replace(table, hints=_hints(runs)))


def _hints(runs: Sequence[LoggedRun]) -> Hints:
    """Take a run's result as the objective, with the goal of the metric that it repeats."""
    results = [run for run in runs if isinstance(run.metrics.get("result"), (int, float))]
    if not results:
        return Hints()
    for name in results[0].metrics:
        if name != "result" and all(_repeats(run.metrics, name) for run in results):
            return Hints(objective="metrics.result", goals={"metrics.result": goal_of(name)})
    return Hints(objective="metrics.result")


def _repeats(metrics: Mapping[str, object], name: str) -> bool:
    """NaN is written as NaN, so the texts are compared."""
    return str(metrics.get(name)) == str(metrics["result"])


def _run_folders(path: Path) -> Iterable[Path]:
    if (path / "run.json").is_file():
        return [path]
    folders = [entry for entry in sniff.inside(path) if (entry / "run.json").is_file()]
    return sorted(folders, key=lambda run_folder: natural(run_folder.name))


def _experiment(name: str, runs: Sequence[LoggedRun]) -> Experiment:
    newest = max((run.created for run in runs if not math.isnan(run.created)), default=0.0)
    return Experiment(
        name=name,
        key=name,
        runs=len(runs),
        finished=sum(run.status == "finished" for run in runs),
        newest=newest,
    )


def _run(path: Path, described: Mapping[str, Any], folder: Folder) -> LoggedRun:
    series = _series(folder.mapping(path / "metrics.json") or {})
    metrics = final_values(series)
    result = _plain(described.get("result"))
    if result is not None:
        metrics["result"] = result
    created, ended = (seconds_of(described.get(key)) for key in ("start_time", "stop_time"))
    if math.isnan(ended):
        ended = seconds_of(described.get("heartbeat"))
    if not math.isnan(ended - created):
        metrics["runtime"] = ended - created
    return LoggedRun(
        run_id=path.name,
        status=_STATUSES.get(str(described.get("status")), "unknown"),
        created=created,
        params=_config(folder.mapping(path / "config.json") or {}),
        metrics=metrics,
        aside=_aside(described),
        steps=steps_of(series),
    )


def _config(config: Mapping[str, Any]) -> dict[str, object]:
    return {name: _plain(value) for name, value in config.items() if not name.startswith("__")}


def _plain(value: object) -> object:
    """Undo what jsonpickle did to tuples and sets; any other object of a class stays text."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "py/tuple" in value:
        return tuple(_plain(item) for item in value["py/tuple"])
    if "py/set" in value:
        return {str(_plain(item)) for item in value["py/set"]}
    kinds = [str(pickled) for key, pickled in value.items() if str(key).startswith("py/")]
    if kinds:
        # A numpy number is pickled with its value in the open.
        return value["value"] if isinstance(value.get("value"), (int, float)) else f"<{kinds[0]}>"
    return {key: _plain(inner) for key, inner in value.items()}


def _series(stored: Mapping[str, Any]) -> dict[str, dict[float, float]]:
    """Read each metric's values by step."""
    series = {}
    for name, metric in stored.items():
        values = [_plain(value) for value in metric.get("values", ())] if isinstance(metric, Mapping) else []
        steps = metric.get("steps") or range(len(values)) if isinstance(metric, Mapping) else ()
        numbers = [
            (number_of(step), number_of(value))
            for step, value in zip(steps, values, strict=False)
            if isinstance(value, (int, float)) and isinstance(step, (int, float))
        ]
        pairs = {step: value for step, value in numbers if step is not None and value is not None}
        if pairs:
            series[name] = pairs
    return series


def _aside(described: Mapping[str, Any]) -> dict[str, object]:
    known = {
        "command": described.get("command"),
        "host": part(described, "host").get("hostname"),
        "comment": part(described, "meta").get("comment"),
    }
    trace = described.get("fail_trace")
    if isinstance(trace, list) and trace:
        known["error"] = str(trace[-1]).strip()
    return {name: fact for name, fact in known.items() if fact is not None}


SACRED = Reader(name="Sacred", recognises=recognises, read=read)

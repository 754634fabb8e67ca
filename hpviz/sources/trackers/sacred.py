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
from hpviz.sources.store import experiments, paths, sniff
from hpviz.sources.store.damage import DamageError, as_list, as_mapping, as_number
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around, natural, part
from hpviz.sources.store.logged import LoggedRun, Spelling, table_of
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.damage import Damage

DEEPEST = 100
"""Levels of a value that a run was configured with or gave back."""

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
    for run_folder in folder.each(_run_folders(path)):
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
    if paths.is_file(path / "run.json"):
        return [path]
    folders = [entry for entry in sniff.inside(path) if paths.is_file(entry / "run.json")]
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
    damage, own = folder.records, f"run {path.name}"
    series = _series(folder.mapping(path / "metrics.json") or {}, own, damage)
    metrics = final_values(series)
    result = damage.read(own, _plain, described.get("result"), otherwise=None)
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
        params=_config(folder.mapping(path / "config.json") or {}, own, damage),
        metrics=metrics,
        aside=_aside(described),
        steps=steps_of(series),
    )


def _config(config: Mapping[str, Any], own: str, damage: Damage) -> dict[str, object]:
    chosen: dict[str, object] = {}
    for name, value in config.items():
        if not name.startswith("__"):
            with damage.of(own):
                chosen[name] = _plain(value)
    return chosen


def _plain(value: object, depth: int = 0) -> object:
    """Undo what jsonpickle did to tuples and sets; any other object of a class stays text."""
    if depth > DEEPEST:
        raise DamageError("a value is nested too deeply")
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "py/tuple" in value:
        return tuple(_plain(item, depth + 1) for item in as_list(value["py/tuple"], "a tuple"))
    if "py/set" in value:
        return {str(_plain(item, depth + 1)) for item in as_list(value["py/set"], "a set")}
    kinds = [str(pickled) for key, pickled in value.items() if str(key).startswith("py/")]
    if kinds:
        # A numpy number is pickled with its value in the open.
        return value["value"] if isinstance(value.get("value"), (int, float)) else f"<{kinds[0]}>"
    return {key: _plain(inner, depth + 1) for key, inner in value.items()}


def _series(stored: Mapping[str, Any], own: str, damage: Damage) -> dict[str, dict[float, float]]:
    """Read each metric's values by step."""
    series = {}
    for name, metric in stored.items():
        with damage.of(own):
            pairs = _pairs(as_mapping(metric, f"metric {name!r}"), name)
            known = damage.each(pairs, lambda pair: _numbers(pair, name), lambda _: own)  # noqa: B023
            if known:
                series[name] = dict(known)
    return series


def _pairs(metric: Mapping[str, Any], name: str) -> list[tuple[Any, Any]]:
    """Pair steps with values; what is no number, a text or an image, has no series."""
    values = [_plain(value) for value in as_list(metric.get("values"), f"the values of {name!r}")]
    steps = as_list(metric.get("steps"), f"the steps of {name!r}") or range(len(values))
    return [
        (step, value) for step, value in zip(steps, values, strict=False) if isinstance(value, (int, float))
    ]


def _numbers(pair: tuple[Any, Any], name: str) -> tuple[float, float]:
    step, value = pair
    return as_number(step, f"a step of {name!r}"), as_number(value, f"a value of {name!r}")


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

"""SMAC3's run histories, of version 2 (rows as objects or lists) and of version 1 (rows in two parts)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, sniff
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around
from hpviz.sources.store.logged import LoggedRun, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_HISTORY = "runhistory.json"
_KEYS = ("config_id", "instance", "seed", "budget")
_VALUES = ("cost", "time", "status", "starttime", "endtime", "additional_info")
_STATUSES: dict[str, Status] = {
    "0": "running",
    "1": "finished",
    "2": "crashed",
    "3": "killed",
    "4": "crashed",
    # Version 1 wrote the names, and had more of them.
    "RUNNING": "running",
    "SUCCESS": "finished",
    "DONOTADVANCE": "finished",
    "CRASHED": "crashed",
    "MEMOUT": "crashed",
    "TIMEOUT": "killed",
    "ABORT": "killed",
    "STOP": "killed",
    "CAPPED": "pruned",
}

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _History:
    """One optimisation: its trials, its configurations, and the names of its costs."""

    path: Path
    name: str
    rows: Sequence[Row]
    configs: Mapping[str, Any]
    objectives: Sequence[str]

    def experiment(self) -> Experiment:
        finished = sum(_status(row) == "finished" for row in self.rows)
        moments = [_moment(row) for row in self.rows]
        newest = max((one for one in moments if not math.isnan(one)), default=0.0)
        return Experiment(
            name=self.name, key=str(self.path), runs=len(self.rows), finished=finished, newest=newest
        )


def recognises(path: Path) -> bool:
    """Say whether this is a run history, its folder, or a folder that holds some."""
    return bool(_found(path))


def _found(path: Path) -> list[Path]:
    """List the run histories: SMAC puts them in smac3_output/NAME/SEED, version 1 in smac3-output_*/run_*."""
    if path.name == _HISTORY:
        return [path] if path.is_file() else []
    folders = [path]
    # Two levels are looked into only where the name is SMAC's own.
    if path.name.startswith("smac") and path.is_dir():
        folders += list(sniff.inside(path))
    return list(dict.fromkeys(one / _HISTORY for folder in folders for one in around(folder, _HISTORY)))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the trials of one optimisation."""
    folder = Folder(path.parent if path.is_file() else path, options.reading)
    histories = [_history(one, folder) for one in _found(path)]
    found = [history.experiment() for history in histories]
    pick = experiments.pick(
        found, options.experiment, word="optimisation", store=f"SMAC3 output {path.name!r}"
    )
    history = histories[found.index(pick.experiment)]
    source = f"SMAC3 run history {history.name!r}"
    table = table_of(_runs(history), source, notes=[*pick.notes, *folder.notes()])
    hints = _hints(folder, history)
    return pick.of(replace(table, hints=hints))


def _history(path: Path, folder: Folder) -> _History:
    found = folder.mapping(path) or {}
    rows = [row for one in _listed(found.get("data")) if (row := _row(one)) is not None]
    configs = found.get("configs")
    scenario = folder.mapping(path.parent / "scenario.json") or {}
    objectives = scenario.get("objectives") or "cost"
    return _History(
        path=path,
        name=_name(path, scenario, folder),
        rows=rows,
        configs=configs if isinstance(configs, dict) else {},
        objectives=[objectives] if isinstance(objectives, str) else list(map(str, objectives)),
    )


def _name(path: Path, scenario: Mapping[str, Any], folder: Folder) -> str:
    if scenario.get("name"):
        return f"{scenario['name']}/{scenario.get('seed', path.parent.name)}"
    return path.parent.relative_to(folder.root).as_posix().strip(".") or path.parent.name


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _row(found: object) -> Row | None:
    """Bring the three forms of a row into one."""
    if isinstance(found, Mapping):
        return found if "config_id" in found else None
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) < 2:
        return None
    if isinstance(found[0], list) and isinstance(found[1], list):
        return dict(zip(_KEYS, found[0], strict=False)) | dict(zip(_VALUES, found[1], strict=False))
    keys: tuple[str, ...] = _KEYS + _VALUES
    if len(found) > len(keys):
        keys = (*_KEYS, "cost", "time", "cpu_time", *_VALUES[2:])
    return dict(zip(keys, found, strict=False))


def _status(row: Row) -> Status:
    code = row.get("status")
    if isinstance(code, Mapping):
        code = code.get("__enum__")
    return _STATUSES.get(str(code).rpartition(".")[2], "unknown")


def _moment(row: Row) -> float:
    started = row.get("starttime")
    return float(started) if isinstance(started, (int, float)) and started > 0 else math.nan


def _runs(history: _History) -> list[LoggedRun]:
    seen: dict[str, int] = {}
    return [_run(row, history, seen) for row in history.rows]


def _run(row: Row, history: _History, seen: dict[str, int]) -> LoggedRun:
    own = str(row["config_id"])
    seen[own] = seen.get(own, 0) + 1
    config = history.configs.get(own)
    params = dict(config) if isinstance(config, Mapping) else {}
    # A configuration is tried on several instances, seeds and budgets: these differ, not the configuration.
    for name in ("instance", "seed", "budget"):
        if row.get(name) is not None:
            params.setdefault(name if name not in params else f"smac.{name}", row[name])
    status = _status(row)
    return LoggedRun(
        run_id=own if seen[own] == 1 else f"{own} ({seen[own]})",
        status=status,
        created=_moment(row),
        params=params,
        metrics=_metrics(row, history.objectives, status),
    )


def _metrics(row: Row, objectives: Sequence[str], status: Status) -> dict[str, object]:
    """Give the costs, except where they are only SMAC's placeholder for a crash."""
    metrics: dict[str, object] = {}
    if status in {"finished", "unknown"}:
        cost = row.get("cost")
        costs = cost if isinstance(cost, list) else [cost]
        names = objectives if len(objectives) == len(costs) else [f"cost_{n}" for n in range(len(costs))]
        metrics |= dict(zip(names, costs, strict=True))
    extra = row.get("additional_info")
    if isinstance(extra, Mapping):
        metrics |= {name: one for name, one in extra.items() if isinstance(one, (int, float, Mapping))}
    if status != "running":
        metrics |= {"runtime": row.get("time"), "cpu_time": row.get("cpu_time")}
    return {name: one for name, one in metrics.items() if one is not None}


def _hints(folder: Folder, history: _History) -> Hints:
    """Read the search space; SMAC always minimises."""
    space = folder.mapping(history.path.parent / "configspace.json") or {}
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for one in filter(lambda one: isinstance(one, Mapping), _listed(space.get("hyperparameters"))):
        name = f"params.{one.get('name')}"
        if isinstance(one.get("lower"), (int, float)) and isinstance(one.get("upper"), (int, float)):
            log[name] = bool(one.get("log"))
            bounds[name] = (float(one["lower"]), float(one["upper"]))
        elif listed := _listed(one.get("choices") or one.get("sequence")):
            choices[name] = tuple(map(str, listed))
    goals: dict[str, Goal] = {f"metrics.{name}": "minimize" for name in history.objectives}
    return Hints(
        objective=f"metrics.{history.objectives[0]}", goals=goals, log=log, bounds=bounds, choices=choices
    )


SMAC = Reader(name="SMAC3", recognises=recognises, read=read)

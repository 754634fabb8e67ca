"""SMAC3's run histories, of version 2 (rows as objects or lists) and of version 1 (rows in two parts)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints
from hpviz.sources.columns.cells import choice_text
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, paths, sniff
from hpviz.sources.store.damage import DamageError, as_list, as_mapping, as_number
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around
from hpviz.sources.store.logged import LoggedRun, number_of, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.damage import Damage

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
        moments = [_start_time(row) for row in self.rows]
        newest = max((moment for moment in moments if not math.isnan(moment)), default=0.0)
        return Experiment(
            name=self.name, key=str(self.path), runs=len(self.rows), finished=finished, newest=newest
        )


def recognises(path: Path) -> bool:
    """Whether this is a run history, its folder, or a folder that holds some."""
    return bool(_run_histories(path))


def _run_histories(path: Path) -> list[Path]:
    """List the run histories: SMAC puts them in smac3_output/NAME/SEED, version 1 in smac3-output_*/run_*."""
    if path.name == _HISTORY:
        return [path] if paths.is_file(path) else []
    folders = [path]
    # Two levels are looked into only where the name is SMAC's own.
    if path.name.startswith("smac") and paths.is_folder(path):
        folders += list(sniff.inside(path))
    return list(dict.fromkeys(below / _HISTORY for folder in folders for below in around(folder, _HISTORY)))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the trials of one optimisation."""
    folder = Folder(path.parent if paths.is_file(path) else path, options.reading)
    histories = [
        _history(history_path, folder) for history_path in folder.each(_run_histories(path), "run histories")
    ]
    listed = [history.experiment() for history in histories]
    pick = experiments.pick(
        listed, options.experiment, word="optimisation", store=f"SMAC3 output {path.name!r}"
    )
    history = histories[listed.index(pick.experiment)]
    source = f"SMAC3 run history {history.name!r}"
    hints = _hints(folder, history)
    table = table_of(_runs(history, folder.records), source, notes=pick.notes).noting(*folder.notes())
    return pick.of(replace(table, hints=hints))


def _history(path: Path, folder: Folder) -> _History:
    stored = folder.mapping(path) or {}
    damage = folder.records
    listed: list[Any] = damage.read(path.name, as_list, stored.get("data"), "data", otherwise=[])
    rows = damage.each(
        folder.each(enumerate(listed), "trials"),
        lambda entry: _row(entry[1]),
        lambda entry: f"{path.name}, trial {entry[0]}",
    )
    configs: Row = damage.read(path.name, as_mapping, stored.get("configs"), "configs", otherwise={})
    scenario = folder.mapping(path.parent / "scenario.json") or {}
    objectives = scenario.get("objectives") or "cost"
    if not isinstance(objectives, (str, list)):
        damage.add("scenario.json", "its objectives are no names")
        objectives = "cost"
    return _History(
        path=path,
        name=_name(path, scenario, folder),
        rows=rows,
        configs=configs,
        objectives=[objectives] if isinstance(objectives, str) else list(map(str, objectives)),
    )


def _name(path: Path, scenario: Mapping[str, Any], folder: Folder) -> str:
    if scenario.get("name"):
        return f"{scenario['name']}/{scenario.get('seed', path.parent.name)}"
    return path.parent.relative_to(folder.root).as_posix().strip(".") or path.parent.name


def _row(stored: object) -> Row:
    """Bring the three forms of a row into one.

    Raises
    ------
    DamageError
        It has none of them.
    """
    row = _by_name(stored)
    if isinstance(row.get("config_id"), (dict, list, type(None))):
        raise DamageError("it does not say of which configuration it is")
    return row


def _by_name(stored: object) -> Row:
    if isinstance(stored, Mapping):
        return stored
    if not isinstance(stored, list) or len(stored) < 2:
        raise DamageError("it is neither an object nor a list of values")
    if isinstance(stored[0], list) and isinstance(stored[1], list):
        return dict(zip(_KEYS, stored[0], strict=False)) | dict(zip(_VALUES, stored[1], strict=False))
    keys: tuple[str, ...] = _KEYS + _VALUES
    if len(stored) > len(keys):
        keys = (*_KEYS, "cost", "time", "cpu_time", *_VALUES[2:])
    return dict(zip(keys, stored, strict=False))


def _status(row: Row) -> Status:
    code = row.get("status")
    if isinstance(code, Mapping):
        code = code.get("__enum__")
    return _STATUSES.get(str(code).rpartition(".")[2], "unknown")


def _start_time(row: Row) -> float:
    started = number_of(row.get("starttime"))
    return started if started is not None and 0 < started < math.inf else math.nan


def _runs(history: _History, damage: Damage) -> list[LoggedRun]:
    seen: dict[str, int] = {}
    return [_run(row, history, seen, damage) for row in history.rows]


def _run(row: Row, history: _History, seen: dict[str, int], damage: Damage) -> LoggedRun:
    own = str(row["config_id"])
    seen[own] = seen.get(own, 0) + 1
    name = f"configuration {own}"
    config: Row = damage.read(name, as_mapping, history.configs.get(own), "it", otherwise={})
    if own not in history.configs:
        damage.add(name, "it is missing")
    for key in ("starttime", "endtime"):
        damage.read(name, as_number, row.get(key, 0), key, otherwise=math.nan)
    params = dict(config)
    # A configuration is tried on several instances, seeds and budgets: these differ, not the configuration.
    for name in ("instance", "seed", "budget"):
        if row.get(name) is not None:
            params.setdefault(name if name not in params else f"smac.{name}", row[name])
    status = _status(row)
    return LoggedRun(
        run_id=own if seen[own] == 1 else f"{own} ({seen[own]})",
        status=status,
        created=_start_time(row),
        params=params,
        metrics=_metrics(row, history.objectives, status),
    )


def _metrics(row: Row, objectives: Sequence[str], status: Status) -> dict[str, object]:
    """Read the costs, except where they are only SMAC's placeholder for a crash."""
    metrics: dict[str, object] = {}
    if status in {"finished", "unknown"}:
        cost = row.get("cost")
        costs = cost if isinstance(cost, list) else [cost]
        names = objectives if len(objectives) == len(costs) else [f"cost_{n}" for n in range(len(costs))]
        metrics |= dict(zip(names, costs, strict=True))
    extra = row.get("additional_info")
    if isinstance(extra, Mapping):
        metrics |= {name: value for name, value in extra.items() if isinstance(value, (int, float, Mapping))}
    if status != "running":
        metrics |= {"runtime": row.get("time"), "cpu_time": row.get("cpu_time")}
    return {name: value for name, value in metrics.items() if value is not None}


def _hints(folder: Folder, history: _History) -> Hints:
    """Read the search space; SMAC always minimises."""
    space = folder.mapping(history.path.parent / "configspace.json") or {}
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    steps: dict[str, float] = {}
    entries: list[Any] = folder.records.read(
        "configspace.json", as_list, space.get("hyperparameters"), "hyperparameters", otherwise=[]
    )
    for stored in entries:
        with folder.records.of("configspace.json"):
            entry = as_mapping(stored, "a hyperparameter")
            name = f"params.{entry.get('name')}"
            if isinstance(entry.get("lower"), (int, float)) and isinstance(entry.get("upper"), (int, float)):
                for end in ("lower", "upper", "q"):
                    as_number(entry.get(end) or 0, f"{end} of {entry.get('name')!r}")
                log[name] = bool(entry.get("log"))
                bounds[name] = (entry["lower"], entry["upper"])
                # ConfigSpace before 1.0 has grids.
                if isinstance(entry.get("q"), (int, float)):
                    steps[name] = entry["q"]
            elif listed := as_list(entry.get("choices") or entry.get("sequence"), "choices"):
                choices[name] = tuple(map(choice_text, listed))
    goals: dict[str, Goal] = {f"metrics.{name}": "minimize" for name in history.objectives}
    return Hints(
        objective=f"metrics.{history.objectives[0]}",
        goals=goals,
        log=log,
        bounds=bounds,
        choices=choices,
        steps=steps,
    )


SMAC = Reader(name="SMAC3", recognises=recognises, read=read)

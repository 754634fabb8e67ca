"""Keras Tuner's projects: a folder with an oracle.json and one folder per trial."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints
from hpviz.sources.columns.cells import choice_text
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, sniff
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around, natural
from hpviz.sources.store.logged import LoggedRun, Spelling, number_of, table_of
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_STATUSES: dict[str, Status] = {
    "COMPLETED": "finished",
    "FAILED": "failed",
    "INVALID": "failed",
    "STOPPED": "killed",
    "RUNNING": "running",
    "IDLE": "running",
}
_GOALS: dict[str, Goal] = {"min": "minimize", "max": "maximize"}
# "tuner/epochs", "tuner/bracket" and the like are Hyperband's, not the person's.
_OWN = "tuner/"

Record = Mapping[str, Any]


@dataclass(frozen=True)
class _Project:
    """One search: its trials as they are stored, and the newest description of each parameter."""

    path: Path
    trials: Sequence[Record]

    @property
    def finished(self) -> list[Record]:
        return [trial for trial in self.trials if trial.get("status") == "COMPLETED"]

    def experiment(self) -> Experiment:
        return Experiment(
            name=self.path.name, key=str(self.path), runs=len(self.trials), finished=len(self.finished)
        )


def recognises(path: Path) -> bool:
    """Whether this is a project, or a folder of projects."""
    return any(map(_is_project, around(path, "oracle.json")))


def _is_project(path: Path) -> bool:
    return any(name.startswith(("trial_", "tuner0")) for name in sniff.names(path))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the trials of one project."""
    folder = Folder(path, options.reading)
    projects = [
        _project(candidate, folder) for candidate in around(path, "oracle.json") if _is_project(candidate)
    ]
    listed = [project.experiment() for project in projects]
    pick = experiments.pick(
        listed, options.experiment, word="project", store=f"Keras Tuner folder {path.name!r}"
    )
    project = projects[listed.index(pick.experiment)]
    objective = _objective(project.finished)
    runs = [_run(trial, objective) for trial in project.trials]
    source = f"Keras Tuner project {project.path.name!r}"
    table = table_of(runs, source, spelling=Spelling(aside=""), notes=[*pick.notes, *folder.notes()])
    return pick.of(replace(table, hints=_hints(project.trials, objective)))


def _project(path: Path, folder: Folder) -> _Project:
    names = sorted((name for name in sniff.names(path) if name.startswith("trial_")), key=natural)
    trials = []
    for name in names:
        trial = folder.mapping(path / name / "trial.json")
        if trial is not None:
            trials.append({"trial_id": name.removeprefix("trial_"), **trial})
    return _Project(path, trials)


def _run(trial: Record, objective: str) -> LoggedRun:
    values = dict(_part(trial, "hyperparameters", "values"))
    for name in _inactive(_space(trial), values):
        del values[name]
    metrics = final_values(_metrics(trial))
    if objective == "score":
        metrics["score"] = trial.get("score")
    message = str(trial.get("message") or "").strip()
    return LoggedRun(
        run_id=str(trial["trial_id"]),
        status=_STATUSES.get(str(trial.get("status")), "unknown"),
        params={name: value for name, value in values.items() if not name.startswith(_OWN)},
        metrics=metrics,
        aside={name: value for name, value in values.items() if name.startswith(_OWN)}
        | ({"message": message.splitlines()[-1]} if message else {}),
        steps=steps_of(_metrics(trial)),
    )


def _part(trial: Record, *keys: str) -> Any:
    """Go down into a record whose lower parts may be missing or damaged."""
    inner: Any = trial
    for key in keys:
        inner = inner.get(key) if isinstance(inner, Mapping) else None
    return inner if inner is not None else {}


def _space(trial: Record) -> list[tuple[str, Record]]:
    """Class and description of each parameter; one that stands under two conditions is there twice."""
    entries = _part(trial, "hyperparameters", "space")
    return [
        (str(entry.get("class_name")), entry["config"])
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, Mapping) and isinstance(entry.get("config"), Mapping)
    ]


def _inactive(space: Sequence[tuple[str, Record]], values: Record) -> list[str]:
    """Name the values that are there only because another trial needed them."""
    conditions: dict[str, list[Sequence[Record]]] = {}
    for _, config in space:
        conditions.setdefault(str(config.get("name")), []).append(config.get("conditions") or [])
    return [
        name
        for name in values
        if name in conditions
        and not any(_hold(alternative, values, conditions) for alternative in conditions[name])
    ]


def _hold(
    wanted: Sequence[Record], values: Record, conditions: Mapping[str, list[Sequence[Record]]], depth: int = 0
) -> bool:
    """Whether all these conditions hold; a parent that is itself inactive fulfils none."""
    for condition in wanted:
        parent = str(_part(condition, "config", "name"))
        if values.get(parent) not in list(_part(condition, "config", "values")):
            return False
        above = conditions.get(parent, [])
        if (
            depth < len(conditions)
            and above
            and not any(_hold(alternative, values, conditions, depth + 1) for alternative in above)
        ):
            return False
    return True


def _metrics(trial: Record) -> dict[str, dict[float, float]]:
    """Read each metric's values by step, the mean where a trial was executed several times."""
    series: dict[str, dict[float, float]] = {}
    for name, metric in _part(trial, "metrics", "metrics").items():
        observations = _part(metric, "observations")
        series[name] = {
            number_of(observation.get("step")) or 0.0: _mean(observation.get("value"))
            for observation in (observations if isinstance(observations, list) else [])
            if isinstance(observation, Mapping)
        }
    return series


def _mean(value: object) -> float:
    values = value if isinstance(value, list) else [value]
    read = [number_of(entry) for entry in values if isinstance(entry, (int, float))]
    numbers = [number for number in read if number is not None]
    return sum(numbers) / len(numbers) if numbers else math.nan


def _objective(finished: Sequence[Record]) -> str:
    """Find the metric that is the trials' score: the project keeps no name of its objective."""
    scored = [trial for trial in finished if isinstance(trial.get("score"), (int, float))]
    names = dict.fromkeys(name for trial in scored for name in _metrics(trial))
    for name in names:
        if all(_equal(final_values(_metrics(trial)).get(name), trial["score"]) for trial in scored):
            return name
    return "score"


def _equal(value: object, score: float) -> bool:
    if not isinstance(value, float):
        return False
    return math.isclose(value, score, rel_tol=1e-9) or (math.isnan(value) and math.isnan(score))


def _hints(trials: Sequence[Record], objective: str) -> Hints:
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    steps: dict[str, float] = {}
    for kind, config in [entry for trial in trials for entry in _space(trial)]:
        name = f"params.{config.get('name')}"
        if kind in {"Int", "Float"}:
            log[name] = config.get("sampling") in {"log", "reverse_log"}
            bounds[name] = (config["min_value"], config["max_value"])
            # On a log scale a step is a factor.
            if config.get("step") and not log[name]:
                steps[name] = config["step"]
        elif kind == "Boolean":
            choices[name] = ("False", "True")
        elif kind == "Choice":
            choices[name] = tuple(map(choice_text, config.get("values", ())))
    return Hints(
        objective=f"metrics.{objective}",
        goals=_goals(trials, objective),
        log=log,
        bounds=bounds,
        choices=choices,
        steps=steps,
    )


def _goals(trials: Sequence[Record], objective: str) -> dict[str, Goal]:
    goals: dict[str, Goal] = {}
    for name, metric in [entry for trial in trials for entry in _part(trial, "metrics", "metrics").items()]:
        direction = str(_part(metric, "direction"))
        if direction in _GOALS:
            goals[f"metrics.{name}"] = _GOALS[direction]
    if objective == "score" and len(set(goals.values())) == 1:
        goals["metrics.score"] = next(iter(goals.values()))
    return goals


KERAS_TUNER = Reader(name="Keras Tuner", recognises=recognises, read=read)

"""Keras Tuner's projects: a folder with an oracle.json and one folder per trial."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints
from hpviz.sources.columns.cells import choice_text
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, sniff
from hpviz.sources.store.damage import as_list, as_number
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder, around, natural
from hpviz.sources.store.logged import LoggedRun, Spelling, number_of, table_of
from hpviz.sources.store.series import steps_of
from hpviz.sources.trackers.keras_tuner.trials import Trial, inactive, trial_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hpviz.runs import Status
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.damage import Damage

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


@dataclass(frozen=True)
class _Project:
    """One search and its trials."""

    path: Path
    trials: Sequence[Trial]

    @property
    def finished(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.status == "COMPLETED"]

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
        _project(candidate, folder)
        for candidate in folder.each(filter(_is_project, around(path, "oracle.json")), "projects")
    ]
    listed = [project.experiment() for project in projects]
    pick = experiments.pick(
        listed, options.experiment, word="project", store=f"Keras Tuner folder {path.name!r}"
    )
    project = projects[listed.index(pick.experiment)]
    objective = _objective(project.finished)
    runs = [_run(trial, objective) for trial in project.trials]
    hints = _hints(project.trials, objective, folder.records)
    source = f"Keras Tuner project {project.path.name!r}"
    table = table_of(runs, source, spelling=Spelling(aside=""), notes=[*pick.notes, *folder.notes()])
    return pick.of(replace(table, hints=hints))


def _project(path: Path, folder: Folder) -> _Project:
    names = sorted((name for name in sniff.names(path) if name.startswith("trial_")), key=natural)
    trials = []
    for name in folder.each(names, "trials"):
        stored = folder.mapping(path / name / "trial.json")
        if stored is not None:
            trials.append(trial_of(name, stored, folder.records))
    return _Project(path, trials)


def _run(trial: Trial, objective: str) -> LoggedRun:
    values = dict(trial.values)
    for name in inactive(trial.space, values):
        del values[name]
    metrics = trial.final()
    if objective == "score":
        metrics["score"] = trial.score
    return LoggedRun(
        run_id=trial.own,
        status=_STATUSES.get(trial.status, "unknown"),
        params={name: value for name, value in values.items() if not name.startswith(_OWN)},
        metrics=metrics,
        aside={name: value for name, value in values.items() if name.startswith(_OWN)}
        | ({"message": trial.message.splitlines()[-1]} if trial.message else {}),
        steps=steps_of(trial.series),
    )


def _objective(finished: Sequence[Trial]) -> str:
    """Find the metric that is the trials' score: the project keeps no name of its objective."""
    scored = [trial for trial in finished if isinstance(trial.score, (int, float))]
    for name in dict.fromkeys(name for trial in scored for name in trial.series):
        if all(_equal(trial.final().get(name), trial.score) for trial in scored):
            return name
    return "score"


def _equal(value: object, score: object) -> bool:
    number, scored = number_of(value), number_of(score)
    if number is None or scored is None:
        return False
    return math.isclose(number, scored, rel_tol=1e-9) or (math.isnan(number) and math.isnan(scored))


def _hints(trials: Sequence[Trial], objective: str, damage: Damage) -> Hints:
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    steps: dict[str, float] = {}
    for own, kind, config in [(trial.own, *entry) for trial in trials for entry in trial.space]:
        name = f"params.{config['name']}"
        with damage.of(f"trial_{own}"):
            if kind in {"Int", "Float"}:
                bounds[name] = _bounds(config)
                log[name] = config.get("sampling") in {"log", "reverse_log"}
                # On a log scale a step is a factor.
                if config.get("step") and not log[name]:
                    steps[name] = as_number(config["step"], f"the step of {config['name']!r}")
            elif kind == "Boolean":
                choices[name] = ("False", "True")
            elif kind == "Choice":
                listed = as_list(config.get("values"), f"the values of {config['name']!r}")
                choices[name] = tuple(map(choice_text, listed))
    return Hints(
        objective=f"metrics.{objective}",
        goals=_goals(trials, objective),
        log=log,
        bounds=bounds,
        choices=choices,
        steps=steps,
    )


def _bounds(config: Mapping[str, Any]) -> tuple[float, float]:
    ends = [(end, config.get(end)) for end in ("min_value", "max_value")]
    for end, value in ends:
        as_number(value, f"{end} of {config['name']!r}")
    return config["min_value"], config["max_value"]


def _goals(trials: Sequence[Trial], objective: str) -> dict[str, Goal]:
    goals: dict[str, Goal] = {}
    for trial in trials:
        for name, direction in trial.directions.items():
            if direction in _GOALS:
                goals[f"metrics.{name}"] = _GOALS[direction]
    if objective == "score" and len(set(goals.values())) == 1:
        goals["metrics.score"] = next(iter(goals.values()))
    return goals


KERAS_TUNER = Reader(name="Keras Tuner", recognises=recognises, read=read)

"""Ray Tune's folder of an experiment, read without Ray."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from hpviz.sources.reader import Reader
from hpviz.sources.store import sniff
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import LoggedRun, table_of
from hpviz.sources.trackers.ray.results import SPELLING, metrics_of, status_in, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading

    Facts = dict[str, Any]

_STATE = re.compile(r"experiment_state-.+\.json")
_PARAMS, _RESULTS = "params.json", "result.json"
MOST_LOOKED_INTO = 50


def recognises(path: Path) -> bool:
    """Look for the state of an experiment, or the folders of trials, here or one folder below."""
    return path.is_dir() and (_is_experiment(path) or any(map(_is_experiment, sniff.inside(path))))


def read(path: Path, options: ReadOptions) -> Table:
    """Read one experiment."""
    folders = (
        [path] if _is_experiment(path) else [below for below in sniff.inside(path) if _is_experiment(below)]
    )
    states = {folder: _State(folder, options.reading) for folder in folders}
    listed = [state.experiment() for state in states.values()]
    picked = pick(listed, options.experiment, word="experiment", store=f"the Ray Tune folder {path.name}")
    state = states[picked.experiment.key]  # type: ignore[index]
    runs = state.runs()
    table = table_of(
        runs,
        f"Ray Tune experiment {picked.experiment.name!r}",
        spelling=SPELLING,
        notes=[*picked.notes, *state.notes],
    )
    return picked.of(table)


def _is_experiment(folder: Path) -> bool:
    names = sniff.names(folder)
    if any(map(_STATE.fullmatch, names)):
        return True
    # Without a state, as after a copy, Ray's trials are recognised by the two files that each has.
    return any(_is_trial(folder / name) for name in names[:MOST_LOOKED_INTO])


def _is_trial(folder: Path) -> bool:
    return {_PARAMS, _RESULTS} <= set(sniff.names(folder))


class _State:
    """One experiment: what its newest state says of the trials, and what their own folders say."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self.folder = folder
        self._reading = reading
        self.notes: list[str] = []
        self._trials = self._from_state()
        if not self._trials:
            self._trials = [
                {"relative_logdir": trial.name} for trial in sniff.inside(folder) if _is_trial(trial)
            ]

    def experiment(self) -> Experiment:
        """Describe the experiment for the choice among several."""
        began = [float(trial.get("start_time") or 0) for trial in self._trials]
        finished = sum(trial.get("status") == "TERMINATED" for trial in self._trials)
        return Experiment(
            name=self.folder.name,
            key=self.folder,
            runs=len(self._trials),
            finished=finished,
            newest=max(began, default=0),
        )

    def _from_state(self) -> list[Facts]:
        """Read the newest state that is whole: Ray writes a new one whenever it takes up an experiment."""
        files = [file for file in sniff.inside(self.folder) if _STATE.fullmatch(file.name)]
        for file in sorted(files, key=lambda path: path.name, reverse=True):
            try:
                state = json.loads(sniff.text(file))
                listed = state.get("trial_data") or state.get("checkpoints") or []
                trials = [trial for entry in listed if (trial := self._trial(entry, file)) is not None]
            except (ValueError, AttributeError, RecursionError):
                self.notes.append(f"{file.name} is damaged, so it does not say how the trials ended.")
                continue
            return trials
        return []

    def _trial(self, entry: object, file: Path) -> Facts | None:
        """Put together the parts of a trial, each a dictionary or its text."""
        parts = entry if isinstance(entry, list) else [entry]
        trial: Facts = {}
        try:
            for part in parts:
                piece: Any = json.loads(part) if isinstance(part, str) else part
                trial.update(piece)
        except (ValueError, TypeError, RecursionError):
            self.notes.append(f"A trial in {file.name} is damaged and left out.")
            return None
        return trial

    def runs(self) -> list[LoggedRun]:
        """Read the trials."""
        names = set(sniff.names(self.folder))
        runs = [self._run(trial, place, names) for place, trial in enumerate(self._trials)]
        # Ray keeps them in no order.
        return sorted(runs, key=lambda run: run.created if run.created > 0 else math.inf)

    def _run(self, trial: Facts, place: int, names: set[str]) -> LoggedRun:
        name = str(trial.get("relative_logdir") or str(trial.get("logdir", "")).rpartition("/")[2])
        # The name comes from a file: only what lies in this very folder is opened.
        folder = self.folder / name if name in names and not (self.folder / name).is_symlink() else None
        results, steps = ([], []) if folder is None else self._results(folder)
        last = trial.get("last_result") or (results[-1] if results else {})
        params = trial.get("config")
        if params is None:
            params = last.get("config") or ({} if folder is None else self._params(folder))
        return LoggedRun(
            run_id=str(trial.get("trial_id") or last.get("trial_id") or name or place),
            name=_name(trial),
            status=status_in(trial.get("status", "unknown")),
            created=float(trial.get("start_time") or math.nan),
            runtime=float(last.get("time_total_s", math.nan)),
            params=params,
            metrics=metrics_of(last),
            steps=steps,
        )

    def _params(self, folder: Path) -> Facts:
        params = self._reading.cached(_params_of, folder / _PARAMS)
        if params is None:
            self.notes.append(f"Trial {folder.name}: {_PARAMS} is damaged, so it has no parameters.")
        return params or {}

    def _results(self, folder: Path) -> tuple[list[Facts], list[Mapping[str, float]]]:
        """Read the results of a trial, and the numbers in each."""
        results, steps, is_whole = self._reading.cached(_results_of, folder / _RESULTS)
        if not is_whole:
            self.notes.append(
                f"Trial {folder.name}: a line of {_RESULTS} is half written or damaged and left out."
            )
        return results, steps


def _params_of(file: Path) -> Facts | None:
    try:
        params = json.loads(sniff.text(file))
    except (ValueError, RecursionError):
        return None
    return params if isinstance(params, dict) else None


def _results_of(file: Path) -> tuple[list[Facts], list[Mapping[str, float]], bool]:
    lines = sniff.text(file).split("\n")
    lines_read = [_result(line) for line in lines if line.strip()]
    results = [result for result in lines_read if result is not None]
    return results, steps_of(results), None not in lines_read


def _name(trial: Facts) -> str:
    """Compose the name that Ray prints for a trial."""
    if trial.get("custom_trial_name"):
        return str(trial["custom_trial_name"])
    parts = [trial.get("trainable_name"), trial.get("trial_id")]
    return "_".join(map(str, parts)) if all(parts) else ""


def _result(line: str) -> Facts | None:
    try:
        result = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) else None


RAY_FOLDER = Reader(name="Ray Tune folder", recognises=recognises, read=read)

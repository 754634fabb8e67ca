"""Ray Tune's folder of an experiment, read without Ray."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.damage import ERRORS, Damage, as_dict, as_list, as_mapping, as_number
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import LoggedRun, number_of, table_of
from hpviz.sources.trackers.ray.results import SPELLING, metrics_of, status_in, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading

    Facts = dict[str, Any]

_STATE = re.compile(r"experiment_state-.+\.json")
_FOLDER = re.compile(r".+?_([0-9a-f]{8}|[0-9a-f]{5}_[0-9]{5})_[0-9]+(?:_|$)")
_PARAMS, _RESULTS = "params.json", "result.json"
MOST_LOOKED_INTO = 50


def recognises(path: Path) -> bool:
    """Look for the state of an experiment, or the folders of trials, here or one folder below."""
    return paths.is_folder(path) and (_is_experiment(path) or any(map(_is_experiment, sniff.inside(path))))


def read(path: Path, options: ReadOptions) -> Table:
    """Read one experiment."""
    folders = (
        [path] if _is_experiment(path) else [below for below in sniff.inside(path) if _is_experiment(below)]
    )
    states = {
        folder: _State(folder, options.reading) for folder in options.reading.each(folders, "experiments")
    }
    listed = [state.experiment() for state in states.values()]
    picked = pick(listed, options.experiment, word="experiment", store=f"the Ray Tune folder {path.name}")
    state = states[picked.experiment.key]  # type: ignore[index]
    runs = state.runs()
    table = table_of(
        runs,
        f"Ray Tune experiment {picked.experiment.name!r}",
        spelling=SPELLING,
        notes=[*picked.notes, *state.notes, *state.damage.notes()],
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
        self.notes: list[Note] = []
        self.damage = Damage()
        self._trials = self._from_state()
        if not self._trials:
            self._trials = [
                {"relative_logdir": trial.name}
                for trial in sniff.inside(folder)
                if _PARAMS in sniff.names(trial)  # it may have no results yet
            ]

    def experiment(self) -> Experiment:
        """Describe the experiment for the choice among several."""
        began = [_start(trial) for trial in self._trials]
        finished = sum(trial.get("status") == "TERMINATED" for trial in self._trials)
        return Experiment(
            name=self.folder.name,
            key=self.folder,
            runs=len(self._trials),
            finished=finished,
            newest=max((moment for moment in began if not math.isnan(moment)), default=0),
        )

    def _from_state(self) -> list[Facts]:
        """Read the newest state that is whole: Ray writes a new one whenever it takes up an experiment."""
        files = [file for file in sniff.inside(self.folder) if _STATE.fullmatch(file.name)]
        for file in sorted(files, key=lambda path: path.name, reverse=True):
            try:
                state = as_mapping(json.loads(sniff.text(file)), "it")
                entries = as_list(state.get("trial_data") or state.get("checkpoints"), "its list of trials")
            except ERRORS:
                damaged = f"{file.name} is damaged, so it does not say how the trials ended."
                self.notes.append(checks.FILES.note(damaged))
                continue
            places = list(enumerate(entries))
            return self.damage.each(places, _trial, lambda entry: f"trial {entry[0] + 1} in {file.name}")  # noqa: B023
        return []

    def runs(self) -> list[LoggedRun]:
        """Read the trials."""
        names = set(sniff.names(self.folder))
        places = self._reading.each(enumerate(self._trials), "trials")
        runs = self.damage.each(
            places, lambda entry: self._run(entry[1], entry[0], names), lambda entry: _own(*entry)
        )
        # Ray keeps them in no order.
        return sorted(runs, key=lambda run: run.created if run.created > 0 else math.inf)

    def _run(self, trial: Facts, place: int, names: set[str]) -> LoggedRun:
        name = _folder_name(trial)
        # The name comes from a file: only what lies in this very folder is opened.
        folder = self.folder / name if name in names else None
        if folder is not None and paths.is_link(folder):
            self.damage.add(f"trial {name}", "its folder is a link, which is not followed")
            folder = None
        results, steps = ([], []) if folder is None else self._results(folder)
        own = _own(place, trial)
        last = self._part(own, trial, "last_result") or (results[-1] if results else {})
        params = self._part(own, trial, "config")
        if trial.get("config") is None:
            params = self._part(own, last, "config") or ({} if folder is None else self._params(folder))
        return LoggedRun(
            run_id=str(trial.get("trial_id") or last.get("trial_id") or _id_in(name) or place),
            name=_name(trial),
            status=status_in(trial.get("status", "unknown")),
            created=self.damage.read(own, _moment, trial, otherwise=math.nan),
            runtime=self.damage.read(own, _runtime, last, otherwise=math.nan),
            params=params,
            metrics=metrics_of(last),
            steps=steps,
        )

    def _part(self, own: str, facts: Facts, key: str) -> Facts:
        empty: Facts = {}
        return self.damage.read(own, as_dict, facts.get(key), key, otherwise=empty)

    def _params(self, folder: Path) -> Facts:
        params = self._reading.cached(_params_of, folder / _PARAMS)
        if params is None:
            damaged = f"Trial {folder.name}: {_PARAMS} is damaged, so it has no parameters."
            self.notes.append(checks.FILES.note(damaged))
        return params or {}

    def _results(self, folder: Path) -> tuple[list[Facts], list[Mapping[str, float]]]:
        """Read the results of a trial, and the numbers in each."""
        if problem := paths.problem(folder / _RESULTS, self.folder):
            self.damage.add(f"trial {folder.name}", f"{_RESULTS}: {problem}")
        results, steps, is_whole = self._reading.cached(_results_of, folder / _RESULTS)
        if not is_whole:
            left_out = f"Trial {folder.name}: a line of {_RESULTS} is half written or damaged and left out."
            self.notes.append(checks.LINES.note(left_out))
        return results, steps


def _trial(entry: tuple[int, object]) -> Facts:
    """Put together the parts of a trial, each a dictionary or its text."""
    parts = entry[1] if isinstance(entry[1], list) else [entry[1]]
    trial: Facts = {}
    for part in parts:
        trial |= as_dict(json.loads(part) if isinstance(part, str) else part, "a part of it")
    return trial


def _folder_name(trial: Facts) -> str:
    return str(trial.get("relative_logdir") or str(trial.get("logdir", "")).rpartition("/")[2])


def _id_in(folder: str) -> str:
    """Take a trial's id out of its folder's name, which is the trainable's, the id, its number and more."""
    match = _FOLDER.match(folder)
    return match[1] if match else folder


def _own(place: int, trial: Facts) -> str:
    return f"trial {trial.get('trial_id') or _folder_name(trial) or place + 1}"


def _moment(trial: Facts) -> float:
    """Read when a trial began; it may not have."""
    return as_number(trial.get("start_time") or math.nan, "start_time")


def _start(trial: Facts) -> float:
    started = number_of(trial.get("start_time"))
    return math.nan if started is None else started


def _runtime(last: Facts) -> float:
    return as_number(last.get("time_total_s", math.nan), "time_total_s")


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

"""Hyperopt's trials, as the object or as JSON of its ``trials``; hyperopt itself is never imported."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.checks.columns import WITHOUT_SPACE
from hpviz.errors import HpvizError
from hpviz.runs import Hints
from hpviz.sources.columns.cells import parsed_texts, seconds
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store import experiments, sniff
from hpviz.sources.store.damage import Damage, as_mapping
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, table_of
from hpviz.sources.trackers.hyperopt.space import Space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

NAME = "Hyperopt"
Record = Mapping[str, Any]

_TRIAL_KEYS = frozenset({"tid", "misc", "result"})
_KEYS = (b'"tid"', b'"misc"', b'"vals"')
_NEW = "0"
_STATES: dict[str, Status] = {"1": "running", "3": "crashed", "4": "killed"}
_RESULTS: dict[str, Status] = {"ok": "finished", "fail": "failed", "running": "running"}


def recognises(path: Path) -> bool:
    """Whether this is a JSON file of trials."""
    start = sniff.header(path, 1 << 16) if path.suffix.lower() == ".json" else b""
    return all(key in start for key in _KEYS)


def read(path: Path, options: ReadOptions) -> Table:
    """Read a JSON file of trials."""
    folder = Folder(path.parent, options.reading)
    content = folder.json(path)
    trials = content.get("trials") if isinstance(content, Mapping) else content
    if not isinstance(trials, list):
        raise HpvizError(folder.notes()[0] if folder.damage else f"{path.name!r} holds no list of trials")
    return _table(trials, f"Hyperopt trials, JSON file {path.name}", options)


def from_trials(source: Any, options: ReadOptions) -> Table:
    """Read a Trials object, or the list of its trials."""
    trials = list(source) if isinstance(source, (list, tuple)) else list(source.trials)
    return _table(trials, "Hyperopt trials", options)


def _table(given: Sequence[Any], source: str, options: ReadOptions) -> Table:
    trials = [
        trial for trial in given if isinstance(trial, Mapping) and isinstance(trial.get("misc"), Mapping)
    ]
    keyed: dict[str, list[Record]] = {}
    for trial in trials:
        keyed.setdefault(str(trial.get("exp_key") or ""), []).append(trial)
    listed = [
        Experiment(name=key, key=key, runs=len(group), finished=sum(map(_is_ok, group)))
        for key, group in keyed.items()
    ]
    if options.experiment is None and len(listed) <= 1:
        return _read(trials, source, options).noting(*_notes(given, trials))
    pick = experiments.pick(listed, options.experiment, word="experiment", store=source)
    table = _read(keyed[pick.experiment.name], source, options).noting(*pick.notes, *_notes(given, trials))
    return pick.of(table)


def _read(trials: Sequence[Record], source: str, options: ReadOptions) -> Table:
    begun = [trial for trial in trials if str(trial.get("state")) != _NEW]
    described = None if options.space is None else Space.of(options.space)
    damage = Damage()
    runs = [_run(trial, described, damage) for trial in options.reading.each(begun, "trials")]
    # A JSON file made with default=str has its numbers as texts.
    table = table_of(runs, source, spelling=Spelling(aside=""), restore=described is None)
    hints = Hints(objective="metrics.loss", goals={"metrics.loss": "minimize"})
    if described is None:
        return replace(table, hints=hints).noting(WITHOUT_SPACE.note(_PLACES), *damage.notes())
    log, bounds, choices, steps = described.hints()
    return replace(table, hints=replace(hints, log=log, bounds=bounds, choices=choices, steps=steps)).noting(
        *damage.notes()
    )


_PLACES = (
    "Hyperopt keeps the place of each choice and the labels, not the values and the names: give space=, the "
    "search space that fmin was called with, to see them."
)


def _notes(given: Sequence[Any], trials: Sequence[Record]) -> list[Note]:
    notes = []
    if broken := len(given) - len(trials):
        left_out = f"{broken} of {len(given)} records are no trials and were left out."
        notes.append(checks.RECORDS.note(left_out))
    if waiting := sum(str(trial.get("state")) == _NEW for trial in trials):
        left_out = f"{waiting} trial{' was' if waiting == 1 else 's were'} left out: not started."
        notes.append(checks.NOT_STARTED.note(left_out))
    return notes


def _is_ok(trial: Record) -> bool:
    return _status(trial) == "finished"


def _status(trial: Record) -> Status:
    state = str(trial.get("state"))
    return _STATES.get(state) or _RESULTS.get(str(_result(trial).get("status")), "unknown")


def _result(trial: Record) -> Record:
    result = trial.get("result")
    return result if isinstance(result, Mapping) else {}


def _run(trial: Record, space: Space | None, damage: Damage) -> LoggedRun:
    own = f"trial {trial.get('tid')}"
    none: dict[str, object] = {}
    values = damage.read(own, _values, trial["misc"].get("vals"), otherwise=none)
    times = ("book_time", "refresh_time")
    begun, ended = (damage.read(own, _seconds, trial.get(key), otherwise=math.nan) for key in times)
    with damage.of(own):
        as_mapping(trial.get("result"), "result")
    status = _status(trial)
    metrics = {
        str(name): value
        for name, value in _result(trial).items()
        if name not in {"status", "attachments"} and not isinstance(value, (str, list))
    }
    if status != "running" and not math.isnan(ended - begun):
        metrics["runtime"] = ended - begun
    return LoggedRun(
        run_id=str(trial.get("tid")),
        status=status,
        created=begun,
        params=values if space is None else space.values(values),
        metrics=metrics,
        aside={
            name: value
            for name, value in _result(trial).items()
            if name != "status" and isinstance(value, str)
        },
    )


def _values(stored: object) -> dict[str, object]:
    """Read each label's value; one that this trial did not need has an empty list."""
    first = {
        str(label): values[0]
        for label, values in as_mapping(stored, "vals").items()
        if isinstance(values, (list, tuple)) and values
    }
    words = parsed_texts({value for value in first.values() if isinstance(value, str)})
    return {label: words[value] if isinstance(value, str) else value for label, value in first.items()}


def _seconds(stored: object) -> float:
    """Read a time as the object has it, as ``str`` writes it, or as MongoDB exports it."""
    if isinstance(stored, Mapping):
        stored = stored.get("$date")
    if isinstance(stored, (int, float)):
        return stored / 1000
    if isinstance(stored, str):
        return seconds_of(re.sub(r"Z$", "+00:00", stored))
    return seconds(stored)


def _is_trials(source: object) -> bool:
    """Whether this is Hyperopt's Trials, or the list of its trials."""
    if isinstance(source, (list, tuple)):
        return len(source) > 0 and isinstance(source[0], Mapping) and source[0].keys() >= _TRIAL_KEYS
    return has_attributes(source, "trials", "losses", "statuses", "tids")


HYPEROPT_FILE = Reader(name="Hyperopt", recognises=recognises, read=read)
HYPEROPT_TRIALS = Reader(name="Hyperopt's Trials", recognises=_is_trials, read=from_trials, grows=True)

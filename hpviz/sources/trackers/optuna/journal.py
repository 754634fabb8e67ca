"""Optuna's journal, a file of JSON lines that says what was done one by one, read without Optuna."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.formatting.words import shortened
from hpviz.sources.formats.lines import Lines
from hpviz.sources.reader import Reader
from hpviz.sources.store import sniff
from hpviz.sources.store.damage import ERRORS, Damage, DamageError, as_list, as_number
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.trackers.optuna.trials import StoredStudy, StoredTrial, table_of, unread_note, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading

    Entry = dict[str, Any]

_DIRECTIONS = ("NOT_SET", "MINIMIZE", "MAXIMIZE")
_STATES = ("RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING")


def recognises(path: Path) -> bool:
    """Look for the first entry of a journal."""
    first = sniff.header(path, 512).lstrip()
    return first.startswith(b"{") and b'"op_code"' in first and b'"worker_id"' in first


def read(path: Path, options: ReadOptions) -> Table:
    """Read one study."""
    journal = _replayed(path, options.reading)
    notes = _broken(journal.broken, path.name)
    picked = pick(
        journal.experiments(), options.experiment, word="study", store=f"the Optuna journal {path.name}"
    )
    study = journal.studies[picked.experiment.key]  # type: ignore[index]
    return table_of(study, path.name, picked, Damage(), [*notes, *unread_note(journal.unread, path.name)])


def _replayed(path: Path, reading: Reading) -> _Journal:
    """Do again all that was done; of a journal that has only grown, what has come since the last reading."""
    memory = reading.memory(path)
    journal: _Journal | None = memory.pop("journal", None)
    try:
        with path.open("rb") as file:
            if journal is None or not journal.lines.go_on(file):
                journal = _Journal()
            if journal.replay(file, reading):
                memory["journal"] = journal
    except OSError as error:
        raise HpvizError(f"the Optuna journal {path.name!r} cannot be read: {error}") from error
    return journal


class _Journal:
    """The studies as they stand after all that the journal says was done.

    Attributes
    ----------
    lines
        How far it was read.
    broken
        The lines that could not be read.
    """

    def __init__(self) -> None:
        self.lines = Lines()
        self.broken: list[int] = []
        self.studies: dict[int, StoredStudy] = {}
        self.trials: list[StoredTrial] = []
        self.unread: set[int] = set()
        self._created = 0
        self._operations: dict[int, Callable[[Entry], None]] = {
            0: self._create_study,
            1: self._delete_study,
            3: self._study_system_attribute,
            4: self._create_trial,
            5: self._param,
            6: self._state,
            7: self._intermediate,
            8: self._attribute,
        }

    def replay(self, file: BinaryIO, reading: Reading) -> bool:
        """Do what the new lines say; False where one without an end was done, since it comes again."""
        self.broken = [number for number in self.broken if number <= self.lines.count]
        can_go_on = True
        for number, line in reading.each(self.lines.new(file), "lines"):
            if not self._repeat(line):
                self.broken.append(number)
            elif not line.endswith(b"\n"):
                can_go_on = False
        return can_go_on

    def _repeat(self, line: bytes) -> bool:
        if not line.strip():
            return True
        try:
            entry = json.loads(line)
            operation = self._operations.get(entry["op_code"])
        except ERRORS:
            return False
        try:
            if operation is not None:
                operation(entry)
        except ERRORS:
            place = entry.get("trial_id")
            if not isinstance(place, int) or not 0 <= place < len(self.trials):
                return False
            self.unread.add(self.trials[place].number)
        return True

    def _trial(self, entry: Entry) -> StoredTrial:
        """Find the trial of an entry; below 0 Python would take another."""
        place = entry["trial_id"]
        if not 0 <= place < len(self.trials):
            raise DamageError("an entry is of a trial that there is not")
        return self.trials[place]

    def experiments(self) -> list[Experiment]:
        """List the studies."""
        return [
            Experiment(
                name=study.study_name,
                key=key,
                runs=len(study.trials),
                finished=sum(trial.state.name == "COMPLETE" for trial in study.trials),
                newest=key,
            )
            for key, study in self.studies.items()
        ]

    def _create_study(self, entry: Entry) -> None:
        name, directions = str(entry["study_name"]), entry["directions"]
        if name in {study.study_name for study in self.studies.values()}:
            return  # a second worker that lost the race
        self.studies[self._created] = StoredStudy(
            study_name=name, directions=[word(_DIRECTIONS[direction]) for direction in directions]
        )
        self._created += 1

    def _delete_study(self, entry: Entry) -> None:
        self.studies.pop(entry["study_id"], None)

    def _study_system_attribute(self, entry: Entry) -> None:
        names = entry["system_attr"].get("study:metric_names")
        study = self.studies[entry["study_id"]]
        if names and len(as_list(names, "the names of metrics")) == len(study.directions):
            study.metric_names = list(map(str, names))

    def _create_trial(self, entry: Entry) -> None:
        study = self.studies.get(entry["study_id"])
        siblings = study.trials if study else []
        trial = StoredTrial(
            number=len(siblings), state=word("RUNNING"), datetime_start=_datetime(entry.get("datetime_start"))
        )
        self.trials.append(trial)
        siblings.append(trial)
        if "state" in entry:  # a trial that was added whole
            self._take_whole(trial, entry)

    def _take_whole(self, trial: StoredTrial, entry: Entry) -> None:
        trial.state = word(_STATES[entry["state"]])
        trial.datetime_complete = _datetime(entry.get("datetime_complete"))
        value = entry.get("value")
        trial.values = entry.get("values") if value is None else [value]
        trial.user_attrs = dict(entry.get("user_attrs") or {})
        for name, distribution in (entry.get("distributions") or {}).items():
            trial.take_param(name, entry["params"][name], distribution)
        steps = entry.get("intermediate_values") or {}
        trial.intermediate_values = {int(step): _number(value) for step, value in steps.items()}

    def _param(self, entry: Entry) -> None:
        trial = self._trial(entry)
        trial.take_param(entry["param_name"], entry["param_value_internal"], entry["distribution"])

    def _state(self, entry: Entry) -> None:
        trial = self._trial(entry)
        trial.state = word(_STATES[entry["state"]])
        trial.values = [_number(value) for value in entry["values"]] if entry.get("values") else trial.values
        trial.datetime_start = _datetime(entry.get("datetime_start")) or trial.datetime_start
        trial.datetime_complete = _datetime(entry.get("datetime_complete")) or trial.datetime_complete

    def _intermediate(self, entry: Entry) -> None:
        trial = self._trial(entry)
        trial.intermediate_values[int(entry["step"])] = _number(entry["intermediate_value"])

    def _attribute(self, entry: Entry) -> None:
        self._trial(entry).user_attrs.update(entry["user_attr"])


def _number(value: float | None) -> float:
    return math.nan if value is None else as_number(value, "a value")


def _datetime(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _broken(lines: list[int], name: str) -> list[Note]:
    if not lines:
        return []
    shown = shortened(lines, 10)
    which = f"Line {shown} of {name} is" if len(lines) == 1 else f"Lines {shown} of {name} are"
    return [checks.LINES.note(f"{which} half written or damaged and left out; the rest was read.")]


OPTUNA_JOURNAL = Reader(name="Optuna journal", recognises=recognises, read=read)

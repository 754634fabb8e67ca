"""Optuna's database in an SQLite file, read without Optuna."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hpviz.sources.reader import Reader
from hpviz.sources.store import database, sniff
from hpviz.sources.store.damage import ERRORS, DamageError, as_list, as_number
from hpviz.sources.store.database import ANY, TEXT, WHOLE
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.trackers.optuna.trials import StoredStudy, StoredTrial, table_of, unread_note, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.database import Store

    Trials = dict[int, StoredTrial]
    Row = tuple[Any, ...]

_ENDED = frozenset({"COMPLETE", "PRUNED", "FAIL"})
_NO_NUMBERS = {"INF_POS": math.inf, "INF_NEG": -math.inf, "NAN": math.nan}


def recognises(path: Path) -> bool:
    """Look for Optuna's tables."""
    return {"studies", "trials", "trial_params"} <= sniff.tables(path)


def read(path: Path, options: ReadOptions) -> Table:
    """Read one study."""
    with database.opened(path, options.reading) as store:
        listed = _studies(store)
        picked = pick(listed, options.experiment, word="study", store=f"the Optuna database {path.name}")
        ended = options.reading.memory(path, picked.experiment.key)
        study, unread = _study(store, picked.experiment, ended)
        notes = [*store.notes, *unread_note(unread, path.name)]
        return table_of(study, path.name, picked, store.damage, notes)


# Rows are sorted and counted here, not by SQLite, so that those before the damage to a table are read.


def _studies(store: Store) -> list[Experiment]:
    states: dict[object, list[str]] = {}
    newest: dict[object, float] = {}
    for study, trial, state in store.whole_rows(
        "SELECT study_id, trial_id, state FROM trials", kinds=(WHOLE, WHOLE, TEXT), name=_trial_id
    ):
        states.setdefault(study, []).append(state)
        newest[study] = max(trial, newest.get(study, 0))
    names = store.whole_rows(
        "SELECT study_id, study_name FROM studies",
        kinds=(WHOLE, TEXT),
        name=lambda row: f"study {row[0]}",
    )
    return [
        Experiment(
            name=name,
            key=key,
            runs=len(states.get(key, ())),
            finished=states.get(key, []).count("COMPLETE"),
            newest=newest.get(key, 0),
        )
        for key, name in sorted(names)
    ]


def _trial_id(row: Row) -> str:
    return f"the trial with the id {row[1]}"


def _study(store: Store, chosen: Experiment, ended: dict[Row, StoredTrial]) -> tuple[StoredStudy, set[int]]:
    of_study = f"study {chosen.name!r}"
    directions = store.whole_rows(
        "SELECT objective, direction FROM study_directions WHERE study_id = ?",
        chosen.key,
        kinds=(WHOLE, TEXT),
        name=lambda _: of_study,
    )
    names = store.rows(
        "SELECT value_json FROM study_system_attributes WHERE study_id = ? AND key = 'study:metric_names'",
        chosen.key,
    )
    objectives = len(directions) or _counted_objectives(store, chosen)
    trials, unread = _trials(store, chosen, ended, objectives)
    study = StoredStudy(
        study_name=chosen.name,
        directions=[word(direction) for _, direction in sorted(directions)],
        metric_names=store.damage.read(of_study, _metric_names, names, objectives, otherwise=None),
        trials=trials,
    )
    return study, unread


def _trials(
    store: Store, chosen: Experiment, ended: dict[Row, StoredTrial], objectives: int
) -> tuple[list[StoredTrial], set[int]]:
    """Read the trials but those in `ended`: of a trial that has ended Optuna lets nothing be changed."""
    rows = store.whole_rows(
        "SELECT number, trial_id, state, datetime_start, datetime_complete FROM trials WHERE study_id = ?",
        chosen.key,
        kinds=(WHOLE, WHOLE, TEXT, ANY, ANY),
        name=_trial_id,
    )
    rows.sort(key=lambda row: row[0])
    trials = {row: ended.get(row) or _begun(row, store) for row in rows}
    unread = _filled(store, {row[1]: trials[row] for row in rows if row not in ended}, objectives)
    ended.clear()
    if not (store.notes or store.damage.records):  # else some might lack what could not be read
        ended |= {row: trial for row, trial in trials.items() if row[2] in _ENDED and row[0] not in unread}
    return list(trials.values()), unread


def _metric_names(rows: list[Row], objectives: int) -> list[str] | None:
    if not rows:
        return None
    names = list(map(str, as_list(json.loads(rows[0][0]), "the names of its metrics")))
    if len(names) != objectives:
        raise DamageError("the names of its metrics are not as many as its directions")
    return names


def _counted_objectives(store: Store, chosen: Experiment) -> int:
    places = store.rows(
        "SELECT objective FROM trial_values JOIN trials USING (trial_id) WHERE study_id = ?", chosen.key
    )
    return max((place for (place,) in places if isinstance(place, int)), default=0) + 1


def _begun(row: Row, store: Store) -> StoredTrial:
    number, _, state, *moments = row
    start, end = (
        store.damage.read(f"trial {number}", _datetime, moment, otherwise=None) for moment in moments
    )
    return StoredTrial(number=number, state=word(state), datetime_start=start, datetime_complete=end)


def _filled(store: Store, trials: Trials, objectives: int) -> set[int]:
    """Fill the trials with all that is stored for them; return those of which some could not be read."""

    def value(trial: StoredTrial, place: int, number: float | None, kind: str) -> None:
        if not 0 <= place < objectives:
            raise DamageError("a value of no objective")
        trial.values = trial.values or [math.nan] * objectives
        trial.values[place] = _number(number, kind)

    steps, value_of_step = "trial_intermediate_values", "intermediate_value"
    parts: list[tuple[str, str, Callable[..., None]]] = [
        ("trial_params", "param_name, param_value, distribution_json", StoredTrial.take_param),
        ("trial_values", f"objective, value, {_kind(store, 'trial_values', 'value')}", value),
        (steps, f"step, {value_of_step}, {_kind(store, steps, value_of_step)}", _take_step),
        ("trial_user_attributes", "key, value_json", _take_attribute),
    ]
    unread: set[int] = set()
    for table, columns, take in parts:
        query = f"SELECT trial_id, {columns} FROM {table} WHERE trial_id BETWEEN ? AND ?"  # noqa: S608 - own names
        rows = store.rows(query, min(trials, default=0), max(trials, default=0))
        unread |= _taken(rows, trials, take)
    return unread


def _take_step(trial: StoredTrial, count: int, number: float | None, kind: str) -> None:
    trial.intermediate_values[int(as_number(count, "a step"))] = _number(number, kind)


def _take_attribute(trial: StoredTrial, name: str, text: str) -> None:
    trial.user_attrs[name] = json.loads(text)


def _kind(store: Store, table: str, column: str) -> str:
    """Name the column that tells NaN and the infinities, which Optuna before 3.0 does not have."""
    name = f"{column}_type"
    return name if name in store.columns(table) else "'FINITE'"


def _taken(rows: Iterable[tuple[Any, ...]], trials: Trials, take: Callable[..., None]) -> set[int]:
    unread: set[int] = set()
    for key, *cells in rows:
        trial = trials.get(key)
        if trial is not None:
            try:
                take(trial, *cells)
            except ERRORS:
                unread.add(trial.number)
    return unread


def _number(value: float | None, kind: str) -> float:
    if kind in _NO_NUMBERS:
        return _NO_NUMBERS[kind]
    return math.nan if value is None else as_number(value, "a value")


def _datetime(text: object) -> datetime | None:
    """Read a moment.

    Raises
    ------
    DamageError
        It is none.
    """
    if text is None:
        return None
    if not isinstance(text, str):
        raise DamageError("a time is no text")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DamageError(f"{text!r} is no time") from None


OPTUNA_DATABASE = Reader(name="Optuna database", recognises=recognises, read=read)

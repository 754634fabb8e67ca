"""Optuna's database in an SQLite file, read without Optuna."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hpviz.sources.reader import Reader
from hpviz.sources.store import database, sniff
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
    with database.opened(path, live=options.reading.live) as store:
        listed = _studies(store)
        picked = pick(listed, options.experiment, word="study", store=f"the Optuna database {path.name}")
        ended = options.reading.memory(path, picked.experiment.key)
        study, unread = _study(store, picked.experiment, ended)
        return table_of(study, path.name, picked, [*store.notes, *unread_note(unread, path.name)])


# Rows are sorted and counted here, not by SQLite, so that those before the damage to a table are read.


def _studies(store: Store) -> list[Experiment]:
    states: dict[object, list[str]] = {}
    newest: dict[object, float] = {}
    for study, trial, state in store.rows("SELECT study_id, trial_id, state FROM trials"):
        states.setdefault(study, []).append(state)
        newest[study] = max(trial, newest.get(study, 0))
    return [
        Experiment(
            name=name,
            key=key,
            runs=len(states.get(key, ())),
            finished=states.get(key, []).count("COMPLETE"),
            newest=newest.get(key, 0),
        )
        for key, name in sorted(store.rows("SELECT study_id, study_name FROM studies"))
    ]


def _study(store: Store, chosen: Experiment, ended: dict[Row, StoredTrial]) -> tuple[StoredStudy, set[int]]:
    directions = store.rows(
        "SELECT objective, direction FROM study_directions WHERE study_id = ?", chosen.key
    )
    names = store.rows(
        "SELECT value_json FROM study_system_attributes WHERE study_id = ? AND key = 'study:metric_names'",
        chosen.key,
    )
    trials, unread = _trials(store, chosen, ended, max(len(directions), 1))
    study = StoredStudy(
        study_name=chosen.name,
        directions=[word(direction) for _, direction in sorted(directions)],
        metric_names=json.loads(names[0][0]) if names else None,
        trials=trials,
    )
    return study, unread


def _trials(
    store: Store, chosen: Experiment, ended: dict[Row, StoredTrial], objectives: int
) -> tuple[list[StoredTrial], set[int]]:
    """Read the trials but those in `ended`: of a trial that has ended Optuna lets nothing be changed."""
    rows = store.rows(
        "SELECT number, trial_id, state, datetime_start, datetime_complete FROM trials WHERE study_id = ?",
        chosen.key,
    )
    rows.sort(key=lambda row: row[0])
    trials = {row: ended.get(row) or _begun(row) for row in rows}
    unread = _filled(store, {row[1]: trials[row] for row in rows if row not in ended}, objectives)
    ended.clear()
    if not store.notes:  # else some might lack what could not be read
        ended |= {row: trial for row, trial in trials.items() if row[2] in _ENDED and row[0] not in unread}
    return list(trials.values()), unread


def _begun(row: Row) -> StoredTrial:
    number, _, state, start, end = row
    return StoredTrial(
        number=number, state=word(state), datetime_start=_datetime(start), datetime_complete=_datetime(end)
    )


def _filled(store: Store, trials: Trials, objectives: int) -> set[int]:
    """Fill the trials with all that is stored for them; return those of which some could not be read."""

    def value(trial: StoredTrial, place: int, number: float | None, kind: str) -> None:
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
    trial.intermediate_values[count] = _number(number, kind)


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
            except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
                unread.add(trial.number)
    return unread


def _number(value: float | None, kind: str) -> float:
    if kind in _NO_NUMBERS:
        return _NO_NUMBERS[kind]
    return math.nan if value is None else float(value)


def _datetime(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None


OPTUNA_DATABASE = Reader(name="Optuna database", recognises=recognises, read=read)

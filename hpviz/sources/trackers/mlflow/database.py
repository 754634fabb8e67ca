"""MLflow's database in an SQLite file, read without MLflow."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hpviz.sources.reader import Reader
from hpviz.sources.store import database, sniff
from hpviz.sources.store.damage import as_number
from hpviz.sources.store.database import ANY, NUMBER, NUMBER_OR_NONE, TEXT, TEXT_OR_NONE, WHOLE
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import rows_of
from hpviz.sources.trackers.mlflow.runs import deleted_note, logged_run, mlflow_table, real

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.database import Store
    from hpviz.sources.store.logged import LoggedRun

_OF_EXPERIMENT = "JOIN runs USING (run_uuid) WHERE experiment_id = ? AND runs.lifecycle_stage = 'active'"


def recognises(path: Path) -> bool:
    """Look for MLflow's tables."""
    return {"experiments", "runs", "params", "latest_metrics"} <= sniff.tables(path)


def read(path: Path, options: ReadOptions) -> Table:
    """Read one experiment."""
    with database.opened(path, options.reading) as store:
        listed = _experiments(store)
        picked = pick(listed, options.experiment, word="experiment", store=f"the MLflow database {path.name}")
        runs = _runs(store, picked.experiment.key)
        notes = [*deleted_note(_deleted(store, picked.experiment.key)), *store.notes, *store.damage.notes()]
    return mlflow_table(runs, path.name, picked, notes)


# Rows are sorted and counted here, not by SQLite, so that those before the damage to a table are read.


def _experiments(store: Store) -> list[Experiment]:
    of_experiment: defaultdict[object, list[tuple[str, float]]] = defaultdict(list)
    for experiment, status, start, stage, _ in store.whole_rows(
        "SELECT experiment_id, status, start_time, lifecycle_stage, run_uuid FROM runs",
        kinds=(ANY, TEXT_OR_NONE, ANY, TEXT_OR_NONE, TEXT),
        name=lambda row: f"run {row[-1]}",
    ):
        if stage == "active":
            of_experiment[experiment].append((status, start if isinstance(start, int) else 0))
    listed = []
    for key, name, stage in sorted(
        store.whole_rows(
            "SELECT experiment_id, name, lifecycle_stage FROM experiments",
            kinds=(WHOLE, TEXT, TEXT_OR_NONE),
            name=lambda row: f"experiment {row[0]}",
        )
    ):
        runs = of_experiment[key]
        if stage == "active":
            listed.append(
                Experiment(
                    name=name,
                    key=key,
                    runs=len(runs),
                    finished=sum(status == "FINISHED" for status, _ in runs),
                    newest=max((start for _, start in runs), default=0),
                )
            )
    # MLflow makes an experiment "Default" that mostly stays empty.
    return [experiment for experiment in listed if experiment.runs] or listed


def _deleted(store: Store, experiment: object) -> int:
    rows = store.rows(
        "SELECT count(*) FROM runs WHERE experiment_id = ? AND lifecycle_stage = 'deleted'", experiment
    )
    return int(rows[0][0]) if rows else 0


def _runs(store: Store, experiment: object) -> list[LoggedRun]:
    # What each run has comes after the runs, and its history last: time may end before.
    rows = store.whole_rows(
        "SELECT rowid, run_uuid, name, status, start_time, end_time FROM runs "
        "WHERE experiment_id = ? AND lifecycle_stage = 'active'",
        experiment,
        kinds=(WHOLE, TEXT, TEXT_OR_NONE, TEXT_OR_NONE, ANY, ANY),
        name=lambda row: f"run {row[1]}",
    )
    params, metrics = _texts(store, "params", experiment), _metrics(store, experiment)
    tags, points = _texts(store, "tags", experiment), _points(store, experiment)
    runs = []
    for place, run, name, status, *moments in rows:
        start, end = (
            store.damage.read(f"run {run}", _milliseconds, moment, otherwise=None) for moment in moments
        )
        logged = logged_run(
            run,
            name=name,
            status=status,
            start=start,
            end=end,
            params=params[run],
            metrics=metrics[run],
            tags=tags[run],
            steps=rows_of(points[run]),
        )
        runs.append((start or 0, place, logged))
    return [logged for _, _, logged in sorted(runs, key=lambda run: run[:2])]


def _milliseconds(moment: object) -> float | None:
    return None if moment is None else as_number(moment, "a time")


def _metrics(store: Store, experiment: object) -> defaultdict[str, dict[str, float]]:
    metrics: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for run, key, value, is_nan in store.whole_rows(
        f"SELECT run_uuid, key, value, is_nan FROM latest_metrics {_OF_EXPERIMENT}",  # noqa: S608 - a constant
        experiment,
        kinds=(TEXT, TEXT, NUMBER_OR_NONE, ANY),
        name=lambda row: f"run {row[0]}",
    ):
        metrics[run][key] = real(value, is_nan)
    return metrics


def _texts(store: Store, table: str, experiment: object) -> defaultdict[str, dict[str, str]]:
    """Read the texts of each run, in the order in which they were logged."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    rows = store.whole_rows(
        f"SELECT {table}.rowid, run_uuid, key, value FROM {table} {_OF_EXPERIMENT}",  # noqa: S608 - own names
        experiment,
        kinds=(WHOLE, TEXT, TEXT, TEXT),
        name=lambda row: f"run {row[1]}",
    )
    for _, run, key, value in sorted(rows, key=lambda row: row[0]):
        texts[run][key] = value
    return texts


def _points(store: Store, experiment: object) -> defaultdict[str, list[tuple[str, int, float]]]:
    points: defaultdict[str, list[tuple[str, int, float]]] = defaultdict(list)
    rows = store.whole_rows(
        f"SELECT step, timestamp, run_uuid, key, value, is_nan FROM metrics {_OF_EXPERIMENT}",  # noqa: S608 - a constant
        experiment,
        kinds=(NUMBER, NUMBER, TEXT, TEXT, NUMBER_OR_NONE, ANY),
        name=lambda row: f"run {row[2]}",
    )
    for step, _, run, key, value, is_nan in sorted(rows, key=lambda row: row[:2]):
        points[run].append((key, step, real(value, is_nan)))
    return points


MLFLOW_DATABASE = Reader(name="MLflow database", recognises=recognises, read=read)

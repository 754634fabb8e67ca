"""Time how long a store of many runs takes to read, side by side with the tracker's own reader.

Optuna and MLflow, whichever is installed: ``make trackers`` leaves both in environments below
``.cache/trackers``.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import hpviz

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMS, STEPS = 10, 10
SPACE = '{"name": "FloatDistribution", "attributes": {"low": 0.0, "high": 1.0, "log": false, "step": null}}'


def optuna_store(folder: Path, runs: int) -> tuple[Path, Callable[[], object]]:
    """Let Optuna make the tables, and fill them."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = folder / "study.db"
    url = f"sqlite:///{path}"
    optuna.create_study(study_name="s", storage=url)
    rng = np.random.default_rng(0)
    store = sqlite3.connect(path)
    trials = range(1, runs + 1)
    moment = "2026-01-01 00:00:00.000000"
    store.executemany(
        "INSERT INTO trials (trial_id, number, study_id, state, datetime_start, datetime_complete) "
        "VALUES (?, ?, 1, 'COMPLETE', ?, ?)",
        [(trial, trial - 1, moment, moment) for trial in trials],
    )
    store.executemany(
        "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)",
        [(trial, f"p{number}", rng.random(), SPACE) for trial in trials for number in range(PARAMS)],
    )
    store.executemany(
        "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, 0, ?, 'FINITE')",
        [(trial, rng.random()) for trial in trials],
    )
    store.executemany(
        "INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type) "
        "VALUES (?, ?, ?, 'FINITE')",
        [(trial, step, rng.random()) for trial in trials for step in range(STEPS)],
    )
    store.commit()
    store.close()
    return path, lambda: optuna.load_study(study_name="s", storage=url).trials_dataframe()


def mlflow_store(folder: Path, runs: int) -> tuple[Path, Callable[[], object]]:
    """Let MLflow make the tables, and fill them."""
    import mlflow

    path = folder / "mlflow.db"
    mlflow.set_tracking_uri(f"sqlite:///{path}")
    experiment = mlflow.create_experiment("e")
    rng = np.random.default_rng(0)
    ids = [f"{number:032x}" for number in range(runs)]
    store = sqlite3.connect(path)
    store.executemany(
        "INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, "
        "lifecycle_stage, artifact_uri, experiment_id) "
        "VALUES (?, 'r', 'LOCAL', 'u', 'FINISHED', 1, 2, 'active', '', ?)",
        [(run, experiment) for run in ids],
    )
    store.executemany(
        "INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
        [(f"p{number}", str(rng.random()), run) for run in ids for number in range(PARAMS)],
    )
    store.executemany(
        "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) "
        "VALUES ('loss', ?, 1, 9, 0, ?)",
        [(rng.random(), run) for run in ids],
    )
    store.executemany(
        "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('loss', ?, ?, ?, 0, ?)",
        [(rng.random(), step, step, run) for run in ids for step in range(STEPS)],
    )
    store.commit()
    store.close()
    return path, lambda: mlflow.search_runs([experiment], max_results=runs)


STORES = {"optuna": optuna_store, "mlflow": mlflow_store}


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{options.runs:,} runs of {PARAMS} parameters and {STEPS} steps, in seconds")
    for name, write in STORES.items():
        if find_spec(name) is None:
            print(f"{name:>8}  not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            path, theirs = write(Path(folder), options.runs)
            ours = seconds(lambda path=path: hpviz.read(path))
            own = seconds(theirs)
        print(f"{name:>8}  hpviz {ours:6.2f}  {name} itself {own:6.2f}  {own / ours:5.1f} times as long")


if __name__ == "__main__":
    main()

"""MLflow's server, or whatever its tracking address names, read through MLflow's own client."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.experiments import Experiment, pick
from hpviz.sources.trackers.mlflow_runs import logged_run, mlflow_table, real

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.sources.logged import LoggedRun
    from hpviz.sources.table import Table

PAGE = 1000
"""Runs asked for at a time."""
PATIENCE = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "20", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}
"""MLflow's own settings: by default it tries for many minutes to reach a server that is not there."""


def from_address(uri: str, *, experiment: str | None = None) -> Table:
    """Read one experiment of a tracking address.

    Raises
    ------
    HpvizError
        MLflow is not installed, or nothing answers.
    """
    if find_spec("mlflow") is None:
        raise HpvizError(f"reading from {uri!r} needs MLflow's client: pip install mlflow-skinny")
    import mlflow

    return from_client(mlflow.MlflowClient(tracking_uri=uri), experiment=experiment, store=uri)


def from_client(client: Any, *, experiment: str | None = None, store: str = "") -> Table:
    """Read one experiment through an `mlflow.MlflowClient`."""
    store = store or f"MLflow at {getattr(client, 'tracking_uri', 'its tracking address')}"
    try:
        with _impatient():
            picked = pick(_experiments(client, experiment), experiment, word="experiment", store=store)
            runs = [_logged(run) for run in _pages(client, [picked.experiment.key])]
    except HpvizError:
        raise
    except Exception as error:  # the client raises errors of many kinds
        reason = str(error).partition("\n")[0]
        raise HpvizError(
            f"{store} gave no runs: {type(error).__name__}: {reason}. Is its address right, and does it run?"
        ) from error
    runs.sort(key=lambda run: run.created)
    note = "MLflow's client gives the last value of each metric; the database or the folder has its history."
    return mlflow_table(runs, store, picked, [note])


@contextmanager
def _impatient() -> Iterator[None]:
    """Let MLflow give up soon, unless the person has set how long it may take."""
    mine = {name: value for name, value in PATIENCE.items() if name not in os.environ}
    os.environ.update(mine)
    try:
        yield
    finally:
        for name in mine:
            os.environ.pop(name, None)


def _experiments(client: Any, asked: str | None) -> list[Experiment]:
    """List the experiments; their runs are counted only where the person did not choose."""
    listed = list(client.search_experiments())
    if asked is not None or len(listed) < 2:
        return [Experiment(one.name, one.experiment_id, 0) for one in listed]
    found = [_counted(client, one) for one in listed]
    return [one for one in found if one.runs] or found


def _counted(client: Any, one: Any) -> Experiment:
    statuses = [run.info.status for run in client.search_runs([one.experiment_id], max_results=PAGE)]
    return Experiment(one.name, one.experiment_id, len(statuses), statuses.count("FINISHED"))


def _pages(client: Any, experiments: list[object]) -> Iterator[Any]:
    token = None
    while True:
        page = client.search_runs(experiments, max_results=PAGE, page_token=token)
        yield from page
        token = getattr(page, "token", None)
        if not token:
            return


def _logged(run: Any) -> LoggedRun:
    return logged_run(
        run.info.run_id,
        name=getattr(run.info, "run_name", None),
        status=run.info.status,
        start=run.info.start_time,
        end=run.info.end_time,
        params=dict(run.data.params),
        metrics={name: real(value) for name, value in run.data.metrics.items()},
        tags=dict(run.data.tags),
    )

"""MLflow's server, or whatever its tracking address names, read through MLflow's own client."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.secrets import scrubbed, shown
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import when
from hpviz.sources.store.sql_address import for_reading
from hpviz.sources.trackers.mlflow.history import add_history
from hpviz.sources.trackers.mlflow.runs import logged_run, mlflow_table, real

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.logged import LoggedRun

PAGE = 1000
"""Runs requested at a time."""
PATIENCE = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "20", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}
"""MLflow's own settings: by default it tries for many minutes to reach a server that is not there."""


# Of any other http address the path says that it is none of MLflow's.
_ADDRESS = re.compile(r"mlflow\+.+|https?://[^/?#]+/?", re.IGNORECASE)
_MLFLOW_PLUS = re.compile(r"mlflow\+", re.IGNORECASE)

LONGEST = 300
"""Characters of an error that are shown: a server that is none of MLflow's answers with a page."""


def from_address(uri: str, options: ReadOptions) -> Table:
    """Read one experiment of a tracking address.

    Raises
    ------
    HpvizError
        MLflow is not installed, or nothing answers.
    """
    if find_spec("mlflow") is None:
        raise HpvizError(f"reading from {shown(uri)!r} needs MLflow's client: pip install mlflow-skinny")
    import mlflow

    try:
        client = mlflow.MlflowClient(tracking_uri=for_reading(uri))
    except HpvizError:
        raise
    except Exception as error:  # noqa: BLE001 - a database is opened at once
        raise HpvizError(_refusal(shown(uri), uri, error)) from None
    return from_client(client, options, store=uri)


def from_client(client: Any, options: ReadOptions, *, store: str = "") -> Table:
    """Read one experiment through an `mlflow.MlflowClient`."""
    uri = str(getattr(client, "tracking_uri", "its tracking address"))
    store = shown(store or f"MLflow at {uri}")
    try:
        with _impatient():
            listed = _experiments(client, options.experiment)
            picked = pick(listed, options.experiment, word="experiment", store=store)
            pages = _pages(client, [picked.experiment.key])
            runs = [_logged(run) for run in options.reading.each(pages, "runs")]
            notes = [note.written(scrubbed(note, uri)) for note in add_history(client, runs)]
    except HpvizError:
        raise
    except Exception as error:  # noqa: BLE001 - the client raises errors of many kinds
        # Without the error itself: a database's may hold the password.
        raise HpvizError(_refusal(store, uri, error)) from None
    runs.sort(key=when)
    return mlflow_table(runs, store, picked, notes)


def _refusal(store: str, uri: str, error: Exception) -> str:
    reason = scrubbed(str(error).strip().partition("\n")[0], uri)
    shortened = reason[:LONGEST] + ("…" if len(reason) > LONGEST else "")
    return (
        f"{store} gave no runs: {type(error).__name__}: {shortened}. Is its address right, and does it run?"
    )


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


def _experiments(client: Any, wanted: str | None) -> list[Experiment]:
    """List the experiments; their runs are counted only where the person did not choose."""
    listed = list(client.search_experiments())
    if wanted is not None or len(listed) < 2:
        return [
            Experiment(name=experiment.name, key=experiment.experiment_id, runs=0) for experiment in listed
        ]
    counted = [_counted(client, experiment) for experiment in listed]
    return [experiment for experiment in counted if experiment.runs] or counted


def _counted(client: Any, experiment: Any) -> Experiment:
    statuses = [run.info.status for run in client.search_runs([experiment.experiment_id], max_results=PAGE)]
    return Experiment(
        name=experiment.name,
        key=experiment.experiment_id,
        runs=len(statuses),
        finished=statuses.count("FINISHED"),
    )


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


def _is_client(source: object) -> bool:
    return has_attributes(source, "search_experiments", "search_runs")


MLFLOW_ADDRESS: Reader[str] = Reader(
    name="MLflow server",
    recognises=lambda address: _ADDRESS.fullmatch(address) is not None,
    read=lambda address, options: from_address(_MLFLOW_PLUS.sub("", address), options),
)
MLFLOW_CLIENT = Reader(name="MlflowClient", recognises=_is_client, read=from_client, grows=True)

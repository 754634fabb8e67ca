"""The history of MLflow's runs, asked of its client metric by metric."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from hpviz.sources.store.logged import rows_of
from hpviz.sources.trackers.mlflow.runs import real

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.sources.store.logged import LoggedRun

    Points = list[tuple[str, int, float]]

MOST_REQUESTS = 2000
"""The client gives the steps of one metric of one run at a time; a server on this machine 100 in a second."""
AT_ONCE = 8
PATIENCE = 30.0
"""Seconds for all of it."""


def add_history(client: Any, runs: Sequence[LoggedRun]) -> str:
    """Give the runs their steps, or none of them any, and say in a sentence why not."""
    asked = [(run, name) for run in runs for name in run.metrics]
    if len(asked) > MOST_REQUESTS:
        return _without(f"it would take {len(asked):,} requests, more than {MOST_REQUESTS:,}")
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hpviz-mlflow")
    until = time.monotonic() + PATIENCE
    try:
        series = [(run, pool.submit(_points, client, run.run_id, name, until)) for run, name in asked]
        late = wait([one for _, one in series], timeout=PATIENCE).not_done
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if late:
        return _without(f"it did not come within {PATIENCE:.0f} seconds")
    return _put(series)


def _points(client: Any, run_id: str, name: str, until: float) -> Points:
    """Give a metric's steps in order; of those that were logged twice the later one last."""
    if time.monotonic() > until:
        return []
    found = client.get_metric_history(run_id, name)
    found = sorted(found, key=lambda one: (one.step, one.timestamp))
    return [(name, one.step, real(one.value)) for one in found]


def _put(series: Sequence[tuple[LoggedRun, Future[Points]]]) -> str:
    failed = next((error for _, one in series if (error := one.exception())), None)
    if failed is not None:
        reason = str(failed).partition("\n")[0]
        return _without(f"the client gave none ({type(failed).__name__}: {reason})")
    points: dict[str, Points] = {}
    for run, one in series:
        points.setdefault(run.run_id, []).extend(one.result())
    for run, _ in series:
        run.steps = rows_of(points[run.run_id])
    return ""


def _without(reason: str) -> str:
    return (
        f"Each metric stands at its last value, without history: {reason}. The database or the folder has it."
    )

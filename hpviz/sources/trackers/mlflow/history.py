"""The history of MLflow's runs, requested from its client metric by metric."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from hpviz import threads
from hpviz.checks import stores as checks
from hpviz.sources.limits import limits
from hpviz.sources.store.logged import rows_of
from hpviz.sources.trackers.mlflow.runs import real

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.checks import Note
    from hpviz.sources.store.logged import LoggedRun

    Points = list[tuple[str, int, float]]

AT_ONCE = 8
PATIENCE = 30.0
"""Seconds for all of it."""


def add_history(client: Any, runs: Sequence[LoggedRun]) -> list[Note]:
    """Add the steps to the runs, to all or to none; return in a sentence why to none."""
    wanted = [(run, name) for run in runs for name in run.metrics]
    # The client gives the steps of one metric of one run at a time; a server on this machine 100 in a second.
    if len(wanted) > limits.mlflow_requests:
        most = f"{limits.mlflow_requests:,.0f} (hpviz.limits.mlflow_requests)"
        return _without(f"it would take {len(wanted):,} requests, more than {most}")
    if not threads.are_available():
        return _without("this Python has no threads to request it on")
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hpviz-mlflow")
    until = time.monotonic() + PATIENCE
    try:
        series = [(run, pool.submit(_points, client, run.run_id, name, until)) for run, name in wanted]
        late = wait([request for _, request in series], timeout=PATIENCE).not_done
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if late:
        return _without(f"it did not come within {PATIENCE:.0f} seconds")
    return _put(series)


def _points(client: Any, run_id: str, name: str, until: float) -> Points:
    """Request a metric's steps, in order; of those that were logged twice the later one comes last."""
    if time.monotonic() > until:
        return []
    points = client.get_metric_history(run_id, name)
    points = sorted(points, key=lambda point: (point.step, point.timestamp))
    return [(name, point.step, real(point.value)) for point in points]


def _put(series: Sequence[tuple[LoggedRun, Future[Points]]]) -> list[Note]:
    failed = next((error for _, request in series if (error := request.exception())), None)
    if failed is not None:
        reason = str(failed).partition("\n")[0]
        return _without(f"the client gave none ({type(failed).__name__}: {reason})")
    points: dict[str, Points] = {}
    for run, request in series:
        points.setdefault(run.run_id, []).extend(request.result())
    for run, _ in series:
        run.steps = rows_of(points[run.run_id])
    return []


def _without(reason: str) -> list[Note]:
    last = f"Each metric stands at its last value, without history: {reason}."
    return [checks.HISTORY.note(f"{last} The database or the folder has it.")]

"""W&B's service, read through W&B's own client: one request for a thousand runs."""

from __future__ import annotations

import inspect
import math
import os
import queue
import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.logged import LoggedRun, Spelling, number_of, table_of
from hpviz.sources.reasons import moment
from hpviz.sources.trackers.wandb_run import measured
from hpviz.sources.vocabulary import status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hpviz.sources.table import Table

PATIENCE = 60.0
"""Seconds to wait for the service before each answer; its client itself waits much longer."""
PAGE = 1000
SPELLING = Spelling(param="config.", metric="summary.", aside="")

_PLACE = re.compile(r"(?P<project>[^/]+/[^/]+)(?:/sweeps/(?P<sweep>[^/]+))?/?")
_LATER = "W&B's service gives the last value of each metric; for its history give the folder wandb."


def from_address(place: str) -> Table:
    """Read the runs of ``entity/project`` or ``entity/project/sweeps/id``.

    Raises
    ------
    HpvizError
        It is no such address, W&B's client is not installed, or the service does not answer.
    """
    match = _PLACE.fullmatch(place)
    if match is None:
        raise HpvizError(
            f"'wandb://{place}' names no runs; give wandb://entity/project or "
            "wandb://entity/project/sweeps/id"
        )
    if find_spec("wandb") is None:
        raise HpvizError(
            f"reading wandb://{place} needs W&B's client: pip install wandb. The folder wandb of a run, or "
            "an exported runs table, needs none"
        )
    filters = {"sweep": match["sweep"]} if match["sweep"] else {}
    table = _table(lambda: _listed(match["project"], filters), f"W&B {place}")
    return replace(table, experiments=(match["project"],), experiment=match["project"])


def from_runs(runs: Any) -> Table:
    """Read what `wandb.Api().runs(...)` gives, or a list of its runs."""
    if isinstance(runs, (list, tuple)):
        return _table(lambda: runs, f"list of {len(runs)} W&B runs")
    name = f"{runs.entity}/{runs.project}"
    table = _table(lambda: _whole(runs), f"W&B {name}")
    return replace(table, experiments=(name,), experiment=name)


def _listed(project: str, filters: dict[str, str]) -> Any:
    """Ask for whole runs: by default the client would ask for each run's configuration on its own."""
    import wandb

    api = wandb.Api(timeout=int(PATIENCE))
    wanted: dict[str, Any] = {"filters": filters, "per_page": PAGE, "lazy": False}
    known = inspect.signature(api.runs).parameters
    return api.runs(project, **{name: value for name, value in wanted.items() if name in known})


def _whole(runs: Any) -> Any:
    if hasattr(runs, "upgrade_to_full"):
        runs.upgrade_to_full()
    return runs


def _table(ask: Callable[[], Any], source: str) -> Table:
    runs = list(_waited(lambda: map(_logged, ask()), source))
    return table_of(runs, source, spelling=SPELLING, notes=[_LATER])


def _waited(ask: Callable[[], Iterator[LoggedRun]], source: str) -> Iterator[LoggedRun]:
    """Give the runs as they come, but do not wait for ever for the next one."""
    arrived: queue.SimpleQueue[LoggedRun | Exception | None] = queue.SimpleQueue()
    threading.Thread(target=_put_all, args=(ask, arrived), name="hpviz-wandb", daemon=True).start()
    while (one := _next(arrived, source)) is not None:
        yield one


def _put_all(
    ask: Callable[[], Iterator[LoggedRun]], arrived: queue.SimpleQueue[LoggedRun | Exception | None]
) -> None:
    try:
        for run in ask():
            arrived.put(run)
    except Exception as error:  # noqa: BLE001 - told to the person by the thread that waits
        arrived.put(error)
    else:
        arrived.put(None)


def _next(arrived: queue.SimpleQueue[LoggedRun | Exception | None], source: str) -> LoggedRun | None:
    try:
        one = arrived.get(timeout=PATIENCE)
    except queue.Empty:
        raise HpvizError(_silence(source)) from None
    if isinstance(one, Exception):
        raise HpvizError(_refusal(source, one)) from one
    return one


def _service() -> str:
    return os.environ.get("WANDB_BASE_URL", "W&B's service")


def _silence(source: str) -> str:
    return (
        f"{source}: {_service()} did not answer within {PATIENCE:.0f} seconds. Is there a network, "
        "are you logged in (wandb login), and is WANDB_BASE_URL right? The folder wandb of the runs can be "
        "read without the service"
    )


def _refusal(source: str, error: Exception) -> str:
    reason = str(error).strip().partition("\n")[0]
    return (
        f"{source}: {_service()} gave no runs: {reason or type(error).__name__}. Check the names "
        "of entity and project, and that you are logged in (wandb login)"
    )


def _logged(run: Any) -> LoggedRun:
    """Take a run's facts, whatever the version of the client calls them."""
    summary = _mapping(getattr(run, "summary_metrics", None) or getattr(run, "summary", None))
    config = _mapping(run.config)
    tags = getattr(run, "tags", None) or []
    aside = {"tags": ", ".join(map(str, tags)), "notes": getattr(run, "notes", None) or ""}
    runtime = number_of(summary.get("_runtime"))
    return LoggedRun(
        str(run.id),
        name=str(getattr(run, "name", "") or ""),
        status=status_of(str(run.state)),
        created=_moment(getattr(run, "created_at", None)),
        runtime=math.nan if runtime is None else runtime,
        group=str(getattr(run, "sweep_name", None) or getattr(run, "group", None) or ""),
        params={name: value for name, value in config.items() if not name.startswith("_wandb")},
        metrics=measured(summary),
        aside={name: text for name, text in aside.items() if text},
    )


def _mapping(given: object) -> dict[str, Any]:
    inner = getattr(given, "_json_dict", given)
    return {str(name): value for name, value in inner.items()} if isinstance(inner, Mapping) else {}


def _moment(text: object) -> float:
    found = moment(str(text).replace("Z", "+00:00")) if text else None
    return math.nan if found is None else found

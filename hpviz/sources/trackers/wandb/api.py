"""W&B's service, read through W&B's own client: one request for a thousand runs."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.columns.reasons import moment
from hpviz.sources.columns.vocabulary import status_of
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import LoggedRun, Spelling, number_of, table_of
from hpviz.sources.trackers.wandb import service
from hpviz.sources.trackers.wandb.history import add_history
from hpviz.sources.trackers.wandb.run import measured
from hpviz.sources.trackers.wandb.service import waited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

PAGE = 1000
SPELLING = Spelling(param="config.", metric="summary.", aside="")

_ADDRESS = re.compile(r"wandb://", re.IGNORECASE)
_PLACE = re.compile(r"(?P<project>[^/]+/[^/]+)(?:/sweeps/(?P<sweep>[^/]+))?/?")


def from_address(place: str, options: ReadOptions) -> Table:
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
    return _table(lambda: _requested_runs(match["project"], filters), place.rstrip("/"), options)


def from_runs(runs: Any, options: ReadOptions) -> Table:
    """Read what `wandb.Api().runs(...)` gives, or a list of its runs."""
    if isinstance(runs, (list, tuple)):
        return _table(lambda: runs, f"list of {len(runs)} runs", options)
    return _table(lambda: _whole(runs), f"{runs.entity}/{runs.project}", options)


def _requested_runs(project: str, filters: dict[str, str]) -> Any:
    """Request whole runs: by default the client would request each run's configuration on its own."""
    import wandb

    api = wandb.Api(timeout=int(service.PATIENCE))
    wanted: dict[str, Any] = {"filters": filters, "per_page": PAGE, "lazy": False}
    known = inspect.signature(api.runs).parameters
    return api.runs(project, **{name: value for name, value in wanted.items() if name in known})


def _whole(runs: Any) -> Any:
    if hasattr(runs, "upgrade_to_full"):
        runs.upgrade_to_full()
    return runs


def _table(ask: Callable[[], Any], place: str, options: ReadOptions) -> Table:
    """Read all runs, or those of one sweep or group."""
    source = f"W&B {place}"
    (collection,) = waited(lambda: [ask()], source)
    every = list(options.reading.each(waited(lambda: map(_logged, collection), source), "runs"))
    listed = _experiments(place, every)
    picked = pick(listed, options.experiment, word="experiment", store=source)
    chosen = picked.experiment
    runs = every if chosen is listed[0] else [run for run in every if run.group == chosen.name]
    notes = add_history(collection, runs, source)
    named = source if chosen is listed[0] else f"{source}, {chosen.name!r}"
    table = table_of(runs, named, spelling=SPELLING, notes=[*picked.notes, *notes])
    return picked.of(table)


def _experiments(place: str, runs: Sequence[LoggedRun]) -> list[Experiment]:
    """List the place as a whole, then its sweeps, and the groups of runs that are in none."""
    parts: dict[str, list[LoggedRun]] = {}
    for run in runs:
        parts.setdefault(run.group, []).append(run)
    parts.pop("", None)
    listed = [Experiment(name=place, key=place.rpartition("/")[2], runs=len(runs), finished=_finished(runs))]
    # W&B's groups are also used for the repetitions of one run: one run alone is no experiment.
    listed += [
        Experiment(name=name, key=name, runs=len(part), finished=_finished(part))
        for name, part in parts.items()
        if len(part) > 1
    ]
    return listed if len(listed) > 2 or listed[-1].runs < len(runs) else listed[:1]


def _finished(runs: Sequence[LoggedRun]) -> int:
    return sum(run.status == "finished" for run in runs)


def _logged(run: Any) -> LoggedRun:
    """Take a run's facts, whatever the version of the client calls them."""
    summary = _mapping(getattr(run, "summary_metrics", None) or getattr(run, "summary", None))
    config = _mapping(run.config)
    tags = getattr(run, "tags", None) or []
    aside = {"tags": ", ".join(map(str, tags)), "notes": getattr(run, "notes", None) or ""}
    aside["url"] = getattr(run, "url", None) or ""
    runtime = number_of(summary.get("_runtime"))
    return LoggedRun(
        run_id=str(run.id),
        name=str(getattr(run, "name", "") or ""),
        status=status_of(str(run.state)),
        created=_created(getattr(run, "created_at", None)),
        runtime=math.nan if runtime is None else runtime,
        group=str(getattr(run, "sweep_name", None) or getattr(run, "group", None) or ""),
        params={name: value for name, value in config.items() if not name.startswith("_wandb")},
        metrics=measured(summary),
        aside={name: text for name, text in aside.items() if text},
    )


def _mapping(given: object) -> dict[str, Any]:
    inner = getattr(given, "_json_dict", given)
    return {str(name): value for name, value in inner.items()} if isinstance(inner, Mapping) else {}


def _created(text: object) -> float:
    seconds = moment(str(text).replace("Z", "+00:00")) if text else None
    return math.nan if seconds is None else seconds


def _is_runs(source: object) -> bool:
    """Whether this is W&B's collection of runs, or a list of its runs; no request is made."""
    if isinstance(source, (list, tuple)):
        return len(source) > 0 and has_attributes(source[0], "config", "summary", "state")
    return has_attributes(source, "entity", "project", "per_page")


WANDB_ADDRESS: Reader[str] = Reader(
    name="W&B project or sweep",
    recognises=lambda address: _ADDRESS.match(address) is not None,
    read=lambda address, options: from_address(_ADDRESS.sub("", address), options),
)
WANDB_RUNS = Reader(name="W&B's runs", recognises=_is_runs, read=from_runs)

"""Aim's repositories, through Aim itself: its RocksDB has no other reader."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.sources.columns.cells import seconds
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store import experiments, paths
from hpviz.sources.store.damage import Damage
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.logged import LoggedRun, table_of
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_FOLDER = ".aim"
# Aim's own attributes of a run, which are no choices.
_OWN = frozenset({"__system_params", "__schema"})


def recognises(path: Path) -> bool:
    """Whether this is a repository, or the folder in which it lies."""
    return paths.is_folder(path) and (path.name == _FOLDER or paths.is_folder(path / _FOLDER))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one experiment.

    Raises
    ------
    HpvizError
        Aim is not installed, or cannot open the repository.
    """
    if find_spec("aim") is None:
        raise HpvizError(f"reading Aim's repository {str(path)!r} needs Aim: pip install aim")
    try:
        repo = import_module("aim").Repo(str(path.parent if path.name == _FOLDER else path))
    except Exception as error:
        raise HpvizError(f"Aim cannot open the repository {str(path)!r}: {error}") from error
    return from_repo(repo, options)


def from_repo(repo: Any, options: ReadOptions) -> Table:
    """Read the runs of one experiment of an ``aim.Repo``."""
    by_name: dict[str, list[Any]] = {}
    for run in options.reading.each(_runs(repo), "runs"):
        by_name.setdefault(str(run.experiment or "default"), []).append(run)
    listed = [_experiment(name, runs) for name, runs in by_name.items()]
    pick = experiments.pick(listed, options.experiment, word="experiment", store="Aim's repository")
    damage = Damage()
    runs = sorted(by_name[pick.experiment.name], key=_created)
    logged = damage.each(options.reading.each(runs, "runs"), _logged, lambda run: f"run {run.hash}")
    notes = [*pick.notes, *_notes(logged), *damage.notes()]
    table = table_of(logged, f"Aim experiment {pick.experiment.name!r}", notes=notes)
    return pick.of(table)


def _runs(repo: Any) -> list[Any]:
    """Open all runs: `iter_runs` knows only those that are in Aim's index already."""
    kind = import_module("aim").Run if find_spec("aim") else None
    known = list(repo.list_all_runs()) if kind is not None else []
    if not known:
        return list(repo.iter_runs())
    return [kind(name, repo=repo, read_only=True) for name in known]  # type: ignore[misc]


def _experiment(name: str, runs: Sequence[Any]) -> Experiment:
    newest = max((moment for moment in map(_created, runs) if not math.isnan(moment)), default=0.0)
    return Experiment(
        name=name, key=name, runs=len(runs), finished=sum(not run.active for run in runs), newest=newest
    )


def _created(run: Any) -> float:
    return seconds(run.created_at)


def _ended(run: Any) -> float:
    return math.nan if run.end_time is None else float(run.end_time)


def _logged(run: Any) -> LoggedRun:
    series = _series(run)
    metrics = final_values(series)
    span = _ended(run) - _created(run)
    if not math.isnan(span):
        metrics["runtime"] = span
    tags = [str(tag) for tag in run.tags or ()]
    return LoggedRun(
        run_id=str(run.hash),
        name=str(run.name or ""),
        # Aim knows that a run has ended, not how.
        status="running" if run.active else "finished",
        created=_created(run),
        params=_params(run),
        metrics=metrics,
        aside={"tags": ", ".join(tags)} if tags else {},
        steps=steps_of(series),
    )


def _params(run: Any) -> dict[str, object]:
    """Read what was set on the run; the key "hparams", which everybody uses, is left out of the names."""
    try:
        attributes = run[...]
    except KeyError:
        return {}
    params: dict[str, object] = {}
    for name, value in attributes.items() if isinstance(attributes, Mapping) else ():
        if name == "hparams" and isinstance(value, Mapping):
            params |= value
        elif name not in _OWN:
            params[name] = value
    return params


def _series(run: Any) -> dict[str, dict[float, float]]:
    """Read each metric's values by step; a context as {"subset": "val"} makes it val.loss."""
    series: dict[str, dict[float, float]] = {}
    for metric in run.metrics():
        context = ".".join(str(part) for part in metric.context.to_dict().values())
        steps, columns = metric.data.numpy()
        pairs = {
            float(step): float(value)
            for step, value in zip(steps, columns[0], strict=True)
            if not isinstance(value, (str, Mapping))
        }
        if pairs:
            series[f"{context}.{metric.name}" if context else str(metric.name)] = pairs
    return series


def _notes(runs: Sequence[LoggedRun]) -> list[Note]:
    empty = [run for run in runs if not run.params and not run.steps]
    if not empty:
        return []
    note = (
        f"{len(empty)} of {len(runs)} runs are not in Aim's index, so Aim gives no data of them; once their "
        "programs have ended, `aim storage reindex` brings them in."
    )
    return [checks.NOT_INDEXED.note(note)]


def _is_repo(source: object) -> bool:
    return has_attributes(source, "iter_runs", "list_all_runs")


AIM_FOLDER = Reader(name="Aim (with the package aim)", recognises=recognises, read=read)
AIM_REPO = Reader(name="aim.Repo", recognises=_is_repo, read=from_repo, grows=True)

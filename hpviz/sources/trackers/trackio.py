"""Trackio's projects: an SQLite database each, with the configurations and the steps as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader
from hpviz.sources.store import database, experiments, paths, sniff
from hpviz.sources.store.damage import DamageError, as_dict, as_number
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import MOST_LOOKED_INTO
from hpviz.sources.store.logged import LoggedRun, Steps, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading
    from hpviz.sources.store.damage import Damage
    from hpviz.sources.store.database import Store

_TABLES = frozenset({"metrics", "configs"})
# JSON has no words for these, so Trackio writes them as texts.
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(kw_only=True)
class _Run:
    """One run while its rows are gathered."""

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    steps: list[tuple[float, dict[str, float]]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What the run is called in a note."""
        return f"run {self.name}"


def recognises(path: Path) -> bool:
    """Whether this is a project's database, or a folder of them."""
    return any(_is_project(candidate) for candidate in islice(_candidates(path), MOST_LOOKED_INTO))


def _candidates(path: Path) -> Iterable[Path]:
    if paths.is_file(path):
        return [path]
    return (entry for entry in sniff.inside(path) if entry.suffix.lower() == ".db")


def _is_project(path: Path) -> bool:
    # W&B's and MLflow's databases have a table of metrics too, but keep no configurations beside it.
    tables = sniff.tables(path)
    return tables >= _TABLES and "experiments" not in tables


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one project."""
    notes = [
        checks.FILES.note(f"{candidate.name} could not be read ({problem}).")
        for candidate in _candidates(path)
        if (problem := paths.problem(candidate, path))
    ]
    projects = {
        candidate.stem: _runs(candidate, notes, options.reading)
        for candidate in options.reading.each(filter(_is_project, _candidates(path)), "projects")
    }
    listed = [
        Experiment(name=name, key=name, runs=len(runs), finished=len(runs), newest=_newest(runs))
        for name, runs in projects.items()
    ]
    pick = experiments.pick(listed, options.experiment, word="project", store=f"Trackio folder {path.name!r}")
    source = f"Trackio project {pick.experiment.name!r}"
    table = table_of(projects[pick.experiment.name], source, notes=[*pick.notes, *notes])
    return pick.of(table)


def _newest(runs: Iterable[LoggedRun]) -> float:
    return max((run.created for run in runs if not math.isnan(run.created)), default=0.0)


def _runs(path: Path, notes: list[Note], reading: Reading) -> list[LoggedRun]:
    gathered: dict[str, _Run] = {}
    with database.opened(path, reading) as store:
        # Before runs had ids, their names were the key.
        key = "run_id" if "run_id" in store.columns("metrics") else "run_name"
        _gather_configs(store, key, gathered)
        _gather_steps(store, key, gathered)
        notes += [*store.notes, *store.damage.notes()]
    return [_logged(own, run) for own, run in gathered.items()]


def _gather_configs(store: Store, key: str, gathered: dict[str, _Run]) -> None:
    own = key if key in store.columns("configs") else "run_name"
    for run_id, name, text, created in store.rows(
        f"SELECT {own}, run_name, config, created_at FROM configs ORDER BY id"  # noqa: S608 - one of two names
    ):
        run = gathered.setdefault(str(run_id), _Run(name=str(name)))
        run.config = store.damage.read(run.label, _record, text, otherwise={})
        run.moments.append(seconds_of(run.config.get("_Created") or created))


def _gather_steps(store: Store, key: str, gathered: dict[str, _Run]) -> None:
    for run_id, name, step, text, logged in store.rows(
        f"SELECT {key}, run_name, step, metrics, timestamp FROM metrics ORDER BY id"  # noqa: S608 - likewise
    ):
        run = gathered.setdefault(str(run_id), _Run(name=str(name)))
        run.moments.append(seconds_of(logged))
        with store.damage.of(run.label):
            place = as_number(step or 0, "a step")
            run.steps.append((place, _numbers(_record(text), run, store.damage)))


def _numbers(record: Mapping[str, Any], run: _Run, damage: Damage) -> dict[str, float]:
    values: dict[str, float] = {}
    for name, value in record.items():
        with damage.of(run.label):
            number = _number(value, name)
            if number is not None:
                values[name] = number
    return values


def _record(text: object) -> dict[str, Any]:
    try:
        return as_dict(json.loads(text) if isinstance(text, (str, bytes)) else text, "what was logged")
    except (json.JSONDecodeError, RecursionError):
        raise DamageError("what was logged is no complete JSON") from None


def _number(value: object, name: str) -> float | None:
    if isinstance(value, str):
        return _SPECIAL.get(value)
    return as_number(value, repr(name)) if isinstance(value, (int, float)) else None


def _logged(own: str, run: _Run) -> LoggedRun:
    in_order = sorted(run.steps, key=lambda step: step[0])
    steps = Steps((values for _, values in in_order), (place for place, _ in in_order))
    metrics: dict[str, object] = {name: value for values in steps for name, value in values.items()}
    moments = [moment for moment in run.moments if not math.isnan(moment)]
    if len(moments) > 1:
        metrics["runtime"] = max(moments) - min(moments)
    return LoggedRun(
        run_id=own,
        name=run.name,
        created=min(moments, default=math.nan),
        group=str(run.config.get("_Group") or ""),
        params=_params(run.config),
        metrics=metrics,
        aside={
            name.lower().strip("_"): user for name, user in run.config.items() if name == "_Username" and user
        },
        steps=steps,
    )


def _params(config: Mapping[str, Any]) -> dict[str, object]:
    """Leave out Trackio's own entries and undo its spelling of NaN and the infinities."""
    return {
        name: _SPECIAL.get(value, value) if isinstance(value, str) else value
        for name, value in config.items()
        if name not in {"_Username", "_Created", "_Group"}
    }


TRACKIO = Reader(name="Trackio", recognises=recognises, read=read)

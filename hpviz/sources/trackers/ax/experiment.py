"""Ax's experiments: the Client, AxClient or Experiment, or its JSON file; Ax itself is never imported."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.columns.cells import seconds
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store import sniff
from hpviz.sources.store.folder import Folder, part
from hpviz.sources.trackers.ax.runs import Experiment, Trial, goals_of, table_of_experiment, tracked_goals

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.trackers.ax.runs import Row

_JSON = re.compile(rb'\s*\{\s*"_{1,2}type"\s*:\s*"(?:Client|AxClient|Experiment)"')


def recognises(path: Path) -> bool:
    """Whether this is a JSON file that Ax saved."""
    return path.suffix == ".json" and _JSON.match(sniff.header(path)) is not None


def read(path: Path, options: ReadOptions) -> Table:
    """Read the JSON file of an experiment."""
    folder = Folder(path.parent, options.reading)
    content = folder.mapping(path)
    if content is None:
        raise HpvizError(" ".join(folder.notes()))
    inner = part(content, "experiment") or content
    optimized = part(inner, "optimization_config")
    objective, goals = goals_of(_terms_in_json(part(optimized, "objective")))
    tracked = [
        (metric.get("name"), metric.get("lower_is_better")) for metric in inner.get("tracking_metrics") or ()
    ]
    read_in = Experiment(
        name=str(inner.get("name") or path.stem),
        trials=[_trial_in_json(trial) for trial in part(inner, "trials").values()],
        data=[row for data in part(inner, "data_by_trial").values() for row in _rows_in_json(data)],
        goals=tracked_goals(tracked) | goals,
        objective=objective,
        space=part(inner, "search_space").get("parameters") or (),
    )
    return table_of_experiment(read_in, f"JSON file {path.name}")


def from_experiment(source: Any) -> Table:
    """Read an Experiment, Client or AxClient."""
    if not hasattr(type(source), "search_space"):
        source = source.experiment if hasattr(type(source), "experiment") else source._experiment  # noqa: SLF001
    optimized = source.optimization_config
    objective, goals = goals_of([] if optimized is None else _terms(optimized.objective))
    tracked = [(metric.name, getattr(metric, "lower_is_better", None)) for metric in source.metrics.values()]
    read_in = Experiment(
        name=str(source.name),
        trials=[_trial(trial) for trial in source.trials.values()],
        data=_rows(source.lookup_data()),
        goals=tracked_goals(tracked) | goals,
        objective=objective,
        space=[_described(parameter) for parameter in source.search_space.parameters.values()],
    )
    return table_of_experiment(read_in, "object")


def _terms(objective: Any) -> list[str]:
    """Write an objective, or several, as "-loss" for what is to be small."""
    if hasattr(objective, "objectives"):
        return [term for inner in objective.objectives for term in _terms(inner)]
    if getattr(objective, "expression", None):
        return str(objective.expression).split(",")
    return [f"{'-' if objective.minimize else ''}{objective.metric.name}"]


def _terms_in_json(objective: Mapping[str, Any]) -> list[str]:
    if objective.get("objectives"):
        return [term for inner in objective["objectives"] for term in _terms_in_json(inner)]
    if objective.get("expression"):
        return str(objective["expression"]).split(",")
    name = part(objective, "metric").get("name")
    return [f"{'-' if objective.get('minimize') else ''}{name}"] if name else []


def _trial(trial: Any) -> Trial:
    started = getattr(trial, "time_run_started", None) or trial.time_created
    arms = [(str(arm.name), arm.parameters) for arm in trial.arms]
    return Trial(
        index=trial.index,
        status=trial.status.name,
        arms=arms,
        started=seconds(started),
        ended=seconds(trial.time_completed),
    )


def _trial_in_json(trial: Row) -> Trial:
    run = trial.get("generator_run") or {}
    batches = (
        [run]
        if run
        else [part(struct, "generator_run") for struct in trial.get("generator_run_structs") or ()]
    )
    started = part(trial, "time_run_started") or part(trial, "time_created")
    return Trial(
        index=int(trial.get("index", -1)),
        status=str(part(trial, "status").get("name")),
        arms=[
            (str(arm.get("name")), part(arm, "parameters"))
            for batch in batches
            for arm in batch.get("arms") or ()
        ],
        started=seconds_of(started.get("value")),
        ended=seconds_of(part(trial, "time_completed").get("value")),
    )


def _rows(data: Any) -> list[Row]:
    """Rows of observations, with every step where there are several."""
    for name in ("full_df", "map_df", "df"):
        frame = getattr(data, name, None)
        if frame is not None:
            return [dict(row) for row in frame.to_dict("records")]
    return []


def _rows_in_json(stored: Any) -> list[Row]:
    """Unpack the newest data of a trial: a data frame as JSON within the JSON."""
    listed = stored.get("value") if isinstance(stored, Mapping) else None
    if not listed:
        return []
    columns: dict[str, dict[str, Any]] = json.loads(listed[-1][1]["df"]["value"])
    rows = next(iter(columns.values()), None) or {}
    return [{name: column.get(row) for name, column in columns.items()} for row in rows]


def _described(parameter: Any) -> Row:
    """Convert a parameter of the search space to the entry that its JSON has."""
    names = ("name", "lower", "upper", "log_scale", "values")
    return {name: getattr(parameter, name) for name in names if hasattr(parameter, name)}


def _is_experiment(source: object) -> bool:
    """Whether this is Ax's Client, AxClient or Experiment; their attributes alone are common ones."""
    library = type(source).__module__.partition(".")[0]
    has_trials = has_attributes(source, "search_space", "trials") or has_attributes(source, "attach_trial")
    return library == "ax" and has_trials


AX_FILE = Reader(name="Ax", recognises=recognises, read=read)
AX_OBJECT = Reader(
    name="Ax's Client or Experiment",
    recognises=_is_experiment,
    read=lambda source, _: from_experiment(source),
    grows=True,
)

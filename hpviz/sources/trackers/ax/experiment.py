"""Ax's experiments: the Client, AxClient or Experiment, or its JSON file; Ax itself is never imported."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.columns.cells import seconds
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store import sniff
from hpviz.sources.store.damage import Damage, DamageError, as_list, as_mapping, as_number, whole_of
from hpviz.sources.store.folder import Folder, part
from hpviz.sources.trackers.ax.runs import Experiment, Trial, goals_of, table_of_experiment, tracked_goals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.trackers.ax.runs import Row

_JSON = re.compile(rb'\s*\{\s*"_{1,2}type"\s*:\s*"(?:Client|AxClient|Experiment)"')


def recognises(path: Path) -> bool:
    """Whether this is a JSON file that Ax saved."""
    return path.suffix.lower() == ".json" and _JSON.match(sniff.header(path)) is not None


def read(path: Path, options: ReadOptions) -> Table:
    """Read the JSON file of an experiment."""
    folder = Folder(path.parent, options.reading)
    content = folder.mapping(path)
    if content is None:
        raise HpvizError(" ".join(folder.notes()))
    read_in = _experiment_in_json(part(content, "experiment") or content, path.stem, folder)
    return table_of_experiment(read_in, f"JSON file {path.name}", folder.records)


def _experiment_in_json(stored: Row, name: str, folder: Folder) -> Experiment:
    """Convert what is stored, one trial and one piece of data at a time."""
    damage = folder.records
    optimized = part(stored, "optimization_config")
    terms: list[str] = damage.read("objective", _terms_in_json, part(optimized, "objective"), otherwise=[])
    objective, goals = goals_of(terms)
    metrics: list[Any] = damage.read(
        "tracking_metrics", as_list, stored.get("tracking_metrics"), "it", otherwise=[]
    )
    tracked = damage.each(metrics, _goal_in_json, lambda _: "tracking_metrics")
    trials = part(stored, "trials").items()
    data = part(stored, "data_by_trial").items()
    space = part(stored, "search_space")
    described: list[Any] = damage.read(
        "search_space", as_list, space.get("parameters"), "parameters", otherwise=[]
    )
    rows = damage.each(data, lambda item: _rows_in_json(item[1]), lambda item: f"data of trial {item[0]}")
    return Experiment(
        name=str(stored.get("name") or name),
        trials=damage.each(
            folder.each(trials, "trials"),
            lambda item: _trial_in_json(*item, damage),
            lambda item: f"trial {item[0]}",
        ),
        data=[row for of_trial in rows for row in of_trial],
        goals=tracked_goals(tracked) | goals,
        objective=objective,
        space=damage.each(
            described, lambda entry: as_mapping(entry, "a parameter"), lambda _: "search_space"
        ),
    )


def _goal_in_json(stored: object) -> tuple[object, object]:
    metric = as_mapping(stored, "a metric")
    return metric.get("name"), metric.get("lower_is_better")


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
    return table_of_experiment(read_in, "object", Damage())


def _terms(objective: Any) -> list[str]:
    """Write an objective, or several, as "-loss" for what is to be small."""
    if hasattr(objective, "objectives"):
        return [term for inner in objective.objectives for term in _terms(inner)]
    if getattr(objective, "expression", None):
        return str(objective.expression).split(",")
    return [f"{'-' if objective.minimize else ''}{objective.metric.name}"]


def _terms_in_json(objective: Mapping[str, Any]) -> list[str]:
    if objective.get("objectives"):
        inner = as_list(objective["objectives"], "objectives")
        return [term for each in inner for term in _terms_in_json(as_mapping(each, "an objective"))]
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


def _trial_in_json(key: str, stored: object, damage: Damage) -> Trial:
    trial = as_mapping(stored, "it")
    run = as_mapping(trial.get("generator_run"), "generator_run")
    structs = as_list(trial.get("generator_run_structs"), "generator_run_structs")
    batches = [run] if run else [part(as_mapping(struct, "a batch"), "generator_run") for struct in structs]
    started = part(trial, "time_run_started") or part(trial, "time_created")
    return Trial(
        # The key is the same number.
        index=damage.read(f"trial {key}", _index, trial, otherwise=whole_of(key) or 0),
        status=str(part(trial, "status").get("name")),
        arms=[_arm_in_json(arm) for batch in batches for arm in as_list(batch.get("arms"), "arms")],
        started=seconds_of(started.get("value")),
        ended=seconds_of(part(trial, "time_completed").get("value")),
    )


def _index(trial: Row) -> int:
    return int(as_number(trial.get("index"), "its index"))


def _arm_in_json(stored: object) -> tuple[str, Row]:
    arm = as_mapping(stored, "an arm")
    return str(arm.get("name")), as_mapping(arm.get("parameters"), "parameters")


def _rows(data: Any) -> list[Row]:
    """Rows of observations, with every step where there are several."""
    for name in ("full_df", "map_df", "df"):
        frame = getattr(data, name, None)
        if frame is not None:
            return [dict(row) for row in frame.to_dict("records")]
    return []


def _rows_in_json(stored: Any) -> list[Row]:
    """Unpack the newest data of a trial: a data frame as JSON within the JSON."""
    listed = as_list(as_mapping(stored, "it").get("value"), "value")
    if not listed:
        return []
    newest = as_mapping(listed[-1][1], "it")
    text = as_mapping(newest.get("df"), "df").get("value")
    if not isinstance(text, str):
        raise DamageError("its data frame is missing")
    columns = {name: as_mapping(cells, name) for name, cells in as_mapping(json.loads(text), "df").items()}
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

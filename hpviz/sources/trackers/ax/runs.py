"""Ax's trials, however they came, become a table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.runs import Hints
from hpviz.sources.columns.cells import choice_text
from hpviz.sources.store.damage import as_number
from hpviz.sources.store.logged import LoggedRun, table_of
from hpviz.sources.store.series import final_values, steps_of

if TYPE_CHECKING:
    from hpviz.runs import Status
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.damage import Damage

_STATUSES: dict[str, Status] = {
    "COMPLETED": "finished",
    "FAILED": "failed",
    "ABANDONED": "killed",
    "EARLY_STOPPED": "pruned",
    "RUNNING": "running",
    "DISPATCHED": "running",
}
# "-loss" is to be small; "-1.0*loss" is how it is written at length.
_TERM = re.compile(r"(?P<sign>[-+]?)\s*(?:[0-9.]+\s*\*\s*)?(?P<name>[A-Za-z_][\w./]*)")
Row = Mapping[str, Any]


@dataclass(kw_only=True)
class Trial:
    """One trial; a batch has several arms."""

    index: int
    status: str
    arms: Sequence[tuple[str, Mapping[str, object]]]
    started: float = math.nan
    ended: float = math.nan


@dataclass(kw_only=True)
class Experiment:
    """What hpviz needs of an experiment, whether it came as an object or as JSON."""

    name: str
    trials: Sequence[Trial]
    data: Sequence[Row]
    goals: Mapping[str, Goal]
    objective: str | None
    space: Sequence[Row] = field(default_factory=list)


def goals_of(terms: Iterable[str]) -> tuple[str | None, dict[str, Goal]]:
    """Read the objective, the first of several, and the goals; a sum of metrics is none of them."""
    matches = [_TERM.fullmatch(term.strip()) for term in terms]
    goals: dict[str, Goal] = {
        match["name"]: "minimize" if match["sign"] == "-" else "maximize" for match in matches if match
    }
    return next(iter(goals), None), goals


def tracked_goals(metrics: Iterable[tuple[Any, Any]]) -> dict[str, Goal]:
    """Goals of the metrics that declare whether lower is better."""
    return {str(name): "minimize" if lower else "maximize" for name, lower in metrics if lower is not None}


def table_of_experiment(experiment: Experiment, how: str, damage: Damage) -> Table:
    """Make one row of each arm of each trial."""
    begun = [trial for trial in experiment.trials if trial.status not in {"CANDIDATE", "STAGED"}]
    by_arm: dict[tuple[int, str], list[Row]] = {}
    for row in experiment.data:
        with damage.of("data"):
            by_arm.setdefault((int(row["trial_index"]), str(row["arm_name"])), []).append(_measured(row))
    runs = [_logged(trial, *arm, by_arm) for trial in begun for arm in trial.arms]
    waiting = len(experiment.trials) - len(begun)
    some = f"{waiting} trial{' was' if waiting == 1 else 's were'}"
    notes = [checks.NOT_STARTED.note(f"{some} left out: not started.")] if waiting else []
    table = table_of(runs, f"Ax experiment {experiment.name!r}, {how}", notes=notes)
    return _with_hints(table, experiment, damage).noting(*damage.notes())


def _measured(row: Row) -> Row:
    """Check that a row has a metric, and a number if anything."""
    if row.get("mean") is None:
        return row
    name = str(row["metric_name"])
    return {**row, "mean": as_number(row["mean"], f"{name!r} of arm {row['arm_name']}")}


def _logged(
    trial: Trial, arm: str, params: Mapping[str, object], data: Mapping[tuple[int, str], list[Row]]
) -> LoggedRun:
    series: dict[str, dict[float, float]] = {}
    for row in data.get((trial.index, arm), ()):
        step = row.get("step", row.get("timestamp"))
        place = float(step) if isinstance(step, (int, float)) and not math.isnan(step) else 0.0
        if row.get("mean") is not None:
            series.setdefault(str(row["metric_name"]), {})[place] = float(row["mean"])
    metrics = final_values(series)
    if not math.isnan(trial.ended - trial.started):
        metrics["runtime"] = trial.ended - trial.started
    return LoggedRun(
        run_id=str(trial.index) if len(trial.arms) == 1 else arm,
        name=arm,
        status=_STATUSES.get(trial.status, "unknown"),
        created=trial.started,
        params=params,
        metrics=metrics,
        steps=steps_of(series),
    )


def _with_hints(table: Table, experiment: Experiment, damage: Damage) -> Table:
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for parameter in experiment.space:
        name = f"params.{parameter.get('name')}"
        with damage.of("search_space"):
            if parameter.get("lower") is not None and parameter.get("upper") is not None:
                ends = parameter["lower"], parameter["upper"]
                for end in ends:
                    as_number(end, f"a bound of {name.removeprefix('params.')!r}")
                log[name], bounds[name] = bool(parameter.get("log_scale")), ends
            elif parameter.get("values"):
                choices[name] = tuple(map(choice_text, parameter["values"]))
    goals = {f"metrics.{name}": goal for name, goal in experiment.goals.items()}
    objective = None if experiment.objective is None else f"metrics.{experiment.objective}"
    return replace(
        table, hints=Hints(objective=objective, goals=goals, log=log, bounds=bounds, choices=choices)
    )

"""Optuna's studies and trials, recognised by their attributes: Optuna itself is never imported."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.checks import stores as checks
from hpviz.runs import Hints, History
from hpviz.runs.column import ABSENT, Column
from hpviz.runs.history import compact
from hpviz.sources.columns.cells import choice_text, column_of, seconds
from hpviz.sources.columns.prefixes import Mark
from hpviz.sources.columns.table import Table, columns_by_name
from hpviz.sources.columns.vocabulary import status_of
from hpviz.sources.reader import Reader, has_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs.metric_names import Goal

_VALUES = re.compile(r"values?([_.].+)?")
_GOALS: dict[str, Goal] = {"MINIMIZE": "minimize", "MAXIMIZE": "maximize"}


def from_study(study: Any) -> Table:
    """Read a study, or a list of its trials."""
    listed = isinstance(study, (list, tuple))
    given = list(study) if listed else list(study.trials)
    trials = [trial for trial in given if trial.state.name != "WAITING"]
    objectives = _objectives(None if listed else study, trials)
    columns = [*_params(trials), *_values(trials, objectives), *_durations(trials), *_user_attributes(trials)]
    source = f"list of {len(given)} Optuna trials" if listed else f"Optuna study {study.study_name!r}"
    table = Table(
        columns=columns_by_name(columns),
        n=len(trials),
        source=source,
        marks=_marks(columns, objectives),
        facts=_facts(trials),
        hints=_hints(trials, objectives, [] if listed else list(study.directions)),
        history=_history(trials, objectives),
    )
    return table.noting(*_notes(len(given) - len(trials)))


def _objectives(study: Any, trials: Sequence[Any]) -> list[str]:
    """Name the objectives as Optuna's own data frame does."""
    names = getattr(study, "metric_names", None)
    if names:
        return [f"values_{name}" for name in names]
    counts = [len(trial.values) for trial in trials if trial.values is not None]
    declared = 0 if study is None else len(study.directions)
    count = declared or max(counts, default=1)
    return ["value"] if count == 1 else [f"values_{place}" for place in range(count)]


def _params(trials: Sequence[Any]) -> Iterable[Column]:
    for name in dict.fromkeys(name for trial in trials for name in trial.params):
        cells = [trial.params.get(name, ABSENT) for trial in trials]
        # A choice of the text "1" is a text: Optuna knows the types.
        yield column_of(f"params_{name}", cells, restore=False)


def _values(trials: Sequence[Any], objectives: list[str]) -> Iterable[Column]:
    pruned = np.array([trial.state.name == "PRUNED" for trial in trials], dtype=bool)
    for place, name in enumerate(objectives):
        cells = [np.nan if trial.values is None else float(trial.values[place]) for trial in trials]
        yield _blanked(Column.from_numbers(name, cells), pruned)


def _blanked(column: Column, rows: NDArray[np.bool_]) -> Column:
    """Leave these rows without a number."""
    return replace(column, numbers=np.where(rows, np.nan, column.numbers))


def _durations(trials: Sequence[Any]) -> Iterable[Column]:
    spans = [getattr(trial, "duration", None) for trial in trials]
    if any(span is not None for span in spans):
        yield Column.from_numbers(
            "duration", [np.nan if span is None else span.total_seconds() for span in spans]
        )


def _user_attributes(trials: Sequence[Any]) -> Iterable[Column]:
    for name in dict.fromkeys(name for trial in trials for name in trial.user_attrs):
        yield column_of(f"user_attrs_{name}", [trial.user_attrs.get(name, ABSENT) for trial in trials])


def _marks(columns: Iterable[Column], objectives: list[str]) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for column in columns:
        name = column.name
        if name in objectives:
            rest = name.removeprefix("values_")
            marks[name] = Mark("metric", name if rest.isdigit() else rest, "the study's objective")
        elif name.startswith("params_"):
            marks[name] = Mark("param", name.removeprefix("params_"))
        elif name == "duration":
            marks[name] = Mark("metric", name, "how long the trial took, in seconds")
    return marks


def _facts(trials: Sequence[Any]) -> dict[str, NDArray[np.generic]]:
    started = [seconds(getattr(trial, "datetime_start", None)) for trial in trials]
    return {
        "run_ids": np.array([str(trial.number) for trial in trials], dtype=np.str_),
        "statuses": np.array([status_of(trial.state.name) for trial in trials], dtype=np.str_),
        "created": np.array(started, dtype=np.float64),
    }


def _hints(trials: Sequence[Any], objectives: list[str], directions: list[Any]) -> Hints:
    goals = {
        name: _GOALS[direction.name]
        for name, direction in zip(objectives, directions, strict=False)
        if direction.name in _GOALS
    }
    log: dict[str, bool] = {}
    bounds: dict[str, tuple[float, float]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    steps: dict[str, float] = {}
    for name, distribution in _distributions(trials).items():
        if hasattr(distribution, "choices"):
            choices[name] = tuple(map(choice_text, distribution.choices))
        else:
            # Optuna 2's LogUniformDistribution has its scale in its name.
            log[name] = bool(getattr(distribution, "log", "Log" in type(distribution).__name__))
            bounds[name] = (distribution.low, distribution.high)
            # Optuna 2's DiscreteUniformDistribution calls it q.
            if step := getattr(distribution, "step", getattr(distribution, "q", None)):
                steps[name] = step
    return Hints(objective=objectives[0], goals=goals, log=log, bounds=bounds, choices=choices, steps=steps)


def _distributions(trials: Sequence[Any]) -> dict[str, Any]:
    """Take the newest distribution of each parameter: a space may change while a study runs."""
    return {
        f"params_{name}": distribution
        for trial in trials
        for name, distribution in trial.distributions.items()
    }


def _history(trials: Sequence[Any], objectives: list[str]) -> History | None:
    """Take the intermediate values as the steps of the objective; with several, Optuna allows none."""
    steps = [
        (row, step, value)
        for row, trial in enumerate(trials)
        for step, value in sorted(trial.intermediate_values.items())
    ]
    if not steps or len(objectives) > 1:
        return None
    rows, numbers, values = zip(*steps, strict=True)
    return History(
        np.array(rows, dtype=np.intp),
        {objectives[0]: np.array(values, dtype=np.float64)},
        step=compact(np.array(numbers, dtype=np.float64)),
    )


def _notes(waiting: int) -> list[Note]:
    if not waiting:
        return []
    some = "1 waiting trial was" if waiting == 1 else f"{waiting} waiting trials were"
    return [checks.NOT_STARTED.note(f"{some} left out: not started, so without parameters.")]


def without_pruned_values(table: Table) -> Table:
    """Blank the values of pruned trials: Optuna exports their last report, which is no result."""
    state = table.columns["state"]
    # Of a frame with two rows of names they are joined with a point.
    if "PRUNED" not in state.levels or not any(
        name.startswith(("params_", "params.")) for name in table.columns
    ):
        return table
    pruned = state.codes == state.levels.index("PRUNED")
    columns = {
        name: _blanked(column, pruned) if _VALUES.fullmatch(name) else column
        for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


def _is_study(source: object) -> bool:
    """Whether this is a study, or a list of trials."""
    if isinstance(source, (list, tuple)):
        return len(source) > 0 and has_attributes(source[0], "params", "distributions")
    return has_attributes(source, "trials", "directions")


def _is_export(table: Table) -> bool:
    return {"number", "state"} <= table.columns.keys()


OPTUNA_STUDY = Reader(
    name="Optuna study", recognises=_is_study, read=lambda study, _: from_study(study), grows=True
)
OPTUNA_EXPORT = Reader(
    name="Optuna's data frame",
    recognises=_is_export,
    read=lambda table, _: without_pruned_values(table),
)

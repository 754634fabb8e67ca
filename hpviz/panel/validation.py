"""What a person may choose in the panel, and what is said when a choice does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz import threads
from hpviz.analysis import (
    HIGHEST_TOP,
    METHOD_NAMES,
    MOST_TREES,
    SCALES,
    SORT_KEYS,
    RankOptions,
    allows_log_axis,
    chosen_axes,
)
from hpviz.checks import checked_codes
from hpviz.errors import HpvizError, unknown_name
from hpviz.panel.wire import OPENED, row_of
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS
from hpviz.runs.target import target_of
from hpviz.sources.columns.kinds import fitting_kinds, of_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hpviz.runs import Runs
    from hpviz.runs.column import Role
    from hpviz.runs.metric_names import Goal

OFTENEST, RAREST = 0.5, 86_400.0
"""Seconds between two looks for new runs."""
ONE_OF: dict[str, Sequence[str]] = {
    "goal": GOALS,
    "method": METHOD_NAMES,
    "scale": SCALES,
    "aggregate": AGGREGATES,
    "sort_by": SORT_KEYS,
}
BETWEEN: dict[str, tuple[float, float]] = {
    "seed": (0, 2**32 - 1),
    "trees": (1, MOST_TREES),
    "top": (0.001, HIGHEST_TOP),
}


def checked(name: str, value: Any, runs: Runs) -> Any:
    """Check a choice.

    Parameters
    ----------
    name
        Of the trait.
    value
        What was chosen.
    runs
        The runs that are shown, whose params and metrics may be chosen.

    Returns
    -------
    The choice as the runs spell it.

    Raises
    ------
    HpvizError
        It does not exist; the message lists what does.
    """
    if name in ONE_OF:
        return _one_of(name, value, ONE_OF[name])
    if name in BETWEEN:
        return _between(name, value)
    if name in OF_RUNS:
        return OF_RUNS[name](value, runs)
    return value


def checked_pace(every: float, *, can_change: bool) -> float:
    """Check how often somebody wants to look for new runs.

    Parameters
    ----------
    every
        Seconds between two looks; 0 for none.
    can_change
        Whether there may be other runs later.

    Returns
    -------
    float
        The seconds.

    Raises
    ------
    HpvizError
        Too often, or a source in which nothing new can come.
    """
    if every and not OFTENEST <= every <= RAREST:
        raise HpvizError(
            f"follow {every} is out of range; choose {OFTENEST} to {RAREST:,.0f} seconds, or 0 to stop"
        )
    if every and not can_change:
        raise HpvizError(
            "these runs cannot be followed: a table or a list holds what it held when it was given. Give the "
            "path of a file or a tracker's store, or a study; or hand newer runs to panel.update(...)"
        )
    return every


def checked_follow(every: float, *, can_change: bool) -> float:
    """Check how often the panel itself is to look for new runs, as `checked_pace` does.

    Raises
    ------
    HpvizError
        Also where there are no threads to do so.
    """
    if every and not threads.can_update_widgets():
        raise HpvizError(
            "these runs cannot be followed here, where Python has no threads that reach the page; call "
            "panel.update() when there are new runs"
        )
    return checked_pace(every, can_change=can_change)


def existing(choices: Mapping[str, Any], runs: Runs) -> dict[str, Any]:
    """Leave out of ``roles``, ``hidden``, ``axes`` and ``where`` what does not fit these runs."""
    where = choices.get("where", "")
    return {
        "axes": fitting_axes(choices["axes"], runs),
        "roles": {name: role for name, role in choices["roles"].items() if name in runs.columns},
        "hidden": [name for name in choices["hidden"] if name in runs.columns],
        "where": where if has_filter(runs, where) else "",
    }


def fitting_axes(axes: Mapping[str, str], runs: Runs) -> dict[str, str]:
    """Select the axes of columns that are there, and can have them."""
    return {
        name: axis
        for name, axis in axes.items()
        if name in runs.columns and (axis != "log" or allows_log_axis(runs.columns[name]))
    }


def fitting_options(choices: Mapping[str, Any], runs: Runs, open_metric: str = "") -> RankOptions:
    """Make the options of a ranking of the choices on screen.

    Parameters
    ----------
    choices
        By their names in `RankOptions`.
    runs
        With their roles on screen.
    open_metric
        The metric that stands on screen without being chosen; empty where one was chosen.
    """
    made: dict[str, Any] = {name: frozenset(choices[name]) for name in ("hidden", "statuses")}
    made["axes"] = frozenset(fitting_axes(choices["axes"], runs).items())
    made["goal"] = stated_goal(choices["goal"], choices["metric"], runs)
    metric = choices["metric"]
    # None is the default metric of the runs that the filter keeps.
    is_default = metric == open_metric and metric == runs.where(choices["where"]).default_metric()
    return RankOptions(**{**choices, **made, "metric": None if is_default else metric or None})


def stated_goal(goal: Goal, metric: str, runs: Runs) -> Goal | None:
    """Return a goal that is on screen, or None where it stands there by a guess."""
    if metric in runs.metrics and runs.goal_is_guessed(metric) and goal == runs.default_goal(metric):
        return None
    return goal


def has_filter(runs: Runs, where: str) -> bool:
    """Whether an expression can be evaluated on these runs."""
    try:
        runs.matching(where)
    except HpvizError:
        return False
    return True


def has_metric(runs: Runs, metric: str) -> bool:
    """Whether runs can be ranked by a metric, by failure or by a Pareto front."""
    try:
        target_of(runs, metric)
    except HpvizError:
        return False
    return True


def _metric(value: str, runs: Runs) -> str:
    return target_of(runs, value).name if runs.metrics or value else ""


def _roles(value: Mapping[str, Role], runs: Runs) -> dict[str, Role]:
    runs.with_roles(value)
    return {runs.resolve(name): role for name, role in value.items()}


def _kinds(value: Mapping[str, str], runs: Runs) -> dict[str, str]:
    of_runs(runs, value)
    return fitting_kinds({runs.resolve(name): kind for name, kind in value.items()}, runs)


def _hidden(value: list[str], runs: Runs) -> list[str]:
    return list(dict.fromkeys(runs.resolve(param) for param in value))


def _dismiss(value: list[str], _: Runs) -> list[str]:
    return sorted(checked_codes(value))


def _statuses(value: list[str], _: Runs) -> list[str]:
    return [_one_of("status", status, STATUSES) for status in dict.fromkeys(value)]


def _where(value: str, runs: Runs) -> str:
    runs.matching(value)
    return value.strip()


def _view(value: str, _: Runs) -> str:
    return _one_of("view", value, ("", *OPENED))


def _pin(value: str, runs: Runs) -> str:
    """Return the id of a run that is given by its id or its name."""
    return str(runs.run_ids[row_of(runs, value)]) if value else ""


def _experiment(value: str, runs: Runs) -> str:
    return _one_of("experiment", value, runs.experiments or ("",))


def _axes(value: dict[str, str], runs: Runs) -> dict[str, str]:
    return {**chosen_axes(value, runs)}


OF_RUNS: dict[str, Callable[[Any, Runs], Any]] = {
    "metric": _metric,
    "roles": _roles,
    "kinds": _kinds,
    "hidden": _hidden,
    "dismiss": _dismiss,
    "axes": _axes,
    "statuses": _statuses,
    "where": _where,
    "view": _view,
    "pin": _pin,
    "experiment": _experiment,
}


def _between(name: str, value: float) -> float:
    low, high = BETWEEN[name]
    if not low <= value <= high:
        whole = "" if name == "top" else "whole "
        raise HpvizError(f"{name} {value} is out of range; choose a {whole}number from {low} to {high}")
    return value


def _one_of(name: str, value: str, accepted: Sequence[str]) -> str:
    if value not in accepted:
        raise unknown_name(name.replace("_", " "), value, accepted)
    return value

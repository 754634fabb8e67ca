"""What a person may choose in the panel, and what is said when a choice does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis import HIGHEST_TOP, METHODS, MOST_TREES, SCALES
from hpviz.errors import HpvizError
from hpviz.goals import GOALS
from hpviz.runs import AGGREGATES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs import Runs

SORT_KEYS = ("importance", "correlation", "param")
ONE_OF: dict[str, Sequence[str]] = {
    "goal": GOALS,
    "method": METHODS,
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
    """Give a choice in its own spelling.

    Raises
    ------
    HpvizError
        It does not exist; the message lists what does.
    """
    if name in ONE_OF:
        return _one_of(name, value, ONE_OF[name])
    if name in BETWEEN:
        low, high = BETWEEN[name]
        if not low <= value <= high:
            whole = "" if name == "top" else "whole "
            raise HpvizError(f"{name} {value} is out of range; choose a {whole}number from {low} to {high}")
    elif name == "metric":
        return runs.resolve(value, "metric") if runs.metrics or value else ""
    elif name == "hidden":
        return list(dict.fromkeys(runs.resolve(param) for param in value))
    elif name == "statuses":
        return [_one_of("status", status, STATUSES) for status in dict.fromkeys(value)]
    elif name == "roles":
        runs.with_roles(value)
    return value


def _one_of(name: str, value: str, accepted: Sequence[str]) -> str:
    if value not in accepted:
        raise HpvizError(f"no {name.replace('_', ' ')} {value!r}; choose one of {list(accepted)}")
    return value

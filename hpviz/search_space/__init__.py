"""Spaces of configurations, and how the tuning tools write them; knows no runs and no figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hpviz.errors import unknown_name
from hpviz.search_space.configspace import configspace_json
from hpviz.search_space.optuna import suggest_code
from hpviz.search_space.ray import tune_code
from hpviz.search_space.sklearn import distributions_code
from hpviz.search_space.space import Choices, Condition, Dimension, Domain, Interval, Space
from hpviz.search_space.wandb import sweep_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "TOOLS",
    "Choices",
    "Condition",
    "Dimension",
    "Domain",
    "Interval",
    "Space",
    "Tool",
    "space_text",
]


class Tool(NamedTuple):
    """A tuning tool: its name on screen, how it writes a space, and the ending of the file."""

    label: str
    write: Callable[[Space], str]
    suffix: str


TOOLS: Mapping[str, Tool] = {
    "wandb": Tool("W&B sweep (YAML)", sweep_yaml, "yaml"),
    "optuna": Tool("Optuna", suggest_code, "py"),
    "ray": Tool("Ray Tune", tune_code, "py"),
    "sklearn": Tool("scikit-learn", distributions_code, "py"),
    "configspace": Tool("ConfigSpace (JSON)", configspace_json, "json"),
}
"""Name to tool."""


def space_text(space: Space, tool: str) -> str:
    """Write a space as a tuning tool reads it.

    Parameters
    ----------
    space
        What to draw from.
    tool
        A name in `TOOLS`.

    Raises
    ------
    HpvizError
        There is no such tool.
    """
    if tool not in TOOLS:
        raise unknown_name("tool", tool, TOOLS, where="to write a search space for")
    return TOOLS[tool].write(space)

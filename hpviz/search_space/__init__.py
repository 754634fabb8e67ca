"""Spaces of configurations, and how the tuning tools write them; knows no runs and no figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.errors import unknown_name
from hpviz.search_space.configspace import configspace_json
from hpviz.search_space.optuna import study_code
from hpviz.search_space.ray import tune_code
from hpviz.search_space.sklearn import distributions_code
from hpviz.search_space.space import Choices, Condition, Dimension, Domain, Interval, Space, shortest
from hpviz.search_space.trial import Objective, Trial
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
    "Objective",
    "Space",
    "Tool",
    "Trial",
    "shortest",
    "space_text",
    "tool_of",
]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tuning tool.

    Attributes
    ----------
    label
        Its name on screen.
    write
        How it writes a space.
    suffix
        The ending of the file.
    optimises
        It learns from the runs that it makes, so that nothing need be frozen for it.
    """

    label: str
    write: Callable[[Space], str]
    suffix: str
    optimises: bool = False


TOOLS: Mapping[str, Tool] = {
    "wandb": Tool(label="W&B sweep (YAML)", write=sweep_yaml, suffix="yaml", optimises=True),
    "optuna": Tool(label="Optuna", write=study_code, suffix="py", optimises=True),
    "ray": Tool(label="Ray Tune", write=tune_code, suffix="py", optimises=True),
    "sklearn": Tool(label="scikit-learn", write=distributions_code, suffix="py"),
    "configspace": Tool(label="ConfigSpace (JSON)", write=configspace_json, suffix="json", optimises=True),
}
"""Name to tool."""


def tool_of(name: str) -> Tool:
    """Find a tuning tool by its name.

    Raises
    ------
    HpvizError
        There is no such tool.
    """
    if name not in TOOLS:
        raise unknown_name("tool", name, TOOLS, where="to write a search space for")
    return TOOLS[name]


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
    return tool_of(tool).write(space)

"""A space as the JSON that ConfigSpace 1.2 and later reads, conditions included."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from hpviz.runs.level_text import LevelText
from hpviz.search_space.space import Choices, Interval

if TYPE_CHECKING:
    from hpviz.search_space.space import Condition, Dimension, Space
    from hpviz.search_space.trial import Value

FORMAT = 0.4
VERSION = "1.2.0"


def configspace_json(space: Space) -> str:
    """Write the file for ``ConfigurationSpace.from_json``.

    It has room neither for comments nor for trials: SMAC learns of runs that are there by its ``tell``.
    """
    content = {
        "name": None,
        "hyperparameters": [_hyperparameter(dimension) for dimension in space],
        "conditions": [
            _condition(dimension.param, dimension.condition) for dimension in space if dimension.condition
        ],
        "forbiddens": [],
        "python_module_version": VERSION,
        "format_version": FORMAT,
    }
    return json.dumps(content, indent=2) + "\n"


def _hyperparameter(dimension: Dimension) -> dict[str, Any]:
    domain, name = dimension.domain, dimension.param
    if isinstance(domain, Interval) and domain.is_list:  # ConfigSpace has no steps
        domain = Choices(domain.numbers)
    if isinstance(domain, Interval):
        return {
            "type": "uniform_int" if domain.integer else "uniform_float",
            "name": name,
            "lower": domain.low,
            "upper": domain.high,
            "default_value": _middle(domain),
            "log": domain.log,
            "meta": {"step": domain.step} if domain.step else None,
        }
    values = [_scalar(value) for value in domain.values]
    if len(values) == 1:
        return {"type": "constant", "name": name, "value": values[0], "meta": None}
    if domain.numeric:
        return {
            "type": "ordinal", "name": name, "sequence": values, "default_value": values[0], "meta": None
        }  # fmt: skip
    return {
        "type": "categorical", "name": name, "choices": values, "weights": None,
        "default_value": values[0], "meta": None,
    }  # fmt: skip


def _scalar(value: Value) -> Value:
    """Keep to what ConfigSpace compares: a tuple is its text."""
    if not isinstance(value, LevelText):
        return value
    return value.value if isinstance(value.value, str) else str(value)


def _middle(domain: Interval) -> float:
    middle = (domain.low + domain.high) / 2
    if domain.log:
        middle = math.exp((math.log(domain.low) + math.log(domain.high)) / 2)
    middle = min(max(middle, domain.low), domain.high)
    return int(middle) if domain.integer else middle


def _condition(child: str, condition: Condition) -> dict[str, Any]:
    values = [_scalar(value) for value in condition.values]
    among = {"type": "EQ", "value": values[0]} if len(values) == 1 else {"type": "IN", "values": values}
    return {"child": child, "parent": condition.param, **among}

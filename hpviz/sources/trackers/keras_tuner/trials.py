"""Keras Tuner's trials, one at a time: a damaged part of a trial costs no other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hpviz.sources.store.damage import as_list, as_mapping, as_number
from hpviz.sources.store.series import final_values

if TYPE_CHECKING:
    from hpviz.sources.store.damage import Damage

Record = Mapping[str, Any]
Conditions = Sequence[tuple[str, list[Any]]]
Entry = tuple[str, Record]
"""Class and description of a parameter of the space."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One trial as it is stored.

    Attributes
    ----------
    values, space
        What was chosen, and the descriptions of the parameters: one under two conditions is there twice.
    series, directions
        Of each metric its values by step, and whether less of it is better.
    """

    own: str
    status: str
    score: object
    message: str
    values: Record
    space: Sequence[Entry]
    series: Mapping[str, dict[float, float]]
    directions: Mapping[str, str]

    def final(self) -> dict[str, object]:
        """Take each metric's last value."""
        return final_values(self.series)


def trial_of(name: str, stored: Record, damage: Damage) -> Trial:
    """Convert what is stored of a trial; a part that is damaged costs no other."""

    def part(record: Record, key: str) -> Record:
        empty: Record = {}
        return damage.read(name, as_mapping, record.get(key), key, otherwise=empty)

    chosen, metrics = part(stored, "hyperparameters"), part(part(stored, "metrics"), "metrics")
    series: dict[str, dict[float, float]] = {}
    directions: dict[str, str] = {}
    for metric, described in metrics.items():
        with damage.of(name):
            described = as_mapping(described, f"metric {metric!r}")  # noqa: PLW2901
            directions[metric] = str(described.get("direction"))
            series[metric] = _by_step(described, metric, name, damage)
    return Trial(
        own=str(stored.get("trial_id", name.removeprefix("trial_"))),
        status=str(stored.get("status")),
        score=stored.get("score"),
        message=str(stored.get("message") or "").strip(),
        values=_values(name, part(chosen, "values"), damage),
        space=_space(name, chosen, damage),
        series=series,
        directions=directions,
    )


def _values(name: str, chosen: Record, damage: Damage) -> dict[str, object]:
    values: dict[str, object] = {}
    for param, value in chosen.items():
        if isinstance(value, (Mapping, list)):
            damage.add(name, f"the value of {param!r} is no single value")
        else:
            values[param] = value
    return values


def _space(name: str, chosen: Record, damage: Damage) -> list[Entry]:
    entries: list[Any] = damage.read(name, as_list, chosen.get("space"), "space", otherwise=[])
    return damage.each(entries, _entry, lambda _: name)


def _entry(stored: object) -> Entry:
    entry = as_mapping(stored, "an entry of space")
    config = as_mapping(entry.get("config"), "an entry of space")
    conditions = as_list(config.get("conditions"), "the conditions of a parameter")
    kept = [_condition(condition) for condition in conditions]
    return str(entry.get("class_name")), {**config, "name": str(config.get("name")), "conditions": kept}


def _condition(stored: object) -> tuple[str, list[Any]]:
    """Take a parent, and the values of it under which a parameter is there."""
    config = as_mapping(as_mapping(stored, "a condition").get("config"), "a condition")
    return str(config.get("name")), as_list(config.get("values"), "the values of a condition")


def inactive(space: Sequence[Entry], values: Record) -> list[str]:
    """Name the values that are there only because another trial needed them."""
    conditions: dict[str, list[Conditions]] = {}
    for _, config in space:
        conditions.setdefault(config["name"], []).append(config["conditions"])
    return [
        name
        for name in values
        if name in conditions
        and not any(_hold(alternative, values, conditions) for alternative in conditions[name])
    ]


def _hold(
    wanted: Conditions, values: Record, conditions: Mapping[str, list[Conditions]], depth: int = 0
) -> bool:
    """Whether all these conditions hold; a parent that is itself inactive fulfils none."""
    for parent, accepted in wanted:
        if values.get(parent) not in accepted:
            return False
        above = conditions.get(parent, [])
        if (
            depth < len(conditions)
            and above
            and not any(_hold(alternative, values, conditions, depth + 1) for alternative in above)
        ):
            return False
    return True


def _by_step(metric: Record, name: str, own: str, damage: Damage) -> dict[float, float]:
    """Read a metric's values by step, the mean where a trial was executed several times."""
    observations = as_list(metric.get("observations"), f"what was observed of {name!r}")
    return dict(damage.each(observations, lambda stored: _observation(stored, name), lambda _: own))


def _observation(stored: object, name: str) -> tuple[float, float]:
    observation = as_mapping(stored, f"an observation of {name!r}")
    step = observation.get("step")
    return 0.0 if step is None else as_number(step, f"a step of {name!r}"), _mean(observation, name)


def _mean(observation: Record, name: str) -> float:
    value = observation.get("value")
    values = value if isinstance(value, list) else [value]
    numbers = [as_number(entry, f"a value of {name!r}") for entry in values if entry is not None]
    return sum(numbers) / len(numbers) if numbers else math.nan

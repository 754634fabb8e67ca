"""Optuna's trials as its stores keep them, in the shape of Optuna's own objects."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.formatting.words import shortened
from hpviz.sources.store.damage import DamageError, as_list, as_number
from hpviz.sources.trackers.optuna.study import from_study

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.damage import Damage
    from hpviz.sources.store.experiments import Pick


@dataclass(kw_only=True)
class StoredTrial:
    """What `optuna.trial.FrozenTrial` has, as far as it is read here."""

    number: int
    state: SimpleNamespace
    datetime_start: datetime | None = None
    datetime_complete: datetime | None = None
    values: list[float] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    distributions: dict[str, Any] = field(default_factory=dict)
    user_attrs: dict[str, Any] = field(default_factory=dict)
    intermediate_values: dict[int, float] = field(default_factory=dict)

    @property
    def duration(self) -> timedelta | None:
        """How long it took."""
        if self.datetime_start is None or self.datetime_complete is None:
            return None
        return self.datetime_complete - self.datetime_start

    def take_param(self, name: str, internal: float, distribution: str) -> None:
        """Set a parameter from what is stored: of a choice, its place among the choices."""
        space = _distribution(distribution)
        self.params[name] = _external(internal, space)
        self.distributions[name] = space


@dataclass(kw_only=True)
class StoredStudy:
    """What `optuna.Study` has, as far as it is read here."""

    study_name: str
    directions: list[SimpleNamespace]
    metric_names: list[str] | None = None
    trials: list[StoredTrial] = field(default_factory=list)


def table_of(study: StoredStudy, store: str, picked: Pick, damage: Damage, notes: Iterable[Note]) -> Table:
    """Read a stored study as Optuna's own object would be."""
    if not study.directions:
        damage.add(f"study {study.study_name!r}", "its directions are missing")
    objectives = _objectives(study)
    for trial in study.trials:
        _settle(trial, objectives, damage)
    table = replace(from_study(study), source=f"Optuna study {study.study_name!r} in {store}")
    return picked.of(table).noting(*picked.notes, *notes, *damage.notes())


def _objectives(study: StoredStudy) -> int:
    """Count the objectives; where the study does not say how many, by the values of its trials."""
    counts = [len(trial.values) for trial in study.trials if isinstance(trial.values, list)]
    return len(study.directions) or max(counts, default=1)


def _settle(trial: StoredTrial, objectives: int, damage: Damage) -> None:
    """Leave out of a trial what Optuna's own object could not have."""
    name = f"trial {trial.number}"
    if trial.values is not None:
        trial.values = damage.read(name, _whole_values, trial.values, objectives, otherwise=None)
    if damage.read(name, lambda: trial.duration, otherwise=None) is None:
        trial.datetime_complete = None


def _whole_values(values: object, objectives: int) -> list[float]:
    listed = as_list(values, "its values")
    if len(listed) != objectives:
        raise DamageError(f"it has {len(listed)} values for {objectives} objectives")
    return [math.nan if value is None else as_number(value, "a value") for value in listed]


def word(name: str) -> SimpleNamespace:
    """Make what Optuna keeps as a member of an enumeration."""
    return SimpleNamespace(name=name)


@lru_cache(maxsize=4096)
def _distribution(text: str) -> Any:
    """Read a distribution; the same text gives the same object."""
    stored = json.loads(text)
    name, attributes = str(stored["name"]), dict(stored["attributes"])
    if name.startswith("Categorical"):
        return SimpleNamespace(choices=as_list(attributes["choices"], "choices"))
    for end in ("low", "high"):
        as_number(attributes.get(end), end)
    attributes.setdefault("log", "Log" in name)
    attributes["whole"] = name.startswith("Int")
    return SimpleNamespace(**attributes)


def _external(internal: float, space: Any) -> object:
    number = as_number(internal, "a value")
    if not hasattr(space, "choices"):
        return int(number) if space.whole else number
    if not 0 <= number < len(space.choices):
        raise DamageError("a value is none of its choices")
    return space.choices[int(number)]


def unread_note(trials: Iterable[int], store: str) -> list[Note]:
    """Note which trials have entries that could not be read."""
    numbers = sorted(set(trials))
    if not numbers:
        return []
    shown = shortened(numbers, 10)
    which = f"trial{'s' if len(numbers) > 1 else ''} {shown} in {store}"
    return [checks.RECORDS.note(f"Some entries of {which} are damaged and left out.")]

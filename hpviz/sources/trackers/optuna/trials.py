"""Optuna's trials as its stores keep them, in the shape of Optuna's own objects."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hpviz.formatting import shortened
from hpviz.sources.trackers.optuna.study import from_study

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from hpviz.sources.columns.table import Table
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


def table_of(study: StoredStudy, store: str, picked: Pick, notes: Iterable[str]) -> Table:
    """Read a stored study as Optuna's own object would be."""
    table = replace(from_study(study), source=f"Optuna study {study.study_name!r} in {store}")
    return picked.of(table).noting(*picked.notes, *notes)


def word(name: str) -> SimpleNamespace:
    """Make what Optuna keeps as a member of an enumeration."""
    return SimpleNamespace(name=name)


@lru_cache(maxsize=4096)
def _distribution(text: str) -> Any:
    """Read a distribution; the same text gives the same object."""
    stored = json.loads(text)
    name, attributes = str(stored["name"]), dict(stored["attributes"])
    if not name.startswith("Categorical"):
        attributes.setdefault("log", "Log" in name)
        attributes["whole"] = name.startswith("Int")
    return SimpleNamespace(**attributes)


def _external(internal: float, space: Any) -> object:
    if hasattr(space, "choices"):
        return space.choices[int(internal)]
    return int(internal) if space.whole else float(internal)


def unread_note(trials: Iterable[int], store: str) -> list[str]:
    """Note which trials have entries that could not be read."""
    numbers = sorted(set(trials))
    if not numbers:
        return []
    shown = shortened(numbers, 10)
    return [
        f"Some entries of trial{'s' if len(numbers) > 1 else ''} {shown} in {store} are damaged and left out."
    ]

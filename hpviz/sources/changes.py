"""Whether a source can have changed since it was read, and whether it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hpviz.sources import locate, objects
from hpviz.sources.store.fingerprint import Stamp, stamp_of


def look(source: object) -> object:
    """Take a glance at anything that can be followed: two that are equal say that nothing has changed.

    None where only reading tells: what is kept by a service, or in an object of unknown inside.
    """
    if isinstance(source, (str, Path)):
        here = locate.local(source)
        if here is None:
            return None
        path = Path(here).expanduser()
        # The second holds what SQLite has not yet put into the database itself.
        return stamp_of(path, path.parent / f"{path.name}-wal")
    if hasattr(source, "get_trials"):
        trials = source.get_trials(deepcopy=False)
        ends = [str(trial.datetime_complete) for trial in trials if trial.datetime_complete is not None]
        return len(trials), Counter(trial.state.name for trial in trials), max(ends, default="")
    return None


def can_change(source: object) -> bool:
    """Say whether other runs may come to be in a source: in a store, not in a table that somebody made."""
    return isinstance(source, (str, Path)) or objects.is_store(source)


def alike(one: Any, other: Any) -> bool:
    """Say whether two things that were read hold the same: arrays, and what has arrays inside."""
    if isinstance(one, np.ndarray):
        kind = one.dtype.kind
        return kind == other.dtype.kind and np.array_equal(one, other, equal_nan=kind == "f")
    if is_dataclass(one):
        names = (field.name for field in fields(one))
        return type(one) is type(other) and all(alike(getattr(one, n), getattr(other, n)) for n in names)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(alike(value, other[key]) for key, value in one.items())
    return bool(one == other)


def is_settled(glance: object) -> bool:
    """Say whether any later change will give another glance."""
    return glance.is_settled if isinstance(glance, Stamp) else True

"""Whether a source can have changed since it was read, and whether it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hpviz.files import expanded
from hpviz.runs import Runs
from hpviz.sources import locate
from hpviz.sources.objects import is_frame
from hpviz.sources.several import sources_in
from hpviz.sources.store.fingerprint import Fingerprint, fingerprint_of


def look(source: object) -> object:
    """Take a glance at anything that can be followed: two that are equal mean that nothing has changed.

    Returns
    -------
    None where only reading tells: what is kept by a service, or in an object whose inside is unknown.
    """
    sources = sources_in(source)
    if sources is not None:
        glances = tuple(look(part) for part in sources.values() if can_change(part))
        return None if None in glances else glances
    if isinstance(source, (str, Path)):
        here = locate.local(source)
        if here is None:
            return None
        path = expanded(here)
        # The second holds what SQLite has not yet put into the database itself.
        return fingerprint_of(path, path.parent / f"{path.name}-wal")
    if hasattr(source, "get_trials"):
        trials = source.get_trials(deepcopy=False)
        ends = [str(trial.datetime_complete) for trial in trials if trial.datetime_complete is not None]
        return len(trials), Counter(trial.state.name for trial in trials), max(ends, default="")
    return None


def can_change(source: object) -> bool:
    """Whether other runs may come to be in a source: in a store, not in a table that somebody made."""
    if isinstance(source, (str, Path)):
        return True
    sources = sources_in(source)
    if sources is not None:
        return any(map(can_change, sources.values()))
    if isinstance(source, (list, tuple, Runs)) or is_frame(source):
        return False
    from hpviz.sources.registry import OBJECTS  # all trackers, which a table does not need

    return any(reader.grows and reader.recognises(source) for reader in OBJECTS)


def alike(first: Any, second: Any) -> bool:
    """Whether two things that were read hold the same: arrays, and what has arrays inside."""
    if isinstance(first, np.ndarray):
        kind = first.dtype.kind
        return kind == second.dtype.kind and np.array_equal(first, second, equal_nan=kind == "f")
    if is_dataclass(first):
        names = (field.name for field in fields(first))
        return type(first) is type(second) and all(
            alike(getattr(first, n), getattr(second, n)) for n in names
        )
    if isinstance(first, Mapping):
        return list(first) == list(second) and all(alike(value, second[key]) for key, value in first.items())
    return bool(first == second)


def is_settled(glance: object) -> bool:
    """Whether any later change will give another glance."""
    if isinstance(glance, tuple):
        return all(map(is_settled, glance))
    return glance.is_settled if isinstance(glance, Fingerprint) else True

"""The log of a single run: a count that climbs through all rows, and nothing that anyone chose anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.cells import TIMESTAMPS
from hpviz.sources.columns.evidence.design import crossed
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.reasons import is_moment
from hpviz.sources.columns.rows.order import climbs, counts_from_start, is_regular, is_rough, is_smooth
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    ID_NAMES,
    NAME_NAMES,
    is_metric_name,
    is_param_name,
    is_step_name,
    is_time_name,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hpviz.runs.column import Column
    from hpviz.sources.columns.table import Table

# Words for what is counted while a run goes on.
_COUNTED = words(
    """
    step epoch iter iters iteration iterations update updates timestep timesteps frames episode episodes
    round tick samples tokens it its
    """
)
_SCHEDULED = words("lr learning momentum epsilon time timestamp date elapsed")
# Stable-Baselines' monitor.csv: reward, length and time of each episode.
_MONITOR = frozenset({"r", "l", "t"})
FEWEST_NAMED = 3
FEWEST_UNNAMED = 8
MOST_SHORT = 8
# A count goes back where a run was resumed: seldom.
_MOST_RESUMED = 0.05


def counter_of_log(table: Table) -> str | None:
    """Find the column that counts the steps of the single run whose log a table is; None where it is none."""
    prefixes = Prefixes.among(table.columns)
    if any(role == "param" and table.columns[name].varies for name, (role, *_) in prefixes.marks.items()):
        return None
    there = {name: column for name, column in table.columns.items() if column.active}
    if set(there) - {"episode"} == _MONITOR and climbs(there["t"].numbers, strictly=False):
        return "t"
    if table.n < FEWEST_NAMED or any(_names_runs(name, column) for name, column in there.items()):
        return None
    return next((name for name in _counters(there, table.n) if _is_log(there, name)), None)


def _names_runs(name: str, column: Column) -> bool:
    return normal(name) in ID_NAMES | NAME_NAMES and column.varies


def _counters(columns: dict[str, Column], n: int) -> Iterable[str]:
    """List what may count steps: by its name, else what counts from 0 while the time goes by."""
    numeric = {name: column.numbers for name, column in columns.items() if column.kind == "numeric"}
    yield from (name for name in numeric if is_step_name(name) and _goes_on(numeric[name]))
    yield from (name for name in numeric if is_counted(name) and climbs(numeric[name], strictly=True))
    if n < FEWEST_UNNAMED:
        return
    climbing = [
        name for name in numeric if climbs(numeric[name], strictly=True) and is_regular(numeric[name])
    ]
    timed = any(is_time_name(name) or "time" in normal(name) for name in climbing)
    for name in climbing:
        from_zero = columns[name].integral and numeric[name][0] == 0
        is_named = _is_chosen_name(name) or _is_id_name(name) or is_metric_name(name)
        if not is_named and (from_zero or (timed and columns[name].integral)):
            yield name


def is_counted(name: str) -> bool:
    """Whether this is a name for what is counted while a run goes on."""
    return bool(_COUNTED & set(tokens(name)[-1:]))


def _is_id_name(name: str) -> bool:
    if name.startswith("Unnamed:") or not tokens(name):
        return True  # the numbers of the rows
    return bool({"id", "trial", "run", "number", "index", "idx", "job", "config", "seed"} & set(tokens(name)))


def _goes_on(counts: NDArray[Any]) -> bool:
    """Whether a count climbs, apart from the few places at which the run was resumed."""
    counts = counts[~np.isnan(counts)]
    if len(counts) < FEWEST_NAMED:
        return False
    back = np.diff(counts) < 0
    resumed = back.mean() <= _MOST_RESUMED and bool((counts[1:][back] > counts[0]).all())
    return resumed and counts[-1] > counts[0] and is_regular(np.unique(counts)) and _repeats_seldom(counts)


def _repeats_seldom(counts: NDArray[Any]) -> bool:
    """Whether few rows share a count: those of training and validation do, those of a grid all."""
    return len(np.unique(counts)) * 4 >= len(counts)


def _is_log(columns: dict[str, Column], counter: str) -> bool:
    """Whether all that changes is measured, or follows a schedule."""
    others = [
        column
        for name, column in columns.items()
        if name != counter and column.varies and not (normal(name) in BOOKKEEPING or is_step_name(name))
    ]
    if not others or any(map(is_chosen, others)):
        return False
    if crossed(
        {column.name: column for column in others if not (is_counted(column.name) or _is_measured(column))}
    ):
        return False  # a grid, whatever numbers its rows
    # The time that has gone by is as smooth in a search as in a run.
    smooth = sum(is_smooth(column.numbers) and not is_time_name(column.name) for column in others)
    doubts = sum(is_rough(column.numbers) and not _is_measured(column) for column in others)
    named = is_step_name(counter) or is_counted(counter)
    return smooth > doubts or (
        named and (all(map(_is_measured, others)) or _is_short_log(columns[counter], others))
    )


def _is_short_log(counter: Column, others: list[Column]) -> bool:
    """Whether epochs are counted one by one, and all that is not measured follows a schedule or is unknown.

    Of so few rows it cannot be seen whether numbers follow a curve.
    """
    if len(counter.numbers) > MOST_SHORT or not counts_from_start(counter.numbers):
        return False
    free = [column for column in others if not _follows(column)]
    if "epoch" in normal(counter.name):
        return not any(_is_chosen_name(column.name) for column in free)
    scheduled = all(_SCHEDULED & set(tokens(column.name)) for column in others if _follows(column))
    return scheduled and all(map(_is_measured, free))


def _follows(column: Column) -> bool:
    """Whether a column goes along with a schedule, or with the time."""
    if column.kind != "numeric":
        return _goes_along(column)
    numbers = column.numbers[np.isfinite(column.numbers)]
    return not _is_measured(column) and (climbs(numbers, strictly=False) or climbs(-numbers, strictly=False))


def _is_measured(column: Column) -> bool:
    return is_metric_name(column.name) or is_time_name(column.name)


def _is_chosen_name(name: str) -> bool:
    return is_param_name(name) and not is_metric_name(name)


def is_chosen(column: Column) -> bool:
    """Whether the values look chosen for each row: levels in any order, numbers that many rows share."""
    if column.kind != "numeric":
        return column.kind == "categorical" and not _goes_along(column)
    if column.role == "aside" or _is_measured(column) or not is_rough(column.numbers):
        return False
    return 3 * column.distinct() <= column.active


def _goes_along(column: Column) -> bool:
    """Whether texts go along with the steps: moments, numbered files, phases one after the other."""
    if column.reason == TIMESTAMPS or all(map(is_moment, column.levels)):
        return True
    if len({re.sub(r"[0-9]+", "", level) for level in column.levels}) == 1:
        return True
    codes = column.codes[column.codes >= 0]
    return 3 * len(column.levels) <= len(codes) and int(np.count_nonzero(np.diff(codes))) < len(column.levels)

"""What a run is called, when it started, and how it ended: columns that describe runs, not choices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hpviz.legible_text import numbered
from hpviz.sources.columns.cells import TIMESTAMPS
from hpviz.sources.columns.evidence.factors import LEVEL_NAMES, is_setting
from hpviz.sources.columns.reasons import is_counting, moment
from hpviz.sources.columns.vocabulary import (
    CREATED_NAMES,
    GROUP_NAMES,
    ID_NAMES,
    NAME_NAMES,
    STATUS_NAMES,
    normal,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Facts = dict[str, NDArray[np.generic]]

REASONS = {
    "run_ids": "the run's id",
    "names": "the run's name",
    "statuses": "the run's status",
    "created": TIMESTAMPS,
    "groups": "the run's group",
}
# These are as often a parameter's name; they need every run to have its own.
_WEAK_IDS = frozenset({"id", "uid", "run", "trial", "number", "run_number"})
_EARLIEST = 1e8  # a number of seconds since 1970 that is a date at all, for names that need not be one
_MILLISECONDS = 1e11
# A word, perhaps several, and a whole number at the end.
_COUNTED = re.compile(r"[^\W\d](?:[\w /#-]*[^\W\d]|[\w /#-]*[\s/#_-])?(\d+)")
FEWEST_NAMES = 5


def attributes(columns: Mapping[str, Column], *, marked: bool) -> dict[str, str]:
    """Find which of the columns hold which fact of `Runs`: fact to column name.

    `marked` says that parameters or metrics carry prefixes, so that a bare name is an attribute.
    """
    by_fact: dict[str, str] = {}
    # In a table of one factor at a time "sweep" names the factor that "value" is of.
    texts = [column for column in columns.values() if column.kind == "categorical"]
    has_settings = any(
        normal(name) in LEVEL_NAMES and (column.kind != "numeric" or is_setting(column, texts))
        for name, column in columns.items()
    )
    tests = {
        "run_ids": _is_id,
        "names": _is_name,
        "statuses": _is_status,
        "created": _is_created,
        "groups": _never if has_settings else _is_group,
    }
    for name, column in columns.items():
        for fact, test in tests.items():
            if fact not in by_fact and test(normal(name), column, marked=marked):
                by_fact[fact] = name
                break
    by_fact |= {} if "names" in by_fact else _counted_names(columns, {*by_fact.values()})
    return by_fact


def _counted_names(columns: Mapping[str, Column], taken: Container[str]) -> dict[str, str]:
    """Find a text that names every run by a word and a counter of its own: exp-001, run_17."""
    named = (name for name, column in columns.items() if name not in taken and _is_counted_name(column))
    name = next(named, None)
    return {} if name is None else {"names": name}


def _is_counted_name(column: Column) -> bool:
    if column.kind != "categorical" or not FEWEST_NAMES <= len(column.levels) == len(column.codes):
        return False
    counters = {match[1] for level in column.levels if (match := _COUNTED.fullmatch(level))}
    return len(counters) == len(column.levels) == column.active


def facts_of(columns: Mapping[str, Column], by_fact: Mapping[str, str]) -> Facts:
    """Read the facts out of their columns."""
    facts: Facts = {}
    for fact, name in by_fact.items():
        column = columns[name]
        if fact == "created":
            facts[fact] = _moments(column)
        elif fact == "statuses":
            by_level = np.array([*map(status_of, column.levels), "unknown"], dtype=np.str_)
            facts[fact] = by_level[column.codes]
        else:
            facts[fact] = texts_of(column)
    if "run_ids" in facts:
        facts["run_ids"] = _unique(facts["run_ids"])
    return facts


def texts_of(column: Column) -> NDArray[np.str_]:
    """Write every cell of a column as text, empty where there is none."""
    texts = np.array([*column.levels, ""], dtype=object)[column.codes]
    numbered = ~np.isnan(column.numbers)
    if numbered.any():
        numbers = column.numbers[numbered]
        texts[numbered] = [
            str(int(number)) if float(number).is_integer() else repr(float(number)) for number in numbers
        ]
    return texts.astype(np.str_)


def _unique(ids: NDArray[np.generic]) -> NDArray[np.str_]:
    """Make the ids unique: shared ones are numbered, missing ones become the row."""
    return np.array(numbered(given or f"row {row}" for row, given in enumerate(ids.tolist())), dtype=np.str_)


def _is_id(name: str, column: Column, *, marked: bool) -> bool:
    if name not in ID_NAMES or column.role == "aside":
        return False
    if name not in _WEAK_IDS:
        return True
    different = column.distinct() == int((~column.absent).sum())
    return different and (marked or column.kind != "numeric" or column.integral or is_counting(column))


def _is_name(name: str, column: Column, *, marked: bool) -> bool:
    if name not in NAME_NAMES or column.kind != "categorical":
        return False
    # Without prefixes, a "name" that many runs share is that of a model or a data set: a choice.
    return marked or 2 * len(column.levels) > len(column.codes)


def _is_status(name: str, column: Column, *, marked: bool) -> bool:  # noqa: ARG001
    if name not in STATUS_NAMES or column.kind != "categorical":
        return False
    return any(status_of(level) != "unknown" for level in column.levels)


def _is_created(name: str, column: Column, *, marked: bool) -> bool:  # noqa: ARG001
    if name not in CREATED_NAMES:
        return False
    if column.reason == TIMESTAMPS:
        return True
    if column.kind == "numeric":
        # "start_time" is a moment whatever its origin; "date" and "timestamp" may be counters.
        return "time_" in name or "_time" in name or bool(np.nanmin(column.numbers) > _EARLIEST)
    return bool(column.levels) and moment(column.levels[0]) is not None


def _is_group(name: str, column: Column, *, marked: bool) -> bool:  # noqa: ARG001
    return name in GROUP_NAMES and column.kind == "categorical" and not column.absent.all()


def _never(name: str, column: Column, *, marked: bool) -> bool:  # noqa: ARG001
    return False


def _moments(column: Column) -> NDArray[np.float64]:
    """Convert moments written as text, seconds or milliseconds to seconds since 1970."""
    by_level = [moment(level) for level in column.levels]
    from_text = np.array([*(np.nan if seconds is None else seconds for seconds in by_level), np.nan])[
        column.codes
    ]
    numbers = np.where(np.abs(column.numbers) > _MILLISECONDS, column.numbers / 1000, column.numbers)
    return np.where(column.codes >= 0, from_text, numbers)

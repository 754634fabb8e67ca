"""One cell, one column: Python values and text become numbers, levels, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from hpviz.moments import moment_at
from hpviz.runs.column import ABSENT, LARGEST_EXACT, MOST_SPECIAL_VALUES, Column
from hpviz.runs.level_text import LevelText, legible_level, text_of_literal, text_of_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TIMESTAMPS = "timestamps"
OBJECTS = "tables, images and histograms"

NONE_WORDS = frozenset({"None", "null", "NULL"})
BOOLEAN_WORDS = {"True": True, "true": True, "TRUE": True, "False": False, "false": False, "FALSE": False}
# What people write into a column of numbers where there is none.
NO_NUMBER_WORDS = frozenset({"", "-", "--", "NA", "N/A", "n/a", "#N/A", "<NA>"})
NAN_WORDS = frozenset({"nan", "NaN", "NAN", "inf", "-inf", "+inf", "Inf", "-Inf", "Infinity", "-Infinity"})

# Leading zeros mark a code, not a number: "007" is not 7.
_NUMBER = re.compile(r"\s*[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
_PADDED = re.compile(r"\s*[+-]?0[0-9]+\s*")
_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,300}\s*")
# An object's address differs from run to run although the object does not.
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")

_MOST_VERSIONS = 64
_VERSION = re.compile(r"[1-9][0-9]*\.[0-9]+")
_NAMED_VERSION = re.compile(
    r"version|(?:^|[_.\-\s/])(?:ver|torch|cuda|python|release)(?:$|[_.\-\s/])", re.IGNORECASE
)

_AS_THEY_ARE = frozenset({int, float, bool, str, type(None), type(ABSENT)})


def column_of(name: str, cells: Sequence[object], *, restore: bool = True) -> Column:
    """Build a column from any Python values; `restore` reads numbers, booleans and None out of text."""
    kinds = set(map(type, cells))
    if not kinds <= _AS_THEY_ARE:
        cells = [plain(cell) for cell in cells]
        kinds = set(map(type, cells))
    if int in kinds and _merge_as_floats(cell for cell in cells if type(cell) is int):
        cells, restore = [_digits(cell) if type(cell) is int else cell for cell in cells], False
        kinds = set(map(type, cells))
    if kinds <= {int} or kinds <= {float}:
        return _column_of_numbers(name, cells, integral=kinds == {int})
    if kinds <= {str, type(None), type(ABSENT)}:
        return _column_of_text(name, cells, restore=restore)
    if kinds & {datetime, date} and all(map(_is_moment_or_nothing, cells)):
        return moments(name, [seconds(cell) for cell in cells])
    if str in kinds and restore:
        meaning = parsed_texts({cell for cell in cells if isinstance(cell, str)})
        cells = [meaning[cell] if isinstance(cell, str) else cell for cell in cells]
    return Column.from_values(name, cells)


def _is_moment_or_nothing(cell: object) -> bool:
    """Whether a cell can be in a column of points in time; pandas writes NaN where there is none."""
    return isinstance(cell, date) or cell is None or cell is ABSENT or cell != cell  # noqa: PLR0124 - NaN


def moments(name: str, seconds: object) -> Column:
    """Build a column of points in time, set aside from the start."""
    return replace(Column.from_numbers(name, seconds), role="aside", reason=TIMESTAMPS)


def _column_of_numbers(name: str, cells: Sequence[object], *, integral: bool) -> Column:
    try:
        numbers = np.array(cells, dtype=np.float64)
    except OverflowError:  # an integer of more than 308 digits
        return Column.from_values(name, cells)
    if integral and len(numbers) and np.abs(numbers).max() > LARGEST_EXACT:
        return Column.from_values(name, cells)
    return Column.from_numbers(name, numbers, integral=integral and len(numbers) > 0)


def _column_of_text(name: str, cells: Sequence[object], *, restore: bool) -> Column:
    """Look at each different text once, however many runs share it."""
    place = {cell: row for row, cell in enumerate(dict.fromkeys(cells))}
    distinct = list(place)
    if restore:
        meaning = parsed_texts([cell for cell in distinct if isinstance(cell, str)], name)
        distinct = [meaning[cell] if isinstance(cell, str) else cell for cell in distinct]
    rows = np.fromiter(map(place.__getitem__, cells), dtype=np.intp, count=len(cells))
    return Column.from_values(name, distinct).take(rows)


def parsed_texts(words: Iterable[str], name: str = "") -> dict[str, object]:
    """Map each text of one column to its value; text stays text unless it is surely something else."""
    words = list(words)
    if _are_versions(words, name):
        return dict(zip(words, words, strict=True))
    numbers = {word: _number_in(word) for word in words if _NUMBER.fullmatch(word)}
    nans = [word for word in words if word in NAN_WORDS]
    blanks = NO_NUMBER_WORDS if numbers else frozenset[str]()
    known = {*numbers, *nans, *NONE_WORDS, *blanks}
    others = [word for word in words if word not in known]
    if _merge_as_floats(number for number in numbers.values() if isinstance(number, int)):
        others, numbers = others + list(numbers), {}
    restored: dict[str, object] = {word: None if word in NONE_WORDS else word for word in words}
    if len(others) > MOST_SPECIAL_VALUES or any(map(_PADDED.fullmatch, others)):
        return restored
    if numbers or not others:
        restored |= numbers | {word: float(word) for word in nans}
        restored |= {word: ABSENT for word in words if word in blanks}
    elif all(word in BOOLEAN_WORDS for word in others):
        restored |= {word: BOOLEAN_WORDS[word] for word in others}
    return restored


def _merge_as_floats(numbers: Iterable[object]) -> bool:
    """Whether different integers would become the same float: then they are ids, whatever they look like."""
    large = {number for number in numbers if isinstance(number, int) and abs(number) > LARGEST_EXACT}
    try:
        return len(large) > 1 and len(set(map(float, large))) < len(large)
    except OverflowError:
        return True


def _digits(number: int) -> str:
    """Write an integer; beyond the digits that Python writes, in hexadecimal, which has no such limit."""
    try:
        return str(number)
    except ValueError:
        return hex(number)


def _are_versions(words: Sequence[str], name: str) -> bool:
    """Whether these are versions, of which 1.10 is another than 1.1, and comes after 1.9."""
    if not 1 < len(words) <= _MOST_VERSIONS or not all(map(_VERSION.fullmatch, words)):
        return False
    return len(set(map(float, words))) < len(words) or _NAMED_VERSION.search(name) is not None


def is_number(word: str) -> bool:
    """Whether a text is a bare number, or a word for one that is none or infinite."""
    return _NUMBER.fullmatch(word) is not None or word in NAN_WORDS


def _number_in(word: str) -> object:
    return int(word) if _INTEGER.fullmatch(word) else float(word)


def plain(cell: object) -> object:
    """Convert any object to a number, a text, a boolean, None, a moment, or `ABSENT`."""
    try:
        return _plain(cell)
    except Exception as error:  # noqa: BLE001 - one odd object must not lose the other runs
        return f"<{type(cell).__name__}: {type(error).__name__}>"


def _plain(cell: object) -> object:  # noqa: C901, PLR0911 - one line per kind of value
    if type(cell) in _AS_THEY_ARE:
        return cell
    if type(cell).__name__ in {"NAType", "NaTType", "MaskedConstant"}:
        return ABSENT
    if isinstance(cell, Enum):
        return text_of_named(cell)
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if type(cell) in {datetime, date}:
        return cell
    if isinstance(cell, (datetime, date)):
        # A library's own moment (pandas' Timestamp) becomes Python's.
        return moment_at(seconds(cell))
    if isinstance(cell, np.generic) or getattr(cell, "shape", None) == ():
        return _plain_scalar(cell)
    if isinstance(cell, (str, Mapping)):
        return cell if isinstance(cell, LevelText) else str(cell)
    return _plain_object(cell)


def _plain_scalar(cell: object) -> object:
    """Unwrap a numpy scalar, a zero-dimensional array or a tensor."""
    if isinstance(cell, np.datetime64):
        return ABSENT if np.isnat(cell) else plain(cell.astype("datetime64[us]").item())
    if isinstance(cell, np.timedelta64):
        return ABSENT if np.isnat(cell) else cell / np.timedelta64(1, "s")
    inner = cell.item()  # type: ignore[attr-defined]
    return inner if type(inner) in _AS_THEY_ARE else str(inner)


def _plain_object(cell: object) -> object:
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if isinstance(cell, (list, tuple)):
        items = [item if isinstance(item, (list, tuple, dict)) else plain(item) for item in cell]
        return text_of_literal(str(items if isinstance(cell, list) else tuple(items)))
    if isinstance(cell, AbstractSet):
        return text_of_literal("{" + ", ".join(sorted(map(repr, cell))) + "}")
    if callable(cell) and hasattr(cell, "__qualname__"):
        return text_of_named(cell)
    if isinstance(cell, Real):
        return float(cell)
    return _ADDRESS.sub("", str(cell))


def choice_text(choice: object) -> str:
    """Write a choice of a search space as the level that runs with it have."""
    cell = plain(choice)
    return legible_level(cell) if isinstance(cell, str) else text_of_literal(str(cell))


def seconds(cell: object) -> float:
    """Convert a moment to seconds since 1970, UTC where no zone is given; NaN for anything else."""
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=UTC)).timestamp()
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC).timestamp()
    return float("nan")

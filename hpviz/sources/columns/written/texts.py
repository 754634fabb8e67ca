"""The texts of a plain table, whose writer had nothing but text: numbers, levels, and empty cells."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.runs.column import ABSENT, Column
from hpviz.runs.level_text import LevelText
from hpviz.sources.columns.cells import BOOLEAN_WORDS, NONE_WORDS, column_of, is_number
from hpviz.sources.columns.written.quantities import quantities_in
from hpviz.sources.columns.written.separators import comma_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hpviz.sources.columns.written.quantities import Quantities
    from hpviz.sources.columns.written.separators import Comma

# What stands for an empty cell whatever else is in the column.
_BLANKS = frozenset(
    """
    n/a #n/a <na> n.a. nan nat #div/0! #value! #ref! #num! #name? #null! (null) <null> (none) (empty)
    """.split()  # noqa: SIM905 - a list of words
)
# These do too, unless all levels of the column are signs, or short codes such as those of regions.
_DASHES = frozenset({"-", "--", "---", "\u2013", "\u2014", "?", ".", "…"})
_CODE = re.compile(r"[A-Z]{2,4}")
# In a column of numbers these are no number.
_NO_NUMBERS = frozenset(
    {"missing", "null", "none", "undefined", "unknown", "na", "not available", "failed", "err", "error"}
)
# Without any other letter, a column has nothing but bare numbers.
_OTHER_LETTER = re.compile(r"[^0-9.eE+ \n-]")
_FEWEST_RESULTS = 8
_LONGER_THAN_BLANKS = 12
_ENOUGH = 2000  # texts of a column, to see what a comma means


def comma_among(columns: Iterable[Sequence[object]], *, likely: Comma = "thousands") -> Comma | None:
    """Decide what a comma within a number means in a table of these columns; None where they differ."""
    words = [_words(cells) for cells in columns]
    if likely == "thousands" and not any("," in "\n".join(column) for column in words):
        return likely
    return comma_of(
        ([word for word in column[:_ENOUGH] if not _is_no_number(word)] for column in words), likely=likely
    )


def _words(cells: Sequence[object]) -> list[str]:
    """List the different texts of a column; most columns have but few."""
    try:
        distinct = dict.fromkeys(cells)
    except TypeError:  # a list or an array in a cell
        distinct = dict.fromkeys(cell for cell in cells if type(cell) is str)
    return [cell for cell in distinct if type(cell) is str]


def columns_of(name: str, cells: Sequence[object], *, comma: Comma | None = "thousands") -> list[Column]:
    """Build the column of a plain table; values with a spread (0.62 ± 0.01) make two.

    Parameters
    ----------
    name, cells
        As in the source, `ABSENT` where it has nothing.
    comma
        What a comma within a number means in this table.
    """
    if not set(map(type, cells)) <= {str, type(None), type(ABSENT)}:
        return [_of_mixed(name, cells)]
    distinct = list(dict.fromkeys(cells))
    words = [cell for cell in distinct if type(cell) is str]
    if not words or (not _OTHER_LETTER.search("\n".join(words)) and comma != "decimal"):
        return [column_of(name, cells)]
    # Where there is a None for empty cells, every text is a text.
    blanks = set[str]() if None in distinct else _blanks_among(words)
    filled = [word for word in words if word not in blanks]
    empty = {word for word in filled if word.strip().casefold() in _NO_NUMBERS}
    measured = [word for word in filled if word not in empty]
    quantities = (
        None if all(map(is_number, measured)) and comma != "decimal" else quantities_in(measured, name, comma)
    )
    if quantities is not None:
        return _of_quantities(name, cells, quantities)
    meaning: dict[object, object] = dict.fromkeys(blanks, ABSENT)
    meaning |= _absent_words(measured, empty, apart=ABSENT in distinct or None in distinct)
    if None in distinct and "None" in words:
        meaning["None"] = LevelText("'None'")
    return [column_of(name, [meaning.get(cell, cell) for cell in cells] if meaning else cells)]


def _of_mixed(name: str, cells: Sequence[object]) -> Column:
    """Read numbers among texts; None and the text None stay apart, where the source has both."""
    words = {cell for cell in cells if type(cell) is str}
    meaning: dict[str, object] = {}
    if any(cell is None for cell in cells):
        meaning = {"None": LevelText("'None'")} if "None" in words else {}
    elif words:
        meaning = dict.fromkeys(_blanks_among(list(words - {""})), ABSENT)
    return column_of(
        name, [meaning.get(cell, cell) if type(cell) is str else cell for cell in cells] if meaning else cells
    )


def _is_no_number(word: str) -> bool:
    bare = word.strip()
    return bare.casefold() in _BLANKS | _NO_NUMBERS or bare in _DASHES


def _blanks_among(words: Sequence[str]) -> set[str]:
    """Find the texts that stand for an empty cell."""
    # Of many thousands of texts only short ones are looked at.
    short = [word for word in words if len(word) < _LONGER_THAN_BLANKS]
    blanks = {word for word in short if not word.strip() or word.strip().casefold() in _BLANKS}
    dashes = {word for word in short if word.strip() in _DASHES}
    regions = {word for word in short if word.strip() == "NA"}
    signs = blanks | dashes | regions
    others = [word for word in words if word not in signs] if dashes or regions else []
    if dashes and any(re.search(r"\w", word) for word in others):
        blanks |= dashes
    if regions and not all(map(_CODE.fullmatch, others)):
        blanks |= regions
    return blanks


def _absent_words(measured: Sequence[str], empty: set[str], *, apart: bool) -> Mapping[object, object]:
    """Find the words that are no number among numbers: "missing", and None where results are missing."""
    if not measured or not all(map(is_number, measured)):
        return {}
    nones = {word for word in empty if word in NONE_WORDS}
    sure: set[str] = empty - nones - BOOLEAN_WORDS.keys()
    # A depth of 4, 8 or None is a choice; an accuracy of 0.7312 or None is not there.
    results = sum(not word.strip().lstrip("+-").isdecimal() for word in measured)
    if not apart and results >= _FEWEST_RESULTS and 2 * results > len(measured):
        sure |= nones
    return dict.fromkeys(sure, ABSENT)


def _of_quantities(name: str, cells: Sequence[object], quantities: Quantities) -> list[Column]:
    column = Column.from_values(name, [quantities.values.get(cell, ABSENT) for cell in cells])  # type: ignore[call-overload]
    columns = [replace(column, notation=quantities.notation)]
    if quantities.spreads is not None:
        spread = [quantities.spreads.get(cell, ABSENT) for cell in cells]  # type: ignore[call-overload]
        columns.append(
            replace(Column.from_values(f"{name} ±", spread), role="aside", reason=f"the ± of {name}")
        )
    return columns

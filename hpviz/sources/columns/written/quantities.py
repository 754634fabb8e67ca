"""Numbers as people write them: percentages, durations, thousands, units, values with a spread.

A column is read so only as a whole: one text that is no such number leaves all of it text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hpviz.sources.columns.written.durations import LASTS, SHORT, UNSURE, clock, is_split, lasting
from hpviz.sources.columns.written.separators import (
    COMMAS,
    are_sizes,
    is_surely_decimal,
    number_in,
    number_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hpviz.sources.columns.written.separators import Comma

    Numbers = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """The numbers in the texts of a column.

    Attributes
    ----------
    values
        Each text and its number.
    notation
        How the numbers are written, in words.
    spreads
        Each text and what stands behind its ±; None where there is none.
    """

    values: Mapping[str, float]
    notation: str
    spreads: Mapping[str, float] | None = None


PERCENT = "percent"
SECONDS = "durations, in seconds"
DECIMAL_COMMAS = "commas before decimals"
THOUSANDS = "separators between thousands"
MINUS_SIGNS = "typeset minus signs"
SPREADS = "values with their ±"

_BYTES = {
    "b": 1.0,
    "byte": 1.0,
    **{f"{letter}b": 1000.0**power for power, letter in enumerate("kmgtp", start=1)},
    **{f"{letter}ib": 1024.0**power for power, letter in enumerate("kmgtp", start=1)},
}
_SUFFIXES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12}
# A dimension ("2d"), an ordinal and a hexadecimal number are names.
_NO_UNITS = frozenset({"st", "nd", "rd", "th"})
_LETTERS = frozenset("kmbgtshwvx°$€£¥")  # of single letters, these alone are units
_INFINITIES = frozenset({"inf", "-inf", "+inf", "Inf", "-Inf", "Infinity", "-Infinity"})

_PLUS_MINUS = re.compile(r"\s*(?P<value>.+?)\s*(?:±|\+/-|\+-|\\pm)\s*(?P<spread>.+?)\s*")
_BRACKETED = re.compile(r"\s*(?P<value>[^()]+?)\s*\(\s*(?:±|\+/-|\+-)?\s*(?P<spread>[^()]+?)\s*\)\s*")
_CURRENCY = re.compile(r"\s*(?P<sign>[-\u2212]?)\s*(?P<unit>[$€£¥₹]|USD|EUR|GBP)\s*(?P<number>.+?)\s*")


_UNIT = {
    comma: re.compile(
        rf"\s*([+\-\u2212]?{number_pattern(comma)})[\s-]?\s*([^\W\d_](?:[^\W\d_]|[/²³°.]){{0,15}}|°C|[$€£¥₹])\s*"
    )
    for comma in COMMAS
}


def quantities_in(words: Sequence[str], name: str, comma: Comma | None) -> Quantities | None:
    """Read the numbers out of all different texts of a column; None where not all of them hold any.

    Parameters
    ----------
    words
        The texts; those that stand for an empty cell are left out.
    name
        The column's, which tells whether 12:30 lasts or is a time of the day.
    comma
        What a comma within a number means in this table; None where its columns differ.
    """
    if are_sizes(words):
        return None
    if comma is None:
        comma = "decimal" if is_surely_decimal(words) else "thousands"
    for attempt in (_grouped, _percent, _durations, _with_unit, _with_suffix, _with_currency, _with_spread):
        quantities = attempt(words, name, comma)
        if quantities is not None:
            return quantities
    return None


def _every(words: Sequence[str], number_of: Callable[[str], float | None]) -> Numbers | None:
    """Read every text, or give up at the first that is none."""
    numbers: Numbers = {}
    for word in words:
        number = float(word) if word in _INFINITIES else number_of(word)
        if number is None:
            return None
        numbers[word] = number
    return numbers or None


def _grouped(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    numbers = _every(words, lambda word: number_in(word, comma))
    if numbers is None:
        return None
    separated = any(re.search(r"[0-9][,.'\s\u2009][0-9]{3}", word) for word in words)
    notation = DECIMAL_COMMAS if comma == "decimal" else THOUSANDS if separated else MINUS_SIGNS
    return Quantities(values=numbers, notation=notation)


def _percent(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    def number_of(word: str) -> float | None:
        bare = word.strip()
        if bare in {"0", "0.0", "0,0"}:
            return 0.0
        return number_in(bare[:-1], comma) if bare[-1:] in {"%", "٪", "\uff05"} else None

    numbers = _every(words, number_of)
    return None if numbers is None else Quantities(values=numbers, notation=PERCENT)


def _durations(words: Sequence[str], name: str, comma: Comma) -> Quantities | None:
    numbers = None
    if not all(map(is_split, words)):
        in_minutes = LASTS.search(name) is not None
        numbers = _every(words, lambda word: clock(word.strip(), in_minutes=in_minutes))
    if numbers is None and not _keeps_its_unit(words, comma):
        numbers = _every(words, lambda word: lasting(word.strip(), comma))
    return None if numbers is None else Quantities(values=numbers, notation=SECONDS)


def _keeps_its_unit(words: Sequence[str], comma: Comma) -> bool:
    """Whether all have one unit that is no duration for sure, or one shorter than a second."""
    units = {unit for unit, _ in _unit_parts(words, comma)}
    return len(units) == 1 and units <= (SHORT | UNSURE)


def _unit_parts(words: Sequence[str], comma: Comma) -> list[tuple[str, float]]:
    """Split every text into unit and number; empty where some cannot be split."""
    parts = []
    for word in words:
        match = _UNIT[comma].fullmatch(word)
        number = None if match is None else number_in(match[1], comma)
        if match is None or number is None:
            return []
        parts.append((match[2], number))
    return parts


def _with_unit(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    """Keep the numbers where all have the same unit; sizes of several units become bytes."""
    parts = _unit_parts(words, comma)
    units = {_singular(unit) for unit, _ in parts}
    numbers = [number for _, number in parts]
    if not parts:
        return None
    if len(units) == 1 and len(set(numbers)) > 1 and not units & _NO_UNITS and _is_unit(parts[0][0]):
        unit = parts[0][0]
        return Quantities(values=dict(zip(words, numbers, strict=True)), notation=f"the unit {unit}")
    if len(units) > 1 and units <= _BYTES.keys():
        sizes = [number * _BYTES[_singular(unit)] for unit, number in parts]
        return Quantities(values=dict(zip(words, sizes, strict=True)), notation="sizes, in bytes")
    return None


def _is_unit(unit: str) -> bool:
    return len(unit) > 1 or unit.casefold() in _LETTERS


def _singular(unit: str) -> str:
    folded = unit.casefold()
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded


def _with_suffix(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    """Read 350K, 1.2M and 500 in one column."""

    def number_of(word: str) -> float | None:
        bare = word.strip()
        number = number_in(bare.rstrip("kKMBGT"), comma)
        suffix = bare[len(bare.rstrip("kKMBGT")) :]
        return None if number is None or len(suffix) > 1 else number * _SUFFIXES.get(suffix, 1.0)

    numbers = _every(words, number_of)
    return None if numbers is None else Quantities(values=numbers, notation="K for thousands, M for millions")


def _with_currency(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    units: set[str] = set()

    def number_of(word: str) -> float | None:
        match = _CURRENCY.fullmatch(word)
        if match is None:
            return None
        units.add(match["unit"])
        return number_in(match["sign"] + match["number"], comma)

    numbers = _every(words, number_of)
    if numbers is None or len(units) != 1:
        return None
    return Quantities(values=numbers, notation=f"the unit {units.pop()}")


def _with_spread(words: Sequence[str], _name: str, comma: Comma) -> Quantities | None:
    """Read 0.62 ± 0.01, 79.1% ± 0.3% and 0.62 (0.01)."""
    for form in (_PLUS_MINUS, _BRACKETED):
        values = _every(words, partial(_part_of, form=form, part="value", comma=comma))
        spreads = _every(words, partial(_part_of, form=form, part="spread", comma=comma))
        if values is not None and spreads is not None and any(spreads.values()):
            return Quantities(values=values, notation=SPREADS, spreads=spreads)
    return None


def _part_of(word: str, *, form: re.Pattern[str], part: str, comma: Comma) -> float | None:
    match = form.fullmatch(word)
    if match is None:
        return None
    text = match[part].strip().removesuffix("%")
    return float("nan") if text.lower() == "nan" else number_in(text, comma)

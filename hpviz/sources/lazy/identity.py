"""A number that each row or run has on every engine and in every order, by which a sample is drawn."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODULUS = 2**31 - 1
"""A prime, so that squares of remainders are integers of 64 bits, which engines do not let overflow."""
HASH = "hash"
# Lehmer's multiplier, and what is added before each squaring.
_TIMES = 48271
_ADDED = (1013904223, 1664525)
_BITS = 26
"""Of each of the two halves of a number; powers of two are exact however an engine is sent them."""
_MOST_COLUMNS = 48
# Characters of a text with the same digit; what is none of these is 5.
_DIGITS = ("0akuAKU", "1blvBLV", "2cmwCMW", "3dnxDNX", "4eoyEOY", "6gqGQ", "7hrHR", "8isIS", "9jtJT")
_LAST = 8
"""Characters of a text that count: those at the end, where ids differ."""


def with_hash(
    frame: nw.LazyFrame[Any], largest: Mapping[str, float], texts: Sequence[str] = ()
) -> nw.LazyFrame[Any]:
    """Add a column of integers below `MODULUS` that depends on the values of some columns alone.

    Parameters
    ----------
    frame
        The rows.
    largest
        The columns of numbers, and the largest distance of each from 0.
    texts
        The columns of text.
    """
    numbers = [part for name in sorted(largest)[:_MOST_COLUMNS] for part in _halves(name, largest[name])]
    parts = [*numbers, *map(_of_text, texts)]
    mixed = reduce(lambda before, part: (before * _TIMES + part) % MODULUS, parts)
    hashed = frame.with_columns((mixed % MODULUS).alias(HASH))
    for added in _ADDED:
        own = nw.col(HASH)
        hashed = hashed.with_columns(((own * own + added) % MODULUS).alias(HASH))
    return hashed


def below(share: float) -> nw.Expr:
    """Whether the hash of a row is among this share of all hashes."""
    return nw.col(HASH) < min(MODULUS, math.ceil(share * MODULUS))


def _halves(name: str, largest: float) -> list[nw.Expr]:
    """Make two integers of the first 52 bits of a number; 0 where there is none."""
    _, exponent = math.frexp(largest)
    scaled = nw.col(name).abs().cast(nw.Float64) * _power(_BITS - exponent)
    there = nw.col(name).abs() <= largest
    rest = scaled % 1
    low = rest * 2.0**_BITS
    return [
        nw.when(there).then(part).otherwise(0.0).cast(nw.Int64) for part in (scaled - rest, low - low % 1)
    ]


def _power(exponent: int) -> float:
    return math.ldexp(1.0, max(-1000, min(1000, exponent)))


def _of_text(name: str) -> nw.Expr:
    """Make an integer of the last characters of a text, one digit of each."""
    digits = nw.col(name).str.tail(_LAST)
    for characters in _DIGITS:
        digits = digits.str.replace_all(f"[{characters[1:]}]", characters[0])
    return nw.concat_str(nw.lit("1"), digits.str.replace_all("[^0-9]", "5")).cast(nw.Int64)

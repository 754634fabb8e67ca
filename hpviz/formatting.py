"""How numbers, names and lists of names are written, wherever hpviz writes them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Of more names than this in a sentence only the first are written.
MOST_LISTED = 4

# Words that start with the sound of "you" or "one".
_CONSONANT = re.compile(r"eu|one(?![a-z])|once|u(?![a-z])|ubi|ufunc|uint|uni(?!m|n)|us[aeiou]|uti")
# Words and numbers that start with the sound of a vowel though they are written with none.
_VOWEL = re.compile(r"[aeiou]|hour|honest|8|1[18](?!\d)")
# What is spelt out and starts with a letter whose name starts with a vowel.
_SPELT_OUT = frozenset({*"fhlmnrsx", "fnr", "fpr", "lr", "mae", "mse", "nll", "rmse", "rmsle", "rss", "sse"})


def with_article(name: str) -> str:
    """Put "a" or "an" before a name, by how it is spoken: ``an int``, ``a uint8``, ``an mse``."""
    spoken = name.lower().lstrip("_")
    word = re.match(r"[a-z]*", spoken)
    spelt_out = word is not None and word[0] in _SPELT_OUT
    vowel = _VOWEL.match(spoken) is not None and _CONSONANT.match(spoken) is None
    return f"{'an' if spelt_out or vowel else 'a'} {name}"


def shortened(texts: Iterable[object], most: int) -> str:
    """Write texts in a row, of more than `most` only the first: ``a, b, …``."""
    written = [str(text) for text in texts]
    return ", ".join(written[:most]) + (", …" if len(written) > most else "")


def listed(texts: Sequence[str], most: int = MOST_LISTED, *, last: str = " and ") -> str:
    """List texts: ``a, b and c``; of more than `most` the first and how many there are more.

    Parameters
    ----------
    texts
        What is listed.
    most
        How many are written out.
    last
        What stands before the last one, where all are written out.
    """
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return last.join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


# What stands in place of a figure that is not known.
NOTHING = "\u2013"


def number(value: float) -> str:
    """Write a number shortly: whole numbers in full, others with four digits that count."""
    whole = abs(value) < 1e7 and float(value).is_integer()
    return f"{value:.0f}" if whole else f"{value:.4g}"


# Digits that count; floats have no more than 17.
FEWEST_DIGITS, MOST_DIGITS = 4, 17
LARGEST_IN_FULL, NEAR_ONE = 1e7, 0.9


def distinct_numbers(values: Sequence[float]) -> list[str]:
    """Write numbers with four digits that count, or as many as tell them apart from each other, from 0 and 1.

    Integers are written with all their digits: a seed of 18 is one of them.

    Parameters
    ----------
    values
        Finite or not; different numbers get different texts.
    """
    different = len(set(values))
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        texts = [_with_digits(value, digits) for value in values]
        if len(set(texts)) == different:
            return texts
    return [repr(value) for value in values]


def _with_digits(value: float, digits: int) -> str:
    if isinstance(value, int):
        return str(value)
    if abs(value) < LARGEST_IN_FULL and value.is_integer():
        return f"{value:.0f}"
    if NEAR_ONE < abs(value) < 1:  # of a decay the distance to 1 counts
        digits = max(digits, 1 - math.floor(math.log10(1 - abs(value))))
    return f"{value:.{min(digits, MOST_DIGITS)}g}"


def figure(value: float) -> str:
    """Write three decimals, a dash for what is not known, never a negative zero."""
    if math.isnan(value):
        return NOTHING
    text = f"{value:.3f}"
    return "0.000" if text == "-0.000" else text


def interval(low: float, high: float) -> str:
    """Write an interval: ``0.312 to 0.512``."""
    return f"{figure(low)} to {figure(high)}" if math.isfinite(low) and math.isfinite(high) else NOTHING


def p_text(p_value: float) -> str:
    """Write a p-value: ``p < 0.001`` or ``p = 0.012``."""
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"


def count_of(n: int, noun: str = "run") -> str:
    """Write a count with its noun: ``1 run``, ``1,200 runs``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def factor(log_ratio: float) -> str:
    """Write the factor that a difference of natural logarithms stands for: ``2.72`` for 1."""
    return f"{math.exp(min(log_ratio, 700.0)):.3g}"


def capitalised(text: str) -> str:
    """Write the first letter of a sentence large and leave the others as they are."""
    return text[:1].upper() + text[1:]

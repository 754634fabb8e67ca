"""How names, counts and lists of names are written, wherever hpviz writes them."""

from __future__ import annotations

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


def fitting(count: int, most: int) -> int:
    """Return how many of `count` items are shown where there is room for about `most`.

    All of them where just one would be left out: naming it takes no more room than counting it.
    """
    return count if count <= most + 1 else most


def shortened(texts: Iterable[object], most: int) -> str:
    """Write texts in a row, of more than `most` only the first: ``a, b, …``."""
    written = [str(text) for text in texts]
    shown = fitting(len(written), most)
    return ", ".join(written[:shown]) + (", …" if len(written) > shown else "")


def some(names: Sequence[str], most: int = 6) -> str:
    """List the first names and count the others: ``lr, depth, … 12 more``; ``none`` where there are none."""
    shown = fitting(len(names), most)
    more = f", … {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more if names else "none"


def listed(texts: Sequence[str], most: int = MOST_LISTED, *, last: str = " and ") -> str:
    """List texts: ``a, b and c``; of many more than `most` the first and how many there are more.

    Parameters
    ----------
    texts
        What is listed.
    most
        How many are written out; one more where it would be the only one left out.
    last
        What stands before the last one, where all are written out.
    """
    if len(texts) > fitting(len(texts), most):
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return last.join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def count_of(n: int, noun: str = "run") -> str:
    """Write a count with its noun: ``1 run``, ``1,200 runs``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def capitalised(text: str) -> str:
    """Write the first letter of a sentence large and leave the others as they are."""
    return text[:1].upper() + text[1:]

r"""Texts of strangers as every screen, file and picture can show them.

A name or a value may hold what a terminal obeys (escape sequences, line breaks), what turns the direction of
all that stands beside it, what XML has no place for (and a drawing library ends the process over), or half of
a pair of UTF-16, which no file can hold. Such characters are written as Python writes them: ``\x1b``,
``\u202e``. All others stay, a backslash too, so that a text that was made legible stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from numpy.typing import NDArray

# Controls; marks of direction; separators of lines; halves of a pair; marks of annotations; no characters.
_ESCAPED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
_CONTROLS, _DELETE, _BEYOND_CONTROLS, _HIGHEST = 0x20, 0x7F, 0xA0, 0xFFFF
# So many code points are looked at together, since they stay in the processor's cache for the next look.
AT_ONCE = 262_144


def legible(text: str, keep: str = "") -> str:
    r"""Write out the characters of a text that cannot be shown as they are.

    Parameters
    ----------
    text
        Any text.
    keep
        Characters that stay nevertheless: the line breaks of a message of several lines.

    Examples
    --------
    >>> from hpviz.legible_text import legible
    >>> print(legible("\x1b[31mred"))
    \x1b[31mred
    """
    if text.isprintable():  # of which none is to be written out; true of nearly all, and quick
        return text
    return _ESCAPED.sub(lambda match: match[0] if match[0] in keep else _code(match[0]), text)


def encodable(text: str) -> str:
    """Write out the characters of a text if some of them are halves of a pair, which no library can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return legible(text)
    return text


def spelling_in(known: Container[str], name: Any) -> Any:
    """Return how a name is spelled among others: as it is, or with its characters written out."""
    return legible(name) if isinstance(name, str) and name not in known and legible(name) in known else name


def guarded(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula: with an apostrophe before it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def legible_each(texts: Iterable[str], keep: str = "") -> list[str]:
    """Write out the characters of different texts, so that they stay different; the first keeps its own."""
    given = list(texts)
    shown = [legible(text, keep) for text in given]
    if shown == given:
        return given
    # Those that stay as they are have their names first.
    order = sorted(range(len(given)), key=lambda place: shown[place] != given[place])
    names = dict(zip(order, numbered(shown[place] for place in order), strict=True))
    return [names[place] for place in range(len(given))]


def numbered(texts: Iterable[str]) -> list[str]:
    """Make texts different: to one that an earlier has already, a number is added, ``lr (2)``."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    different = []
    for text in texts:
        name = text
        if name in taken:
            number = numbers.get(text, 1) + 1
            while (name := f"{text} ({number})") in taken:
                number += 1
            numbers[text] = number
        taken.add(name)
        different.append(name)
    return different


def free_name(name: str, taken: Iterable[str]) -> str:
    """Add a number to a name if others have it already."""
    return numbered([*taken, name])[-1]


def legible_array(texts: NDArray[np.str_]) -> NDArray[np.str_]:
    """Write out the characters of an array of texts; different ones stay different.

    The array itself comes back where there are none, which a look at the code points of all its texts tells.
    """
    if not len(texts) or _is_legible(texts):
        return texts
    different, place = np.unique(texts, return_inverse=True)
    return np.array(legible_each(different.tolist()), dtype=np.str_)[place]


def _is_legible(texts: NDArray[np.str_]) -> bool:
    if texts.dtype.kind != "U" or not texts.dtype.itemsize:
        return all(legible(text) == text for text in map(str, texts.tolist()))
    cells = texts[:1] if texts.strides == (0,) else texts  # all share a single cell
    wide = cells.dtype.itemsize // 4
    points = np.ascontiguousarray(cells).view(np.uint32).reshape(len(cells), wide)
    some = max(1, AT_ONCE // wide)
    return all(_are_legible(points[start : start + some]) for start in range(0, len(points), some))


def _are_legible(points: NDArray[np.uint32]) -> bool:
    """Look at the code points of some texts, a row each, filled up with zeros at the end."""
    # A zero wraps around, so that it is none of the controls; only within a text it is a character.
    if (points - np.uint32(1) < _CONTROLS - 1).any() or ((points[:, :-1] == 0) & (points[:, 1:] != 0)).any():
        return False
    if points.max() < _DELETE:
        return True
    beyond = np.unique(points[points >= _DELETE])
    return _ESCAPED.search("".join(map(chr, beyond.tolist()))) is None

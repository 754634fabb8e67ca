"""Commas, points and blanks within numbers: which stand before decimals, and which between thousands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    Comma = Literal["decimal", "thousands"]

COMMAS: tuple[Comma, ...] = ("thousands", "decimal")

# A word that may be a number with a unit on either side; the digits alone are looked at.
_NUMBERLIKE = re.compile(
    r"\s*[^\w\s.,\[\](){}]?\s*(?P<digits>[+\-\u2212]?[0-9.,]*[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)\s*"
    r"(?:(?:(?<![.,])[^\W\d_]{1,10})?|%|[$€£¥])\s*"  # "429.mcf" is a name
)
_COMMA = re.compile(r"[+\-\u2212]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
_ONE_GROUP = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2},[0-9]{3}")
_COMMAS_GROUP = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]*|(?:,[0-9]{3}){2,})")
_POINTS_GROUP = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]*|(?:\.[0-9]{3}){2,})")
_POINT = re.compile(r"[+\-\u2212]?[0-9]*\.[0-9]*(?:[eE][+-]?[0-9]+)?")
_ONE_POINT_GROUP = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2}\.[0-9]{3}")
# Neither a list of two sizes ("64,64") nor of two devices ("0,1").
_SURELY_DECIMAL = re.compile(r"[+\-\u2212]?(?:0,[0-9]{2,}|[0-9]+,[0-9]+[eE][+-]?[0-9]+)")

_PADDED = re.compile(r"0[0-9]")  # a code: "007" is not 7

_EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
# A plain blank stands between thousands only before decimals: "128 256" are two sizes.
_GROUPS = (
    r"(?:[0-9]{{1,3}}(?:[\u00a0\u202f\u2009'{group}][0-9]{{3}})+"
    r"|[0-9]{{1,3}}(?: [0-9]{{3}})+(?={point}[0-9])|[0-9]+)"
)
_STYLES: dict[Comma, str] = {
    "thousands": rf"{_GROUPS.format(group=',', point='[.]')}(?:[.][0-9]*)?{_EXPONENT}|[.][0-9]+{_EXPONENT}",
    "decimal": rf"{_GROUPS.format(group='.', point=',')}(?:,[0-9]*)?{_EXPONENT}|,[0-9]+{_EXPONENT}",
}
_BETWEEN = {comma: re.compile(rf"[\s'{group}]") for comma, group in (("thousands", ","), ("decimal", "."))}


def number_pattern(comma: Comma) -> str:
    """Write the pattern of a number without its sign."""
    return f"(?:{_STYLES[comma]})"


_WHOLE = {
    comma: re.compile(rf"\s*(?P<sign>[+\-\u2212]?)\s*(?P<digits>{number_pattern(comma)})\s*")
    for comma in COMMAS
}


def number_in(text: str, comma: Comma) -> float | None:
    """Read a number in which a comma stands before decimals, or between thousands; None where it is none."""
    match = _WHOLE[comma].fullmatch(text)
    if match is None or _PADDED.match(match["digits"]):
        return None
    digits = _BETWEEN[comma].sub("", match["digits"]).replace(",", ".")
    sign = -1 if match["sign"] in {"-", "\u2212"} else 1
    return sign * (int(digits) if digits.isdecimal() and len(digits) < 300 else float(digits))


def comma_of(columns: Iterable[Collection[str]], *, likely: Comma = "thousands") -> Comma | None:
    """Decide by all columns of a table what a comma within a number means.

    Parameters
    ----------
    columns
        The different texts of each column.
    likely
        The answer where no number of the table tells.

    Returns
    -------
    None where some columns speak for the one and some for the other.
    """
    votes: set[Comma] = set()
    for words in columns:
        votes |= _votes(words)
    if len(votes) > 1:
        return None
    return votes.pop() if votes else likely


def _votes(words: Collection[str]) -> set[Comma]:
    """Look at a column that may hold numbers with commas or points, and at nothing else."""
    matches = [_NUMBERLIKE.fullmatch(word) for word in words]
    digits = [match["digits"] for match in matches if match is not None]
    if len(digits) < len(matches) or are_sizes(words):
        return set()
    votes: set[Comma] = set()
    if any(map(_COMMAS_GROUP.fullmatch, digits)) or any(
        _POINT.fullmatch(text) and not _ONE_POINT_GROUP.fullmatch(text) for text in digits
    ):
        votes.add("thousands")
    if any(map(_POINTS_GROUP.fullmatch, digits)) or any(
        _COMMA.fullmatch(text) and not _ONE_GROUP.fullmatch(text) for text in digits
    ):
        votes.add("decimal")
    return votes


def are_sizes(words: Collection[str]) -> bool:
    """Whether these are lists of sizes, such as those of layers: "64,64" and "256,128"."""
    pairs = [word.split(",") for word in words if "," in word]
    return bool(pairs) and all(_is_size(part.strip()) for pair in pairs for part in pair)


def _is_size(part: str) -> bool:
    return (
        part.isdecimal()
        and not part.startswith("0")
        and len(part) < 7
        and int(part) >= 8
        and int(part).bit_count() == 1
    )


def is_surely_decimal(words: Collection[str]) -> bool:
    """Whether a column alone, in a table of both notations, has commas before decimals."""
    with_commas = [word.strip() for word in words if "," in word]
    return (
        any(map(_SURELY_DECIMAL.fullmatch, with_commas))
        and not any("." in word for word in words)
        and all(map(_COMMA.fullmatch, with_commas))
    )

"""Names that need backticks and stand in an expression without them: ``my-lr < 1``, ``val acc > .5``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import RESERVED, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A text, or a name in backticks: no name is looked for within one.
QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)+`""", re.DOTALL)
PIECE = r"[^\s<>=!,()\[\]&|~'\"`≤≥≠]+"
# Pieces between operators, brackets, commas and words of the language.
PIECES = re.compile(rf"{PIECE}(?:\s+(?!(?:and|or|not|in|is|contains)\b){PIECE})*", re.IGNORECASE)


def with_backticks(error: ExpressionError, names: Iterable[str]) -> ExpressionError:
    """Make a refusal name what needs backticks, where one stands at its place without them.

    Parameters
    ----------
    error
        The refusal.
    names
        Of the columns, as they may be written.
    """
    there = [
        (end - start, start, end, name)
        for name in names
        if term(name) != name
        for start, end in _places(name, error.text)
        if start <= error.start <= end or error.text[end : error.start].isspace()
    ]
    if not there:
        return error
    _, start, end, name = max(there)
    return ExpressionError(f"this name stands in backticks: {term(name)}", error.text, start, end)


def hint(text: str, place: int) -> str:
    """Write how what stands around a place is a name; nothing where it needs no backticks."""
    around = (match[0] for match in PIECES.finditer(text) if match.start() <= place < match.end())
    name = next(around, "")
    is_plain = not name or term(name) == name
    return "" if is_plain else f"; a name with spaces or signs stands in backticks: {term(name)}"


def _places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Find a name in a text, in capitals or not, as words of their own."""
    words = r"\s+".join(map(re.escape, name.split()))
    before, after = (r"(?<!\w)" if name[0].isalnum() else ""), (r"(?!\w)" if name[-1].isalnum() else "")
    # A word of the language is one, unless it is compared with something.
    compared = r"(?=\s*[<>=!≤≥≠])" if name.lower() in RESERVED else ""
    pattern = f"{before}{words}{after}{compared}"
    for match in re.finditer(pattern, _without_quoted(text), re.IGNORECASE):
        yield match.span()


def _without_quoted(text: str) -> str:
    return QUOTED.sub(lambda match: "'" * len(match[0]), text)

"""Texts of values that are no text, so that they can be written again as what they are."""

from __future__ import annotations

import ast
import zlib
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from hpviz.legible_text import legible, legible_each

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

LONGEST_TEXT = 200
# Of a value that takes more than this to write only the shortened text is kept.
LONGEST_CODE = 2000
# A value may be a text of several lines, such as a prompt.
LAID_OUT = "\n\t"


class LevelText(str):  # noqa: SLOT000 - a text wherever one is wanted, with an attribute
    """The text of a level that stands for another value than this text: a tuple, a class, True.

    It is equal to its text, and shown as it.

    Attributes
    ----------
    code
        The value as Python code: a literal, or the dotted name of a class, a function or a member of an
        enumeration.
    """

    code: str

    def __new__(cls, text: str, code: str = "") -> Self:
        """Make the text of a value; its code is the text itself where none is given."""
        made = super().__new__(cls, text)
        made.code = code or text
        return made

    @cached_property
    def is_literal(self) -> bool:
        """Whether the code is a literal: `value` is then known."""
        return _is_literal(self.code)

    @property
    def value(self) -> object:
        """The value of a literal; of a class, function or member of an enumeration its text."""
        return ast.literal_eval(self.code) if self.is_literal else str(self)


def text_of(cell: object) -> str:
    """Write a cell that is no number as the text of a level; a long text is shortened."""
    try:
        text = cell if isinstance(cell, str) else str(cell)
    except Exception as error:  # noqa: BLE001 - someone else's __str__ must not lose the other runs
        text = f"<{type(cell).__name__}: {type(error).__name__}>"
    if len(text) <= LONGEST_TEXT:
        # True, None and numbers among names are no text; what else is none comes here with its code.
        return text if isinstance(cell, str) else text_of_literal(text)
    # Two long texts that begin alike stay two levels.
    short = f"{text[: LONGEST_TEXT - 10]}… {zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"
    return text_of_literal(short, cell.code if isinstance(cell, LevelText) else repr(text))


def legible_levels(texts: Sequence[str]) -> tuple[str, ...]:
    """Write different texts of levels so that all can be shown and are different; their values stay known."""
    return tuple(map(_legible_level, texts, legible_each(texts, LAID_OUT)))


def legible_level(text: str) -> str:
    """Write the text of one level so that it can be shown; its value stays known."""
    return _legible_level(text, legible(text, LAID_OUT))


def _legible_level(text: str, shown: str) -> str:
    if shown == text:
        return text
    return text_of_literal(shown, text.code if isinstance(text, LevelText) else repr(str(text)))


def text_of_literal(text: str, code: str = "") -> str:
    """Mark a text as that of a value, where its code is a literal that is not too long; else as it is.

    Parameters
    ----------
    text
        As it is shown.
    code
        Default: the text.
    """
    code = code or text
    return LevelText(text, code) if len(code) <= LONGEST_CODE and _is_literal(code) else text


def text_of_named(cell: object) -> str:
    """Write the name of a class, a function or a member of an enumeration."""
    text = cell.name if isinstance(cell, Enum) else str(getattr(cell, "__qualname__", cell))
    code = f"{type(cell).__qualname__}.{text}" if isinstance(cell, Enum) else text
    is_name = all(part.isidentifier() for part in code.split("."))
    return LevelText(text, code) if is_name else text


def _is_literal(code: str) -> bool:
    try:
        ast.literal_eval(code)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True

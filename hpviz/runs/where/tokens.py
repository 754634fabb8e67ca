"""The words of an expression: names, numbers, texts, operators; and names and values written as such."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hpviz.runs.where.problem import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["name", "number", "text", "constant", "keyword", "symbol", "end"]

LONGEST = 100_000
# Integers of more digits are read as floats: no parameter has them, and reading them takes long.
MOST_DIGITS = 40

BARE = r"[^\W\d]\w*(?:\.\w+)*"
TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>{BARE})
    | `(?P<quoted>(?:[^`]|``)+)`
    | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<symbol><=|>=|==|!=|<>|&&|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)
KEYWORDS = frozenset({"and", "or", "not", "in", "is"})
CONSTANTS: dict[str, bool | float | None] = {
    "true": True,
    "false": False,
    "none": None,
    "null": None,
    "inf": math.inf,
    **dict.fromkeys(("infinity", "np.inf", "numpy.inf", "math.inf"), math.inf),
    **dict.fromkeys(("np.true_", "numpy.true_"), True),
    **dict.fromkeys(("np.false_", "numpy.false_"), False),
}
RESERVED = KEYWORDS | set(CONSTANTS)
SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "&": "and", "&&": "and", "|": "or", "||": "or"}
SAME |= {"~": "not", "!": "not"}
ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word of an expression.

    Attributes
    ----------
    kind
        What it is; ``"constant"`` is None, a boolean or infinity.
    text
        As it stands there, or the word that it is another spelling of.
    start, end
        Its place.
    value
        Of a number, a text or a constant; of a name its text without backticks.
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: str | float | bool | None = None

    @property
    def is_value(self) -> bool:
        """Whether it is a value that is written out."""
        return self.kind in {"number", "text", "constant"}

    @property
    def is_number(self) -> bool:
        """Whether it is a number, infinity too."""
        return isinstance(self.value, (int, float)) and not isinstance(self.value, bool)


def tokens_of(text: str) -> list[Token]:
    """Cut an expression into its words; the last one is its end.

    Raises
    ------
    ExpressionError
        A quote that is not closed, or an expression that is too long.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST:,} characters", text, LONGEST, LONGEST + 1)
    return [*_tokens(text), Token(kind="end", text="", start=len(text), end=len(text))]


def _tokens(text: str) -> Iterator[Token]:
    for match in TOKEN.finditer(text):
        kind, start, end = match.lastgroup or "", match.start(), match.end()
        if kind == "space":
            continue
        if match[0] in {"'", '"', "`"}:
            raise ExpressionError(f"the closing {match[0]} is missing", text, start, len(text))
        yield _token(kind, match[kind], start, end)


def _token(kind: str, word: str, start: int, end: int) -> Token:
    if kind in {"number", "text"}:
        value = _number(word) if kind == "number" else _unquoted(word)
        return Token(
            kind="number" if kind == "number" else "text", text=word, start=start, end=end, value=value
        )
    if kind == "quoted":
        return Token(kind="name", text=f"`{word}`", start=start, end=end, value=word.replace("``", "`"))
    word = SAME.get(word, word)
    if word.lower() in KEYWORDS:
        return Token(kind="keyword", text=word.lower(), start=start, end=end)
    if word.lower() in CONSTANTS:
        return Token(kind="constant", text=word, start=start, end=end, value=CONSTANTS[word.lower()])
    return Token(kind="name" if kind == "name" else "symbol", text=word, start=start, end=end, value=word)


def _number(word: str) -> float:
    """Read a number; a whole one as an integer, since a float may lose its last digits."""
    is_whole = word.replace("_", "").isdigit() and len(word) <= MOST_DIGITS
    return int(word) if is_whole else float(word)


def _unquoted(word: str) -> str:
    def letter(match: re.Match[str]) -> str:
        escaped = match[1]
        return chr(int(escaped[1:], 16)) if len(escaped) > 1 else LETTERS.get(escaped, escaped)

    # An escape may be one half of a pair of UTF-16, as JSON writes what lies beyond 16 bits.
    units = ESCAPED.sub(letter, word[1:-1]).encode("utf-16", "surrogatepass")
    return units.decode("utf-16", "surrogatepass")


def term(name: str) -> str:
    """Write the name of a column as an expression has it: in backticks unless it is a plain word."""
    is_plain = re.fullmatch(BARE, name) is not None and name.lower() not in RESERVED
    return name if is_plain else f"`{name.replace('`', '``')}`"


def literal(text: str) -> str:
    """Write a text as a value: in quotes."""
    if "'" not in text and text.isprintable() and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)

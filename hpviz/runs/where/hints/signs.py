"""Signs and numbers that are written otherwise elsewhere: ``0,01``, ``=>``, ``@x``, quotes of print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.where.hints.backticks import hint
from hpviz.runs.where.tokens import literal, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.where.tokens import Token

ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "^"})
JOINTS = frozenset({",", ";"})
JOINED = "conditions are joined by and, or by or"
# Signs that look like one of the language, as keyboards, documents and web pages have them.
LOOK_ALIKES = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4", "'"),
    **dict.fromkeys("\u2212\u2013\u2014", "-"),
    **dict.fromkeys("\ufe64\uff1c", "<"),
    **dict.fromkeys("\ufe65\uff1e", ">"),
    "\uff1d": "==",
    "\uff0c": ",",
}
# What follows "=" where it is half of a comparison that is written the other way round.
TURNED = {">": ">=", "<": "<="}
LEADING_ZERO = re.compile(r"0[0-9_]+")


def other_sign(text: str, tokens: Sequence[Token], at: int) -> str:
    """Write what stands here for a sign that is known elsewhere; nothing where none is.

    Parameters
    ----------
    text
        The expression.
    tokens, at
        Its words, and which of them is not expected.
    """
    token, before, after = tokens[at], tokens[at - 1] if at else None, tokens[min(at + 1, len(tokens) - 1)]
    if token.text in LOOK_ALIKES:
        return f"{token.text} is not known here; write {LOOK_ALIKES[token.text]}"
    if token.text == "@":
        return "@ reads no variable here; write its value, as an f-string does: f'lr < {x}'"
    if token.text in ARITHMETIC and before is not None:
        return _of_arithmetic(text, token, before)
    if token.text in JOINTS:
        return decimal(before, token, after) or JOINED
    if token.text in {"[", "{"} and before is not None:
        return _of_bracket(tokens, at, before)
    return ""


def of_equals(after: Token) -> str:
    """Write what stands here for ``=``, by the word after it: ``=>``, ``=~``, or ``=`` alone."""
    if after.text == "not":
        return "=~ is not known here; write name contains 'a'"
    return f"= is no comparison; write {TURNED.get(after.text, '==')}"


def decimal(before: Token | None, comma: Token, after: Token) -> str:
    """Write a number that has a comma for its point; nothing where these are no number."""
    is_one = before is not None and before.kind == after.kind == "number"
    if not is_one or before is None or (before.end, comma.end) != (comma.start, after.start):
        return ""
    whole = before.text.replace(".", "")
    return f"a number has a point: {whole}.{after.text}"


def list_with_decimal(tokens: Sequence[Token], at: int) -> str:
    """Write a number with a comma for its point in a list: its second half begins with 0, as none does.

    Parameters
    ----------
    tokens, at
        The words, and which of them is a value after a comma.
    """
    is_half = LEADING_ZERO.fullmatch(tokens[at].text) is not None
    return decimal(tokens[at - 2], tokens[at - 1], tokens[at]) if is_half and at > 1 else ""


def _of_arithmetic(text: str, token: Token, before: Token) -> str:
    name = hint(text, token.start) if before.kind == "name" else ""
    is_apart = text[token.start - 1 : token.start].isspace() or text[token.end : token.end + 1].isspace()
    if name and not is_apart:
        return f"no arithmetic here{name}"
    return "no arithmetic here; compare a column with a value or with another column: lr < 0.01"


def _of_bracket(tokens: Sequence[Token], at: int, before: Token) -> str:
    """Write a column that stands in the brackets of its table, or a list that is compared."""
    after = tokens[at + 1]
    if before.kind == "name" and tokens[at].text == "[" and after.kind == "text":
        return f"a column stands by its name alone: {term(str(after.value))}"
    name = tokens[at - 2] if at > 1 and tokens[at - 2].kind == "name" else None
    if name is not None and before.text in {"==", "!="}:
        word = "in" if before.text == "==" else "not in"
        return f"a list is compared by in: {term(str(name.value))} {word} [{_example(after)}, …]"
    return f"values stand in square brackets: [{_example(after)}, …]" if tokens[at].text == "{" else ""


def _example(token: Token) -> str:
    if token.kind == "text":
        return literal(str(token.value))
    return token.text if token.kind == "number" else "1"

"""A place in the words of an expression, read from left to right, and the refusal of what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.errors import meant_by
from hpviz.runs.where.hints.backticks import hint
from hpviz.runs.where.hints.habits import other_form
from hpviz.runs.where.hints.signs import of_equals
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import literal, tokens_of

if TYPE_CHECKING:
    from hpviz.runs.where.tokens import Token


class Cursor:
    """The words of an expression, and which of them is read next.

    Parameters
    ----------
    text
        The expression.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        """The word that is read next."""
        return self._tokens[self._at]

    def _advance(self) -> Token:
        """Take the next word."""
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        """Whether the next word is this one, which is then taken."""
        is_next = self._next.text == word and self._next.kind in {"keyword", "symbol"}
        self._at += is_next
        return is_next

    def _require(self, word: str, expected: str) -> None:
        """Take a word that must be the next."""
        if not self._takes(word):
            raise self._unexpected(expected)

    @property
    def _end(self) -> int:
        """Where the last word that was taken ends."""
        return self._tokens[self._at - 1].end

    def _problem(self, sentence: str, token: Token) -> ExpressionError:
        """Make a refusal of a word."""
        return ExpressionError(sentence, self._text, token.start, token.end)

    def _unexpected(self, expected: str, words: tuple[str, ...] = ()) -> ExpressionError:
        """Make the refusal of the next word; `words` are those that it may be a misspelling of."""
        token = self._next
        if token.kind == "end":
            return self._problem(f"expected {expected}; here the expression ends", token)
        if token.text == "=":
            return self._problem(of_equals(self._tokens[self._at + 1]), token)
        if token.text == "-" and self._tokens[self._at - 1].kind == "number":
            return self._problem("no arithmetic here; a date stands in quotes: '2026-01-31'", token)
        if known := other_form(self._text, self._tokens, self._at):
            return self._problem(known, token)
        meant = meant_by(token.text.lower(), words)
        is_after_name = self._at > 0 and self._tokens[self._at - 1].kind == "name"
        name = hint(self._text, token.start) if is_after_name and not meant else ""
        return self._problem(f"expected {expected}, not {literal(token.text)}{meant}{name}", token)

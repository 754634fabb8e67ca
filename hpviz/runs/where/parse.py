"""From the text of an expression to its tree, by recursive descent: one function per rule.

::

    expression: conjunction ("or" conjunction)*
    conjunction: negation ("and" negation)*
    negation: "not" negation | "(" expression ")" | condition
    condition: "missing" "(" name ")" | operand (operator operand)+ | name
        | name ["not"] "in" "[" value ("," value)* "]" | name ["not"] "contains" text
        | name "is" ["not"] ("missing" | value)
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from hpviz.errors import meant_by
from hpviz.runs.where.backticks import hint
from hpviz.runs.where.expression import (
    Absence,
    And,
    Comparison,
    Containment,
    Literal,
    Membership,
    Name,
    Not,
    Or,
    Truth,
)
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import literal, term, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.where.expression import Expression, Operand, Operator
    from hpviz.runs.where.tokens import Token

OPERATORS = frozenset({"<", "<=", "==", "!=", ">=", ">"})
CLOSING = {"[": "]", "(": ")"}
DEEPEST = 50
EXAMPLE = "lr <= 0.01 and optimizer in ['adam', 'sgd']"
A_CONDITION = "a condition such as lr <= 0.01"


def parse(text: str) -> Expression | None:
    """Read an expression.

    Parameters
    ----------
    text
        The expression; blank for none.

    Returns
    -------
    Its tree; None of a blank text.

    Raises
    ------
    ExpressionError
        It is no expression; the message points at the place.
    """
    if not isinstance(text, str):
        # A mask or a function would be natural in pandas.
        raise ExpressionError(f"where= takes an expression as text, such as {EXAMPLE!r}", str(text), 0, 0)
    return _Parser(text).whole() if text.strip() else None


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def whole(self) -> Expression:
        tree = self._disjunction()
        if self._next.kind != "end":
            raise self._unexpected("'and', 'or' or the end", ("and", "or"))
        return tree

    def _disjunction(self) -> Expression:
        start, operands = self._next.start, self._several("or", self._conjunction)
        return operands[0] if len(operands) == 1 else Or(start=start, end=self._end, operands=operands)

    def _conjunction(self) -> Expression:
        start, operands = self._next.start, self._several("and", self._negation)
        return operands[0] if len(operands) == 1 else And(start=start, end=self._end, operands=operands)

    def _several(self, keyword: str, rule: Callable[[], Expression]) -> tuple[Expression, ...]:
        operands = [rule()]
        while self._takes(keyword):
            operands.append(rule())
        return tuple(operands)

    def _negation(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._problem(f"nested more than {DEEPEST} deep", self._next)
        start = self._next.start
        tree: Expression
        if self._takes("not"):
            operand = self._negation()
            tree = Not(start=start, end=self._end, operand=operand)
        elif self._takes("("):
            tree = self._disjunction()
            self._require(")", "'and', 'or' or )")
        else:
            tree = self._condition()
        self._depth -= 1
        return tree

    def _condition(self) -> Expression:
        start, first = self._next.start, self._operand(A_CONDITION)
        if isinstance(first, Name):
            if self._next.text == "(":
                return self._call(first)
            condition = self._of_name(first)
            if condition is not None:
                return condition
        operands, operators = [first], []
        while self._next.text in OPERATORS:
            operators.append(cast("Operator", self._advance().text))
            operands.append(self._operand("a value or a column"))
        if operators:
            self._require_columns(operands)
            end = self._end
            return Comparison(start=start, end=end, operands=tuple(operands), operators=tuple(operators))
        if isinstance(first, Name) and self._next.text in {"and", "or", ")", ""}:
            return Truth(start=start, end=self._end, name=first)
        raise self._unexpected("one of < <= == != >= >, in, contains, is", ("in", "contains", "is"))

    def _require_columns(self, operands: Sequence[Operand]) -> None:
        for left, right in pairwise(operands):
            if isinstance(left, Literal) and isinstance(right, Literal):
                texts = [side.value for side in (left, right) if isinstance(side.value, str)]
                name = f": {term(texts[0])}" if len(texts) == 1 and texts[0] else ""
                sentence = f"one side of a comparison is a column; its name stands without quotes{name}"
                raise ExpressionError(sentence, self._text, left.start, right.end)

    def _call(self, function: Name) -> Expression:
        if function.name.lower() != "missing":
            sentence = f"no function {function.name!r}: the only one is missing(…)"
            raise ExpressionError(sentence, self._text, function.start, function.end)
        self._advance()
        name = self._name("the name of a column")
        self._require(")", ")")
        return Absence(start=function.start, end=self._end, name=name)

    def _of_name(self, name: Name) -> Expression | None:
        """Read what follows a name and is no comparison; None where that is something else."""
        if self._takes("is"):
            return self._is(name)
        negated = self._next.text == "not" and self._takes("not")
        if self._takes("in"):
            values = self._values()
            return Membership(start=name.start, end=self._end, name=name, values=values, negated=negated)
        if self._next.kind == "name" and self._next.text.lower() == "contains":
            self._advance()
            text = self._value("a text in quotes")
            if not isinstance(text.value, str):
                raise ExpressionError("contains takes a text in quotes", self._text, text.start, text.end)
            return Containment(start=name.start, end=self._end, name=name, text=text, negated=negated)
        if negated:
            raise self._unexpected("in or contains", ("in", "contains"))
        return None

    def _is(self, name: Name) -> Expression:
        negated = self._takes("not")
        if self._next.kind == "name" and self._next.text.lower() == "missing":
            self._advance()
            return Absence(start=name.start, end=self._end, name=name, negated=negated)
        value = self._value("missing, None, True or False")
        operator: Operator = "!=" if negated else "=="
        return Comparison(start=name.start, end=self._end, operands=(name, value), operators=(operator,))

    def _values(self) -> tuple[Literal, ...]:
        opening = self._next
        if opening.text not in CLOSING:
            instead = f"; to look inside a text write name contains {opening.text}"
            raise self._unexpected("[ and values" + (instead if opening.kind == "text" else ""))
        self._advance()
        values = [self._value("a value")]
        while self._takes(","):
            values.append(self._value("a value"))
        closing = CLOSING[opening.text]
        self._require(closing, f"a comma or {closing}")
        return tuple(values)

    def _operand(self, expected: str) -> Operand:
        is_name = self._next.kind == "name"
        return self._name(expected) if is_name else self._value(expected)

    def _name(self, expected: str) -> Name:
        if self._next.kind != "name":
            raise self._unexpected(expected)
        token = self._advance()
        return Name(start=token.start, end=token.end, name=str(token.value))

    def _value(self, expected: str) -> Literal:
        start, sign = self._next.start, 1
        if self._next.text in {"-", "+"} and self._tokens[self._at + 1].is_number:
            sign = -1 if self._advance().text == "-" else 1
        if self._next.kind == "name":
            word = str(self._next.value)
            raise self._problem(f"expected {expected}; text stands in quotes: {literal(word)}", self._next)
        if not self._next.is_value:
            raise self._unexpected(expected)
        token = self._advance()
        value = sign * cast("float", token.value) if token.is_number else token.value
        return Literal(start=start, end=token.end, value=value)

    def _advance(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, word: str) -> bool:
        """Whether the next word is this one, which is then taken."""
        is_next = self._next.text == word and self._next.kind in {"keyword", "symbol"}
        self._at += is_next
        return is_next

    def _require(self, word: str, expected: str) -> None:
        if not self._takes(word):
            raise self._unexpected(expected)

    @property
    def _end(self) -> int:
        return self._tokens[self._at - 1].end

    def _problem(self, sentence: str, token: Token) -> ExpressionError:
        return ExpressionError(sentence, self._text, token.start, token.end)

    def _unexpected(self, expected: str, words: tuple[str, ...] = ()) -> ExpressionError:
        """Make the refusal of the next word; `words` are those that it may be a misspelling of."""
        token = self._next
        if token.kind == "end":
            return self._problem(f"expected {expected}; here the expression ends", token)
        if token.text == "=":
            return self._problem("= is no comparison; write ==", token)
        if token.text == "-" and self._tokens[self._at - 1].kind == "number":
            return self._problem("no arithmetic here; a date stands in quotes: '2026-01-31'", token)
        meant = meant_by(token.text.lower(), words)
        is_after_name = self._at > 0 and self._tokens[self._at - 1].kind == "name"
        name = hint(self._text, token.start) if is_after_name and not meant else ""
        return self._problem(f"expected {expected}, not {literal(token.text)}{meant}{name}", token)

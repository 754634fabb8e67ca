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

from hpviz.runs.where.cursor import Cursor
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
from hpviz.runs.where.hints.functions import is_scalar, of_call, of_function
from hpviz.runs.where.hints.habits import WORDS, no_value, state_of, unlike, without_is
from hpviz.runs.where.hints.signs import list_with_decimal
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import literal, term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.where.expression import Expression, Operand, Operator

OPERATORS = frozenset({"<", "<=", "==", "!=", ">=", ">"})
CLOSING = {"[": "]", "(": ")"}
DEEPEST = 50
EXAMPLE = "lr <= 0.01 and optimizer in ['adam', 'sgd']"
A_CONDITION = "a condition such as lr <= 0.01"


def parse(text: str | None) -> Expression | None:
    """Read an expression.

    Parameters
    ----------
    text
        The expression; blank, or None, for none.

    Returns
    -------
    Its tree; None of a blank text.

    Raises
    ------
    ExpressionError
        It is no expression; the message points at the place.
    """
    if text is None:
        return None
    if not isinstance(text, str):
        # A mask or a function would be natural in pandas.
        raise ExpressionError(f"where= takes an expression as text, such as {EXAMPLE!r}", str(text), 0, 0)
    return _Parser(text).whole() if text.strip() else None


class _Parser(Cursor):
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
            operands.append(self._compared(first))
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
            sentence = of_function(self._tokens, self._at)
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
            if self._next.text in OPERATORS or (self._next.is_value and not self._is_quoted_word):
                raise self._problem(unlike(name.name), self._next)
            raise self._unexpected("in or contains", ("in", "contains"))
        return None

    def _is(self, name: Name) -> Expression:
        negated = self._takes("not")
        if self._next.kind == "name" and self._next.text.lower() == "missing":
            self._advance()
            return Absence(start=name.start, end=self._end, name=name, negated=negated)
        if self._next.text in {"in", "contains"}:
            raise self._problem(without_is(name.name, negated=negated), self._next)
        if known := state_of(self._next, name.name, negated=negated):
            raise self._problem(known, self._next)
        value = self._value("missing, None, True or False")
        operator: Operator = "!=" if negated else "=="
        return Comparison(start=name.start, end=self._end, operands=(name, value), operators=(operator,))

    def _values(self) -> tuple[Literal, ...]:
        opening = self._next
        if opening.text not in CLOSING:
            inside = f"; to look inside a text write name contains {opening.text}"
            is_call = opening.kind == "name" and self._tokens[self._at + 1].text == "("
            quoted = ": [1, 2]" if is_call else f": [{literal(str(opening.value))}]"
            instead = {"text": inside, "name": quoted}.get(opening.kind, "")
            raise self._unexpected(f"[ and values{instead}")
        self._advance()
        values = [self._value("a value")]
        while self._takes(","):
            if known := list_with_decimal(self._tokens, self._at):
                raise self._problem(known, self._next)
            values.append(self._value("a value"))
        closing = CLOSING[opening.text]
        self._require(closing, f"a comma or {closing}")
        return tuple(values)

    def _operand(self, expected: str) -> Operand:
        is_name = self._next.kind == "name" and not is_scalar(self._tokens, self._at)
        return self._name(expected) if is_name else self._value(expected)

    def _compared(self, first: Operand) -> Operand:
        """Read what follows an operator."""
        token, negated = self._next, self._tokens[self._at - 1].text == "!="
        if known := no_value(token, first.name if isinstance(first, Name) else None, negated=negated):
            raise self._problem(known, token)
        is_call = token.kind == "name" and self._tokens[self._at + 1].text == "("
        if is_call and not is_scalar(self._tokens, self._at):
            raise self._problem(of_call(self._tokens, self._at), token)
        return self._operand("a value or a column")

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
            return self._scalar(expected)
        if not self._next.is_value:
            raise self._unexpected(expected)
        token = self._advance()
        value = sign * cast("float", token.value) if token.is_number else token.value
        return Literal(start=start, end=token.end, value=value)

    def _scalar(self, expected: str) -> Literal:
        """Read a value as numpy writes its own: a list of them is written so."""
        start = self._next.start
        if not is_scalar(self._tokens, self._at):
            word = str(self._next.value)
            raise self._problem(f"expected {expected}; text stands in quotes: {literal(word)}", self._next)
        self._at += 2
        value = self._value("a value").value
        self._require(")", ")")
        return Literal(start=start, end=self._end, value=value)

    @property
    def _is_quoted_word(self) -> bool:
        """Whether the next word is one of the language in quotes."""
        return self._next.kind == "text" and str(self._next.value).lower() in WORDS

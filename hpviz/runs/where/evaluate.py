"""Which runs an expression is true of. A comparison with an absent value is false, whatever the operator."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never, cast

import numpy as np

from hpviz.runs.level_text import LevelText, legible_level, text_of
from hpviz.runs.where.dates import Span
from hpviz.runs.where.expression import (
    Absence,
    And,
    Comparison,
    Containment,
    Literal,
    Membership,
    Name,
    Node,
    Not,
    Or,
    Truth,
)
from hpviz.runs.where.hints.backticks import with_backticks
from hpviz.runs.where.hints.levels import other_level
from hpviz.runs.where.names import column_of, is_date, is_fact, is_untold, spellings
from hpviz.runs.where.parse import parse
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import term
from hpviz.runs.where.values import by_level, example, examples, number_of, numbers_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.column import BoolArray, Column
    from hpviz.runs.where.expression import Expression, Operator
    from hpviz.runs.where.names import RunTable

COMPARE: dict[Operator, Callable[..., BoolArray]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
TURNED: dict[Operator, Operator] = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}
ORDERED = frozenset({"<", "<=", ">=", ">"})
# What is not known of runs where a fact is not.
UNTOLD = {
    "status": "how its runs ended",
    "name": "what its runs are called",
    "group": "which group its runs are of",
    "created": "when its runs began",
    "id": "the ids of its runs",
}
# A float holds every integer up to here.
LARGEST_EXACT = 2**53


def matching(text: str | None, runs: RunTable) -> BoolArray:
    """Find the runs that an expression is true of.

    Parameters
    ----------
    text
        The expression; of a blank one, or None, all runs.
    runs
        The runs.

    Returns
    -------
    Shape (runs,).

    Raises
    ------
    ExpressionError
        It is no expression, or it names or compares what these runs do not have.
    """
    try:
        tree = parse(text)
    except ExpressionError as error:
        raise with_backticks(error, spellings(runs)) from None
    return np.ones(len(runs), dtype=bool) if tree is None else _Evaluation(str(text), runs).of(tree)


@dataclass(frozen=True)
class _Evaluation:
    text: str
    runs: RunTable

    def of(self, tree: Expression) -> BoolArray:
        if isinstance(tree, Not):
            return ~self.of(tree.operand)
        if isinstance(tree, And | Or):
            join = operator.and_ if isinstance(tree, And) else operator.or_
            return reduce(join, map(self.of, tree.operands))
        return self._condition(tree)

    def _condition(self, tree: Comparison | Membership | Containment | Absence | Truth) -> BoolArray:
        match tree:
            case Comparison():
                return self._chain(tree)
            case Membership():
                return self._one_of(tree)
            case Containment():
                return self._contains(tree)
            case Absence():
                absent = self._column(tree.name).absent
                return ~absent if tree.negated else absent
            case Truth():
                return self._truth(tree)
            case _:
                assert_never(tree)

    def _column(self, name: Name) -> Column:
        return column_of(self.runs, name, self.text)

    def _known(self, name: Name, value: Literal) -> Column:
        """Return a column of which something is known: of a fact that no source tells, no run is anything."""
        is_own = name.name in self.runs.columns or value.value == "unknown"
        if (
            len(self.runs)
            and not is_own
            and is_fact(self.runs, name.name)
            and is_untold(self.runs, name.name)
        ):
            sentence = f"the source does not say {UNTOLD[name.name]}: filter by another column"
            raise self._problem(sentence, name)
        return self._column(name)

    def _chain(self, tree: Comparison) -> BoolArray:
        pairs = zip(pairwise(tree.operands), tree.operators, strict=True)
        return reduce(operator.and_, [self._pair(left, sign, right) for (left, right), sign in pairs])

    def _pair(self, left: Node, sign: Operator, right: Node) -> BoolArray:
        if isinstance(left, Name) and isinstance(right, Name):
            return self._columns(left, sign, right)
        if isinstance(left, Literal):
            left, right, sign = right, left, TURNED[sign]
        return self._value(cast("Name", left), sign, cast("Literal", right))

    def _value(self, name: Name, sign: Operator, value: Literal, among: Sequence[object] = ()) -> BoolArray:
        """Compare a column with a value; `among` are other values that are accepted too."""
        column = self._known(name, value)
        if is_date(self.runs, name) and isinstance(value.value, str):
            return self._date(value).compare(column.numbers, sign)
        if column.active == 0:
            return np.zeros(len(self.runs), dtype=bool)
        if isinstance(value.value, str):
            return self._text(name, column, sign, value, among)
        if isinstance(value.value, bool) or value.value is None:
            return self._constant(name, column, sign, value)
        return self._number(name, column, sign, value)

    def _date(self, value: Literal) -> Span:
        span = Span.of(str(value.value))
        if span is None:
            sentence = f"{value.value!r} is no date; write '2026-01-31' or '2026-01-31 14:00'"
            raise self._problem(sentence, value)
        return span

    def _number(self, name: Name, column: Column, sign: Operator, value: Literal) -> BoolArray:
        numbers, number = numbers_of(column), cast("float", value.value)
        if column.kind == "boolean":
            sentence = f"{term(name.name)} holds True and False: {term(name.name)} == {bool(number)}"
            raise self._problem(sentence, value)
        if np.isnan(numbers).all():
            raise self._problem(f"{term(name.name)} holds text, not numbers: {examples(column)}", value)
        if sign in ORDERED:
            return COMPARE[sign](numbers, float(number))
        equal: BoolArray = numbers == float(number)
        if column.originals is not None and abs(number) > LARGEST_EXACT:
            equal &= np.array([original in {None, number} for original in column.originals])
        return equal if sign == "==" else ~column.absent & ~equal

    def _text(
        self, name: Name, column: Column, sign: Operator, value: Literal, among: Sequence[object]
    ) -> BoolArray:
        text = str(value.value)
        if not column.levels:
            alone = "" if np.isnan(number_of(text)) else f": {text.strip()}"
            raise self._problem(f"{term(name.name)} holds numbers, which stand without quotes{alone}", value)
        if sign in ORDERED:
            return by_level(
                column, lambda level: not isinstance(level, LevelText) and bool(COMPARE[sign](level, text))
            )
        shown = legible_level(text_of(text))
        if not self.runs.is_sample and (meant := other_level(name.name, column, shown, among)):
            raise self._problem(meant, value)
        equal = by_level(column, shown.__eq__)
        return equal if sign == "==" else ~column.absent & ~equal

    def _constant(self, name: Name, column: Column, sign: Operator, value: Literal) -> BoolArray:
        constant = str(value.value)
        if sign in ORDERED:
            raise self._problem(
                f"{constant} is neither more nor less than anything; == and != take it", value
            )
        if not column.levels:
            instead = f"; missing({term(name.name)}) is for runs without it" if value.value is None else ""
            raise self._problem(f"{term(name.name)} holds numbers, not {constant}{instead}", value)
        is_own = value.value is not None or constant in column.levels or self.runs.is_sample
        if sign == "==" and not is_own and column.absent.any():
            raise self._problem(f"no run has None as a value; write {term(name.name)} is missing", value)
        equal = by_level(column, constant.__eq__)
        return equal if sign == "==" else ~column.absent & ~equal

    def _columns(self, left: Name, sign: Operator, right: Name) -> BoolArray:
        first, second = self._column(left), self._column(right)
        present = ~first.absent & ~second.absent
        if sign in ORDERED:
            for name, column in ((left, first), (right, second)):
                if column.active and not column.extent.present:
                    raise self._problem(f"{term(name.name)} holds no numbers to compare", name)
            return COMPARE[sign](first.numbers, second.numbers)
        equal: BoolArray = (first.numbers == second.numbers) | (texts_of(first) == texts_of(second))
        return present & (equal if sign == "==" else ~equal)

    def _one_of(self, tree: Membership) -> BoolArray:
        values = [value.value for value in tree.values]
        among = reduce(operator.or_, [self._value(tree.name, "==", value, values) for value in tree.values])
        return ~self._column(tree.name).absent & ~among if tree.negated else among

    def _contains(self, tree: Containment) -> BoolArray:
        column, part = self._known(tree.name, tree.text), legible_level(str(tree.text.value)).casefold()
        if column.active and not column.levels:
            raise self._problem(
                f"{term(tree.name.name)} holds numbers; contains looks inside a text", tree.name
            )
        within = by_level(column, lambda level: part in level.casefold())
        return (column.codes >= 0) & ~within if tree.negated else within

    def _truth(self, tree: Truth) -> BoolArray:
        column = self._column(tree.name)
        if column.active and column.kind != "boolean":
            name = term(tree.name.name)
            sentence = f"{name} is no condition by itself; compare it: {name} == {example(column)}"
            raise self._problem(sentence, tree)
        return by_level(column, "True".__eq__)

    def _problem(self, sentence: str, node: Node) -> ExpressionError:
        return ExpressionError(sentence, self.text, node.start, node.end)

"""What an expression says, as a tree; each node knows its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

Operator = OneOf["<", "<=", "==", "!=", ">=", ">"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A piece of the text, from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Literal(Node):
    """A value that is written out."""

    value: str | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Name(Node):
    """A column, or a fact of a run such as its status."""

    name: str


Operand = Name | Literal


@dataclass(frozen=True, kw_only=True)
class Comparison(Node):
    """Operands with an operator between each two: ``1e-4 <= lr < 1e-2``."""

    operands: tuple[Operand, ...]
    operators: tuple[Operator, ...]


@dataclass(frozen=True, kw_only=True)
class Membership(Node):
    """Whether a value is one of several."""

    name: Name
    values: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Containment(Node):
    """Whether a text stands within a value."""

    name: Name
    text: Literal
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Absence(Node):
    """Whether a run has no value."""

    name: Name
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Truth(Node):
    """A column of booleans that stands by itself."""

    name: Name


@dataclass(frozen=True, kw_only=True)
class Not(Node):
    """The opposite."""

    operand: Expression


@dataclass(frozen=True, kw_only=True)
class And(Node):
    """All of them."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, kw_only=True)
class Or(Node):
    """Any of them."""

    operands: tuple[Expression, ...]


Expression = Comparison | Membership | Containment | Absence | Truth | Not | And | Or

"""The conditions that an expression joins by "and": what the panel shows as chips."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from hpviz.runs.where.expression import And, Name, Node, Or
from hpviz.runs.where.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.runs.where.expression import Expression


class Part(NamedTuple):
    """A condition.

    Attributes
    ----------
    text
        As it can be joined to others by "and".
    column
        What it is about: the first name in it.
    """

    text: str
    column: str


def parts_of(text: str) -> list[Part]:
    """Take an expression apart where it says "and"; none of a blank one, and none twice.

    Raises
    ------
    ExpressionError
        It is no expression.
    """
    tree = parse(text)
    return [] if tree is None else list(dict.fromkeys(_parts(tree, text)))


def _parts(tree: Expression, text: str) -> Iterator[Part]:
    if isinstance(tree, And):
        for operand in tree.operands:
            yield from _parts(operand, text)
        return
    written = text[tree.start : tree.end]
    names = (node.name for node in nodes_of(tree) if isinstance(node, Name))
    yield Part(f"({written})" if isinstance(tree, Or) else written, next(names, ""))


def nodes_of(node: Node) -> Iterator[Node]:
    """List a node and all that are in it, in the order of the text."""
    yield node
    for field in fields(node):
        value = getattr(node, field.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Node):
                yield from nodes_of(child)

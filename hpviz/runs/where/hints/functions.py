"""Functions and methods, and how their condition is written here: ``pd.isna(lr)``, ``log10(lr) < -2``."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from hpviz.runs.where.hints.habits import FORMS, written
from hpviz.runs.where.tokens import term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.where.tokens import Token

MODULES = frozenset({"pd", "pandas", "np", "numpy", "math", "pl", "polars"})
# Functions of one number to what undoes them.
UNDONE: dict[str, Callable[[float], float]] = {
    "log10": lambda value: 10.0**value,
    "log2": lambda value: 2.0**value,
    "log": math.exp,
    "ln": math.exp,
    "log1p": math.expm1,
    "exp": math.log,
    "sqrt": lambda value: value**2,
}
# What numpy writes a value of its own as: np.float64(0.9).
SCALAR = re.compile(r"(?:np|numpy)\.(?:u?int|float|longlong|ulonglong|longdouble|str_|bool)\w*")
ORDERED = frozenset({"<", "<=", ">=", ">"})


def is_scalar(tokens: Sequence[Token], at: int) -> bool:
    """Whether a value of numpy begins here, as numpy writes it."""
    return SCALAR.fullmatch(tokens[at].text) is not None and tokens[at + 1].text == "("


def of_function(tokens: Sequence[Token], at: int) -> str:
    """Write what stands here for a function, or for a method of a column: ``lr.between``.

    Parameters
    ----------
    tokens, at
        The words, and which of them is the opening bracket; before it stands the function.
    """
    function = str(tokens[at - 1].value)
    owner, _, name = function.rpartition(".")
    owner = re.sub(r"\.str$", "", owner)
    argument = _argument(tokens, at)
    if name.lower() in FORMS:
        column = argument if owner in MODULES | {""} else owner
        return written(name, column or "lr")
    known = f"no function {function!r}: the only one is missing(…)"
    if name in UNDONE and argument:
        return f"{known}; compare the column itself{_undone(tokens, at, name, argument)}"
    return known


def of_call(tokens: Sequence[Token], at: int) -> str:
    """Write what stands here for a function where a value is: ``float('0.1')``, ``np.log(0.1)``."""
    function, argument, end = tokens[at].text, tokens[at + 2], tokens[min(at + 3, len(tokens) - 1)]
    is_itself = argument.is_value and end.text == ")" and function.rpartition(".")[2] not in UNDONE
    text = str(argument.value) if function in {"float", "int"} else argument.text
    alone = f": {text}" if is_itself else ""
    return f"no function {function!r} for a value; write the value itself{alone}"


def _argument(tokens: Sequence[Token], at: int) -> str:
    """Return the column in the brackets of a function, which may stand in those of its table; or nothing."""
    argument, opening = tokens[at + 1], tokens[min(at + 2, len(tokens) - 1)]
    if argument.kind != "name":
        return ""
    inner = tokens[min(at + 3, len(tokens) - 1)]
    return str(inner.value if opening.text == "[" and inner.kind == "text" else argument.value)


def _undone(tokens: Sequence[Token], at: int, name: str, column: str) -> str:
    """Write the comparison of the column that says the same as one of its function with a number."""
    after = tokens[at + 3 :]
    sign = 1
    if len(after) > 2 and after[1].text in {"-", "+"}:
        sign = -1 if after[1].text == "-" else 1
        after = [after[0], *after[2:]]
    if len(after) < 2 or after[0].text not in ORDERED or not after[1].is_number:
        return f": {term(column)} < 0.01"
    try:
        bound = UNDONE[name](sign * float(after[1].value or 0))
    except (ValueError, OverflowError):
        return f": {term(column)} < 0.01"
    return f": {term(column)} {after[0].text} {bound:.6g}"

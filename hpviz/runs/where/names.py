"""What the names of an expression stand for: the columns of the runs, and what is known of each run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from hpviz.errors import meant_by, unknown_name
from hpviz.legible_text import legible
from hpviz.runs.column import Column
from hpviz.runs.where.problem import ExpressionError
from hpviz.runs.where.tokens import literal, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray
    from hpviz.runs.where.expression import Name

# Name in an expression to the attribute of `Runs`.
FACTS = {"status": "statuses", "name": "names", "group": "groups", "created": "created", "id": "run_ids"}


class RunTable(Protocol):
    """What an expression is about; attributes as of `hpviz.runs.Runs`."""

    @property
    def columns(self) -> Mapping[str, Column]:
        """The columns by their names."""

    @property
    def names(self) -> NDArray[np.str_]:
        """The name of each run."""

    @property
    def statuses(self) -> NDArray[np.str_]:
        """The status of each run."""

    @property
    def groups(self) -> NDArray[np.str_]:
        """The group of each run."""

    @property
    def created(self) -> FloatArray:
        """When each run began."""

    @property
    def run_ids(self) -> NDArray[np.str_]:
        """The id of each run."""

    @property
    def is_sample(self) -> bool:
        """Whether there are more runs than these, which may have other values."""

    def __len__(self) -> int: ...


def column_of(runs: RunTable, name: Name, text: str) -> Column:
    """Find the column that a name stands for.

    A param or metric comes first, then a fact of the runs that the source tells, then what was set aside; a
    column goes by its spelling in the source, too.

    Parameters
    ----------
    runs
        The runs.
    name, text
        The name, and the expression that it is in.

    Raises
    ------
    ExpressionError
        There is no such column.
    """
    if _is_meant_as_fact(runs, name.name):
        return _fact(runs, name.name)
    if name.name in runs.columns:
        return runs.columns[name.name]
    by_given_name = {column.given_name: column for column in runs.columns.values() if column.given_name}
    if name.name in by_given_name:
        return by_given_name[name.name]
    if (shown := legible(name.name)) in runs.columns:
        return runs.columns[shown]
    raise _unknown(runs, name, text)


def is_date(runs: RunTable, name: Name) -> bool:
    """Whether a name stands for moments, which are written as dates."""
    return name.name == "created" and _is_meant_as_fact(runs, "created")


def _is_meant_as_fact(runs: RunTable, name: str) -> bool:
    return is_fact(runs, name) and (name not in runs.columns or not is_untold(runs, name))


def is_untold(runs: RunTable, fact: str) -> bool:
    """Whether nothing is known of a fact: no run has it, or all are of an unknown status."""
    column = _fact(runs, fact)
    return column.active == 0 or (fact == "status" and column.levels == ("unknown",))


def _fact(runs: RunTable, fact: str) -> Column:
    """Return what is known of each run as a column; empty text is absent."""
    values = getattr(runs, FACTS[fact])
    if fact == "created":
        return Column.of_numbers(fact, values)
    return _text_column(fact, values)


def _text_column(name: str, values: NDArray[np.str_]) -> Column:
    if len(values) and values.strides == (0,):  # all runs share a single cell
        levels, codes = values[:1], np.zeros(len(values), np.int32)
    else:
        levels, inverse = np.unique(values, return_inverse=True)
        codes = inverse.astype(np.int32)
    codes = np.where(levels[codes] == "", np.int32(-1), codes) if len(values) else codes
    numbers = np.full(len(values), np.nan)
    return Column(name=name, numbers=numbers, codes=codes, levels=tuple(levels.tolist()), role="aside")


def names_of(runs: RunTable) -> list[str]:
    """List the names that an expression may have: what is known of each run first, then the columns."""
    facts = [fact for fact in FACTS if is_fact(runs, fact)]
    return facts + [name for name in runs.columns if name not in facts]


def spellings(runs: RunTable) -> list[str]:
    """List all names that columns go by: here, and in the source."""
    return [name for column in runs.columns.values() for name in (column.name, column.given_name) if name]


def is_fact(runs: RunTable, name: str) -> bool:
    """Whether a name stands for what is known of each run: no param or metric has it."""
    own = runs.columns.get(name)
    return name in FACTS and (own is None or own.role == "aside")


def _unknown(runs: RunTable, name: Name, text: str) -> ExpressionError:
    names = names_of(runs)
    sentence = str(unknown_name("column", name.name, names, write=term))
    is_text = name.start > 0 and not meant_by(name.name, names)
    hint = f"; if it is a text, it stands in quotes: {literal(name.name)}" if is_text else ""
    return ExpressionError(sentence + hint, text, name.start, name.end)

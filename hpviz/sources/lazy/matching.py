"""Which of all runs an expression is true of, as a condition that the engine evaluates.

Of numbers the comparison itself is handed over. Of texts and booleans the engine lists the values that there
are, the expression is evaluated on these as on runs in memory, and the engine keeps those that it is true of:
so there is one meaning of an expression, whatever holds the runs.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, cast

import narwhals as nw
import numpy as np

from hpviz.runs.where import Probe, column_of, is_fact, matching, parse
from hpviz.runs.where.evaluate import COMPARE, TURNED
from hpviz.runs.where.expression import Absence, And, Comparison, Literal, Membership, Name, Not, Or
from hpviz.sources.tabular.frames import from_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.runs.column import Column
    from hpviz.runs.where.expression import Expression, Operand, Operator
    from hpviz.runs.where.names import RunTable
    from hpviz.sources.lazy.queries import Engine

MOST_VALUES = 10_000
"""Different values of a column of texts that are looked through."""


class RunsInEngine(Protocol):
    """Runs that an engine holds; attributes as of `hpviz.sources.lazy.population.LazyPopulation`."""

    @property
    def engine(self) -> Engine:
        """The engine."""

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """Its table with one row per run."""

    @property
    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """The short names of columns."""

    @property
    def truths(self) -> frozenset[str]:
        """The columns of true and false."""

    @property
    def texts(self) -> frozenset[str]:
        """The columns of text."""

    @property
    def statuses(self) -> str | None:
        """The short name of the column of statuses."""

    @property
    def status_counts(self) -> Mapping[str, int]:
        """How many runs have which status."""

    def of_statuses(self, statuses: frozenset[str]) -> nw.Expr:
        """Whether a run has one of some statuses."""


class NotInEngineError(Exception):
    """A condition that only runs in memory can be asked."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """An expression about the runs of a population.

    Attributes
    ----------
    population
        All runs.
    runs
        Those that were read.
    text
        The expression, one that `runs` take.
    """

    population: RunsInEngine
    runs: RunTable
    text: str
    _values: dict[str, Any] = field(default_factory=dict, repr=False)

    def evaluated(self) -> nw.Expr | None:
        """Write it for the engine; None where it is about what the engine does not hold."""
        tree = parse(self.text)
        try:
            return None if tree is None else self._of(tree)
        except NotInEngineError:
            return None

    def _of(self, tree: Expression) -> nw.Expr:
        if isinstance(tree, Not):
            return ~self._of(tree.operand)
        if isinstance(tree, And | Or):
            join = operator.and_ if isinstance(tree, And) else operator.or_
            return reduce(join, map(self._of, tree.operands))
        if isinstance(tree, Comparison):
            pairs = zip(pairwise(tree.operands), tree.operators, strict=True)
            return reduce(operator.and_, [self._pair(*ends, sign) for ends, sign in pairs])
        alias, is_numeric = self._column(tree.name)
        if not is_numeric:
            return self._listed(alias, tree.name, self.text[tree.start : tree.end])
        if isinstance(tree, Absence):
            return ~nw.col(alias).is_null() if tree.negated else nw.col(alias).is_null()
        if isinstance(tree, Membership):
            equal = [self._number(alias, "==", value) for value in tree.values]
            among = reduce(operator.or_, equal)
            return ~nw.col(alias).is_null() & ~among if tree.negated else among
        raise NotInEngineError

    def _pair(self, left: Operand, right: Operand, sign: Operator) -> nw.Expr:
        if isinstance(left, Literal):
            left, right, sign = right, left, TURNED[sign]
        name = cast("Name", left)
        alias, is_numeric = self._column(name)
        if isinstance(right, Name):
            other, is_too = self._column(right)
            if not (is_numeric and is_too):
                raise NotInEngineError
            return _compared(alias, sign, nw.col(other)) & ~nw.col(other).is_null()
        if is_numeric:
            return self._number(alias, sign, right)
        written = f"{self.text[name.start : name.end]} {sign} {self.text[right.start : right.end]}"
        return self._listed(alias, name, written)

    def _number(self, alias: str, sign: Operator, value: Literal) -> nw.Expr:
        if not isinstance(value.value, int | float) or isinstance(value.value, bool):
            raise NotInEngineError
        return _compared(alias, sign, float(value.value))

    def _column(self, name: Name) -> tuple[str, bool]:
        """Find the short name of a column in the engine, and whether it is compared as numbers."""
        population = self.population
        if is_fact(self.runs, name.name):
            if name.name == "status" and population.statuses is not None:
                return population.statuses, False
            raise NotInEngineError
        column = column_of(self.runs, name, self.text)
        source = column.given_name or column.name
        if source not in population.columns:
            raise NotInEngineError
        is_numeric = source not in population.texts | population.truths
        if is_numeric and (column.kind != "numeric" or column.levels):
            raise NotInEngineError
        return population.columns[source]["last"], is_numeric

    def _listed(self, alias: str, name: Name, written: str) -> nw.Expr:
        """Keep the values that a condition on one column is true of."""
        if alias == self.population.statuses and is_fact(self.runs, name.name):
            return self._of_statuses(written)
        values, column = self._values_of(alias, name)
        accepted = matching(written, Probe.of_column(column))
        return _among(alias, [value for value, is_in in zip(values, accepted, strict=True) if is_in])

    def _of_statuses(self, written: str) -> nw.Expr:
        statuses = np.array([*self.population.status_counts], dtype=np.str_)
        accepted = statuses[matching(written, Probe.of_statuses(statuses))]
        return self.population.of_statuses(frozenset(accepted.tolist()))

    def _values_of(self, alias: str, name: Name) -> tuple[list[Any], Column]:
        """List the values of a column in the engine, and read them as those of the runs are read."""
        if alias not in self._values:
            population = self.population
            query = population.frame.select(alias).unique().head(MOST_VALUES + 1)
            cells = population.engine.collected(query, f"the values of {name.name}")
            if len(cells) > MOST_VALUES:
                raise NotInEngineError
            own = column_of(self.runs, name, self.text)
            read = from_frame(cells.to_native()).columns.get(alias)
            if read is None or read.kind != own.kind or not {*own.levels} <= {*read.levels}:
                raise NotInEngineError
            self._values[alias] = (
                cells[alias].to_list(),
                replace(read, name=own.name, given_name=own.given_name, role=own.role),
            )
        return cast("tuple[list[Any], Column]", self._values[alias])


def _compared(alias: str, sign: Operator, right: nw.Expr | float) -> nw.Expr:
    """Compare a column; in pandas, which Dask goes by, what is absent differs from everything."""
    compare = cast("Callable[..., nw.Expr]", COMPARE[sign])
    own = nw.col(alias).cast(nw.Float64)
    return _true(compare(own, right)) & ~nw.col(alias).is_null()


def _true(condition: nw.Expr) -> nw.Expr:
    """Make a comparison with an absent value false."""
    return condition.fill_null(value=False)


def _among(alias: str, values: list[Any]) -> nw.Expr:
    own, there = nw.col(alias), [value for value in values if value is not None]
    chosen = _true(own.is_in(there)) if there else own.is_null() & ~own.is_null()
    return chosen | own.is_null() if None in values else chosen

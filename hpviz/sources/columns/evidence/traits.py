"""What is seen of a column of numbers alone, and beside others in how many digits it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.sources.columns.evidence.design import (
    has_few_levels,
    has_own_values,
    is_drawn_short,
    is_fractional_count,
    is_whole_range,
    is_written_long,
)
from hpviz.sources.columns.vocabulary import is_chosen_name, is_metric_name, is_param_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs.column import Column, Role


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What is seen of one column alone.

    Attributes
    ----------
    is_metric, is_param, is_chosen
        Whether its name is that of a metric, holds a word of parameters, or is one's name as a whole.
    few, own
        Whether runs share a few values of it, or have most of them for themselves.
    """

    is_metric: bool
    is_param: bool
    is_chosen: bool
    few: bool
    own: bool

    @classmethod
    def of(cls, name: str, column: Column) -> Traits:
        """Look at the name and the numbers."""
        whole = not is_fractional_count(column)
        return cls(
            is_metric=is_metric_name(name),
            is_param=is_param_name(name) and whole,
            is_chosen=is_chosen_name(name) and whole,
            few=has_few_levels(column),
            own=has_own_values(column),
        )


def are_results_long(columns: Mapping[str, Column], traits: Mapping[str, Traits]) -> bool:
    """Whether the numbers under names of results have many digits."""
    results = [column for name, column in columns.items() if traits[name].is_metric and not column.integral]
    return bool(results) and all(map(is_written_long, results))


@dataclass(frozen=True, kw_only=True)
class Others:
    """The columns that are called like params, beside which each column is looked at.

    Attributes
    ----------
    named
        Their names.
    own
        Those of numbers of which runs do not share a few values.
    numbers
        Those of numbers.
    long, drawn
        Those whose numbers were drawn for each run, and of these the ones of many digits.
    """

    named: frozenset[str]
    numbers: frozenset[str]
    own: frozenset[str]
    drawn: frozenset[str]
    long: frozenset[str]

    @classmethod
    def of(
        cls,
        columns: Mapping[str, Column],
        traits: Mapping[str, Traits],
        known: Mapping[str, Role],
        named: Iterable[str],
    ) -> Others:
        """Look at the columns whose names are given, and at those that are called like what is drawn."""
        drawn = frozenset(
            name
            for name, its in traits.items()
            if (known.get(name) == "param" or its.is_chosen or (its.is_param and not its.is_metric))
            and not (its.few or columns[name].integral)
        )
        named = frozenset(named)
        # Of a range of whole numbers runs share the values, however these were drawn.
        numbers = frozenset(name for name in named & traits.keys() if not is_whole_range(columns[name]))
        return cls(
            named=named,
            numbers=numbers,
            own=frozenset(name for name in numbers if not traits[name].few),
            drawn=drawn,
            long=frozenset(name for name in drawn if not is_drawn_short(columns[name])),
        )

    def are_shared_beside(self, name: str) -> bool:
        """Whether runs share the values of every other parameter by name or by the source."""
        some = len(self.named) - (name in self.named) > 1 and len(self.numbers) > (name in self.numbers)
        return some and self.own <= {name}

    def are_drawn_short_beside(self, name: str) -> bool:
        """Whether all other numbers that were drawn for each run have few digits."""
        return len(self.drawn) > (name in self.drawn) and self.long <= {name}

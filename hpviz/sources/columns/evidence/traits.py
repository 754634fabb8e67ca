"""What is seen of a column of numbers alone, and beside others in how many digits it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.sources.columns.evidence.design import (
    has_few_levels,
    has_own_values,
    is_drawn_short,
    is_written_long,
)
from hpviz.sources.columns.vocabulary import is_chosen_name, is_metric_name, is_param_name

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        return cls(
            is_metric=is_metric_name(name),
            is_param=is_param_name(name),
            is_chosen=is_chosen_name(name),
            few=has_few_levels(column),
            own=has_own_values(column),
        )


def are_results_long(columns: Mapping[str, Column], traits: Mapping[str, Traits]) -> bool:
    """Whether the numbers under names of results have many digits."""
    results = [column for name, column in columns.items() if traits[name].is_metric and not column.integral]
    return bool(results) and all(map(is_written_long, results))


def drawn(
    columns: Mapping[str, Column], traits: Mapping[str, Traits], known: Mapping[str, Role]
) -> dict[str, bool]:
    """Which columns of params hold numbers drawn for each run, and whether these have few digits."""
    named = [
        name
        for name, its in traits.items()
        if known.get(name) == "param" or its.is_chosen or (its.is_param and not its.is_metric)
    ]
    return {
        name: is_drawn_short(columns[name])
        for name in named
        if not (traits[name].few or columns[name].integral)
    }

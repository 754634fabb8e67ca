"""One factor at a time: a column of text that names what was changed, and another that holds its setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.metric_names import is_speed
from hpviz.runs.relations.cells import codes_of
from hpviz.sources.columns.evidence.design import is_written_short, sampled
from hpviz.sources.columns.vocabulary import is_time_name, normal

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from hpviz.runs.column import Column
    from hpviz.sources.columns.evidence.traits import Traits

# What tables of one factor at a time call the setting of the factor.
LEVEL_NAMES = frozenset({"value", "level", "setting", "val", "param_value", "x"})
# And the factor.
FACTOR_NAMES = frozenset(
    {"knob", "sweep", "swept", "param", "parameter", "factor", "variable", "hyperparameter", "ablation"}
)
# The share of settings that a single factor has, and of numbers that somebody wrote down.
NESTED, SHORT = 0.7, 0.8
# The settings of learning rates and of layers lie this far apart.
SCALES = 100.0
# With fewer runs nothing is nested.
FEWEST_RUNS = 8
# More names than this are none of factors, as the runs of each would be few.
MOST_FACTORS = 40
_NO_SETTINGS = frozenset({"none", "null", "nan", "inf", "failed", "error", "missing", "oom", ""})


def settings_among(
    columns: Mapping[str, Column],
    traits: Mapping[str, Traits],
    chosen: AbstractSet[str],
    known: Container[str],
) -> list[str]:
    """Find the settings of the factors that a column of text names, where another column is a result.

    Parameters
    ----------
    columns
        All that may be parameters or metrics, in the order of the table.
    traits
        What is seen of each column of numbers.
    chosen
        Other numbers that were chosen: beside these a value is what came of it.
    known
        Columns whose role is known.
    """
    texts = [column for name, column in columns.items() if column.kind == "categorical" and name not in known]
    settings = []
    measured = {name for name in traits if is_speed(name) or is_time_name(name)}
    for name in filter(
        lambda name: is_setting(columns[name], texts), (name for name in traits if name not in measured)
    ):
        named = is_mixed(columns[name]) or is_beside_factor(name, list(columns))
        others = [its for other, its in traits.items() if other != name]
        if (traits[name].few or named or not chosen - {name}) and any(map(_is_measured, others)):
            settings.append(name)
    return settings


def _is_measured(traits: Traits) -> bool:
    return traits.is_metric or traits.own


def is_mixed(column: Column) -> bool:
    """Whether words stand among the numbers, as among settings of several factors and never among results."""
    words = [code for code, level in enumerate(column.levels) if level.strip().lower() not in _NO_SETTINGS]
    rows = np.isin(column.codes, words)
    return column.kind == "numeric" and int(rows.sum()) >= 2


def is_setting(column: Column, factors: Iterable[Column]) -> bool:
    """Whether the values are the settings of what a column of text names.

    Parameters
    ----------
    column
        Numbers, perhaps with words among them.
    factors
        Columns of text.
    """
    named = [factor for factor in factors if 2 <= len(factor.present) <= MOST_FACTORS]
    if not named or len(column.numbers) < FEWEST_RUNS:
        return False
    short = is_written_short(sampled(column)) >= SHORT
    if normal(column.name) in LEVEL_NAMES or is_mixed(column):
        return short
    shortest = is_written_short(sampled(column), digits=2) >= SHORT
    return shortest and any(_is_nested(column, factor) for factor in named)


def is_beside_factor(name: str, names: Sequence[str]) -> bool:
    """Whether both are called so, and stand beside each other: ``knob`` and ``value``."""
    place = names.index(name)
    beside = {normal(other) for other in names[max(place - 1, 0) : place + 2]}
    return normal(name) in LEVEL_NAMES and bool(beside & FACTOR_NAMES)


def _is_nested(column: Column, factor: Column) -> bool:
    """Whether each factor has values of its own, on a scale of its own."""
    values, names = codes_of(column), codes_of(factor)
    pairs = np.unique(np.stack([values, names]), axis=1)
    several = np.bincount(pairs[1]) > 1
    factors_of_value = np.bincount(pairs[0])
    shared = np.bincount(values)[factors_of_value == 1].max(initial=0) > 1
    if several.sum() < 2 or not shared or (factors_of_value == 1).mean() < NESTED:
        return False
    sizes = np.abs(column.numbers)
    medians = [
        np.nanmedian(sizes[names == name])
        for name in np.unique(names)
        if np.isfinite(sizes[names == name]).any()
    ]
    positive = [median for median in medians if median > 0]
    return len(positive) > 1 and max(positive) / min(positive) >= SCALES

"""Which columns can be a metric: those of numbers, and of true and false."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from hpviz.runs.column import Column

# Texts that mean false and true, as people write them.
PAIRS = (("false", "true"), ("no", "yes"))


def can_be_metric(column: Column) -> bool:
    """Whether its cells are numbers, or can be read as 0 and 1; a table without rows refuses nothing."""
    return column.kind == "numeric" or not len(column.numbers) or bool(_truths(column.levels))


def as_metric(column: Column) -> Column:
    """Return a column with the role of a metric; true and yes become 1, false and no 0.

    Raises
    ------
    HpvizError
        It holds other values.
    """
    if not can_be_metric(column):
        raise HpvizError(f"column {column.name!r} holds no numbers, so it cannot be a metric")
    if column.kind == "numeric" or not len(column.numbers):
        return column.labelled(role="metric")
    numbers = np.array([*_truths(column.levels), math.nan])[column.codes]
    codes = np.full_like(column.codes, -1)
    return replace(column, numbers=numbers, codes=codes, levels=(), integral=True, role="metric")


def _truths(levels: tuple[str, ...]) -> list[float]:
    """Return 1 for each level that means true and 0 for false; nothing where some mean neither."""
    lowered = [level.casefold() for level in levels]
    pair = next((pair for pair in PAIRS if set(lowered) <= set(pair)), None)
    return [float(pair.index(level)) for level in lowered] if pair else []


def holds_truths(column: Column) -> bool:
    """Whether its numbers are 0 and 1 and nothing else, as those of flags are."""
    extent = column.extent
    if (extent.low, extent.high) != (0, 1):
        return False
    return bool(np.isin(column.numbers[np.isfinite(column.numbers)], (0.0, 1.0)).all())
